//! All entries of a catalog, and their text.

use super::create;
use super::entry::Entry;
use super::graph::Graph;
use super::item::{Item, What};
use super::order::ordered;
use super::separate::Separate;
use super::source::Source;
use super::{column, constraint, data_type, foreign_data, index, publication, sequence, table, view};
use crate::catalog::{ConstraintForm, ForeignDataForm, Object};
use crate::dump::{self, DumpObject, TrackingTable};
use std::collections::BTreeSet;

/// Returns the entries of a catalog in the order of `pg_dump`: of all objects, or of those in some schemas.
pub fn entries(source: &Source<'_>, schemas: Option<&BTreeSet<String>>) -> Vec<Entry> {
    let mut graph = Graph::new(source);
    let order = ordered(&mut graph);
    let separate = in_order(&graph);
    let items = order.iter().map(|at| &graph.items[*at]);
    items.filter(|item| is_covered(item, schemas)).flat_map(|item| of_item(source, item, &separate)).collect()
}

/// Returns the text of a schema file below its header, as [`dump::written`] returns it for a dump, with the objects
/// that `is_own` keeps.
pub fn text(
    source: &Source<'_>,
    schemas: Option<&BTreeSet<String>>,
    tracking: Option<&TrackingTable>,
    is_own: &dyn Fn(&DumpObject) -> bool,
) -> String {
    let entries = entries(source, schemas);
    let statements = entries.into_iter().flat_map(|entry| {
        let identity = entry.identity();
        entry.statements.into_iter().map(move |statement| (identity.clone(), statement))
    });
    dump::assembled(statements, tracking, is_own)
}

/// Collects what is separate in an order.
fn in_order(graph: &Graph<'_>) -> Separate {
    let mut separate = Separate::default();
    for item in graph.items.iter().filter(|item| item.is_separate) {
        match &item.what {
            What::Object(Object::Constraint(check))
                if check.form == ConstraintForm::Check && check.local != Some(false) =>
            {
                separate.checks.insert(check.identity());
            }
            What::RepeatedCheck(check) => drop(separate.checks.insert(check.identity())),
            What::Default { column, .. } => drop(separate.defaults.insert(column.identity())),
            What::ViewRule(view) => drop(separate.rules.insert(view.identity())),
            _ => {}
        }
    }
    separate
}

/// Whether an item is in a schema that is written.
fn is_covered(item: &Item<'_>, schemas: Option<&BTreeSet<String>>) -> bool {
    let Some(schemas) = schemas else { return true };
    let is_named = |schema: &str| schemas.contains(schema);
    match &item.what {
        What::Object(Object::Schema(schema)) => is_named(&schema.name),
        // A sequence is written with the table of its column.
        What::Object(Object::Sequence(sequence)) => {
            is_named(&sequence.schema) || sequence.owned_by.as_ref().is_some_and(|owner| is_named(&owner.schema))
        }
        What::PublishedTable(..) | What::PublishedSchema(..) => false,
        _ => item.schema.is_some_and(is_named),
    }
}

fn of_item(source: &Source<'_>, item: &Item<'_>, separate: &Separate) -> Vec<Entry> {
    match &item.what {
        What::Object(Object::Constraint(_)) if !item.is_separate => Vec::new(),
        What::Object(Object::Index(index)) if !index.valid && !is_partitioned(source, &index.table) => Vec::new(),
        What::Object(object @ Object::ForeignData(server)) if server.form == ForeignDataForm::Server => {
            let mut entries = create::entries(source, object, separate);
            entries.extend(user_mappings(source, &server.name));
            entries
        }
        What::Object(object) => create::entries(source, object, separate),
        What::Default { column, expression, is_foreign } if item.is_separate => {
            vec![column::default(source, column, expression.unwrap_or("NULL"), *is_foreign)]
        }
        What::IdentitySequence(column) => match &column.identity {
            Some(identity) => sequence::identity(source, column, identity),
            None => Vec::new(),
        },
        What::Attach(table) => table::attach(source, table).into_iter().collect(),
        What::IndexAttach(index) => {
            index.attached_to.iter().map(|of| index::attach(source, &index.schema, &index.name, of)).collect()
        }
        What::ConstraintIndexAttach(constraint) => {
            let attach = |of| index::attach(source, &constraint.schema, &constraint.name, of);
            constraint.attached_to.iter().map(attach).collect()
        }
        What::ConstraintIndex(constraint) => constraint::index_comment(source, constraint),
        What::ViewRule(view) if item.is_separate => vec![view::rule(source, view)],
        What::Shell(of) if item.is_separate => vec![data_type::shell(source, of)],
        What::RowSecurity(table) => vec![table::row_security(source, table)],
        What::PublishedTable(publication, table) => vec![publication::table(source, publication, table)],
        What::PublishedSchema(publication, schema) => vec![publication::schema(source, publication, schema)],
        What::Default { .. }
        | What::ViewRule(_)
        | What::Shell(_)
        | What::RepeatedCheck(_)
        | What::Unwritten
        | What::PreData
        | What::PostData => Vec::new(),
    }
}

fn is_partitioned(source: &Source<'_>, table: &crate::catalog::Qualified) -> bool {
    source.table(table).is_some_and(|table| table.partition_by.is_some())
}

/// Returns the mappings of a server, which are a part of it for `pg_dump`.
fn user_mappings(source: &Source<'_>, server: &str) -> Vec<Entry> {
    let mappings = source.catalog.objects.values().filter_map(|object| match object {
        Object::ForeignData(data) if data.form == ForeignDataForm::UserMapping => Some(data),
        _ => None,
    });
    let of_server = mappings.filter(|mapping| mapping.server.as_deref() == Some(server));
    of_server.flat_map(|mapping| foreign_data::foreign_data(source, mapping)).collect()
}
