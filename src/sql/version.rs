//! Syntax that came with a `PostgreSQL` major, for projects that run on an older one.
//!
//! From the release notes of each major; `PostgreSQL` 12 is taken for granted.

use super::tree::{At, SyntaxKind as K};
use crate::text::Span;

/// The youngest syntax in a statement, where it is younger than `PostgreSQL` 13.
pub(super) fn needed(root: At) -> Option<(u16, &'static str, Span)> {
    let found = root.all().filter_map(|node| syntax(node).map(|(major, what)| (major, what, node.span())));
    found.max_by_key(|(major, _, span)| (*major, std::cmp::Reverse(span.start)))
}

fn syntax(node: At) -> Option<(u16, &'static str)> {
    let under = |kind: K| node.has(kind);
    Some(match node.kind() {
        K::MERGE => (15, "MERGE"),
        K::NULLS_NOT_DISTINCT => (15, "NULLS NOT DISTINCT"),
        K::DETACH_CONCURRENTLY => (14, "DETACH PARTITION … CONCURRENTLY"),
        K::COMPRESSION_METHOD => (14, "COMPRESSION"),
        K::MERGE_PARTITIONS => (19, "MERGE PARTITIONS"),
        K::SPLIT_PARTITION => (19, "SPLIT PARTITION"),
        K::JSON_TABLE => (17, "JSON_TABLE"),
        K::JSON_QUERY_FN => (17, "JSON_QUERY"),
        K::JSON_VALUE_FN => (17, "JSON_VALUE"),
        K::JSON_EXISTS_FN => (17, "JSON_EXISTS"),
        K::IS_JSON => (16, "IS JSON"),
        K::JSON_ARRAY_FN => (16, "JSON_ARRAY"),
        K::JSON_OBJECT_FN if node.text().contains(':') => (16, "JSON_OBJECT"),
        K::NOT_ENFORCED => (18, "NOT ENFORCED"),
        K::SET_EXPRESSION => (17, "SET EXPRESSION"),
        K::NOT_NULL_CONSTRAINT if under(K::COLUMN_NAME_REF) => (18, "NOT NULL as a constraint of the table"),
        K::GENERATED_STORED if !node.all().any(|part| part.kind() == K::STORED_KW) => {
            (18, "a virtual generated column")
        }
        K::ATOMIC_BODY => (14, "BEGIN ATOMIC"),
        K::SET_ACCESS_METHOD => (15, "SET ACCESS METHOD"),
        K::CREATE_VIEW if node.text().to_ascii_lowercase().contains("security_invoker") => {
            (15, "security_invoker views")
        }
        K::CREATE_TRIGGER if node.has(K::OR_REPLACE) => (14, "CREATE OR REPLACE TRIGGER"),
        _ => return None,
    })
}
