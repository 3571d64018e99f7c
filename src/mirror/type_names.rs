//! Types of Diesel and SQLx as PostgreSQL names them in `pg_type`.

use super::diesel_tables::DieselType;
use std::collections::BTreeMap;

/// The names of Diesel's own types (diesel, `sql_types` and `pg::types::sql_types`).
const DIESEL: [(&str, &str); 40] = [
    ("Bool", "bool"),
    ("SmallInt", "int2"),
    ("Int2", "int2"),
    ("Smallint", "int2"),
    ("Integer", "int4"),
    ("Int4", "int4"),
    ("BigInt", "int8"),
    ("Int8", "int8"),
    ("Bigint", "int8"),
    ("Float", "float4"),
    ("Float4", "float4"),
    ("Double", "float8"),
    ("Float8", "float8"),
    ("Numeric", "numeric"),
    ("Decimal", "numeric"),
    ("Text", "text"),
    ("VarChar", "text"),
    ("Varchar", "text"),
    ("Char", "text"),
    ("Bpchar", "text"),
    ("Bytea", "bytea"),
    ("Binary", "bytea"),
    ("Blob", "bytea"),
    ("Date", "date"),
    ("Time", "time"),
    ("Timestamp", "timestamp"),
    ("Timestamptz", "timestamptz"),
    ("Interval", "interval"),
    ("Uuid", "uuid"),
    ("Json", "json"),
    ("Jsonb", "jsonb"),
    ("Inet", "inet"),
    ("Cidr", "cidr"),
    ("MacAddr", "macaddr"),
    ("MacAddr8", "macaddr8"),
    ("Money", "money"),
    ("Oid", "oid"),
    ("CChar", "char"),
    ("Citext", "citext"),
    ("PgLsn", "pg_lsn"),
];

/// The names of ranges by the type that they are over.
const RANGES: [(&str, &str); 6] = [
    ("int4", "int4"),
    ("int8", "int8"),
    ("numeric", "num"),
    ("date", "date"),
    ("timestamp", "ts"),
    ("timestamptz", "tstz"),
];

/// Whether a type of Diesel is one of the database; `None` if the name of neither is known.
pub(super) fn is_same(of_diesel: &DieselType, custom: &BTreeMap<String, String>, in_database: &str) -> Option<bool> {
    match of_diesel {
        DieselType::Array(inner) => match in_database.strip_prefix('_') {
            Some(element) => is_same(inner, custom, element),
            None => Some(false),
        },
        DieselType::Range(inner) => Some(is_range(inner, in_database, "range")),
        DieselType::Multirange(inner) => Some(is_range(inner, in_database, "multirange")),
        DieselType::Named(name) => is_named(name, custom, in_database),
    }
}

fn is_range(inner: &DieselType, in_database: &str, ending: &str) -> bool {
    let DieselType::Named(name) = inner else { return false };
    let known = of_diesel(name).and_then(|inner| RANGES.iter().find(|(of, _)| *of == inner));
    known.is_some_and(|(_, start)| in_database == format!("{start}{ending}"))
}

fn of_diesel(name: &str) -> Option<&'static str> {
    DIESEL.iter().find(|(diesel, _)| *diesel == name).map(|(_, database)| *database)
}

fn is_named(name: &str, custom: &BTreeMap<String, String>, in_database: &str) -> Option<bool> {
    // Diesel has one type for these.
    let in_database = if matches!(in_database, "varchar" | "bpchar") { "text" } else { in_database };
    if let Some(known) = custom.get(name) {
        return Some(known == in_database);
    }
    if let Some(known) = of_diesel(name) {
        return Some(known == in_database);
    }
    // Diesel writes other types in upper camel case.
    let bare = |text: &str| text.replace(['_', ' ', '-'], "").to_lowercase();
    if bare(name) == bare(in_database) {
        return Some(true);
    }
    // The type may have another name in the application, unless the database has one of Diesel's own.
    let is_own = DIESEL.iter().any(|(_, database)| *database == in_database) || in_database.starts_with('_');
    is_own.then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(of_diesel: &DieselType, in_database: &str, expected: Option<bool>) {
        let custom = BTreeMap::from([("Feeling".to_owned(), "mood".to_owned())]);
        assert_eq!(is_same(of_diesel, &custom, in_database), expected, "{of_diesel:?} {in_database}");
    }

    fn named(name: &str) -> DieselType {
        DieselType::Named(name.to_owned())
    }

    #[test]
    fn types_are_compared_by_their_names_in_the_database() {
        check(&named("Integer"), "int4", Some(true));
        check(&named("Int8"), "int4", Some(false));
        check(&named("Text"), "varchar", Some(true));
        check(&named("Varchar"), "text", Some(true));
        check(&named("Feeling"), "mood", Some(true));
        check(&named("Feeling"), "other", Some(false));
        check(&named("OrderKind"), "order_kind", Some(true));
        check(&named("Tsvector"), "tsvector", Some(true));
        check(&named("Feelings"), "order_kind", None);
        check(&named("Feelings"), "int4", Some(false));
        check(&DieselType::Array(Box::new(named("Text"))), "_text", Some(true));
        check(&DieselType::Array(Box::new(named("Text"))), "text", Some(false));
        check(&named("Text"), "_text", Some(false));
        check(&DieselType::Range(Box::new(named("Timestamptz"))), "tstzrange", Some(true));
        check(&DieselType::Multirange(Box::new(named("Int4"))), "int4range", Some(false));
    }
}
