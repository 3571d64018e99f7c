//! The description of the JSON output.

use super::{read, top};
use regex::Regex;
use std::collections::BTreeSet;
use std::fs;

#[test]
fn every_key_of_the_json_output_is_described() {
    let document = read("docs/output.md");
    let keys = keys_of_the_json_output();
    assert!(keys.len() > 40, "{keys:?}");
    let missing: Vec<&String> = keys.iter().filter(|key| !document.contains(&format!("`{key}`"))).collect();
    assert!(missing.is_empty(), "docs/output.md does not describe {missing:?}");
}

/// The fields of the structures that are serialised by the renderers.
fn keys_of_the_json_output() -> BTreeSet<String> {
    let field = Regex::new(r"^    (?:pub(?:\([a-z]+\))? )?([a-z_]+): ").unwrap();
    let rename = Regex::new(r#"rename = "([A-Za-z]+)""#).unwrap();
    let mut keys = BTreeSet::new();
    for folder in ["src/report", "src/cli"] {
        for file in walkdir::WalkDir::new(top().join(folder)) {
            let file = file.unwrap();
            let text = if file.file_type().is_file() { fs::read_to_string(file.path()).unwrap() } else { continue };
            let (mut is_serialised, mut is_inside, mut is_camel, mut renamed) = (false, false, false, None);
            for line in text.lines() {
                if line.starts_with("#[derive(") {
                    is_serialised = line.contains("Serialize");
                    is_camel = false;
                } else if line.starts_with("#[serde(rename_all = \"camelCase\")]") {
                    is_camel = true;
                } else if line.contains("struct ") && line.ends_with('{') {
                    is_inside = is_serialised;
                } else if line == "}" {
                    (is_inside, is_serialised) = (false, false);
                } else if !is_inside {
                } else if let Some(found) = rename.captures(line) {
                    renamed = Some(found[1].to_owned());
                } else if let Some(found) = field.captures(line) {
                    let name = if is_camel { camel(&found[1]) } else { found[1].to_owned() };
                    keys.insert(renamed.take().unwrap_or(name));
                }
            }
        }
    }
    keys
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |all, word| all + &word[..1].to_uppercase() + &word[1..])
}
