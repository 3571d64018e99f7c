//! The files of cases and of answers.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The cases of a tool.
#[derive(Deserialize)]
pub(super) struct Cases {
    pub(super) case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) name: String,
    pub(super) files: BTreeMap<String, Content>,
    /// Tables whose rows are counted.
    #[serde(default)]
    pub(super) rows: Vec<String>,
    /// The environment of the tool, which tidegate is told in `replay.variables`.
    #[serde(default)]
    environment: BTreeMap<String, String>,
    /// What the tool is given besides the files: tidegate is told nothing of it but what it has settings for.
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    arguments: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Content {
    Text(String),
    Bytes { hex: String },
}

/// What a tool made of a case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    pub(super) accepted: bool,
    /// The file at which it stopped; empty if it ran none.
    #[serde(default)]
    pub(super) refused_at: String,
    #[serde(default)]
    pub(super) message: String,
    pub(super) left: Vec<String>,
    /// The versions in the tool's own table.
    #[serde(rename = "recorded")]
    _recorded: Vec<String>,
    /// Where the answer comes from, if not from a run of the tool.
    #[serde(default, rename = "from")]
    _from: Option<String>,
}

impl Case {
    /// The settings of tidegate that say how the tool is run.
    pub(super) fn settings(&self) -> String {
        let cuts = self.address.as_deref().is_some_and(|address| address.contains("x-multi-statement=true"));
        let variable = |(name, value): (&String, &String)| format!("replay.variables.{name} = \"{value}\"\n");
        let mut variables: String = self.environment.iter().map(variable).collect();
        if self.arguments.iter().any(|argument| argument == "-postgresql.transactional.lock=false") {
            variables += "replay.variables.FLYWAY_POSTGRESQL_TRANSACTIONAL_LOCK = \"false\"\n";
        }
        if cuts { format!("multi-statement = true\n{variables}") } else { variables }
    }
}

impl Content {
    pub(super) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.as_bytes().to_vec(),
            Self::Bytes { hex } => {
                let digits: Vec<u32> = hex.chars().map(|digit| digit.to_digit(16).unwrap()).collect();
                digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
            }
        }
    }
}

/// The path of a file of cases.
pub(super) fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/conformance").join(file)
}

pub(super) fn read<T: serde::de::DeserializeOwned>(file: &str) -> T {
    let path = path(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}
