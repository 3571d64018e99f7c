//! The files that jobs are given.

use super::{commit, job, log, untimed, world};
use crate::support::World;
use std::os::unix::ffi::OsStrExt as _;

/// A job that logs its files, each on a line.
const LISTS: &str = r#"shell = 'for file in "$@"; do echo "$file" >> "$LOG"; done'"#;

#[test]
fn a_job_gets_the_files_that_match() {
    let world = world(&job("list", &format!("{LISTS}\nfiles = ['*.{{ts,tsx}}']\nexclude = ['gen/']")));
    world.stage("a.ts", "1\n").stage("src/b.tsx", "1\n").stage("c.js", "1\n").stage("gen/d.ts", "1\n");
    let ran = commit(&world).passes();
    insta::assert_snapshot!(untimed(&ran), @"tidegate: list passed: [TIME]");
    assert_eq!(log(&world), "a.ts\nsrc/b.tsx\n");
    // Nothing is printed about a commit that concerns no job.
    world.stage("c.js", "2\n");
    commit(&world).passes().is_quiet().done();
    world.git(&["rm", "--quiet", "a.ts"]);
    commit(&world).passes().is_quiet().done();
    assert_eq!(log(&world), "");
}

#[test]
fn a_job_that_gets_no_files_runs_for_a_deletion() {
    let settings = job("types", "run = ['sh', '-c', 'echo ran >> \"$LOG\"']\nfiles = ['*.ts']")
        + &job("always", "run = ['sh', '-c', 'echo always >> \"$LOG\"']");
    let world = world(&settings);
    world.stage("a.ts", "1\n").commit("one");
    world.git(&["rm", "--quiet", "a.ts"]);
    commit(&world).passes().prints(&["types passed", "always passed"]).done();
    world.stage("b.js", "1\n");
    log(&world);
    let ran = commit(&world).passes();
    insta::assert_snapshot!(untimed(&ran), @r"
    tidegate: always passed: [TIME]
    tidegate: skipped: types (no file matches `files`)
    ");
    world.try_git(&["commit", "--quiet", "--allow-empty", "-m", "empty"]).passes().prints(&["always passed"]).done();
    assert_eq!(log(&world), "always\nalways\n");
}

#[test]
fn names_of_every_byte_reach_the_program() {
    let settings = job("list", r#"run = ["sh", "-c", 'printf "%s\0" "$@" >> "$LOG"', "sh", "{files}"]"#)
        + &job("stdin", "run = ['sh', '-c', 'cat >> \"$LOG.stdin\"']\nstdin = 'files'");
    let world = world(&settings);
    let names: [&[u8]; 9] =
        [b"-rf", b" a b", b"$HOME", b"[id].ts", b"a\nb", b"quote'\"`", b"x/--y", b"\xc3\xa9", b"\xff\xfe"];
    for name in names {
        let path = world.top().join(std::ffi::OsStr::from_bytes(name));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "1\n").unwrap();
    }
    world.git(&["add", "--all"]);
    commit(&world).passes().done();
    let bytes = std::fs::read(world.root().join("log")).unwrap();
    let mut given: Vec<&[u8]> = bytes.split(|byte| *byte == 0).filter(|name| !name.is_empty()).collect();
    let mut expected: Vec<&[u8]> = names.to_vec();
    expected[0] = b"./-rf";
    given.sort_unstable();
    expected.sort_unstable();
    assert_eq!(given, expected);
    let bytes = std::fs::read(world.root().join("log.stdin")).unwrap();
    assert_eq!(bytes.split(|byte| *byte == 0).filter(|name| !name.is_empty()).count(), names.len());
}

#[test]
fn a_long_list_is_given_in_parts() {
    let world = world(&job("count", "run = ['sh', '-c', 'echo $# >> \"$LOG\"', 'sh', '{files}']"));
    let long = "a".repeat(200);
    for number in 0..1500 {
        world.file(format!("files/{number:04}-{long}"), "1\n");
    }
    world.git(&["add", "--all"]);
    commit(&world).passes().done();
    let counts: Vec<usize> = log(&world).lines().map(|line| line.parse().unwrap()).collect();
    assert!(counts.len() > 1 && counts.iter().sum::<usize>() == 1500, "{counts:?}");
}

#[test]
fn the_files_are_those_of_the_index_that_git_prepared() {
    let world = world(&job("list", LISTS));
    world.stage("a", "1\n").stage("b", "1\n").commit("one");
    world.file("a", "2\n").file("b", "2\n");
    world.try_git(&["commit", "--quiet", "-m", "x", "a"]).passes().done();
    assert_eq!(log(&world), "a\n");
    world.try_git(&["commit", "--quiet", "-a", "-m", "x"]).passes().done();
    assert_eq!(log(&world), "b\n");
    // From a folder below the top nothing is different.
    world.stage("sub/c", "1\n");
    world.from_folder("sub").try_git(&["commit", "--quiet", "-m", "x"]).passes().done();
    assert_eq!(log(&world), "sub/c\n");
}

#[test]
fn a_root_makes_everything_relative_to_it() {
    let world = world(&job(
        "web",
        "shell = 'pwd >> \"$LOG\"; echo \"$@\" >> \"$LOG\"'\nroot = 'apps/web'\nfiles = ['/src/*.ts']",
    ));
    world.stage("apps/web/src/a.ts", "1\n").stage("apps/web/b.ts", "1\n").stage("src/a.ts", "1\n");
    commit(&world).passes().done();
    let top = world.top().canonicalize().unwrap();
    assert_eq!(log(&world), format!("{}\nsrc/a.ts\n", top.join("apps/web").display()));
    world.stage("src/a.ts", "2\n");
    commit(&world).passes().is_quiet().done();
}

#[test]
fn a_merge_is_about_the_files_that_no_parent_has() {
    let world = world(&(job("list", LISTS) + &job("list", LISTS).replace("pre-commit", "pre-merge-commit")));
    world.stage("a", "1\n2\n3\n4\n5\n6\n7\n").stage("same", "1\n").commit("base");
    world.branch("side").stage("a", "1\n2\n3\n4\n5\n6\nside\n").stage("theirs", "1\n").commit("side");
    world.switch("main").stage("a", "main\n2\n3\n4\n5\n6\n7\n").stage("ours", "1\n").commit("main");
    world.try_git(&["merge", "--quiet", "--no-edit", "side"]).passes().done();
    assert_eq!(log(&world), "a\n", "each other file was committed before");
    // A merge with a conflict is committed by hand.
    world.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    world.stage("a", "conflict\n").commit("conflict");
    world.try_git(&["merge", "--quiet", "side"]).has_problems().done();
    world.stage("a", "resolved\n");
    commit(&world).passes().done();
    assert_eq!(log(&world), "a\n");
}

#[test]
fn the_command_line_chooses_jobs_and_files() {
    let settings = job("list", LISTS) + &job("ts", &format!("{LISTS}\nfiles = ['*.ts']"));
    let world: World = world(&settings);
    world.stage("a.ts", "1\n").stage("b.js", "1\n").commit("one").stage("c.ts", "1\n");
    world.tidegate("run --job ts pre-commit").passes().done();
    assert_eq!(log(&world), "c.ts\n");
    world.tidegate("run --job ts --all-files pre-commit").passes().done();
    assert_eq!(log(&world), "a.ts\nc.ts\n");
    world.tidegate("run --job list --files a.ts b.js -- pre-commit").passes().done();
    assert_eq!(log(&world), "a.ts\nb.js\n");
    world.tidegate("run --job lst pre-commit").exits(2).prints(&["no job `lst`", "did you mean `list`?"]).done();
    world.file("new", "1\n");
    world.tidegate("run --files new -- pre-commit").exits(2).prints(&["new is not in the index"]).done();
    world.file("c.ts", "edited\n");
    let ran = world.tidegate("run --dry-run pre-commit").passes();
    insta::assert_snapshot!(untimed(&ran), @r#"
    tidegate: jobs of pre-commit, without running them:
      list would run `for file in "$@"; do echo "$file" >> "$LOG"; done` in a separate folder: the working tree differs from what is committed, for 1 file
        c.ts
      ts would run `for file in "$@"; do echo "$file" >> "$LOG"; done` in a separate folder: the working tree differs from what is committed, for 1 file
        c.ts
    "#);
    assert_eq!(log(&world), "");
    world.tidegate("run --dry-run pre-push").passes().prints(&["no jobs for pre-push"]).done();
}
