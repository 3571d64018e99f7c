//! Commits and merges.

use super::{BROKEN, SCHEMA, commit, gated, stage_next, without_system};
use crate::support::{assert_stored, migration};

#[test]
fn a_commit_replays_staged_migrations_and_prints_one_line() {
    let Some(world) = gated("pre-commit") else { return };
    stage_next(&world);
    world.file(migration(3, "aside"), BROKEN);
    let ran = commit(&world).passes();
    assert_stored("hook-replayed", &without_system(&ran));
}

#[test]
fn a_commit_that_does_not_replay_is_blocked_with_an_excerpt() {
    let Some(world) = gated("pre-commit") else { return };
    world.stage(&migration(2, "tenants"), BROKEN).stage("schema.sql", format!("{SCHEMA}-- more\n"));
    let ran = commit(&world).has_problems();
    assert_stored("hook-blocked", &without_system(&ran));
    assert_eq!(world.git(&["log", "--format=%s"]), "orders\n");
    let skipped = world.with("TIDEGATE_SKIP", "verify");
    skipped.try_git(&["commit", "-q", "-m", "x"]).passes().prints(&["replay skipped"]).done();
}

#[test]
fn a_commit_blocked_by_check_is_not_replayed() {
    let Some(world) = gated("pre-commit") else { return };
    world.stage("supabase/migrations/20260102000000_Bad.sql", BROKEN);
    commit(&world).has_problems().prints(&["invalid-name"]).does_not_print(&["replay"]).done();
}

#[test]
fn only_commits_that_concern_migrations_are_replayed() {
    let Some(world) = gated("pre-commit") else { return };
    // Broken already, and none of this commit's business.
    world
        .stage(&migration(2, "tenants"), BROKEN)
        .stage("schema.sql", format!("{SCHEMA}-- x\n"))
        .commit("past the hook");
    world.stage("README.md", "text\n");
    commit(&world).passes().is_quiet().done();
    let replays = |path: &str, content: &str| {
        world.stage(path, content);
        let ran = commit(&world).has_problems().prints(&["42P01", "Commit blocked"]);
        world.git(&["reset", "-q", "--hard"]);
        ran.done();
    };
    replays("tidegate.toml", "[verify]\nat = \"pre-commit\"\nschemas = [\"public\"]\n");
    replays("supabase/config.toml", "[db]\nmajor_version = 15\n");
    world.stage("tidegate.toml", "");
    world.stage("supabase/config.toml", "[db]\nmajor_version = 15\n");
    commit(&world).passes().is_quiet().done();
}

#[test]
fn a_drifted_schema_file_is_reported_and_can_be_rewritten() {
    let Some(world) = gated("pre-commit") else { return };
    stage_next(&world);
    world.stage("schema.sql", format!("{SCHEMA}-- forgotten\n"));
    commit(&world).has_problems().prints(&["changed table public.orders", "tidegate verify --write"]).done();
    world.tidegate("verify --write --stage").passes().prints(&["schema.sql was written"]).done();
    commit(&world).passes().prints(&["; schema.sql matches"]).done();
}

#[test]
fn a_merge_of_two_branches_is_replayed() {
    let Some(world) = gated("pre-commit") else { return };
    world.branch("left");
    world.stage(&migration(2, "left"), "alter table public.orders rename to sales;\n").commit("left");
    world.switch("main").branch("right");
    world
        .stage(&migration(3, "right"), "alter table public.orders add column if not exists note text;\n")
        .commit("right");
    let ran = world.with("TIDEGATE_SKIP", "schema-not-staged").try_git(&["merge", "-q", "--no-edit", "left"]);
    ran.prints(&["42P01", "Commit blocked"]).done();
    assert_eq!(world.git(&["log", "-1", "--format=%s"]), "right\n");
}

#[test]
fn a_merge_is_replayed_where_either_side_has_other_migrations() {
    let Some(world) = gated("pre-commit") else { return };
    // Ours came by without a replay, theirs has nothing of migrations: the merge has what HEAD has.
    world.branch("left").stage("notes.txt", "a\n").commit("left");
    world.switch("main").branch("right");
    world.stage(&migration(2, "tenants"), BROKEN).stage("schema.sql", format!("{SCHEMA}-- more\n")).commit("right");
    let merge = |name: &str| world.try_git(&["merge", "-q", "--no-ff", "--no-edit", name]);
    merge("left").prints(&["42P01", "Commit blocked"]).done();
    world.git(&["merge", "--abort"]);
    // Where both have the same, nothing is to be proved.
    world.git(&["reset", "--quiet", "--hard", "main"]);
    world.stage("more.txt", "a\n").commit("right");
    merge("left").passes().does_not_print(&["replay"]).done();
    assert_eq!(world.git(&["rev-list", "--count", "--merges", "HEAD"]), "1\n");
}

#[test]
fn without_a_server_the_commit_is_blocked_with_alternatives() {
    let Some(world) = gated("pre-commit") else { return };
    stage_next(&world);
    let ran = world.with("TIDEGATE_DATABASE_URL", "postgres://nobody@127.0.0.1:1/x");
    let ran = ran.try_git(&["commit", "-q", "-m", "x"]).has_problems();
    assert_stored("hook-without-server", &without_system(&ran));
    let run = world.with("TIDEGATE_DATABASE_URL", "postgres://nobody@127.0.0.1:1/x");
    run.tidegate("run pre-commit").exits(3).done();
    world.stage("tidegate.toml", "[verify]\nat = \"off\"\n");
    let run = world.with("TIDEGATE_DATABASE_URL", "postgres://nobody@127.0.0.1:1/x");
    run.tidegate("run pre-commit").passes().does_not_print(&["replay"]).done();
}
