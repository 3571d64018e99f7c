//! Jobs of the other hooks, and of a push.

use super::{job, log, untimed};
use crate::support::World;

/// A job of a hook.
fn job_of(event: &str, keys: &str) -> String {
    job("say", keys).replace("hooks.pre-commit", &format!("hooks.{event}"))
}

/// A world in which `tidegate install` finds these settings.
fn installed(settings: &str) -> World {
    let mut world = World::new();
    let log_file = world.root().join("log");
    world.set("LOG", log_file);
    world.stage("tidegate.toml", settings).commit("settings");
    world.tidegate("install --script").passes().done();
    world
}

#[test]
fn the_message_of_a_commit_can_be_checked_and_prepared() {
    let settings = job_of("commit-msg", "shell = 'grep -q ^feat: \"$1\"'")
        + &job_of("prepare-commit-msg", "run = ['sh', '-c', 'echo prepared >> \"$1\"', 'sh', '{1}']\nroot = 'sub'");
    let world = installed(&settings);
    world.stage("sub/a", "1\n");
    let ran = world.try_git(&["commit", "--quiet", "-m", "no type"]).has_problems();
    insta::assert_snapshot!(untimed(&ran), @r#"
    tidegate: say passed: [TIME]
    error: job say failed: `grep -q ^feat: "$1"` ended with exit code 1
    Commit blocked. To commit anyway, skipping these jobs or all checks:
      TIDEGATE_SKIP=job:say git commit
      git commit --no-verify
    "#);
    world.try_git(&["commit", "--quiet", "-m", "feat: a"]).passes().prints(&["say passed"]).done();
    assert_eq!(world.git(&["log", "-1", "--format=%B"]).trim(), "feat: a\nprepared");
}

#[test]
fn every_other_hook_runs_its_jobs_with_its_arguments() {
    let events = ["post-commit", "post-checkout", "post-merge", "post-rewrite", "pre-rebase"];
    let settings: String = events
        .iter()
        .map(|event| job_of(event, "shell = 'echo \"$TIDEGATE_HOOK $#\" >> \"$LOG\"; cat >> \"$LOG\"'\nstdin = 'hook'"))
        .collect();
    let world = installed(&settings);
    world.stage("a", "1\n").try_git(&["commit", "--quiet", "-m", "a"]).passes().done();
    assert_eq!(log(&world), "post-commit 0\n");
    world.try_git(&["checkout", "--quiet", "-b", "side"]).passes().done();
    assert_eq!(log(&world), "post-checkout 3\n");
    world.stage("b", "1\n").commit("b");
    world.try_git(&["commit", "--quiet", "--amend", "-m", "c"]).passes().done();
    let text = log(&world);
    assert!(text.contains("post-rewrite 1\n") && text.lines().any(|line| line.len() >= 81), "{text}");
    world.try_git(&["checkout", "--quiet", "main"]).passes().done();
    log(&world);
    world.try_git(&["merge", "--quiet", "--no-edit", "side"]).passes().done();
    assert!(log(&world).contains("post-merge 1\n"));
    world.try_git(&["rebase", "--quiet", "--force-rebase", "HEAD~1"]).passes().done();
    assert!(log(&world).contains("pre-rebase 1\n"));
    // A failure after the work is shown, and nothing is undone.
    world.stage("tidegate.toml", job_of("post-commit", "run = ['false']")).tidegate("trust").passes().done();
    world.try_git(&["commit", "--quiet", "-m", "x"]).passes().prints(&["job say failed", "which is not undone"]).done();
}

#[test]
fn only_hooks_with_jobs_are_installed() {
    let world = installed(&job_of("commit-msg", "run = ['true']"));
    let hooks = || {
        let names = std::fs::read_dir(world.path(".git/hooks")).unwrap();
        let mut names: Vec<String> = names.map(|name| name.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| !name.ends_with(".sample"));
        names.sort();
        names
    };
    assert_eq!(hooks(), ["commit-msg", "pre-commit", "pre-merge-commit", "pre-push"]);
    world.tidegate("doctor").prints(&["commit-msg: tidegate runs"]).done();
    world.tidegate("uninstall").passes().prints(&["commit-msg"]).done();
    assert_eq!(hooks(), Vec::<String>::new());
}

#[test]
fn a_push_runs_jobs_on_each_pushed_commit() {
    let keys = "shell = 'for file in \"$@\"; do echo \"$file\" >> \"$LOG\"; cat \"$file\" >> \"$LOG\"; done'\nfiles = ['*.txt']";
    let world = installed("");
    world.publish();
    world.stage("tidegate.toml", job_of("pre-push", keys)).commit("settings");
    world.tidegate("trust").passes().done();
    world.stage("a.txt", "one\n").commit("a");
    world.try_git(&["push", "--quiet", "origin", "main"]).passes().prints(&["say passed"]).done();
    assert_eq!(log(&world), "a.txt\none\n");
    // The content is that of the commit, whatever is checked out.
    world.branch("side").stage("b.txt", "side\n").commit("b").switch("main").file("a.txt", "edited\n");
    let ran = world.try_git(&["push", "--quiet", "origin", "side"]).passes();
    insta::assert_snapshot!(untimed(&ran), @r"
    tidegate: say passed: [TIME], in a separate folder with the content of `side`
    ");
    assert_eq!(log(&world), "b.txt\nside\n");
    world.try_git(&["push", "--quiet", "origin", ":side"]).passes().done();
    assert_eq!(log(&world), "");
    // Each job that asks for it gets a copy of the refs.
    let copies = job_of("pre-push", "shell = 'cat >> \"$LOG.1\"'\nstdin = 'hook'")
        + &job_of("pre-push", "shell = 'cat >> \"$LOG.2\"'\nstdin = 'hook'").replace("say", "again");
    world.stage("tidegate.toml", copies).commit("copies").tidegate("trust").passes().done();
    world.try_git(&["push", "--quiet", "origin", "main"]).passes().done();
    let read = |name: &str| std::fs::read_to_string(world.root().join(name)).unwrap();
    assert!(read("log.1").starts_with("refs/heads/main ") && read("log.1") == read("log.2"));
}
