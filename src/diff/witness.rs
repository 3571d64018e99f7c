//! A second comparison against silence: the dumps of both databases, entry by entry.

use super::change::{Change, Comparison};
use super::spelling::is_same;
use crate::catalog::{Identity, Kind};
use crate::dump::{DumpObject, Entries, Identity as Entry};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Returns the entries of two dumps (`pg_dump --schema-only`) that differ without a difference of the catalogs that
/// names the same object, neither one that was compared nor one that was not.
pub fn witness(expected: &[u8], actual: &[u8], comparison: &Comparison) -> Vec<DumpObject> {
    let (expected, actual) = (Entries::whole(expected), Entries::whole(actual));
    let changed = comparison.changes.iter().map(|change| &change.object);
    let named: BTreeSet<&Identity> =
        changed.chain(comparison.not_compared.iter().map(|uncompared| &uncompared.object)).collect();
    let entries: BTreeSet<&Entry> = expected.iter().chain(actual.iter()).map(|(entry, _)| entry).collect();
    let differs = |entry: &&Entry| !is_same(&entry.object().kind, expected.of(entry), actual.of(entry));
    let differing = entries.into_iter().filter(differs).map(Entry::object);
    let is_named = |object: &DumpObject| {
        named.iter().any(|identity| is_about(object, identity))
            || comparison.changes.iter().any(|change| is_a_part(object, change))
    };
    differing.filter(|object| !is_named(object)).collect()
}

/// Whether an entry of a dump describes an object: its name has that of the object, of its table, or both.
fn is_about(object: &DumpObject, identity: &Identity) -> bool {
    let is_same_schema =
        identity.schema.as_deref().is_none_or(|schema| object.schema == schema || object.schema.is_empty());
    // Names outside of schemas may be phrases: `TRANSFORM FOR integer LANGUAGE l`.
    let has = |name: &str| match identity.schema {
        None => has_word(&object.name.to_lowercase(), &name.to_lowercase()),
        Some(_) => has_word(&object.name, name),
    };
    match identity.kind {
        // `DEFAULT PRIVILEGES FOR TABLES`, and `on tables of postgres`
        Kind::DefaultPrivileges => object.kind == "default acl" && is_same_schema,
        // `FUNCTION f(text)`, and `function public.f(pg_catalog.text)`
        Kind::Altered => object.name.split_once(' ').is_some_and(|(_, name)| {
            let name = name.split('(').next().unwrap_or(name);
            has_word(&identity.name, name) && has_word(&identity.name, &object.schema)
        }),
        _ => is_same_schema && (has(&identity.name) || identity.on.as_deref().is_some_and(has)),
    }
}

/// Whether an entry describes a part of an object that a dump has apart: the sequence of an identity column, the index by
/// which a table is clustered or replicated, or the default of the column that owns a sequence.
fn is_a_part(object: &DumpObject, change: &Change) -> bool {
    let is_name =
        |value: Option<&Value>| value.and_then(Value::as_str).is_some_and(|name| has_word(&object.name, name));
    let has_part = |properties: &Map<String, Value>| {
        is_name(properties.get("identity").and_then(|identity| identity.get("sequence")))
            || is_name(properties.get("clustered_on"))
            || is_name(properties.get("replica_identity_index"))
            || is_name(properties.get("owned_by").and_then(|column| column.get("table")))
    };
    change.object.schema.as_ref() == Some(&object.schema) && change.before.iter().chain(&change.after).any(has_part)
}

/// Whether a text has a name, and not only as a part of another one.
fn has_word(text: &str, name: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        !before.ends_with(is_part) && !after.starts_with(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_not_found_in_another_one() {
        assert!(has_word("t t_pkey", "t") && has_word("COLUMN t.a", "a") && has_word("f(integer)", "f"));
        assert!(!has_word("orders_pkey", "orders") && !has_word("tt", "t"));
    }

    #[test]
    fn an_entry_is_about_a_changed_member_of_an_extension() {
        let name = "function public.hstore(pg_catalog.text,pg_catalog.text)".to_owned();
        let identity = Identity { kind: Kind::Altered, schema: None, on: None, name, arguments: None };
        let entry = |name: &str, schema: &str| DumpObject {
            kind: "acl".to_owned(),
            schema: schema.to_owned(),
            name: name.to_owned(),
        };
        assert!(is_about(&entry("FUNCTION hstore(text, text)", "public"), &identity));
        assert!(!is_about(&entry("FUNCTION hstore(text, text)", "app"), &identity));
        assert!(!is_about(&entry("FUNCTION other(text, text)", "public"), &identity));
    }

    #[test]
    fn an_entry_that_no_change_names_is_returned() {
        let header =
            |kind: &str, name: &str| format!("--\n-- Name: {name}; Type: {kind}; Schema: public; Owner: -\n--\n");
        let table = format!("{}CREATE TABLE t (\n    a integer\n);\n", header("TABLE", "t"));
        let acl = format!("{table}{}GRANT SELECT ON TABLE t TO x;\n", header("ACL", "TABLE t"));
        let found = witness(acl.as_bytes(), table.as_bytes(), &Comparison::default());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].kind.as_str(), found[0].name.as_str()), ("acl", "TABLE t"));
        assert!(witness(acl.as_bytes(), acl.as_bytes(), &Comparison::default()).is_empty());
    }
}
