//! One property changed of every object of a large database, kind by kind: each statement that the server accepts has
//! to be reported with its object and the property.

use super::{Bench, changes};
use std::collections::BTreeSet;
use tidegate::catalog::{Catalog, Identity, Kind, properties};
use tidegate::postgres::quoted_always;

/// A kind, a property, and the statement that changes it: `{}` is the name with its schema, `{part}` the bare one, `{on}`
/// the table. Only objects that lack the property are changed.
const CLASSES: [(Kind, &str, &str); 64] = [
    (Kind::Schema, "comment", "comment on schema {} is 'new'"),
    (Kind::Schema, "owner", "alter schema {} owner to other"),
    (Kind::Schema, "grants", "grant create on schema {} to third"),
    (Kind::Table, "comment", "comment on table {} is 'new'"),
    (Kind::Table, "type_comment", "comment on type {} is 'new'"),
    (Kind::Table, "owner", "alter table {} owner to other"),
    (Kind::Table, "row_security", "alter table {} enable row level security"),
    (Kind::Table, "force_row_security", "alter table {} force row level security"),
    (Kind::Table, "grants", "grant trigger on {} to third"),
    (Kind::Table, "options", "alter table {} set (fillfactor = 33)"),
    (Kind::Table, "replica_identity", "alter table {} replica identity full"),
    (Kind::ForeignTable, "comment", "comment on foreign table {} is 'new'"),
    (Kind::ForeignTable, "owner", "alter foreign table {} owner to other"),
    (Kind::Column, "comment", "comment on column {on}.{part} is 'new'"),
    (Kind::Column, "statistics", "alter table only {on} alter {part} set statistics 77"),
    (Kind::Column, "options", "alter table only {on} alter {part} set (n_distinct = 77)"),
    (Kind::Column, "grants", "grant update ({part}) on {on} to third"),
    (Kind::Column, "storage", "alter table only {on} alter {part} set storage external"),
    (Kind::Column, "compression", "alter table only {on} alter {part} set compression pglz"),
    (Kind::Column, "default", "alter table only {on} alter {part} set default null::text::int"),
    (Kind::Constraint, "comment", "comment on constraint {part} on {on} is 'new'"),
    (Kind::DomainConstraint, "comment", "comment on constraint {part} on domain {on} is 'new'"),
    (Kind::Index, "comment", "comment on index {} is 'new'"),
    (Kind::Index, "options", "alter index {} set (fillfactor = 44)"),
    (Kind::Index, "depends_on_extensions", "alter index {} depends on extension plpgsql"),
    (Kind::View, "comment", "comment on view {} is 'new'"),
    (Kind::View, "options", "alter view {} set (security_barrier)"),
    (Kind::View, "grants", "grant trigger on {} to third"),
    (Kind::View, "owner", "alter view {} owner to other"),
    (Kind::MaterializedView, "comment", "comment on materialized view {} is 'new'"),
    (Kind::MaterializedView, "options", "alter materialized view {} set (fillfactor = 44)"),
    (Kind::MaterializedView, "replica_identity", "alter table {} replica identity full"),
    (Kind::Sequence, "comment", "comment on sequence {} is 'new'"),
    (Kind::Sequence, "cycle", "alter sequence {} cycle"),
    (Kind::Sequence, "grants", "grant usage on sequence {} to third"),
    (Kind::Function, "comment", "comment on function {} is 'new'"),
    (Kind::Function, "security_definer", "alter function {} security definer"),
    (Kind::Function, "leakproof", "alter function {} leakproof"),
    (Kind::Function, "settings", "alter function {} set search_path = 'x'"),
    (Kind::Function, "grants", "grant execute on function {} to third"),
    (Kind::Function, "owner", "alter function {} owner to other"),
    (Kind::Function, "depends_on_extensions", "alter function {} depends on extension plpgsql"),
    (Kind::Procedure, "comment", "comment on procedure {} is 'new'"),
    (Kind::Trigger, "comment", "comment on trigger {part} on {on} is 'new'"),
    (Kind::Trigger, "depends_on_extensions", "alter trigger {part} on {on} depends on extension plpgsql"),
    (Kind::Rule, "comment", "comment on rule {part} on {on} is 'new'"),
    (Kind::Policy, "comment", "comment on policy {part} on {on} is 'new'"),
    (Kind::Type, "comment", "comment on type {} is 'new'"),
    (Kind::Type, "owner", "alter type {} owner to other"),
    (Kind::Domain, "comment", "comment on domain {} is 'new'"),
    (Kind::Domain, "owner", "alter domain {} owner to other"),
    (Kind::Operator, "comment", "comment on operator {} is 'new'"),
    (Kind::OperatorClass, "comment", "comment on operator class {} is 'new'"),
    (Kind::OperatorFamily, "comment", "comment on operator family {} is 'new'"),
    (Kind::Collation, "comment", "comment on collation {} is 'new'"),
    (Kind::Conversion, "comment", "comment on conversion {} is 'new'"),
    (Kind::Statistics, "comment", "comment on statistics {} is 'new'"),
    (Kind::Statistics, "target", "alter statistics {} set statistics 66"),
    (Kind::TextSearchDictionary, "comment", "comment on text search dictionary {} is 'new'"),
    (Kind::TextSearchConfiguration, "comment", "comment on text search configuration {} is 'new'"),
    (Kind::Publication, "via_root", "alter publication {} set (publish_via_partition_root = true)"),
    (Kind::ForeignDataWrapper, "comment", "comment on foreign data wrapper {} is 'new'"),
    (Kind::AccessMethod, "comment", "comment on access method {} is 'new'"),
    (Kind::EventTrigger, "comment", "comment on event trigger {} is 'new'"),
];

/// The statement of a class for an object.
fn statement(template: &str, object: &Identity) -> String {
    let qualified = |name: &str| match &object.schema {
        Some(schema) => format!("{}.{}", quoted_always(schema), quoted_always(name)),
        None => quoted_always(name),
    };
    let on = object.on.as_deref().unwrap_or_default();
    let name = match object.kind {
        Kind::Operator => format!("{}.{}", quoted_always(object.schema.as_deref().unwrap_or_default()), object.name),
        Kind::OperatorClass | Kind::OperatorFamily => format!("{} using {on}", qualified(&object.name)),
        _ => qualified(&object.name),
    };
    let arguments = object.arguments.as_ref().map(|arguments| format!("({arguments})")).unwrap_or_default();
    template
        .replace("{part}", &quoted_always(&object.name))
        .replace("{on}", &qualified(on))
        .replace("{}", &format!("{name}{arguments}"))
}

/// Changes the property of all objects of a class, and returns the objects that were not reported with it, and the
/// number of those that were.
fn change_all(
    bench: &mut Bench,
    name: &str,
    before: &mut Catalog,
    class: (Kind, &str, &str),
) -> (BTreeSet<Identity>, usize) {
    let (kind, property, template) = class;
    let lacks = |identity: &&Identity| {
        let properties = properties(&before.objects[*identity]).unwrap();
        let value = properties.get(property);
        value.is_none_or(|value| *value == false)
            || matches!(property, "owner" | "default" | "grants")
            || property == "replica_identity" && value.is_some_and(|value| value != "full")
    };
    let wanted = before.objects.keys().filter(|identity| identity.kind == kind);
    let objects: Vec<Identity> = wanted.filter(lacks).cloned().collect();
    let statements: Vec<String> = objects.iter().map(|identity| statement(template, identity)).collect();
    let accepted = bench.try_all(name, &statements);
    let after = bench.catalog(name);
    let comparison = changes(&after, before);
    let reported: BTreeSet<&Identity> = comparison
        .changes
        .iter()
        .filter(|change| change.properties.iter().any(|changed| changed.name == property))
        .map(|change| &change.object)
        .collect();
    let changed = objects.iter().zip(accepted).filter(|(_, accepted)| *accepted).map(|(identity, _)| identity);
    let (seen, missed): (BTreeSet<_>, BTreeSet<_>) = changed.cloned().partition(|object| reported.contains(object));
    *before = after;
    (missed, seen.len())
}

/// Changes every class in a database, one after the other.
pub(super) fn check(bench: &mut Bench, name: &str) {
    bench.database(["create role other superuser", "create role third"]);
    let mut catalog = bench.catalog(name);
    let mut total = 0;
    for class in CLASSES {
        let (missed, seen) = change_all(bench, name, &mut catalog, class);
        assert!(missed.is_empty(), "{class:?}: {missed:?}");
        total += seen;
    }
    assert!(total > 8000, "{total}");
}
