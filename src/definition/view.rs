//! Views and materialized views.

use super::column::{comments, settings};
use super::entry::{Described, Entry};
use super::parameters::{replica_identity, with};
use super::separate::Separate;
use super::source::Source;
use crate::catalog::{Column, View, ViewForm};

pub(super) fn view(source: &Source<'_>, view: &View, separate: &Separate) -> Vec<Entry> {
    let name = source.qualified(&view.schema, &view.name);
    let is_plain = view.form == ViewForm::Plain;
    let kind = if is_plain { "VIEW" } else { "MATERIALIZED VIEW" };
    let mut entry = Entry::new(kind, Some(&view.schema), &view.name);
    if is_plain {
        let create = format!("CREATE VIEW {name}");
        let is_broken = separate.has_rule(&view.identity());
        entry.statements.push(if is_broken {
            bare_columns(source, view, &create)
        } else {
            query(source, view, &create)
        });
    } else {
        entry.statements.push(materialized(source, view));
        for extension in view.depends_on_extensions.iter().flatten() {
            let extension = source.id(extension);
            entry.statements.push(format!("ALTER MATERIALIZED VIEW {name} DEPENDS ON EXTENSION {extension};"));
        }
        for column in columns(source, view) {
            let alter = format!("ALTER TABLE ONLY {name} ALTER COLUMN {}", source.id(&column.name));
            entry.statements.extend(settings(source, column, &alter));
        }
    }
    entry.statements.extend(replica_identity(&name, view.replica_identity));
    let mut entries = vec![entry];
    let described = Described { kind, schema: Some(&view.schema), name: source.id(&view.name) };
    let mut described = described.entries(source, view.comment.as_deref(), view.labels.as_ref());
    let labels = described.split_off(usize::from(view.comment.is_some()));
    entries.append(&mut described);
    entries.extend(columns(source, view).into_iter().flat_map(|column| comments(source, column)));
    let row_type = Described { kind: "TYPE", schema: Some(&view.schema), name: source.id(&view.name) };
    entries.extend(row_type.entries(source, view.type_comment.as_deref(), None));
    entries.extend(labels);
    entries
}

/// Returns what was set for columns, in order.
fn columns<'a>(source: &Source<'a>, view: &View) -> Vec<&'a Column> {
    let Some(parts) = source.parts(&view.schema, &view.name) else { return Vec::new() };
    let names = view.columns.iter().flatten().map(|(name, _)| name.as_str());
    names.filter_map(|name| parts.columns.get(name).copied()).collect()
}

fn query(source: &Source<'_>, view: &View, create: &str) -> String {
    let with = with(source, &view.identity(), view.options.as_ref(), None, " ");
    let definition = view.definition.strip_suffix(';').unwrap_or(&view.definition);
    let option = view.options.as_ref().and_then(|options| options.0.get("check_option"));
    // Another spelling stays among the parameters.
    let is_shown = !with.contains("check_option");
    let check = match option.map(String::as_str).filter(|_| is_shown) {
        Some("local") => "\n  WITH LOCAL CHECK OPTION",
        Some("cascaded") => "\n  WITH CASCADED CHECK OPTION",
        _ => "",
    };
    format!("{create}{with} AS\n{definition}{check};")
}

/// A view with the right columns, which other objects can use until its query can run.
fn bare_columns(source: &Source<'_>, view: &View, create: &str) -> String {
    let columns = view.columns.iter().flatten();
    let columns: Vec<String> = columns.map(|(name, of)| format!("\n    NULL::{of} AS {}", source.id(name))).collect();
    format!("{create} AS\nSELECT{};", columns.join(","))
}

/// Returns the query of a view that began with bare columns.
pub(super) fn rule(source: &Source<'_>, view: &View) -> Entry {
    let create = format!("CREATE OR REPLACE VIEW {}", source.qualified(&view.schema, &view.name));
    Entry::new("RULE", Some(&view.schema), format!("{} _RETURN", view.name)).with(query(source, view, &create))
}

fn materialized(source: &Source<'_>, view: &View) -> String {
    let name = source.qualified(&view.schema, &view.name);
    let method = view.access_method.as_ref().filter(|method| *method != "heap");
    let method = method.map(|method| format!("\nUSING {}", source.id(method))).unwrap_or_default();
    let with = with(source, &view.identity(), view.options.as_ref(), view.toast_options.as_ref(), "\n");
    let tablespace = view.tablespace.as_ref().map(|tablespace| format!("\nTABLESPACE {}", source.id(tablespace)));
    let definition = view.definition.strip_suffix(';').unwrap_or(&view.definition);
    format!(
        "CREATE MATERIALIZED VIEW {name}{method}{with}{} AS\n{definition}\n  WITH NO DATA;",
        tablespace.unwrap_or_default()
    )
}
