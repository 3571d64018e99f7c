//! Column types as a node of the syntax tree writes them, with their aliases resolved.

use super::names::path_name;
use crate::sql::tree::{At, SyntaxKind as K};
use crate::sql::types::Type;

/// Whether a node of this kind is a type.
pub(super) fn is_type(kind: K) -> bool {
    matches!(
        kind,
        K::ARRAY_TYPE
            | K::PATH_TYPE
            | K::VARCHAR_TYPE
            | K::CHARACTER_TYPE
            | K::BIT_TYPE
            | K::BIT_VARYING_TYPE
            | K::DOUBLE_TYPE
            | K::TIME_TYPE
            | K::TIMESTAMP_TYPE
            | K::INTERVAL_TYPE
    )
}

/// Reads the type that is a child of a node.
pub(super) fn of(node: At) -> Option<Type> {
    node.children().find(|child| is_type(child.kind())).map(read)
}

fn read(node: At) -> Type {
    let modifiers = || {
        let literals = node.all().filter(|found| found.kind() == K::INT_NUMBER);
        literals.filter_map(|literal| literal.text().parse().ok()).collect()
    };
    let named = |name: &str| Type { name: name.to_owned(), modifiers: modifiers(), ..Type::default() };
    let with_zone = || node.all().any(|found| found.kind() == K::WITH_KW);
    match node.kind() {
        K::ARRAY_TYPE => Type { array: true, ..of(node).unwrap_or_default() },
        K::VARCHAR_TYPE => named("character varying"),
        K::CHARACTER_TYPE if node.all().any(|found| found.kind() == K::VARYING_KW) => named("character varying"),
        K::CHARACTER_TYPE => named("character"),
        K::BIT_TYPE => named("bit"),
        K::BIT_VARYING_TYPE => named("bit varying"),
        K::DOUBLE_TYPE => named("double precision"),
        K::TIME_TYPE => named(if with_zone() { "time with time zone" } else { "time without time zone" }),
        K::TIMESTAMP_TYPE => {
            named(if with_zone() { "timestamp with time zone" } else { "timestamp without time zone" })
        }
        K::INTERVAL_TYPE => named("interval"),
        _ => {
            let path = path_name(node);
            let schema = path.schema.filter(|schema| schema != "pg_catalog");
            let name = if schema.is_none() { alias(&path.name).to_owned() } else { path.name };
            Type { schema, name, modifiers: modifiers(), array: false }
        }
    }
}

fn alias(name: &str) -> &str {
    match name {
        "int" | "int4" => "integer",
        "int2" => "smallint",
        "int8" => "bigint",
        "bool" => "boolean",
        "float4" => "real",
        "float8" | "float" => "double precision",
        "decimal" | "dec" => "numeric",
        "varchar" => "character varying",
        "bpchar" | "char" => "character",
        "timestamptz" => "timestamp with time zone",
        "timestamp" => "timestamp without time zone",
        "timetz" => "time with time zone",
        "time" => "time without time zone",
        other => other,
    }
}
