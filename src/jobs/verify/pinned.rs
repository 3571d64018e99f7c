//! Versions of extensions that a migration names and a stub does not have.

use crate::replay::Source;
use crate::sql::{self, Word, words};

/// A remark for each statement that names a certain version of a stubbed extension: nothing checked that version.
pub(super) fn remarks<'a>(migrations: &'a [Source], stubs: &'a [String]) -> impl Iterator<Item = String> + 'a {
    let files = migrations.iter().filter(|_| !stubs.is_empty());
    files.flat_map(|file| {
        let pinned = pinned(file.text());
        pinned.into_iter().filter(|(extension, _)| stubs.contains(extension)).map(|(extension, version)| {
            format!(
                "{} pins extension `{extension}` to version {version}; its stub has no versions, so that one was not checked",
                file.path
            )
        })
    })
}

/// The extensions that a script creates with `VERSION`, or updates to one, each with it.
fn pinned(content: &[u8]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for span in sql::statements(content) {
        let text = String::from_utf8_lossy(&content[span]);
        let words: Vec<Word> = words(&text).take(16).collect();
        let is = |at: usize, keyword: &str| words.get(at).is_some_and(|word| word.is(keyword));
        if is(0, "alter") && is(1, "extension") && is(3, "update") && is(4, "to") {
            found.extend(
                words.get(2).zip(words.get(5)).map(|(name, version)| (name.text.clone(), version.text.clone())),
            );
        }
        if !is(0, "create") || !is(1, "extension") {
            continue;
        }
        let name = words.get(if is(2, "if") { 5 } else { 2 });
        let version = words.iter().skip(3).position(|word| word.is("version")).and_then(|at| words.get(at + 4));
        found.extend(name.zip(version).map(|(name, version)| (name.text.clone(), version.text.clone())));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read() {
        let check = |sql: &str, expected: &[(&str, &str)]| {
            let expected: Vec<(String, String)> =
                expected.iter().map(|(name, version)| ((*name).to_owned(), (*version).to_owned())).collect();
            assert_eq!(pinned(sql.as_bytes()), expected, "{sql}");
        };
        check("create extension vector version '0.4.4';", &[("vector", "0.4.4")]);
        check("CREATE EXTENSION IF NOT EXISTS \"a-b\" WITH SCHEMA x VERSION \"1.0\" CASCADE;", &[("a-b", "1.0")]);
        check("create extension vector; select version();", &[]);
        check("alter extension vector update to '0.9'; alter extension vector update;", &[("vector", "0.9")]);
    }
}
