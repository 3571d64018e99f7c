//! The order of jobs, and when they run at all.

use super::{commit, job, log, untimed, world};

fn say(name: &str, keys: &str) -> String {
    job(name, &format!("shell = 'echo {name} >> \"$LOG\"'\n{keys}"))
}

#[test]
fn a_job_begins_once_what_it_needs_has_passed() {
    let world = world(&(say("c", "needs = ['b']") + &say("b", "needs = ['a']") + &say("a", "parallel = false")));
    world.stage("x", "1\n");
    let ran = commit(&world).passes();
    insta::assert_snapshot!(untimed(&ran), @r"
    tidegate: c passed: [TIME]
    tidegate: b passed: [TIME]
    tidegate: a passed: [TIME]
    ");
    assert_eq!(log(&world), "a\nb\nc\n");
    // A job that fixes files may need one that reads; one that had nothing to do is no obstacle.
    let settings =
        say("fix", "needs = ['read', 'none']\nfixes = true") + &say("read", "") + &say("none", "files = ['*.no']");
    world.stage("tidegate.toml", settings).tidegate("trust").passes().done();
    commit(&world).passes().done();
    assert_eq!(log(&world), "read\nfix\n");
}

#[test]
fn a_job_whose_need_fails_is_not_run() {
    let settings =
        job("a", "run = ['false']") + &say("b", "needs = ['a']") + &say("c", "needs = ['b']") + &say("d", "");
    let world = world(&settings);
    world.stage("x", "1\n");
    let ran = commit(&world).has_problems();
    ran.prints(&["d passed", "job b failed: it was not run, because a failed", "it was not run, because b failed"])
        .done();
    assert_eq!(log(&world), "d\n");
}

#[test]
fn conditions_and_tags_choose_jobs() {
    let settings = say("main", "only = ['branch:main']\ntags = ['slow']")
        + &say("merge", "only = ['merge']\ntags = ['slow', 'fast']")
        + &say("not-side", "skip = ['branch:side/*']")
        + &say("rebase", "only = ['rebase']");
    let world = world(&settings);
    world.stage("x", "1\n");
    let ran = commit(&world).passes();
    insta::assert_snapshot!(untimed(&ran), @r"
    tidegate: main passed: [TIME]
    tidegate: not-side passed: [TIME]
    tidegate: skipped: merge (only = merge) and rebase (only = rebase)
    ");
    log(&world);
    world.branch("side/a").stage("x", "2\n");
    commit(&world).passes().is_quiet().done();
    world.switch("main").stage("x", "3\n").commit("three");
    world.try_git(&["merge", "--quiet", "side/a"]).has_problems().done();
    world.stage("x", "4\n");
    commit(&world).passes().prints(&["merge passed"]).done();
    log(&world);
    world.tidegate("run --tag fast --all-files pre-commit").passes().prints(&["skipped"]).done();
    world.stage("x", "5\n");
    let skipped = world.with("TIDEGATE_SKIP", "tag:slow");
    skipped
        .try_git(&["commit", "--quiet", "-m", "x"])
        .passes()
        .prints(&["job main skipped: TIDEGATE_SKIP names it"])
        .done();
    assert_eq!(log(&world), "not-side\n");
}
