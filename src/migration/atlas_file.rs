//! The folders of migrations that files of Atlas name (`atlas.hcl`, block `migration`).

use super::FileRef;
use crate::text::RelPath;
use regex::Regex;
use std::sync::LazyLock;

/// The folder that Atlas uses where the block names none.
const DEFAULT: &str = "migrations";

#[expect(clippy::expect_used, reason = "a constant pattern, which a test compiles")]
static DIR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?m)^[^#/\n]*?\bdir\s*=\s*"file://([^"]*)""#).expect("a valid pattern"));

#[expect(clippy::expect_used, reason = "a constant pattern, which a test compiles")]
static BLOCK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^[^#/\n]*?\bmigration\s*\{").expect("a valid pattern"));

/// The names of tools whose files Atlas runs in their form.
#[expect(clippy::expect_used, reason = "a constant pattern, which a test compiles")]
static OTHER_FORMAT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?m)^[^#/\n]*?\bformat\s*=\s*"?(?:flyway|golang-migrate|goose|dbmate|liquibase)"#)
        .expect("a valid pattern")
});

/// The folders whose files are in the form of Atlas itself.
pub(super) fn atlas_folders<E>(
    files: &[FileRef],
    peek: &mut dyn FnMut(&FileRef) -> Result<Vec<u8>, E>,
) -> Result<Vec<RelPath>, E> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.path.file_name() == b"atlas.hcl") {
        let text = String::from_utf8_lossy(&peek(file)?).into_owned();
        found.extend(named(&text).into_iter().map(|place| file.path.parent().join(&place)));
    }
    Ok(found)
}

/// The folders that a file names, from its own folder on.
fn named(text: &str) -> Vec<String> {
    if OTHER_FORMAT.is_match(text) || !BLOCK.is_match(text) {
        return Vec::new();
    }
    let places: Vec<&str> =
        DIR.captures_iter(text).filter_map(|found| found.get(1)).map(|place| place.as_str()).collect();
    if places.is_empty() {
        return vec![DEFAULT.to_owned()];
    }
    let is_inside =
        |place: &&str| !place.contains(['$', '?']) && !place.starts_with(['/', '.']) && !place.contains("..");
    let places = places.into_iter().map(|place| place.trim_start_matches("./").trim_end_matches('/'));
    places.filter(|place| !place.is_empty()).filter(is_inside).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_block_names_the_folder() {
        let check = |text: &str, expected: &[&str]| assert_eq!(named(text), expected, "{text}");
        let block = |inner: &str| {
            format!("env \"local\" {{\n  src = \"file://schema.hcl\"\n  migration {{\n    {inner}\n  }}\n}}\n")
        };
        check(&block("dir = \"file://db/changes\""), &["db/changes"]);
        check(&block("dir = \"file://./db/\""), &["db"]);
        check(&block(""), &["migrations"]);
        check(&block("dir = \"file://db?format=goose\""), &[]);
        check(&block("dir = \"file://db\"\n    format = golang-migrate"), &[]);
        check(&block("dir = \"file://${local.dir}\""), &[]);
        check(&block("dir = \"file://../db\""), &[]);
        check(&block("# dir = \"file://old\"\n    dir = \"file://db\""), &["db"]);
        check("env \"local\" {\n  src = \"file://schema.hcl\"\n}\n", &[]);
    }
}
