//! Defaults of columns: those of the database, not those that Prisma Client fills in.

use super::error::Error;
use super::model::Default;
use super::names::literal;
use super::syntax::{Form, Value};

/// The parts of a column that its default depends on.
pub(super) struct Context<'a> {
    /// The type of the field as the schema names it.
    pub field_type: &'a str,
    /// As SQL, without `[]`.
    pub sql_type: &'a str,
    pub is_list: bool,
    /// The values of an enum as the schema and the database name them.
    pub values: Option<&'a [(String, String)]>,
}

/// Reads the argument of `@default`.
pub(super) fn read(value: &Value, context: &Context<'_>) -> Result<Default, Error> {
    match &value.form {
        Form::Call(function, arguments) => match function.as_str() {
            "autoincrement" | "sequence" => Ok(Default::Sequence),
            "now" => Ok(Default::Expression("CURRENT_TIMESTAMP".to_owned())),
            "dbgenerated" => match arguments.first() {
                // The database has one, whatever it is.
                None => Ok(Default::None),
                Some(argument) => Ok(Default::Expression(argument.value.text()?)),
            },
            // Prisma Client makes these.
            "uuid" | "cuid" | "nanoid" | "ulid" | "auto" => Ok(Default::None),
            _ => Err(value.fault(format!("`{function}()` is not a function for defaults"))),
        },
        Form::List(values) if context.is_list => {
            let values = values.iter().map(|value| constant(value, context)).collect::<Result<Vec<_>, _>>()?;
            Ok(Default::Expression(format!("ARRAY[{}]::{}[]", values.join(", "), context.sql_type)))
        }
        _ => Ok(Default::Expression(constant(value, context)?)),
    }
}

/// A constant as SQL.
fn constant(value: &Value, context: &Context<'_>) -> Result<String, Error> {
    match &value.form {
        Form::Text(text) if context.field_type == "Bytes" => {
            let bytes = decoded(text).ok_or_else(|| value.fault("the text is not base64"))?;
            Ok(format!("'\\x{}'", crate::text::hex(&bytes)))
        }
        Form::Text(text) => Ok(literal(text)),
        Form::Number(number) => Ok(number.clone()),
        Form::Name(name) if context.values.is_none() && matches!(name.as_str(), "true" | "false") => Ok(name.clone()),
        Form::Name(name) => {
            let values = context.values.unwrap_or_default();
            let Some((_, mapped)) = values.iter().find(|(known, _)| known == name) else {
                return Err(value.fault(format!("`{name}` is not a value of `{}`", context.field_type)));
            };
            Ok(literal(mapped))
        }
        Form::Call(..) | Form::List(_) => Err(value.fault("a constant is expected here")),
    }
}

/// The bytes of a text in base64 (RFC 4648).
fn decoded(text: &str) -> Option<Vec<u8>> {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for letter in text.trim_end_matches('=').bytes() {
        let digit = digits.iter().position(|digit| *digit == letter)?;
        bits = (bits << 6 | u32::try_from(digit).ok()?) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn decodes_base64() {
        assert_eq!(decoded("aGVsbG8="), Some(b"hello".to_vec()));
        assert_eq!(decoded("aGVsbG8gd29ybGQ/"), Some(b"hello world?".to_vec()));
        assert_eq!(decoded("aGVs bG8="), None);
    }
}
