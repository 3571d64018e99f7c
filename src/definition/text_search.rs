//! Text search: parsers, templates, dictionaries and configurations.

use super::entry::{Described, Entry};
use super::source::{Source, function_name};
use crate::catalog::{TextSearch, TextSearchForm};
use std::collections::BTreeMap;

pub(super) fn text_search(source: &Source<'_>, object: &TextSearch) -> Vec<Entry> {
    let name = source.qualified(&object.schema, &object.name);
    let (kind, options) = match object.form {
        TextSearchForm::Parser => ("TEXT SEARCH PARSER", parser(object)),
        TextSearchForm::Template => ("TEXT SEARCH TEMPLATE", template(object)),
        TextSearchForm::Dictionary => ("TEXT SEARCH DICTIONARY", dictionary(source, object)),
        TextSearchForm::Configuration => {
            let parser = object.parser.as_ref().map(|parser| format!("PARSER = {}", source.full(parser)));
            ("TEXT SEARCH CONFIGURATION", parser.into_iter().collect())
        }
    };
    let options: Vec<String> = options.iter().map(|option| format!("    {option}")).collect();
    let mut entry = Entry::new(kind, Some(&object.schema), &object.name)
        .with(format!("CREATE {kind} {name} (\n{} );", options.join(",\n")));
    for (token, dictionaries) in mappings(source, object) {
        let token = source.id(token);
        entry.statements.push(format!(
            "ALTER TEXT SEARCH CONFIGURATION {name}\n    ADD MAPPING FOR {token} WITH {};",
            dictionaries.join(", ")
        ));
    }
    let mut entries = vec![entry];
    let described = Described { kind, schema: Some(&object.schema), name: source.id(&object.name) };
    entries.extend(described.entries(source, object.comment.as_deref(), None));
    entries
}

/// Writes functions under the names that statements have for them.
fn functions(object: &TextSearch, names: &[(&str, &str)]) -> Vec<String> {
    let functions: BTreeMap<&str, &str> = object
        .functions
        .iter()
        .flatten()
        .filter_map(|(name, function)| Some((name.as_str(), function.as_deref()?)))
        .collect();
    let written = names
        .iter()
        .filter_map(|(key, word)| functions.get(key).map(|function| format!("{word} = {}", function_name(function))));
    written.collect()
}

fn parser(object: &TextSearch) -> Vec<String> {
    let names =
        [("start", "START"), ("token", "GETTOKEN"), ("end", "END"), ("headline", "HEADLINE"), ("types", "LEXTYPES")];
    functions(object, &names)
}

fn template(object: &TextSearch) -> Vec<String> {
    functions(object, &[("init", "INIT"), ("lexize", "LEXIZE")])
}

fn dictionary(source: &Source<'_>, object: &TextSearch) -> Vec<String> {
    let template = object.template.as_ref().map(|template| format!("TEMPLATE = {}", source.full(template)));
    template.into_iter().chain(object.options.clone()).collect()
}

/// Returns the dictionaries of each token type, in order of the token types.
fn mappings<'a>(source: &Source<'_>, object: &'a TextSearch) -> Vec<(&'a str, Vec<String>)> {
    let words = source.words(&object.identity()).and_then(|words| words.tokens.as_ref());
    let place = |token: &str| words.and_then(|tokens| tokens.iter().position(|other| other == token));
    // A dictionary of the server is written without its schema.
    let written = |dictionary: &crate::catalog::Qualified| match dictionary.schema.as_str() {
        "pg_catalog" => source.id(&dictionary.name),
        _ => source.full(dictionary),
    };
    let mut mappings: Vec<(&str, Vec<String>)> = object
        .mappings
        .iter()
        .flatten()
        .map(|(token, dictionaries)| (token.as_str(), dictionaries.iter().map(written).collect()))
        .collect();
    mappings.sort_by_key(|(token, _)| place(token));
    mappings
}
