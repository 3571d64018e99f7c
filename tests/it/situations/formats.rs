//! Repositories that libgit2 cannot open. The `git` program reads them; nothing passes
//! unseen.

use super::{BAD, COMMIT, add_hooks, bad, with_hooks};
use crate::support::{GOOD, World, git_is_at_least, in_own_process, migration};
use tidegate::git::{self, Environment};

/// A good commit passes, a bad one is stopped, in the hook and by hand, and the reader is
/// the one by `git`.
fn is_gated_by_git(world: &World) {
    let environment = Environment { current_dir: world.top().to_path_buf(), ..Environment::default() };
    let reader = git::open(&environment).expect("git opens it").reader();
    assert!(reader.starts_with("git ("), "{reader}");
    world.stage(&migration(6, "good"), GOOD).try_git(&COMMIT).passes().done();
    world.stage(&bad(7), GOOD).tidegate("check").exits(1).prints(&[BAD]).done();
    world.from_folder("supabase").tidegate("check").exits(1).prints(&[BAD]).done();
    world.try_git(&COMMIT).has_problems().prints(&[BAD]).done();
    world.try_git(&["commit", "-a", "-m", "x"]).has_problems().prints(&[BAD]).done();
    world.stage("notes.md", "x").try_git(&["commit", "-m", "x", "notes.md"]).passes().does_not_print(&[BAD]).done();
    world.git(&["rm", "--quiet", "--cached", &bad(7)]);
    world.remove(bad(7));
    world
        .stage(&migration(5, "first"), "select 1;\n")
        .try_git(&COMMIT)
        .has_problems()
        .prints(&["edited-migration"])
        .done();
    world.git(&["reset", "--quiet", "--hard"]);
    world.tidegate("check").passes().prints(&["nothing to check"]).done();
    world.tidegate("check --all").passes().prints(&["no problems"]).done();
    world.tidegate("check --from-ref HEAD~2 --to-ref HEAD").passes().prints(&["1 file"]).done();
    // Two branches with one version meet.
    world.branch("other").stage(&migration(9, "theirs"), GOOD).commit("theirs").switch("main");
    world.stage(&migration(9, "ours"), GOOD).commit("ours");
    world.try_git(&["merge", "--quiet", "--no-edit", "other"]).has_problems().prints(&["duplicate-version"]).done();
    world.tidegate("check --fix").passes().prints(&["renamed"]).done();
    world.try_git(&COMMIT).passes().done();
}

#[test]
fn a_split_index_is_checked() {
    in_own_process(|| {
        let world = with_hooks();
        world.git(&["config", "core.splitIndex", "true"]);
        world.git(&["config", "splitIndex.maxPercentChange", "100"]);
        world.git(&["update-index", "--split-index"]);
        is_gated_by_git(&world);
    });
}

#[test]
fn a_sparse_index_is_checked() {
    in_own_process(|| {
        let world = with_hooks();
        world.stage("other/folder/a", "1").stage("other/b", "2").commit("outside");
        world.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "supabase"]);
        assert!(world.git(&["ls-files", "--sparse"]).contains("other/\n"), "the index is sparse");
        is_gated_by_git(&world);
    });
}

#[test]
fn reftable_references_are_checked() {
    in_own_process(|| {
        if !git_is_at_least(2, 45, "reftable") {
            return;
        }
        let world = World::with_repository(&["--ref-format=reftable"]);
        add_hooks(&world);
        is_gated_by_git(&world);
    });
}

#[test]
fn a_sha256_repository_is_checked() {
    in_own_process(|| {
        let world = World::with_repository(&["--object-format=sha256"]);
        add_hooks(&world);
        is_gated_by_git(&world);
    });
}

#[test]
fn an_old_partial_clone_is_checked() {
    in_own_process(|| {
        let world = with_hooks();
        world.git(&["config", "core.repositoryFormatVersion", "1"]);
        world.git(&["config", "extensions.partialClone", "origin"]);
        is_gated_by_git(&world);
    });
}

#[test]
fn the_first_commit_is_checked_in_every_repository_format() {
    let mut formats = vec!["--object-format=sha256"];
    formats.extend(git_is_at_least(2, 45, "reftable").then_some("--ref-format=reftable"));
    for format in formats {
        let world = World::with_repository(&[format]);
        world.hook("pre-commit");
        world.stage(&bad(7), GOOD).try_git(&COMMIT).has_problems().prints(&[BAD]).done();
        world.git(&["mv", &bad(7), &migration(7, "good")]);
        world.try_git(&COMMIT).passes().done();
    }
}

#[test]
fn a_push_is_checked_in_every_repository_format() {
    let mut formats = vec![vec!["--object-format=sha256"]];
    formats.extend(git_is_at_least(2, 45, "reftable").then(|| vec!["--ref-format=reftable"]));
    for format in formats {
        let world = World::with_repository(&format);
        add_hooks(&world);
        let origin = world.root().join("origin.git");
        let origin = origin.to_str().expect("UTF-8");
        world.git(&[&["init", "--quiet", "--bare", "--initial-branch=main"], &format[..], &[origin]].concat());
        world.git(&["remote", "add", "origin", origin]);
        world.try_git(&["push", "--quiet", "origin", "main"]).passes().done();
        world.try_git(&["push", "--quiet", "origin", "main:old"]).passes().done();
        world.branch("topic").stage(&bad(7), GOOD).commit("bad");
        world.try_git(&["push", "--quiet", "origin", "topic"]).has_problems().prints(&[BAD]).done();
        world.try_git(&["push", "--quiet", "origin", ":old"]).passes().is_quiet().done();
    }
}

#[test]
fn a_blob_that_a_partial_clone_did_not_fetch_is_fetched() {
    let world = with_hooks();
    world.publish();
    let origin = format!("file://{}", world.root().join("origin.git").display());
    world.from_folder("..").git(&["-C", "origin.git", "config", "uploadpack.allowFilter", "true"]);
    let clone = world.root().join("clone");
    world.stage(&migration(5, "first"), "create table b (id int);\n").commit("edited on main");
    world.git(&["push", "--quiet", "--no-verify", "origin", "main"]);
    let clone = clone.to_str().expect("UTF-8");
    world.git(&["clone", "--quiet", "--filter=blob:none", &origin, clone]);
    world.hook_in(&world.root().join("clone/.git/hooks"), "pre-commit");
    // The branch starts where the older content, which is not here, was published.
    world.from_folder(clone).git(&["switch", "--quiet", "-c", "topic", "--no-track"]);
    world
        .from_folder(clone)
        .tidegate("check --from-ref HEAD~1 --to-ref HEAD")
        .exits(1)
        .prints(&["edited-migration"])
        .done();
}

#[cfg(unix)]
#[test]
fn the_repository_of_another_user_is_refused_with_a_remedy() {
    use std::io::Write as _;
    let world = with_hooks();
    world.stage(&bad(7), GOOD);
    let all = || walkdir::WalkDir::new(world.top()).into_iter().map(|entry| entry.expect("an entry").into_path());
    if all().any(|path| std::os::unix::fs::lchown(path, Some(12_345), None).is_err()) {
        // Only root can give files away, also in CI.
        let _ = writeln!(std::io::stderr(), "not tested: a repository of another user, as this is not root");
        return;
    }
    world.tidegate("check").exits(3).prints(&["belongs to another user", "safe.directory"]).done();
    world.tidegate("run pre-commit").exits(3).prints(&["safe.directory"]).done();
    world.with("HOME", world.root().join("home")).git(&["config", "--global", "--add", "safe.directory", "*"]);
    world.tidegate("check").exits(1).prints(&[BAD]).done();
}
