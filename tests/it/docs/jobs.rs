//! The table of checks that jobs can use.

use super::check_part;
use std::fmt::Write as _;
use tidegate::builtin::{CHECKS, Subject, TYPES};

#[test]
fn the_table_of_checks_is_current() {
    let mut table = "| check | what it does | hooks |\n|---|---|---|\n".to_owned();
    for check in &CHECKS {
        let hooks = match check.subject {
            Subject::Message(_) => "commit-msg",
            Subject::Branch(_) => "pre-commit, pre-merge-commit",
            _ => "pre-commit, pre-merge-commit, pre-push",
        };
        writeln!(table, "| `{}` | {} | {hooks} |", check.id, check.summary).unwrap();
    }
    check_part("docs/jobs.md", "checks", &table);
}

#[test]
fn the_list_of_types_is_current() {
    let names: Vec<String> = TYPES.iter().map(|kind| format!("`{}`", kind.name)).collect();
    check_part("docs/jobs.md", "types", &format!("{}.\n", names.join(", ")));
}
