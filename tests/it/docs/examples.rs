//! Every configuration that the documents show, read as tidegate and as an editor read it.

use super::rules::page_of;
use super::{blocks, documents, read};
use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use tidegate::process::Trust;
use tidegate::{config, rules};

/// The JSON schema, as an editor reads it.
struct Editor {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Editor {
    fn new() -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.enable_format_assertions();
        let schema = serde_json::from_str(&read("tidegate.schema.json")).unwrap();
        compiler.add_resource("file:///tidegate.schema.json", schema).unwrap();
        let index = compiler.compile("file:///tidegate.schema.json", &mut schemas).unwrap();
        Self { schemas, index }
    }

    fn problem(&self, text: &str) -> Option<String> {
        let table: toml::Table = text.parse().unwrap();
        let value = as_json(&toml::Value::Table(table));
        self.schemas.validate(&value, self.index).err().map(|error| format!("{error:#}"))
    }
}

/// A date is a string in JSON.
fn as_json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(value) => json!(value),
        toml::Value::Datetime(moment) => json!(moment.to_string()),
        toml::Value::Array(values) => values.iter().map(as_json).collect(),
        toml::Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), as_json(value))).collect(),
    }
}

fn load(text: &str) -> Result<config::Settings, config::Error> {
    config::parse(Path::new("tidegate.toml"), text.as_bytes().to_vec())
}

/// The first line of an example of the user's own settings.
const USER_FILE: &str = "# ~/.config/tidegate/config.toml\n";

/// The first line of an example of the changes of one user.
const LOCAL_FILE: &str = "# tidegate.local.toml\n";

fn load_user(text: &str) -> Result<config::UserSettings, config::Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    fs::write(&path, text).unwrap();
    config::UserSettings::load(&path, &Trust::default())
}

#[test]
fn every_configuration_in_the_documents_is_accepted() {
    let editor = Editor::new();
    let pages = rules::ALL.iter().map(|rule| page_of(rule));
    let mut count = 0;
    for name in documents().into_iter().chain(pages) {
        for text in blocks(&name, "toml") {
            count += 1;
            if text.starts_with(USER_FILE) {
                assert!(load_user(&text).is_ok(), "{name}:\n{text}\n{:?}", load_user(&text).err());
                continue;
            }
            if text.starts_with(LOCAL_FILE) {
                let local = config::parse_local(text.clone());
                assert!(local.is_ok(), "{name}:\n{text}\n{:?}", local.err());
                continue;
            }
            assert!(load(&text).is_ok(), "{name}:\n{text}\n{:?}", load(&text).err());
            assert_eq!(editor.problem(&text), None, "{name}:\n{text}");
        }
    }
    assert!(count > 20, "only {count} examples were found");
    assert_eq!(blocks("README.md", "toml").len(), 1);
}

#[test]
fn the_example_of_the_configuration_is_read_in_full() {
    let settings = load(&blocks("docs/configuration.md", "toml")[0]).unwrap();
    assert_eq!(settings.allow.len(), 1);
    assert!(settings.freeze.is_some());
    let top_level = config::reference().remove(0).entries;
    let example = &blocks("docs/configuration.md", "toml")[0];
    for key in top_level.iter().filter(|key| !["layout", "migrations"].contains(&key.name.as_str())) {
        assert!(example.contains(&key.name), "the example does not show `{}`", key.name);
    }
}

#[test]
fn a_wrong_configuration_is_refused_by_the_schema_as_well() {
    let editor = Editor::new();
    for wrong in [
        "shema = 'schema.sql'",
        "schema = true",
        "published = 'origin/main'",
        "preset = 'lax'",
        "postgres = 8",
        "postgres = '15'",
        "layout = 'rails'",
        "[replay]\nengine = 'docker'",
        "[replay]\nbefor = []",
        "[verify]\nat = 'push'",
        "[verify]\nschemas = []",
        "[rules]\nno-such-rule = 'off'",
        "[rules]\ndrop-table = 'loud'",
        "[rules]\ndrop-table = { severity = 'off', pattern = 'x' }",
        "[rules]\ninvalid-name = { pattern = '(' }",
        "[rules]\nfuture-timestamp = { tolerance = '6 years' }",
        "[freeze]\nreason = 'x'\nowner = 'y'",
        "[[allow]]\nrule = 'no-such-rule'\npath = 'a'\nreason = 'b'",
        "[[allow]]\nrule = 'drop-table'\nreason = 'b'",
        "[[projects]]\npreset = 'strict'",
        "[[projects]]\npath = 'a'\nverify = { at = 'never' }",
        "[[projects]]\npath = 'a'\npublished = ['origin/main']",
    ] {
        assert!(load(wrong).is_err(), "accepted:\n{wrong}");
        assert!(editor.problem(wrong).is_some(), "accepted by the schema:\n{wrong}");
    }
}
