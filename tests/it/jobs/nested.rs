//! `tidegate.toml` in folders of a monorepo.

use super::{commit, job, log, untimed, world};

fn say(name: &str, keys: &str) -> String {
    job(
        name,
        &format!("run = ['sh', '-c', 'echo {name} $(basename $PWD) \"$@\" >> \"$LOG\"', 'sh', '{{files}}']\n{keys}"),
    )
}

#[test]
fn jobs_of_a_folder_are_relative_to_it() {
    let world = world(&say("top", "files = ['*.ts']"));
    let web = say("lint", "files = ['/src/*.ts']") + &say("deep", "root = 'src'\nneeds = ['lint']");
    world.stage("apps/web/tidegate.toml", &web).stage("apps/api/tidegate.toml", say("lint", ""));
    world.tidegate("trust").passes().prints(&["apps/api:lint: runs", "apps/web:lint: runs", "apps/web:deep"]).done();
    world.commit("folders");
    world.stage("apps/web/src/a.ts", "1\n").stage("apps/web/b.ts", "1\n").stage("src/c.ts", "1\n");
    let plan = world.tidegate("run --dry-run pre-commit").passes();
    for folder in ["apps/web/src", "apps/api", "src"] {
        assert_eq!(world.from_folder(folder).tidegate("run --dry-run pre-commit").passes().text(), plan.text());
    }
    let ran = world.from_folder("apps/api").try_git(&["commit", "--quiet", "-m", "next"]).passes();
    insta::assert_snapshot!(untimed(&ran), @r"
    tidegate: top passed: [TIME]
    tidegate: apps/web:lint passed: [TIME]
    tidegate: apps/web:deep passed: [TIME]
    tidegate: skipped: apps/api:lint (no file is below `root`)
    ");
    let mut lines: Vec<String> = log(&world).lines().map(str::to_owned).collect();
    lines.sort();
    assert_eq!(lines, ["deep src a.ts", "lint web src/a.ts", "top repo apps/web/b.ts apps/web/src/a.ts src/c.ts"]);
    world.stage("apps/web/src/a.ts", "2\n");
    world.tidegate("run --job apps/web:lint pre-commit").passes().prints(&["apps/web:lint passed"]).done();
    let skipped = world.with("TIDEGATE_SKIP", "job:apps/web:lint,job:top").try_git(&["commit", "--quiet", "-m", "x"]);
    skipped.passes().prints(&["job apps/web:lint skipped", "apps/web:deep passed"]).done();
}

#[test]
fn a_folder_is_checked_as_strictly_as_the_top() {
    let world = world("");
    // One without jobs says nothing, whatever it has.
    world.stage("copy/tidegate.toml", "no-such-key = 1\n").stage("x", "1\n");
    commit(&world).passes().is_quiet().done();
    world.stage("apps/tidegate.toml", say("a", "")).stage("y", "1\n");
    commit(&world).has_problems().prints(&["1 job not run", "apps:a: runs"]).done();
    world.file("apps/tidegate.toml", "[[hooks.pre-commit.jobs]]\nname = 'a'\nruns = ['x']\n");
    // What is staged counts.
    world.tidegate("trust").exits(2).prints(&["unknown key `hooks.pre-commit.jobs.runs`", "apps/tidegate.toml"]).done();
    world.git(&["add", "apps"]);
    commit(&world).has_problems().prints(&["unknown key `hooks.pre-commit.jobs.runs`"]).done();
    world.stage("tidegate.toml", "ignore = ['apps']\n");
    commit(&world).passes().is_quiet().done();
}

#[test]
fn the_default_branch_agrees_to_jobs_of_folders() {
    let world = world("");
    world.stage("apps/tidegate.toml", say("a", "")).commit("folder").publish();
    world.stage("apps/x", "1\n");
    commit(&world).passes().prints(&["apps:a passed"]).done();
    world.stage("apps/tidegate.toml", say("b", "")).stage("apps/x", "2\n");
    commit(&world).has_problems().prints(&["apps:b: runs"]).done();
}
