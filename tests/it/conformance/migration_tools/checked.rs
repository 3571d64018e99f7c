//! `check`, which runs nothing, on every case: it reports what a tool refuses without the data of a database, and
//! nothing that the tool accepts.

use super::case::{Answer, Case, path, read};
use super::reason;
use super::tool::{TOOLS, Tool};
use crate::support::NOW;
use crate::support::memory::{File, Memory};
use crate::support::notation::{request, settings};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use tidegate::diagnostic::Severity;
use tidegate::jobs::check::{self, Outcome};
use tidegate::jobs::sides::Selection;
use tidegate::migration::IgnoredFolder;
use tidegate::text::RelPath;

/// The head of the list of differences.
const HEAD: &str = "\
# Cases in which `check` differs from the tool though no database is needed, each with its reason
# (`migration_tools/reason.rs`). This list may only shrink: `UPDATE=1 cargo test --locked check_reports` removes the
# cases that agree.
";

/// Parts of the messages of refusals that depend on the objects, rows and privileges of a database.
const NEEDS_A_DATABASE: [&str; 38] = [
    "already exists",
    "does not exist",
    "division by zero",
    "permission denied",
    "duplicate key value",
    "could not create unique index",
    "violates foreign key constraint",
    "contains null values",
    "null value in column",
    "is not available",
    "read-only transaction",
    "prepared transactions are disabled",
    "no schema has been selected",
    "is not partitioned",
    "on partitioned table",
    "canceling statement due to",
    "current transaction is aborted",
    "value too long",
    "no more tables",
    "ERROR: no",
    "ERROR: stop",
    "database: stop",
    "failed: no",
    "pq: no ",
    "external connector error",
    "Found non-empty schema",
    "unexpected transaction status",
    "invalid transaction termination",
    "P3019",
    "out of shared memory",
    "deadlock",
    "Failed to populate value for default",
    "transaction start failed",
    "more tables",
    "insert or update on table",
    "has pending trigger events",
    "unrecognized configuration parameter",
    "must be owner",
];

/// The rules that say what a tool, or the server, does not run.
const RULES: [&str; 4] = ["refused-by-tool", "syntax-error", "impossible-in-transaction", "enum-value-used"];

impl Tool {
    fn checked(&self, case: &Case) -> Outcome {
        let mut repository = Memory::new();
        for (path, content) in &case.files {
            repository.index.insert(RelPath::new(path), File::new(content.bytes()));
        }
        let text = format!(
            "migrations = \"{}\"\nlayout = \"{}\"\nschema = false\n{}",
            self.folder,
            self.name,
            case.settings()
        );
        let mut request = request(NOW);
        request.selection = Selection::WorkTree;
        check::run(&repository, &settings(text.as_bytes()), &request).expect("a repository in memory can be read")
    }
}

/// Whether a refusal needs no database: the message `no` is raised by a block.
fn is_by_reading(answer: &Answer) -> bool {
    !answer.accepted && answer.message != "no" && !NEEDS_A_DATABASE.iter().any(|part| answer.message.contains(part))
}

#[test]
fn check_reports_what_a_tool_refuses_by_reading() {
    let known: BTreeMap<String, BTreeMap<String, String>> = read("check.known.toml");
    let (mut report, mut list, mut read_only) = (String::new(), HEAD.to_owned(), 0);
    for tool in &TOOLS {
        let _ = writeln!(list, "\n[{}]", tool.name);
        let answers: BTreeMap<String, Answer> = read(&format!("{}.answers.toml", tool.name));
        for case in tool.cases() {
            let answer = &answers[&case.name];
            let outcome = tool.checked(&case);
            let mut errors = outcome.diagnostics.iter().filter(|found| found.severity == Severity::Error);
            let wrong = errors.find(|found| answer.accepted && RULES.contains(&found.rule.id));
            read_only += usize::from(is_by_reading(answer));
            let is_silent = outcome.diagnostics.is_empty() && !outcome.ignored.iter().any(IgnoredFolder::is_unreadable);
            let difference = match (wrong, is_by_reading(answer) && is_silent) {
                (Some(found), _) => Some(format!("[{}] {}; the tool accepts it", found.rule.id, found.message)),
                (None, true) => Some(format!("nothing, the tool: {}", answer.message)),
                (None, false) => None,
            };
            let word = known.get(tool.name).and_then(|cases| cases.get(&case.name));
            if difference.is_some() {
                let name = serde_json::to_string(&case.name).unwrap();
                let _ = writeln!(list, "{name} = \"{}\"", word.map_or("", String::as_str));
            }
            if let Some(word) = word {
                assert!(reason::of(word).is_some(), "{}: {}: `{word}` is not a reason", tool.name, case.name);
            }
            match (difference, word) {
                (Some(difference), None) => drop(writeln!(report, "{}: {}: {difference}", tool.name, case.name)),
                (None, Some(_)) => drop(writeln!(report, "{}: {}: known, and agrees", tool.name, case.name)),
                _ => {}
            }
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path("check.known.toml"), list).unwrap();
    }
    assert!(read_only > 300, "{read_only} cases are refused by reading");
    assert!(report.is_empty(), "{} of {read_only}:\n{report}", report.lines().count());
}
