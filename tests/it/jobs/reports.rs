//! Failures that users of other hook managers report, as far as no other story has them; docs/evidence.md lists all.

use super::{commit, job, log, world};
use crate::support::tidegate_binary;

const UPPER: &str = r#"shell = 'for file in "$@"; do tr a-z A-Z < "$file" > new; cat new > "$file"; rm new; done'
files = ["*.txt"]
fixes = true"#;

#[test]
fn a_merge_a_pick_and_a_rebase_stay_what_they_are() {
    let world = world(&job("upper", UPPER));
    world.stage("a.txt", "A\n").commit("base");
    world.branch("side").stage("b.txt", "B\n").commit("side");
    world.switch("main").stage("a.txt", "X\n").commit("main");
    // A merge that stops, is edited, and has an unstaged edit beside it.
    world.git(&["merge", "--quiet", "--no-commit", "--no-ff", "side"]);
    world.stage("c.txt", "c\n.\n.\n.\n").file("c.txt", "c\n.\n.\n.\nunstaged\n");
    commit(&world).passes().prints(&["staged the fixes of c.txt"]).done();
    assert_eq!(world.git(&["rev-list", "--parents", "-n1", "HEAD"]).split_whitespace().count(), 3);
    assert_eq!(world.git(&["show", "HEAD:c.txt"]), "C\n.\n.\n.\n");
    assert_eq!(world.content("c.txt"), "C\n.\n.\n.\nunstaged\n");
    world.git(&["checkout", "--quiet", "--", "c.txt"]);
    world.git(&["cherry-pick", "--no-commit", "side"]);
    world.stage("d.txt", "d\n");
    commit(&world).passes().done();
    assert_eq!((world.git(&["show", "HEAD:d.txt"]), world.git(&["stash", "list"])), ("D\n".into(), String::new()));
    assert_eq!(world.git(&["status", "--short"]), "");
}

#[test]
fn many_jobs_that_fix_have_one_writer() {
    let append = |number: usize| {
        let script = format!("for file in \"$@\"; do echo {number} >> \"$file\"; done");
        job(&format!("fix{number}"), &format!("shell = '{script}'\nfiles = ['*.txt']\nfixes = true"))
    };
    let world = world(&(0..8).map(append).collect::<String>());
    world.stage("a.txt", "").stage("b.txt", "");
    let ran = commit(&world).passes();
    ran.does_not_print(&["index.lock"]).prints(&["staged the fixes of a.txt and b.txt"]).done();
    assert_eq!(world.git(&["show", "HEAD:b.txt"]), "0\n1\n2\n3\n4\n5\n6\n7\n");
    // A lock of another process is an error, and nothing is changed.
    world.stage("a.txt", "x\n").file(".git/index.lock", "");
    world.tidegate("run pre-commit").exits(3).prints(&["index.lock"]).done();
    world.remove(".git/index.lock");
    assert_eq!((world.git(&["show", ":a.txt"]), world.content("a.txt")), ("x\n".into(), "x\n".into()));
}

#[test]
fn each_job_of_a_push_reads_all_refs() {
    let read = |name: &str| {
        format!("[[hooks.pre-push.jobs]]\nname = '{name}'\nshell = 'cat >> \"$LOG.{name}\"'\nstdin = 'hook'\n")
    };
    let world = world(
        &(read("one") + &read("two") + "[[hooks.pre-push.jobs]]\nname = 'none'\nshell = 'cat >> \"$LOG.none\"'\n"),
    );
    world.hook("pre-push").publish();
    world.branch("a").commit("a").branch("b").commit("b");
    world.git(&["push", "--quiet", "origin", "a", "b"]);
    let content = |name: &str| std::fs::read_to_string(world.root().join(format!("log.{name}"))).unwrap_or_default();
    let refs = |text: &str| text.matches("refs/heads/a ").count().min(text.matches("refs/heads/b ").count());
    // Once for each of the two commits that are pushed.
    assert!(refs(&content("one")) > 0 && content("one") == content("two"), "{}", content("one"));
    assert_eq!(content("none"), "");
}

#[test]
fn colours_follow_the_user_and_not_the_job() {
    let world =
        world(&(job("good", "run = ['true']") + &job("bad", "shell = 'printf \"\\033[31mred\\033[0m\\n\"; exit 1'")));
    world.stage("a", "1\n");
    let ran = |name: &str| world.with(name, "1").tidegate("run pre-commit").has_problems();
    assert!(!commit(&world).has_problems().text().contains('\u{1b}'));
    assert!(!ran("NO_COLOR").text().contains('\u{1b}'));
    assert!(ran("CLICOLOR_FORCE").text().contains("\u{1b}["));
}

#[test]
fn a_commit_on_which_no_job_applies_starts_no_program() {
    let world = world(&job("never", "run = ['true']\nfiles = ['*.never']"));
    let bin = world.root().join("bin");
    let git = format!(
        "#!/bin/sh\necho \"git $*\" >> '{}'\nexec /usr/bin/env -u PATH git \"$@\"\n",
        world.root().join("log").display()
    );
    world.file(bin.join("git"), git);
    std::process::Command::new("chmod").arg("+x").arg(bin.join("git")).status().unwrap();
    world.stage("a", "1\n");
    world.with("PATH", &bin).run(tidegate_binary(), &["run", "pre-commit"]).passes().is_quiet().done();
    assert_eq!(log(&world), "");
}
