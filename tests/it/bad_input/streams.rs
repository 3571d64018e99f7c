//! Standard streams that are closed, and a user who stops it.
#![cfg(unix)]

use super::staged;
use crate::support::{GOOD, migration, tidegate_binary};

/// A line of shell with the binary as `$0`.
fn shell(world: &crate::support::World, line: &str) -> crate::support::CommandResult {
    world.from_folder("").run("bash", &["-c", line, tidegate_binary()])
}

#[test]
fn a_closed_output_pipe_is_not_an_error() {
    let world = staged();
    world.stage(&migration(7, "Bad"), GOOD);
    for line in ["$0 check | head -0", "$0 check --format json | head -1", "$0 --help | head -0"] {
        let ran = shell(&world, &format!("{line} >/dev/null; echo ${{PIPESTATUS[0]}}"));
        let expected = if line.contains("--help") { "0\n" } else { "1\n" };
        assert_eq!(ran.out, expected, "{line}");
        assert_eq!(ran.err, "", "{line}");
    }
}

#[test]
fn a_bad_commit_is_blocked_even_when_nothing_reads_the_output() {
    let world = staged();
    world.stage(&migration(7, "Bad"), GOOD);
    for line in ["$0 check >&-", "$0 check 2>&-", "$0 check >&- 2>&- <&-", "$0 run pre-commit >&- 2>&- <&-"] {
        shell(&world, line).exits(1).done();
    }
    let ran = shell(&world, "$0 run pre-commit | true; exit ${PIPESTATUS[0]}");
    ran.exits(1).done();
}

#[test]
fn a_push_hook_without_input_reports_it_or_has_nothing_to_do() {
    let world = staged();
    shell(&world, "$0 run pre-push origin x </dev/null").passes().done();
    let ran = shell(&world, "$0 run pre-push origin x <.");
    assert!(ran.code == Some(3) || !ran.text().contains("internal error"), "{}", ran.text());
}
