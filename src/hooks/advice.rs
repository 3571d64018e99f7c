//! The lines by which each hook manager calls tidegate, for its own configuration file.
//!
//! A manager is configured to call tidegate instead of being installed next to it, because a hook next
//! to a manager's is removed the next time the manager installs itself.

use super::detect::{DetectedManager, command, husky_folder};
use super::event::Event;
use super::manager::{Advice, Manager};
use std::path::Path;

/// The advice for a manager to call tidegate at these events.
pub fn advice(found: &DetectedManager, events: &[Event], top: &Path) -> Vec<Advice> {
    let relative = |path: &Path| path.strip_prefix(top).unwrap_or(path).to_string_lossy().replace('\\', "/");
    let manager = found.manager;
    let one = |lines: String, then: Vec<String>| vec![Advice { manager, file: relative(&found.evidence), lines, then }];
    match manager {
        Manager::Husky => {
            let folder = husky_folder(&found.evidence);
            let line = |event: &Event| Advice {
                manager,
                file: relative(&folder.join(event.name())),
                lines: format!("{} \"$@\"", command(*event)),
                then: if folder.join("_").is_dir() { Vec::new() } else { vec!["npx husky".to_owned()] },
            };
            events.iter().map(line).collect()
        }
        Manager::Lefthook => one(lefthook_jobs(&found.evidence, events), vec!["lefthook install".to_owned()]),
        Manager::PreCommit => one(yaml_entry(), install_types("pre-commit", events)),
        Manager::Prek => one(toml_entry(), install_types("prek", events)),
    }
}

fn lefthook_jobs(file: &Path, events: &[Event]) -> String {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let jobs: Vec<String> = events.iter().map(|event| lefthook_job(extension, *event)).collect();
    match extension {
        "json" | "jsonc" => jobs.join(",\n"),
        _ => jobs.join("\n"),
    }
}

/// The job for an event. The refs of a push are passed on stdin, the remote's name and URL as arguments.
fn lefthook_job(extension: &str, event: Event) -> String {
    let is_push = event == Event::PrePush;
    let run = if is_push { format!("{} {{1}} {{2}}", command(event)) } else { command(event) };
    match extension {
        "json" | "jsonc" => {
            let stdin = if is_push { ", \"use_stdin\": true" } else { "" };
            format!("\"{event}\": {{ \"jobs\": [{{ \"name\": \"tidegate\", \"run\": \"{run}\"{stdin} }}] }}")
        }
        "toml" => {
            let stdin = if is_push { "\nuse_stdin = true" } else { "" };
            format!("[[{event}.jobs]]\nname = \"tidegate\"\nrun = \"{run}\"{stdin}")
        }
        _ => {
            let stdin = if is_push { "\n      use_stdin: true" } else { "" };
            format!("{event}:\n  jobs:\n    - name: tidegate\n      run: {run}{stdin}")
        }
    }
}

const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");
const RELEASE: &str = env!("CARGO_PKG_VERSION");

fn yaml_entry() -> String {
    format!(
        "  - repo: {REPOSITORY}\n    rev: v{RELEASE}\n    hooks:\n      - id: tidegate\n      - id: tidegate-history"
    )
}

fn toml_entry() -> String {
    format!(
        "[[repos]]\nrepo = \"{REPOSITORY}\"\nrev = \"v{RELEASE}\"\nhooks = [{{ id = \"tidegate\" }}, {{ id = \"tidegate-history\" }}]"
    )
}

/// The commands after which the manager's hooks are the only ones: tidegate's own would check a second
/// time.
fn install_types(program: &str, events: &[Event]) -> Vec<String> {
    let types: Vec<String> = events.iter().map(|event| format!(" --hook-type {event}")).collect();
    vec!["tidegate uninstall".to_owned(), format!("{program} install{}", types.concat())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_lefthook_jobs_in_the_format_of_the_file() {
        let found = |name: &str| DetectedManager { manager: Manager::Lefthook, evidence: Path::new("/r").join(name) };
        let lines = |name: &str| advice(&found(name), &[Event::PreCommit, Event::PrePush], Path::new("/r")).remove(0);
        insta::assert_snapshot!(lines("lefthook.yml").lines, @r"
        pre-commit:
          jobs:
            - name: tidegate
              run: tidegate run pre-commit
        pre-push:
          jobs:
            - name: tidegate
              run: tidegate run pre-push {1} {2}
              use_stdin: true
        ");
        insta::assert_snapshot!(lines(".config/lefthook.toml").lines, @r#"
        [[pre-commit.jobs]]
        name = "tidegate"
        run = "tidegate run pre-commit"
        [[pre-push.jobs]]
        name = "tidegate"
        run = "tidegate run pre-push {1} {2}"
        use_stdin = true
        "#);
        insta::assert_snapshot!(lines("lefthook.json").lines, @r#"
        "pre-commit": { "jobs": [{ "name": "tidegate", "run": "tidegate run pre-commit" }] },
        "pre-push": { "jobs": [{ "name": "tidegate", "run": "tidegate run pre-push {1} {2}", "use_stdin": true }] }
        "#);
        assert_eq!(lines(".config/lefthook.toml").file, ".config/lefthook.toml");
    }

    #[test]
    fn advises_one_line_for_each_husky_file() {
        let found = DetectedManager { manager: Manager::Husky, evidence: "/r/.husky/_".into() };
        let advice = advice(&found, &[Event::PrePush], Path::new("/r")).remove(0);
        assert_eq!((advice.file.as_str(), advice.lines.as_str()), (".husky/pre-push", "tidegate run pre-push \"$@\""));
    }
}
