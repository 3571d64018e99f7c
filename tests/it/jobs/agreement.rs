//! Which jobs may run: settings come from the branch.

use super::{commit, job, log, untimed, world};
use crate::support::World;

const ECHO: &str = r#"shell = 'echo ran >> "$LOG"'"#;

#[test]
fn a_branch_cannot_add_or_change_a_job() {
    let world = world(&job("known", ECHO));
    world
        .branch("hostile")
        .stage("tidegate.toml", job("known", ECHO) + &job("evil", r#"shell = 'echo evil >> "$LOG"'"#));
    let ran = commit(&world).has_problems();
    insta::assert_snapshot!(untimed(&ran), @r#"
    tidegate: known passed: [TIME]
    error: 1 job not run: you have not agreed to it in this clone
      pre-commit  evil: runs `echo evil >> "$LOG"`
      why: Settings come from the branch. A job runs in this clone if the remote's default branch has
           the same job, or once you have agreed to it.
      help: look at tidegate.toml and at the programs that the jobs start, then agree:
            tidegate trust
    To commit without the jobs: TIDEGATE_SKIP=jobs git commit
    "#);
    assert_eq!(log(&world), "ran\n", "the job that is known still runs");
    for change in ["env = { A = 'b' }", "root = 'x'", "timeout = '1s'"] {
        world.stage("tidegate.toml", job("known", &format!("{ECHO}\n{change}")));
        commit(&world).has_problems().prints(&["1 job not run"]).done();
    }
    assert_eq!(log(&world), "");
    world.tidegate("run --job known pre-commit").has_problems().done();
    let skipped = world.with("TIDEGATE_SKIP", "jobs");
    skipped.try_git(&["commit", "--quiet", "-m", "x"]).passes().prints(&["jobs skipped"]).done();
    world.stage("b", "1\n").tidegate("trust").passes().prints(&["agreed to", "known: runs"]).done();
    world.tidegate("trust --revoke").passes().done();
    commit(&world).has_problems().prints(&["1 job not run"]).done();
}

#[test]
fn the_jobs_of_the_default_branch_run_in_a_clone_with_an_installation() {
    let mut world = World::new();
    let log_file = world.root().join("log");
    world.set("LOG", log_file);
    world.stage("a", "1\n").commit("a").publish();
    world.branch("colleague").stage("tidegate.toml", job("theirs", ECHO)).commit("job");
    world.git(&["push", "--quiet", "--no-verify", "origin", "colleague:main"]);
    world.stage("a", "2\n");
    world.tidegate("run pre-commit").has_problems().prints(&["1 job not run"]).done();
    assert_eq!(log(&world), "");
    world.switch("main").tidegate("install --script").passes().does_not_print(&["agreed"]).done();
    world.git(&["checkout", "--quiet", "colleague"]);
    commit(&world).passes().done();
    assert_eq!(log(&world), "ran\n");
}

#[test]
fn install_agrees_to_the_jobs_that_it_finds() {
    let mut world = World::new();
    let log_file = world.root().join("log");
    world.set("LOG", log_file);
    world.stage("tidegate.toml", job("known", ECHO));
    let ran = world.tidegate("install --script").passes();
    ran.prints(&["with which hooks of this clone run:", "known: runs `echo ran", "a job runs as you"]).done();
    commit(&world).passes().prints(&["known passed"]).done();
    assert_eq!(log(&world), "ran\n");
}

#[test]
fn ci_has_a_switch_of_its_own() {
    let world = world("");
    world.stage("tidegate.toml", job("known", ECHO));
    let run = "run --all-files pre-commit";
    world.tidegate(run).has_problems().prints(&["1 job not run"]).done();
    world.with("TIDEGATE_TRUST", "jobs").tidegate(run).passes().prints(&["known passed"]).done();
    world.with("TIDEGATE_TRUST", "1").tidegate(run).has_problems().done();
    assert_eq!(log(&world), "ran\n");
}

#[test]
fn the_doctor_lists_jobs_with_what_keeps_them_from_running() {
    let settings = job("good", "run = ['true']")
        + &job("lost", "run = ['no-such-program']")
        + &job("off", "run = ['true']")
        + &job("check", "use = 'final-newline'")
        + "[[hooks.post-merge.jobs]]\nname = 'after'\nrun = ['true']\n";
    let world = world(&settings);
    world.file("tidegate.local.toml", "[hooks.pre-commit]\ndisable = ['off']\n");
    world.file("apps/tidegate.toml", job("new", "run = ['true']")).git(&["add", "apps"]);
    let text = world.tidegate("doctor").has_problems().masked();
    let section = text.split("\nJobs\n").nth(1).and_then(|text| text.split("\nMigrations").next()).unwrap_or_default();
    insta::assert_snapshot!(section, @r"
    ok pre-commit: good: runs `true`
    !! pre-commit: lost: the program `no-such-program` does not exist here
       next: install it, or add its folder to PATH
    ok pre-commit: check: uses `final-newline`
    !! pre-commit: apps:new: not run, because you have not agreed to it in this clone
       next: look at the job, then agree: `tidegate trust`
     - pre-commit: off: disabled in tidegate.local.toml
    ok post-merge: after: runs `true`
    !! post-merge: the hook is not installed, so that its jobs do not run
       next: `tidegate install`
    ");
}
