//! Types of columns.

use super::error::Error;
use super::syntax::{Attribute, Form};

/// The type of a scalar without an attribute for it; `None` if the name is not that of a scalar.
pub(super) fn of_scalar(name: &str) -> Option<&'static str> {
    Some(match name {
        "String" => "TEXT",
        "Boolean" => "BOOLEAN",
        "Int" => "INTEGER",
        "BigInt" => "BIGINT",
        "Float" => "DOUBLE PRECISION",
        "Decimal" => "DECIMAL(65,30)",
        "DateTime" => "TIMESTAMP(3)",
        "Json" => "JSONB",
        "Bytes" => "BYTEA",
        _ => return None,
    })
}

/// Names after `@db.`, the type, and the largest number of its arguments.
const NATIVE: [(&str, &str, usize); 30] = [
    ("BigInt", "BIGINT", 0),
    ("Bit", "BIT", 1),
    ("Boolean", "BOOLEAN", 0),
    ("ByteA", "BYTEA", 0),
    ("Char", "CHAR", 1),
    ("Citext", "CITEXT", 0),
    ("Date", "DATE", 0),
    ("Decimal", "DECIMAL", 2),
    ("DoublePrecision", "DOUBLE PRECISION", 0),
    ("Inet", "INET", 0),
    ("Int", "INTEGER", 0),
    ("Integer", "INTEGER", 0),
    ("Json", "JSON", 0),
    ("JsonB", "JSONB", 0),
    ("Money", "MONEY", 0),
    ("Oid", "OID", 0),
    ("Real", "REAL", 0),
    ("SmallInt", "SMALLINT", 0),
    ("Text", "TEXT", 0),
    ("Time", "TIME", 1),
    ("Timestamp", "TIMESTAMP", 1),
    ("Timestamptz", "TIMESTAMPTZ", 1),
    ("Timetz", "TIMETZ", 1),
    ("Uuid", "UUID", 0),
    ("VarBit", "VARBIT", 1),
    ("VarChar", "VARCHAR", 1),
    ("Xml", "XML", 0),
    // Older names.
    ("Numeric", "DECIMAL", 2),
    ("TimestampTz", "TIMESTAMPTZ", 1),
    ("TimeTz", "TIMETZ", 1),
];

/// The type that an attribute such as `@db.VarChar(20)` names.
pub(super) fn of_attribute(attribute: &Attribute) -> Result<String, Error> {
    let name = attribute.name.text.split_once('.').map_or("", |(_, name)| name);
    let Some((_, sql, most)) = NATIVE.iter().find(|(known, ..)| *known == name) else {
        return Err(
            attribute.fault(format!("`@{}` is not a type of PostgreSQL that Prisma knows", attribute.name.text))
        );
    };
    let numbers: Vec<&str> = attribute
        .arguments
        .iter()
        .map(|argument| match &argument.value.form {
            Form::Number(number) if number.bytes().all(|digit| digit.is_ascii_digit()) => Ok(number.as_str()),
            _ => Err(argument.value.fault("a whole number is expected here")),
        })
        .collect::<Result<_, _>>()?;
    if numbers.len() > *most {
        return Err(attribute.fault(format!("`@{}` has too many arguments", attribute.name.text)));
    }
    Ok(if numbers.is_empty() { (*sql).to_owned() } else { format!("{sql}({})", numbers.join(",")) })
}
