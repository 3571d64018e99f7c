//! Jobs that fix files: the result is staged and merged into the working tree, or nothing changes at all.

use super::{commit, job, log, untimed, world};
use crate::support::World;

/// A job that makes every letter of its files a capital one.
fn upper() -> String {
    let script = r#"for file in "$@"; do tr a-z A-Z < "$file" > "$file.new" && cat "$file.new" > "$file" && rm "$file.new"; done"#;
    job("upper", &format!("shell = '{script}'\nfiles = ['*.txt']\nfixes = true"))
}

/// What is staged at a path, and what is in the working tree.
fn state(world: &World, path: &str) -> (String, String) {
    (world.git(&["show", &format!(":{path}")]), world.content(path))
}

#[test]
fn a_fix_is_staged_and_in_the_working_tree() {
    let world = world(&upper());
    world.stage("a.txt", "one\n").stage("b.md", "two\n").file("untracked.txt", "three\n");
    let ran = commit(&world).passes();
    insta::assert_snapshot!(untimed(&ran), @r"
    tidegate: upper passed: [TIME], fixed 1 file
    tidegate: staged the fixes of a.txt
    ");
    assert_eq!(world.git(&["show", "HEAD:a.txt"]), "ONE\n");
    assert_eq!((world.content("a.txt"), world.content("b.md")), ("ONE\n".to_owned(), "two\n".to_owned()));
    assert_eq!(world.content("untracked.txt"), "three\n");
    assert_eq!(world.git(&["status", "--porcelain"]), "?? untracked.txt\n");
    // Nothing is left to fix.
    world.stage("a.txt", "ONE\nTWO\n");
    commit(&world).passes().does_not_print(&["fixed"]).done();
    assert_eq!(world.git(&["stash", "list"]), "");
}

#[test]
fn unstaged_edits_are_merged_and_stay_unstaged() {
    let world = world(&upper());
    world.stage("a.txt", "one\n2\n3\n4\n5\n6\n7\nEIGHT\n").commit("base");
    world.stage("a.txt", "one\n2\n3\n4\n5\n6\n7\neight\n").file("a.txt", "one\n2\n3\nUNSTAGED 4\n5\n6\n7\neight\n");
    commit(&world).passes().done();
    assert_eq!(world.git(&["show", "HEAD:a.txt"]), "ONE\n2\n3\n4\n5\n6\n7\nEIGHT\n");
    assert_eq!(world.content("a.txt"), "ONE\n2\n3\nUNSTAGED 4\n5\n6\n7\nEIGHT\n");
    assert_eq!(world.git(&["status", "--porcelain"]), " M a.txt\n");
}

#[test]
fn a_conflict_changes_nothing_and_offers_a_patch() {
    let world = world(&upper());
    world.stage("a.txt", "staged\n").file("a.txt", "staged, and edited\n").stage("b.txt", "other\n");
    let ran = commit(&world).has_problems();
    insta::assert_snapshot!(untimed(&ran), @r"
    tidegate: upper passed: [TIME], fixed 2 files
    error: fixes conflict with unstaged changes of a.txt; nothing was changed
      why: The fixes are made on the staged content. They cannot be merged into the working tree.
      help: stage the fixes and keep the working tree as it is:
            git apply --cached [TEMP]/repo/.git/tidegate/fixes.patch
    Commit blocked. To commit anyway: TIDEGATE_SKIP=jobs git commit
    ");
    assert_eq!(state(&world, "a.txt"), ("staged\n".to_owned(), "staged, and edited\n".to_owned()));
    assert_eq!(state(&world, "b.txt"), ("other\n".to_owned(), "other\n".to_owned()));
    world.git(&["apply", "--cached", ".git/tidegate/fixes.patch"]);
    assert_eq!(state(&world, "a.txt"), ("STAGED\n".to_owned(), "staged, and edited\n".to_owned()));
    commit(&world).passes().done();
    assert_eq!(world.content("a.txt"), "staged, and edited\n");
}

#[test]
fn a_failure_of_any_job_leaves_everything_as_it_was() {
    let world = world(&(upper() + &job("fail", "run = ['false']")));
    world.stage("a.txt", "one\n");
    commit(&world).has_problems().prints(&["upper passed", "job fail failed"]).done();
    assert_eq!(state(&world, "a.txt"), ("one\n".to_owned(), "one\n".to_owned()));
}

#[test]
fn later_jobs_see_what_was_fixed() {
    let cat =
        |name: &str, keys: &str| job(name, &format!("shell = 'cat \"$@\" >> \"$LOG\"'\nfiles = ['*.txt']\n{keys}"));
    let world = world(&(cat("before", "") + &upper() + &cat("again", "fixes = true")));
    world.stage("a.txt", "one\n");
    commit(&world).passes().done();
    assert_eq!(log(&world), "ONE\nONE\n", "one that only reads comes last");
}

#[test]
fn the_checks_see_what_was_fixed() {
    let path = crate::support::migration(6, "next");
    let script = r#"echo "drop table a;" > "$1""#;
    let world = world(&job(
        "break",
        &format!("run = ['sh', '-c', '{script}', 'sh', '{{files}}']\nfiles = ['*.sql']\nfixes = true"),
    ));
    world.stage(&path, crate::support::GOOD);
    commit(&world).has_problems().prints(&["break passed", "drop-table"]).done();
}

#[test]
fn only_files_of_the_commit_are_staged() {
    let script = "echo fixed >> given.txt; echo other >> other.txt; echo new > new.txt";
    let world = world(&job("all", &format!("shell = '{script}'\nfiles = ['given.txt', 'other.txt']\nfixes = true")));
    world.stage("other.txt", "1\n").commit("other").stage("given.txt", "1\n");
    commit(&world).passes().prints(&["it also changed other.txt, not part of this commit"]).done();
    assert_eq!(world.git(&["show", "--name-only", "--format=", "HEAD"]), "given.txt\n");
    assert_eq!((world.content("given.txt"), world.content("other.txt")), ("1\nfixed\n".to_owned(), "1\n".to_owned()));
    assert!(!world.path("new.txt").exists());
}

#[test]
fn a_job_that_removes_a_file_or_changes_its_mode_fails() {
    for script in ["rm a.txt", "chmod +x a.txt", "rm a.txt; ln -s b a.txt", "rm a.txt; mkdir a.txt"] {
        let world = world(&job("bad", &format!("shell = '{script}'\nfiles = ['*.txt']\nfixes = true")));
        world.stage("a.txt", "1\n");
        commit(&world).has_problems().prints(&["job bad failed: it removed a.txt, or changed the mode"]).done();
        assert_eq!(world.git(&["status", "--porcelain"]), "A  a.txt\n");
        assert_eq!(world.content("a.txt"), "1\n");
    }
}

#[test]
fn every_form_of_a_commit_has_the_fix_in_all_three_places() {
    let world = world(&upper());
    world.stage("a.txt", "A\n").stage("b.txt", "B\n").commit("base");
    // `commit -a` and `commit PATH` commit an index that git has prepared for them.
    world.file("a.txt", "all\n");
    world.try_git(&["commit", "--quiet", "-a", "-m", "x"]).passes().done();
    assert_eq!(world.git(&["show", "HEAD:a.txt"]), "ALL\n");
    assert_eq!((world.content("a.txt").as_str(), world.git(&["status", "--porcelain"]).as_str()), ("ALL\n", ""));
    world.file("a.txt", "path\n").stage("b.txt", "staged\n");
    world.try_git(&["commit", "--quiet", "-m", "x", "a.txt"]).passes().done();
    assert_eq!(world.git(&["show", "HEAD:a.txt"]), "PATH\n");
    assert_eq!(world.content("a.txt"), "PATH\n");
    assert_eq!(world.git(&["status", "--porcelain"]), "M  b.txt\n", "the other staged file stays staged");
    assert_eq!(state(&world, "b.txt"), ("staged\n".to_owned(), "staged\n".to_owned()));
    commit(&world).passes().done();
    // The first commit, an amended one, and one in a linked worktree.
    world.stage("a.txt", "amended\n");
    world.try_git(&["commit", "--quiet", "--amend", "-m", "x"]).passes().done();
    assert_eq!(world.git(&["show", "HEAD:a.txt"]), "AMENDED\n");
    world.git(&["worktree", "add", "--quiet", "../linked", "-b", "linked"]);
    world.file("../linked/a.txt", "linked\n");
    let linked = || world.from_folder("../linked");
    linked().git(&["add", "a.txt"]);
    linked().try_git(&["commit", "--quiet", "-m", "x"]).passes().done();
    assert_eq!(linked().git(&["show", "HEAD:a.txt"]), "LINKED\n");
    assert_eq!(world.content("../linked/a.txt"), "LINKED\n");
    assert_eq!((world.content("a.txt").as_str(), linked().git(&["status", "--porcelain"]).as_str()), ("AMENDED\n", ""));
}

#[test]
fn line_ends_and_filters_are_those_of_a_checkout() {
    let world = world(&upper());
    world.stage(".gitattributes", "*.txt text eol=crlf\n").commit("attributes");
    world.stage("a.txt", "one\r\ntwo\r\n");
    commit(&world).passes().done();
    assert_eq!(world.git(&["show", "HEAD:a.txt"]), "ONE\nTWO\n");
    assert_eq!(world.content("a.txt"), "ONE\r\nTWO\r\n");
    world.stage("a.txt", "one\r\n2\r\n3\r\n4\r\n").file("a.txt", "one\r\n2\r\n3\r\nUNSTAGED\r\n");
    commit(&world).passes().done();
    assert_eq!(world.content("a.txt"), "ONE\r\n2\r\n3\r\nUNSTAGED\r\n");
}

#[test]
fn the_index_is_not_written_if_it_moved_meanwhile() {
    let stage = "echo moved > a.txt; git -C \"$TOP\" add a.txt";
    let world = world(&(upper() + &job("move", &format!("shell = 'cd \"$TOP\" && {stage}'\nfixes = false"))));
    world.stage("a.txt", "one\n");
    let top = world.top().to_owned();
    let ran = world.with("TOP", &top).try_git(&["commit", "--quiet", "-m", "next"]);
    ran.has_problems().prints(&["a.txt was staged again while jobs fixed it"]).done();
    assert_eq!(state(&world, "a.txt"), ("moved\n".to_owned(), "moved\n".to_owned()));
}

#[test]
fn a_file_that_is_deleted_in_the_working_tree_stays_deleted() {
    let world = world(&upper());
    world.stage("a.txt", "one\n").remove("a.txt");
    commit(&world).passes().done();
    assert_eq!(world.git(&["show", "HEAD:a.txt"]), "ONE\n");
    assert_eq!(world.git(&["status", "--porcelain"]), " D a.txt\n");
}
