//! Standard streams that are closed, and a user who stops it.
#![cfg(unix)]

use super::staged;
use crate::support::{GOOD, migration, tidegate_binary};

/// A line of shell with the binary as `$0`.
fn shell(world: &crate::support::World, line: &str) -> crate::support::CommandResult {
    world.from_folder("").run("bash", &["-c", line, tidegate_binary()])
}

#[test]
fn an_unread_verdict_keeps_its_exit_code_unless_it_is_clean() {
    let world = staged();
    let check = |line: &str, expected: i32| {
        let ran = shell(&world, &format!("{line} >/dev/null; echo ${{PIPESTATUS[0]}}"));
        assert_eq!((ran.out.trim(), ran.err.as_str()), (expected.to_string().as_str(), ""), "{line}");
    };
    // A reader that is gone before anything is written; 141 is what git ends with then.
    for line in
        ["check", "check --format json", "--help", "--version", "rules", "explain invalid-name", "man", "doctor"]
    {
        check(&format!("{{ sleep 0.2; $0 {line}; }} | true"), if line == "doctor" { 1 } else { 141 });
    }
    check("$0 check --nonsense 2>&1 | head -0", 2);
    world.stage(&migration(7, "Bad"), GOOD);
    check("$0 check | head -0", 1);
    check("$0 check --format json | head -1", 1);
}

#[test]
fn a_verdict_that_cannot_be_printed_is_not_a_pass() {
    let world = staged();
    let check = |line: &str, expected: i32, message: &str| {
        let ran = shell(&world, line).exits(expected);
        assert!(ran.text().contains(message), "{line}: {}", ran.text());
    };
    let closed = "cannot write the output: standard output is closed";
    let full = "cannot write the output: No space left on device";
    let commands = "check|check --format json|check --all|--help|--version|rules|explain invalid-name|man|\
        completions bash|doctor|init --dry-run|cache|ci github --dry-run";
    for command in commands.split('|').map(str::trim) {
        let help = shell(&world, &format!("$0 {command} --help"));
        let command =
            command.replace(" --dry-run", if help.out.contains("--dry-run") { " --dry-run" } else { " --help" });
        // `doctor` finds problems here: the hooks are not installed.
        let code = if command == "doctor" { 1 } else { 3 };
        check(&format!("$0 {command} >&-"), code, closed);
        check(&format!("$0 {command} >&- 2>&-"), code, "");
        check(&format!("$0 {command} >/dev/full"), code, full);
        check(&format!("$0 {command} >/dev/full 2>/dev/full <&-"), code, "");
        // Where a user sends it does not matter.
        shell(&world, &format!("$0 {command} >/dev/null 2>&1")).exits(if code == 1 { 1 } else { 0 }).done();
        shell(&world, &format!("$0 {command} 1<>/dev/null 2>&1")).exits(if code == 1 { 1 } else { 0 }).done();
    }
    check("$0 run pre-commit >&- 2>&-", 3, "");
    check("$0 run pre-commit >/dev/full 2>&1", 3, "");
    shell(&world, "$0 check --fix 2>&-").exits(3).done();
    shell(&world, "TIDEGATE=0 $0 run pre-commit 2>&-").exits(3).done();
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
fn no_file_of_the_program_gets_the_number_of_a_closed_stream() {
    let world = staged();
    world.remove(migration(6, "second")).git(&["reset", "-q"]);
    world.stage(&migration(7, "Bad"), GOOD);
    shell(&world, "$0 check --fix <&- >&- 2>&-").exits(3).done();
    assert_eq!(world.content(migration(7, "bad")), GOOD);
    for line in ["$0 install --script <&- >&- 2>&-", "$0 uninstall <&- >&- 2>&-"] {
        shell(&world, line).exits(3).done();
    }
    assert_eq!(world.git(&["fsck", "--no-dangling"]), "");
    world.git(&["status"]);
}

#[test]
fn a_push_hook_whose_input_is_closed_has_checked_nothing() {
    let world = staged();
    let ran = shell(&world, "$0 run pre-push origin x <&-").exits(3);
    insta::assert_snapshot!(ran.err, @r"
    error: cannot read the pushed refs: standard input is closed
      help: nothing was checked; git passes the refs on standard input, see githooks(5)
      help: to push without any check: `git push --no-verify`
    ");
}

#[test]
fn a_push_hook_without_input_reports_it_or_has_nothing_to_do() {
    let world = staged();
    shell(&world, "$0 run pre-push origin x </dev/null").passes().done();
    let ran = shell(&world, "$0 run pre-push origin x <.");
    assert!(ran.code == Some(3) || !ran.text().contains("internal error"), "{}", ran.text());
}
