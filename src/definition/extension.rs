//! Schemas, extensions, languages and access methods.

use super::entry::{Described, Entry};
use super::source::{Source, function_name};
use crate::catalog::{AccessMethod, AccessMethodForm, Extension, Language, Schema};

pub(super) fn schema(source: &Source<'_>, schema: &Schema) -> Vec<Entry> {
    let name = source.id(&schema.name);
    let mut entries = vec![Entry::new("SCHEMA", None, &schema.name).with(format!("CREATE SCHEMA {name};"))];
    let described = Described { kind: "SCHEMA", schema: None, name };
    entries.extend(described.entries(source, schema.comment.as_deref(), schema.labels.as_ref()));
    entries
}

pub(super) fn extension(source: &Source<'_>, extension: &Extension) -> Vec<Entry> {
    let name = source.id(&extension.name);
    let schema = extension.schema.as_ref().map(|schema| format!(" WITH SCHEMA {}", source.id(schema)));
    let create = format!("CREATE EXTENSION IF NOT EXISTS {name}{};", schema.unwrap_or_default());
    let mut entries = vec![Entry::new("EXTENSION", None, &extension.name).with(create)];
    entries.extend(Described { kind: "EXTENSION", schema: None, name }.entries(
        source,
        extension.comment.as_deref(),
        None,
    ));
    entries
}

pub(super) fn language(source: &Source<'_>, language: &Language) -> Vec<Entry> {
    let name = source.id(&language.name);
    let functions = [("HANDLER", &language.handler), ("INLINE", &language.inline), ("VALIDATOR", &language.validator)];
    let functions = functions.into_iter().filter_map(|(word, function)| Some((word, function.as_deref()?)));
    // `pg_dump` leaves out functions of the server, and the server then looks for an extension of the language's name.
    let functions: Vec<String> =
        functions.map(|(word, function)| format!(" {word} {}", function_name(function))).collect();
    let functions = functions.concat();
    let trusted = if language.trusted { "TRUSTED " } else { "" };
    let create = format!("CREATE {trusted}PROCEDURAL LANGUAGE {name}{functions};");
    let mut entries = vec![Entry::new("PROCEDURAL LANGUAGE", None, &language.name).with(create)];
    let described = Described { kind: "LANGUAGE", schema: None, name };
    entries.extend(described.entries(source, language.comment.as_deref(), language.labels.as_ref()));
    entries
}

pub(super) fn access_method(source: &Source<'_>, method: &AccessMethod) -> Vec<Entry> {
    let name = source.id(&method.name);
    let form = if method.form == AccessMethodForm::Table { "TABLE" } else { "INDEX" };
    let handler = function_name(&method.handler);
    let create = format!("CREATE ACCESS METHOD {name} TYPE {form} HANDLER {handler};");
    let mut entries = vec![Entry::new("ACCESS METHOD", None, &method.name).with(create)];
    let described = Described { kind: "ACCESS METHOD", schema: None, name };
    entries.extend(described.entries(source, method.comment.as_deref(), None));
    entries
}
