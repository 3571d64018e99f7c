//! Each message of a corner says what it is and what helps.

use super::{BAD, COMMIT, Corner, bad, first};
use crate::support::{CommandResult, GOOD, World, assert_stored, migration};

/// The output with what differs from run to run left out.
#[track_caller]
fn snapshot(name: &str, ran: &CommandResult) {
    assert_stored(
        &format!("corner-{name}"),
        &format!("{}\n--- exit code {}", ran.masked().trim_end(), ran.code.unwrap_or(-1)),
    );
}

#[test]
fn an_unreachable_promisor_remote() {
    let corner = Corner::cloned(&[], &["--filter=blob:none", "--no-checkout"]);
    corner.git(&["read-tree", "HEAD"]);
    let (origin, away) = (corner.world.root().join("origin.git"), corner.world.root().join("away.git"));
    std::fs::rename(&origin, &away).expect("a move");
    // The published content is only there.
    snapshot("unreachable-promisor", &corner.stage(&first(), "select 1;\n").tidegate("check"));
    std::fs::rename(&away, &origin).expect("a move back");
    corner.tidegate("check").exits(1).prints(&["edited-migration"]).done();
}

#[test]
fn a_missing_git_program() {
    let world = World::new();
    world.stage(&first(), GOOD).commit("first").git(&["update-index", "--split-index"]);
    let nothing = world.root().join("nothing");
    std::fs::create_dir(&nothing).expect("a folder");
    snapshot("missing-git", &world.with("PATH", &nothing).tidegate("check"));
}

#[test]
fn a_commit_of_paths_names_what_it_leaves_out() {
    let corner = Corner::cloned(&[], &[]).with_hooks();
    std::fs::write(corner.top.join("schema.sql"), "-- one\n").expect("a file");
    corner.git(&["add", "."]);
    corner.commit("with a schema");
    std::fs::write(corner.top.join("schema.sql"), "-- two\n").expect("a file");
    std::fs::write(corner.top.join(migration(7, "x")), GOOD).expect("a file");
    corner.git(&["add", "."]);
    let ran = corner.try_git(&["commit", "--quiet", "-m", "x", "--", "supabase"]).has_problems();
    snapshot("commit-path", &ran);
}

#[test]
fn a_folder_without_files() {
    let corner = Corner::cloned(&[], &[]);
    std::fs::create_dir_all(corner.top.join("empty/folder")).expect("a folder");
    snapshot("empty-folder", &corner.tidegate("check empty"));
    // A folder stands for the files in it.
    corner.stage(&bad(7), GOOD).tidegate("check supabase").exits(1).done();
    corner.tidegate("check supabase/migrations").exits(1).done();
    corner.tidegate("check .").exits(1).done();
    corner.tidegate("check docs").passes().does_not_print(&[BAD]).done();
    corner.world.from_folder(corner.top.join("supabase")).tidegate("check .").exits(1).done();
}

#[test]
fn an_ambiguous_name() {
    let corner = Corner::cloned(&[], &[]);
    corner.commit("later").git(&["tag", "origin/main"]);
    snapshot("ambiguous", &corner.tidegate("check --from-ref origin/main --to-ref HEAD"));
    corner.tidegate("check --from-ref refs/remotes/origin/main --to-ref HEAD").passes().done();
    corner.git(&["tag", "--force", "origin/main", "refs/remotes/origin/main"]);
    corner.tidegate("check --from-ref origin/main --to-ref HEAD").passes().done();
}

#[test]
fn a_pointer_in_place_of_sql() {
    let corner = Corner::cloned(&[], &[]).with_hooks();
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n";
    snapshot("pointer", &corner.stage(&migration(7, "x"), pointer).try_git(&COMMIT).has_problems());
    let others =
        ["\0GITCRYPT\0x", "/annex/objects/SHA256E-s1--a.sql\n", "$ANSIBLE_VAULT;1.1;AES256\n3\n", "U2FsdGVkX1+a\n"];
    let more =
        ["-----BEGIN PGP MESSAGE-----\n", "age-encryption.org/v1\n", "version https://hawser.github.com/spec/v1\n"];
    for content in others.into_iter().chain(more) {
        let ran = corner.branch("x").stage(&migration(7, "x"), content).try_git(&COMMIT).has_problems();
        ran.prints(&["error[filtered-content]"]).done();
        let ran = corner.branch("x").stage("supabase/schema.sql", content).tidegate("check");
        ran.exits(1).prints(&["error[filtered-content]", "schema file is"]).done();
    }
    // Encrypted text is not UTF-8, and must not be converted.
    std::fs::write(corner.branch("x").top.join(migration(7, "x")), b"\0GITCRYPT\0\xa5\xff\x80").expect("a file");
    corner.git(&["add", &migration(7, "x")]);
    let ran = corner.try_git(&COMMIT).has_problems();
    ran.prints(&["encrypted by git-crypt"]).does_not_print(&["not-utf8", "iconv"]).done();
    for content in ["-- version https://git-lfs.github.com/spec/v1\nselect 1;\n", "-- $ANSIBLE_VAULT;\nselect 1;\n"] {
        corner.branch("x").stage(&migration(7, "x"), content).try_git(&COMMIT).passes().done();
    }
}

#[test]
fn a_hook_writes_nothing_to_the_standard_output_of_a_push() {
    let corner = Corner::cloned(&[], &[]).with_hooks();
    corner.branch("x").stage(&migration(7, "good"), GOOD).commit("good");
    let ran = corner.try_git(&["push", "--porcelain", "origin", "x"]).passes();
    let lines: Vec<&str> = ran.out.lines().skip(1).collect();
    assert_eq!(lines, ["*\trefs/heads/x:refs/heads/x\t[new branch]", "Done"]);
    assert!(ran.err.contains("no problems"), "{ran}");
    corner.stage(&bad(8), GOOD).commit("bad");
    let ran = corner.try_git(&["push", "--porcelain", "origin", "x"]).has_problems();
    assert_eq!(ran.out, "", "{ran}");
}
