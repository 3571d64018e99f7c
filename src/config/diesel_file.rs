//! `diesel.toml`: the files that `diesel print-schema` writes, and the tables that it puts in them.

use super::file::SIZE_LIMIT;
use crate::mirror::TableSettings;
use crate::text::RelPath;
use regex::Regex;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The path of the file without a setting, relative to the folder of `diesel.toml`.
const DEFAULT_FILE: &str = "src/schema.rs";

/// Reads the files that a `diesel.toml` in a folder names, each with its settings. Without a name it is the usual
/// file, which Diesel then does not write.
pub fn table_files(text: &[u8], folder: &RelPath) -> Vec<(RelPath, TableSettings)> {
    let text = std::str::from_utf8(text).ok().filter(|text| text.len() as u64 <= SIZE_LIMIT).unwrap_or_default();
    let (document, _) = DeTable::parse_recoverable(text);
    let mut found = Vec::new();
    if let Some(root) = table(document.get_ref(), "print_schema") {
        found.extend(of(root, folder));
        let named = root.iter().filter(|(name, _)| !matches!(name.get_ref().as_ref(), "filter" | "with_docs_config"));
        for (_, value) in named {
            if let DeValue::Table(other) = value.get_ref() {
                found.extend(of(other, folder));
            }
        }
    }
    if found.is_empty() {
        found.push((folder.join(DEFAULT_FILE), TableSettings::default()));
    }
    found
}

fn of(settings: &DeTable<'_>, folder: &RelPath) -> Option<(RelPath, TableSettings)> {
    let file = inside(folder, text(settings, "file")?)?;
    let filter = table(settings, "filter");
    let mut unreadable = None;
    let mut patterns = |name: &str| {
        let list = texts(filter?, name)?;
        let read = |pattern: &String| Regex::new(pattern).map_err(|_| unreadable = Some(pattern.clone())).ok();
        Some(list.iter().filter_map(read).collect::<Vec<_>>())
    };
    let (only, except) = (patterns("only_tables"), patterns("except_tables").unwrap_or_default());
    let schema = text(settings, "schema").map(str::to_owned);
    let patch_file = text(settings, "patch_file").map(str::to_owned);
    Some((file, TableSettings { is_generated: true, schema, patch_file, only, except, unreadable }))
}

/// A path of the settings; `None` outside of the repository.
fn inside(folder: &RelPath, path: &str) -> Option<RelPath> {
    let mut place = folder.clone();
    if path.starts_with('/') {
        return None;
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if place.is_top() => return None,
            ".." => place = place.parent(),
            part => place = place.join(part),
        }
    }
    Some(place)
}

fn table<'t, 's>(table: &'t DeTable<'s>, name: &str) -> Option<&'t DeTable<'s>> {
    match table.get(name).map(Spanned::get_ref) {
        Some(DeValue::Table(table)) => Some(table),
        _ => None,
    }
}

fn text<'t>(table: &'t DeTable<'_>, name: &str) -> Option<&'t str> {
    match table.get(name).map(Spanned::get_ref) {
        Some(DeValue::String(text)) => Some(text),
        _ => None,
    }
}

fn texts(table: &DeTable<'_>, name: &str) -> Option<Vec<String>> {
    let Some(DeValue::Array(values)) = table.get(name).map(Spanned::get_ref) else { return None };
    let text = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        _ => None,
    };
    Some(values.iter().filter_map(text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(settings: &str, expected: &[(&str, Option<&str>)], covered: &str, not_covered: &str) {
        let found = table_files(settings.as_bytes(), &"app".into());
        let files: Vec<_> = found.iter().map(|(path, one)| (path.to_string(), one.schema.as_deref())).collect();
        let expected: Vec<_> = expected.iter().map(|(path, schema)| ((*path).to_owned(), *schema)).collect();
        assert_eq!(files, expected, "{settings}");
        assert!(found[0].1.covers(covered), "{settings}");
        assert!(not_covered.is_empty() || !found[0].1.covers(not_covered), "{settings}");
    }

    #[test]
    fn files_and_filters_are_read() {
        check("", &[("app/src/schema.rs", None)], "a", "");
        check("[print_schema]\nfile = \"src/db/tables.rs\"", &[("app/src/db/tables.rs", None)], "a", "");
        check("[print_schema]\nfile = \"../x/./s.rs\"\nschema = \"s\"", &[("x/s.rs", Some("s"))], "a", "");
        check("[print_schema]\nfile = \"/etc/s.rs\"", &[("app/src/schema.rs", None)], "a", "");
        check("[print_schema]\nfile = \"../../s.rs\"", &[("app/src/schema.rs", None)], "a", "");
        let filter = "[print_schema]\nfile = \"s.rs\"\nfilter = { only_tables = [\"^a\"] }";
        check(filter, &[("app/s.rs", None)], "ab", "ba");
        let filter = "[print_schema]\nfile = \"s.rs\"\nfilter = { except_tables = [\"b$\"] }";
        check(filter, &[("app/s.rs", None)], "ba", "ab");
        check(
            "[print_schema.one]\nfile = \"1.rs\"\nschema = \"x\"\n[print_schema.two]\nfile = \"2.rs\"",
            &[("app/1.rs", Some("x")), ("app/2.rs", None)],
            "a",
            "",
        );
        let bad = table_files(b"[print_schema]\nfile = \"s.rs\"\nfilter = { only_tables = [\"(\"] }", &"".into());
        assert_eq!(bad[0].1.unreadable.as_deref(), Some("("));
    }
}
