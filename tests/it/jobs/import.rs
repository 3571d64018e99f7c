//! `tidegate init --from`: the configuration of another manager becomes jobs that run.

use super::{commit, log};
use crate::support::World;

const LEFTHOOK: &str = r#"pre-commit:
  parallel: true
  commands:
    list:
      glob: "*.txt"
      run: printf '%s\n' {staged_files} >> "$LOG"
    all:
      run: wc {all_files}
commit-msg:
  commands:
    message:
      run: grep -q fix {1}
"#;

fn world() -> World {
    let mut world = World::new();
    let log = world.root().join("log");
    world.set("LOG", log);
    world
}

#[test]
fn jobs_of_lefthook_run_after_it() {
    let world = world();
    world.stage("lefthook.yml", LEFTHOOK).commit("lefthook");
    let ran = world.tidegate("init --from lefthook").has_problems();
    insta::assert_snapshot!(ran.masked(), @r"
    Wrote tidegate.toml: 2 jobs from lefthook.yml.
    git ignores tidegate.local.toml, your own changes of jobs, in this clone: .git/info/exclude names it.
      pre-commit: list
      commit-msg: message

    Not expressed:
      lefthook.yml:8: the job `all` of pre-commit
        a job of pre-commit has nothing like `{all_files}`

    Next:
      see which jobs would run:  tidegate run --dry-run pre-commit
      uninstall the hooks of lefthook:  lefthook uninstall
      install those of tidegate, and agree to the jobs:  tidegate install
    ");
    // No one has agreed to the jobs yet.
    world.hook("pre-commit").hook("commit-msg").stage("tidegate.toml", world.content("tidegate.toml"));
    world.stage("a b.txt", "1\n").stage("c.md", "1\n");
    commit(&world).has_problems().prints(&["1 job not run", "tidegate trust"]).done();
    world.tidegate("trust").passes().done();
    commit(&world).has_problems().prints(&["job message failed"]).done();
    world.try_git(&["commit", "--quiet", "-m", "fix it"]).passes().done();
    assert_eq!(log(&world), "a b.txt\na b.txt\n");
    assert_eq!(world.content(".git/info/exclude").matches("/tidegate.local.toml").count(), 1);
}

#[test]
fn nothing_is_overwritten() {
    let world = world();
    world
        .file("lefthook.yml", "pre-push:\n  commands:\n    test:\n      run: make test\n")
        .file("tidegate.toml", "# mine\n");
    let ran = world.tidegate("init --from lefthook").exits(2);
    ran.prints(&["configuration already exists: tidegate.toml", "init --from lefthook --print >> tidegate.toml"])
        .done();
    assert_eq!(world.content("tidegate.toml"), "# mine\n");
    let ran = world.tidegate("init --from lefthook --print").passes();
    assert_eq!(ran.out, "[[hooks.pre-push.jobs]]\nname = \"test\"\nrun = [\"make\", \"test\"]\n");
    world.tidegate("init --from husky").exits(2).done();
    world.remove("tidegate.toml").file("package.json", "{");
    world.tidegate("init --from husky").exits(2).prints(&["package.json:2:"]).done();
    world.remove("package.json").tidegate("init --from husky").exits(2).prints(&["no configuration of husky"]).done();
    world.tidegate("init --print").exits(2).done();
    assert!(!world.path("tidegate.toml").exists());
}
