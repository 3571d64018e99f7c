//! Reads the configuration of any manager.

use super::draft::Imported;
use super::error::Error;
use super::files::Files;
use super::manager::Manager;
use super::{husky, lefthook, lint_staged, pre_commit};
use std::collections::BTreeMap;

/// Reads the configuration of a manager from its files.
pub fn import(manager: Manager, files: &BTreeMap<String, Vec<u8>>) -> Result<Imported, Error> {
    let mut texts = Files::new();
    for (path, content) in files {
        let text = std::str::from_utf8(content).map_err(|_| Error::Unreadable {
            path: path.clone(),
            line: 1,
            reason: "it is not UTF-8 text".to_owned(),
        })?;
        texts.insert(path.clone(), text.trim_start_matches('\u{feff}').replace("\r\n", "\n"));
    }
    let found = match manager {
        Manager::Lefthook => lefthook::import(&texts),
        Manager::Husky => husky::import(&texts),
        Manager::LintStaged => lint_staged::import(&texts),
        Manager::PreCommit => pre_commit::import(&texts),
    }?;
    found.ok_or_else(|| Error::NotFound { manager, files: manager.files() })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::import::LeftOut;

    /// The jobs and the parts that are left out of a configuration.
    #[track_caller]
    pub(in crate::import) fn check(manager: Manager, files: &[(&str, &str)], expected: &str, left_out: &[&str]) {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        let found = import(manager, &files).expect("a configuration");
        let shown = |left: &LeftOut| format!("{}: {}: {}", left.place, left.what, left.why);
        assert_eq!(found.left_out.iter().map(shown).collect::<Vec<_>>(), left_out);
        assert_eq!(found.text(), expected);
    }

    #[test]
    fn a_configuration_that_cannot_be_read_is_an_error() {
        let read = |manager: Manager, path: &str, content: &[u8]| {
            let found = import(manager, &BTreeMap::from([(path.to_owned(), content.to_vec())]));
            found.err().map(|error| error.to_string()).unwrap_or_default()
        };
        assert_eq!(
            read(Manager::Lefthook, "lefthook.yml", b"a: [\n"),
            "lefthook.yml:2: while parsing a node, did not find expected node content"
        );
        assert_eq!(
            read(Manager::PreCommit, ".pre-commit-config.yaml", b"\xff"),
            ".pre-commit-config.yaml:1: it is not UTF-8 text"
        );
        assert_eq!(read(Manager::LintStaged, "package.json", b"{}"), "no configuration of lint-staged was found");
        assert_eq!(read(Manager::Husky, "package.json", b"{}"), "no configuration of husky was found");
    }
}
