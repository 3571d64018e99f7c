//! Detects the hook managers of a repository by their configuration.

use super::event::Event;
use super::hooks_dir::HooksDir;
use super::manager::Manager;
use crate::git::{self, Repository};
use std::path::{Path, PathBuf};

/// A hook manager that this repository is configured for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetectedManager {
    pub manager: Manager,
    /// Its configuration file, or for husky its folder.
    pub evidence: PathBuf,
}

/// The managers with a configuration in the working tree.
pub fn detect_managers(repository: &dyn Repository, folder: Option<&HooksDir>) -> Vec<DetectedManager> {
    let Some(top) = &repository.paths().work_dir else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let husky = folder.filter(|folder| folder.is_husky()).map(|folder| folder.path.clone());
    let husky = husky.or_else(|| Some(top.join(".husky")).filter(|path| path.is_dir()));
    found.extend(husky.map(|evidence| DetectedManager { manager: Manager::Husky, evidence }));
    let mut add = |manager, names: &[&str]| {
        let evidence = names.iter().map(|name| top.join(name)).find(|path| path.is_file());
        found.extend(evidence.map(|evidence| DetectedManager { manager, evidence }));
    };
    let lefthook = lefthook_files();
    add(Manager::Lefthook, &lefthook.iter().map(String::as_str).collect::<Vec<_>>());
    add(Manager::PreCommit, &[".pre-commit-config.yaml", ".pre-commit-config.yml"]);
    add(Manager::Prek, &["prek.toml"]);
    found
}

/// The configuration files that lefthook looks for (lefthook docs, "Configuration").
fn lefthook_files() -> Vec<String> {
    let stems = ["lefthook", ".lefthook", ".config/lefthook", "lefthook-local", ".lefthook-local"];
    let extensions = ["yml", "yaml", "toml", "json", "jsonc"];
    stems.iter().flat_map(|stem| extensions.map(|extension| format!("{stem}.{extension}"))).collect()
}

/// Whether the manager's configuration calls tidegate at this event.
pub fn calls_tidegate(found: &DetectedManager, event: Event) -> bool {
    match found.manager {
        Manager::Husky => contains_line_with(&husky_folder(&found.evidence).join(event.name()), &command(event)),
        Manager::Lefthook => contains_line_with(&found.evidence, &command(event)),
        // The hook ids of `.pre-commit-hooks.yaml` do not contain an event.
        Manager::PreCommit | Manager::Prek => contains_line_with(&found.evidence, "tidegate"),
    }
}

/// The folder of the user's own husky hooks: the parent of the generated one.
pub(super) fn husky_folder(evidence: &Path) -> PathBuf {
    match (evidence.file_name(), evidence.parent()) {
        (Some(name), Some(parent)) if name == "_" => parent.to_path_buf(),
        _ => evidence.to_path_buf(),
    }
}

/// The command by which a manager calls tidegate at an event.
pub(super) fn command(event: Event) -> String {
    format!("tidegate run {event}")
}

/// Limit of the size of a manager's file.
const SIZE_LIMIT: u64 = 1 << 20;

/// Whether a script calls tidegate at this event.
pub(super) fn script_calls_tidegate(script: &Path, event: Event) -> bool {
    contains_line_with(script, &command(event))
}

/// Whether a line of the file, comments excluded, contains a text.
fn contains_line_with(file: &Path, text: &str) -> bool {
    // The file is one of the branch: a link to a device would never end.
    let is_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
    let opened = if is_file { std::fs::File::open(file).ok() } else { None };
    let Some(content) = opened.and_then(|opened| git::read_file(opened, Some(SIZE_LIMIT)).ok()) else {
        return false;
    };
    let content = String::from_utf8_lossy(&content);
    let is_comment = |line: &str| line.starts_with('#') || line.starts_with("//");
    // `tidegate run pre-commit` does not match `tidegate run pre-commit-x`.
    let has = |line: &str| {
        line.match_indices(text).any(|(at, _)| {
            !line[at + text.len()..].starts_with(|next: char| next == '-' || next.is_alphanumeric())
                || text == "tidegate"
        })
    };
    content.lines().map(str::trim).any(|line| !is_comment(line) && has(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignores_comments_and_calls_for_other_events() {
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("lefthook.yml");
        let check = |content: &str, expected: bool| {
            std::fs::write(&file, content).unwrap();
            let found = DetectedManager { manager: Manager::Lefthook, evidence: file.clone() };
            assert_eq!(calls_tidegate(&found, Event::PreCommit), expected, "{content}");
        };
        check("      run: tidegate run pre-commit", true);
        check("      run: \"tidegate run pre-commit\"", true);
        check("   #   run: tidegate run pre-commit", false);
        check("      run: tidegate run pre-commit-msg", false);
        check("      run: tidegate run pre-push", false);
    }
}
