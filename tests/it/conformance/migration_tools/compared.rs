//! Every case of a tool, compared with its recorded answer.

use super::case::{Answer, Case, Cases, path, read};
use super::reason;
use super::replayed::Verdict;
use super::tool::{TOOLS, Tool};
use crate::support::server::Server;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

/// The head of a list of differences.
const HEAD: &str = "\
# Cases in which a replay differs from the tool, each with its reason (`migration_tools/reason.rs`). This list may only
# shrink: `UPDATE=1 cargo test --locked migration_tools` removes the cases that agree.

";

impl Tool {
    /// The cases in which tidegate differs, each with the reason.
    pub(super) fn known(&self) -> BTreeMap<String, String> {
        let known: BTreeMap<String, String> = read(&format!("{}.known.toml", self.name));
        for (case, word) in &known {
            assert!(reason::of(word).is_some(), "{}: {case}: `{word}` is not a reason", self.name);
        }
        known
    }

    pub(super) fn cases(&self) -> Vec<Case> {
        let Cases { case } = read(&format!("{}.toml", self.name));
        case
    }

    /// Compares every case.
    fn check(&self) {
        let Some(server) = Server::in_memory() else { return };
        let mut local = server.start();
        let (cases, known) = (self.cases(), self.known());
        let mut answers: BTreeMap<String, Answer> = read(&format!("{}.answers.toml", self.name));
        let before = self.replay(&mut local, &self.comment(), &[], "").left;
        let (mut report, mut list, mut listed) = (String::new(), HEAD.to_owned(), String::new());
        for case in &cases {
            let Some(answer) = answers.remove(&case.name) else {
                let _ = writeln!(report, "{}: no answer is recorded", case.name);
                continue;
            };
            let mut verdict = self.replay(&mut local, &case.files, &case.rows, &case.settings());
            verdict.left.retain(|object| !before.contains(object));
            match (difference(&answer, &verdict), known.get(&case.name)) {
                (Some(difference), Some(word)) => {
                    let _ = writeln!(listed, "{}: {word}: {difference}", case.name);
                    let _ = writeln!(list, "{} = {}", toml_key(&case.name), toml_key(word));
                }
                (Some(difference), None) => {
                    let _ = writeln!(list, "{} = \"\"", toml_key(&case.name));
                    let _ = writeln!(report, "{}: {difference}", case.name);
                }
                (None, Some(word)) => {
                    let _ = writeln!(report, "{}: agrees, but is known as `{word}`", case.name);
                }
                (None, None) => {}
            }
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(path(&format!("{}.known.toml", self.name)), list).unwrap();
        }
        let is_case = |name: &String| cases.iter().any(|case| case.name == *name);
        for name in known.keys().filter(|name| !is_case(name)).chain(answers.keys()) {
            let _ = writeln!(report, "{name}: known or answered, but no case");
        }
        assert!(cases.len() >= 60, "{} cases", cases.len());
        let count = report.lines().count();
        assert!(report.is_empty(), "{count} of {} cases:\n{report}\nKnown:\n{listed}", cases.len());
    }
}

/// A basic string.
fn toml_key(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// How tidegate differs from the tool.
pub(super) fn difference(answer: &Answer, verdict: &Verdict) -> Option<String> {
    let refused = (!answer.accepted).then_some((&answer.refused_at, &answer.message));
    match (refused, &verdict.refused) {
        (None, None) => {}
        (None, Some((path, message))) => return Some(format!("refused at `{path}` ({message}), the tool accepts it")),
        (Some((path, message)), None) => {
            return Some(format!("accepted, the tool refuses it at `{path}` ({message})"));
        }
        // A tool that stops before it runs any file names none, or any.
        (Some((theirs, said)), Some((ours, message))) if theirs != ours && !theirs.is_empty() => {
            return Some(format!("refused at `{ours}` ({message}), the tool refuses it at `{theirs}` ({said})"));
        }
        (Some(_), Some(_)) => {}
    }
    let missing: Vec<&str> =
        answer.left.iter().filter(|object| !verdict.left.contains(object)).map(|o| &o[..]).collect();
    let more: Vec<&str> = verdict.left.iter().filter(|object| !answer.left.contains(object)).map(|o| &o[..]).collect();
    let is_equal = missing.is_empty() && more.is_empty();
    (!is_equal).then(|| format!("left is different: missing [{}], more [{}]", missing.join(", "), more.join(", ")))
}

fn check(name: &str) {
    let tool = TOOLS.iter().find(|tool| tool.name == name);
    tool.unwrap_or_else(|| panic!("{name} is no tool")).check();
}

#[test]
fn sql_migrate_does_the_same() {
    check("sql-migrate");
}

#[test]
fn drizzle_does_the_same() {
    check("drizzle");
}

#[test]
fn drizzle_with_folders_does_the_same() {
    check("drizzle-folders");
}

#[test]
fn node_pg_migrate_does_the_same() {
    check("node-pg-migrate");
}

#[test]
fn the_supabase_cli_does_the_same() {
    check("supabase");
}

#[test]
fn prisma_migrate_does_the_same() {
    check("prisma");
}

#[test]
fn sqlx_does_the_same() {
    check("sqlx");
}

#[test]
fn diesel_does_the_same() {
    check("diesel");
}

#[test]
fn dbmate_does_the_same() {
    check("dbmate");
}

#[test]
fn goose_does_the_same() {
    check("goose");
}

#[test]
fn golang_migrate_does_the_same() {
    check("golang-migrate");
}

#[test]
fn flyway_does_the_same() {
    check("flyway");
}
