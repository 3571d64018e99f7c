//! The reference and the JSON schema of `tidegate.toml`.

use super::{check, check_part};
use tidegate::config;

#[test]
fn the_reference_of_the_configuration_is_current() {
    check_part("docs/configuration.md", "keys", &tables(config::reference()));
    check_part("docs/configuration.md", "user-keys", &tables(config::user_reference()));
}

fn tables(sections: Vec<config::Section>) -> String {
    let mut text = String::new();
    for section in sections {
        let heading = if section.name.is_empty() { "Top level".to_owned() } else { format!("`{}`", section.name) };
        text += &format!("### {heading}\n\n");
        if !section.about.is_empty() {
            text += &format!("{}\n\n", section.about);
        }
        text += "| key | value | |\n|---|---|---|\n";
        for entry in section.entries {
            let required = if entry.is_required { " (required)" } else { "" };
            text += &format!("| `{}`{required} | {} | {} |\n", entry.name, entry.holds, entry.about);
        }
        text.push('\n');
    }
    format!("{}\n", text.trim_end())
}

#[test]
fn a_key_that_is_one_of_several_words_names_all_of_them() {
    for entry in config::reference().into_iter().chain(config::user_reference()).flat_map(|section| section.entries) {
        if ["layout", "use"].contains(&entry.name.as_str()) || !entry.holds.starts_with('`') {
            continue;
        }
        for word in entry.holds.split(", ").map(|word| word.trim_matches('`')) {
            assert!(entry.about.contains(word), "`{}` does not mention `{word}`: {}", entry.name, entry.about);
        }
    }
}

#[test]
fn the_json_schema_of_the_configuration_is_current() {
    let schema = serde_json::to_string_pretty(&config::json_schema()).unwrap();
    check("tidegate.schema.json", &format!("{schema}\n"));
    assert!(schema.len() < 58_000, "{} bytes; repeated parts belong into `$defs`", schema.len());
}
