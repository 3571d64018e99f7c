//! The folders of migrations that files of sql-migrate name (`dbconfig.yml`, key `dir`).

use super::FileRef;
use crate::text::RelPath;
use regex::bytes::Regex;
use std::sync::LazyLock;

#[expect(clippy::expect_used, reason = "a constant pattern, which a test compiles")]
static DIR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r##"(?m-u)^[ \t]+dir:[ \t]*['"]?([^'"#\s]+)"##).expect("a valid pattern"));

/// The folders, once each. What an environment variable decides is not known.
pub(super) fn dbconfig_folders<E>(
    files: &[FileRef],
    peek: &mut dyn FnMut(&FileRef) -> Result<Vec<u8>, E>,
) -> Result<Vec<RelPath>, E> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.path.file_name() == b"dbconfig.yml") {
        let content = peek(file)?;
        found.extend(named(&content).into_iter().map(|place| file.path.parent().join(&place)));
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// The folders that a file names, from its own folder on.
fn named(content: &[u8]) -> Vec<String> {
    let places = DIR.captures_iter(content).map(|found| String::from_utf8_lossy(&found[1]).into_owned());
    let places = places.map(|place| place.trim_start_matches("./").trim_end_matches('/').to_owned());
    places.filter(|place| !place.is_empty() && !place.contains(['$', '%']) && !place.starts_with(['/', '.'])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_environment_names_its_folder() {
        let check = |content: &str, expected: &[&str]| assert_eq!(named(content.as_bytes()), expected, "{content}");
        let of = |dir: &str| format!("development:\n  dialect: postgres\n  dir: {dir}\n  table: migrations\n");
        check(&of("db/changes"), &["db/changes"]);
        check(&of("./db/changes/ # here"), &["db/changes"]);
        check(&of("\"db\""), &["db"]);
        check(&of("${DIR}"), &[]);
        check(&of("../other"), &[]);
        check(&of("/srv/db"), &[]);
        check("development:\n  dialect: postgres\n  # dir: old\n", &[]);
    }
}
