//! Days in the life of a team: what is normal passes, and advice leads where it says.

use super::{COMMIT, bad, with_hooks};
use crate::support::{GOOD, World, migration};

#[test]
fn a_fix_keeps_the_order_of_the_migrations() {
    let world = with_hooks();
    world.stage(&migration(3, "create_t"), "create table t (id int);\n");
    world.stage(&migration(6, "alter_t"), "alter table t add x int;\n");
    world.tidegate("check --fix").passes().done();
    let staged = world.git(&["diff", "--cached", "--name-only"]);
    let names: Vec<&str> = staged.lines().collect();
    assert!(names[0].ends_with("_create_t.sql") && names[1].ends_with("_alter_t.sql"), "{staged}");
}

#[test]
fn migrations_without_a_conflict_are_not_renamed() {
    let world = with_hooks();
    world.stage(&migration(5, "twin"), "create table t (id int);\n").stage(&migration(6, "after"), GOOD);
    world.tidegate("check --fix").passes().done();
    let staged = world.git(&["diff", "--cached", "--name-only"]);
    assert!(staged.contains("20260105000001_twin.sql") && staged.contains(&migration(6, "after")), "{staged}");
}

#[test]
fn two_branches_that_both_regenerate_the_schema_file_merge() {
    let world = World::new();
    let lines = |top: &str, bottom: &str| format!("-- {top}\na\nb\nc\nd\ne\nf\n-- {bottom}\n");
    world.stage(&migration(5, "first"), GOOD).stage("schema.sql", lines("", "")).commit("first");
    for event in ["pre-commit", "pre-merge-commit"] {
        world.hook(event);
    }
    world
        .branch("other")
        .stage(&migration(8, "theirs"), GOOD)
        .stage("schema.sql", lines("theirs", ""))
        .commit("theirs");
    world.switch("main").stage(&migration(9, "ours"), GOOD).stage("schema.sql", lines("", "ours")).commit("ours");
    world.try_git(&["merge", "--quiet", "--no-edit", "other"]).passes().done();
}

#[test]
fn an_unpublished_migration_may_get_an_earlier_version() {
    let world = World::new();
    world.stage(&migration(2, "first"), GOOD).commit("first").publish();
    world.branch("feature").stage(&migration(8, "mine"), "create table mine (id int);\n").commit("mine");
    world.hook("pre-commit").git(&["mv", &migration(8, "mine"), &migration(7, "mine")]);
    world.try_git(&COMMIT).passes().done();
}

#[test]
fn a_squash_merged_migration_is_published() {
    let world = World::new();
    world.stage(&migration(2, "first"), GOOD).commit("first").publish();
    world.branch("feature").stage(&migration(8, "mine"), "create table mine (id int);\n").commit("mine");
    world.switch("main").git(&["merge", "--quiet", "--squash", "feature"]);
    world.commit("squashed").git(&["push", "--quiet", "origin", "main"]);
    world.switch("feature").hook("pre-commit").stage(&migration(8, "mine"), "create table mine (id bigint);\n");
    world.try_git(&COMMIT).has_problems().prints(&["edited-migration"]).done();
}

#[test]
fn without_a_remote_the_branch_may_be_edited() {
    let world = with_hooks();
    world.branch("feature").stage(&migration(8, "mine"), "create table mine (id int);\n").commit("mine");
    world.stage(&migration(8, "mine"), "create table mine (id bigint);\n").try_git(&COMMIT).passes().done();
    world
        .stage(&migration(5, "first"), "select 2;\n")
        .try_git(&COMMIT)
        .has_problems()
        .prints(&["edited-migration"])
        .done();
}

#[test]
fn an_edited_comment_is_an_error_where_the_tool_compares_checksums() {
    let comment = |file: &str, with: &str| {
        let world = World::new();
        world.stage("Cargo.toml", "[package]\n").stage(file, GOOD).commit("first");
        world.stage(file, format!("-- hi\n{GOOD}")).tidegate("check").prints(&["edited-migration", with]).text()
    };
    assert!(comment("migrations/20260105000000_a.up.sql", "checksum").contains("error[edited-migration]"));
    assert!(comment("db/migration/V1__a.sql", "checksum").contains("error[edited-migration]"));
    assert!(comment(&migration(5, "a"), "no effect on any database").contains("warning[edited-migration]"));
}

#[test]
fn flyway_baselines_and_callbacks_pass() {
    let world = World::new();
    world.stage("db/migration/V1__a.sql", GOOD).stage("db/migration/V2__b.sql", GOOD).commit("two");
    world.stage("db/migration/B2__all.sql", "create table a (id int);\n");
    world.stage("db/migration/afterMigrate.sql", "select 1;\n").tidegate("check").passes().done();
}

#[test]
fn prismas_baseline_has_a_valid_name() {
    let world = World::new();
    world.stage("prisma/migrations/0_init/migration.sql", GOOD).tidegate("check").passes().done();
}

#[test]
fn copy_data_is_not_schema() {
    let world = World::new();
    world.stage("tidegate.toml", "migrations = \"db/migrations\"\nlayout = \"plain\"\nschema = \"schema.sql\"\n");
    world.stage("db/migrations/1_first.sql", GOOD).stage("schema.sql", "-- schema\n").commit("first");
    let copy = "copy a (id, name) from stdin;\n1\tcreate\n\\.\n";
    world
        .stage("db/migrations/2_data.sql", copy)
        .tidegate("check")
        .passes()
        .does_not_print(&["schema-not-staged`"])
        .done();
}

#[test]
fn the_help_for_a_renamed_folder_renames_it_back() {
    let world = World::new();
    let (old, new) = ("prisma/migrations/20260105000000_a", "prisma/migrations/20260105000000_b");
    world.stage(&format!("{old}/migration.sql"), GOOD).commit("first").git(&["mv", old, new]);
    world.tidegate("check").exits(1).prints(&[&format!("git mv {new} {old}")]).done();
    world.git(&["mv", new, old]);
    world.stage("prisma/migrations/20260106000000_AddUser/migration.sql", GOOD);
    let command = "git mv prisma/migrations/20260106000000_AddUser prisma/migrations/20260106000000_adduser";
    world.tidegate("check").exits(1).prints(&[command]).done();
}

#[test]
fn the_help_keeps_a_skip_that_was_given() {
    let world = with_hooks();
    world.stage(&migration(5, "first"), "select 2;\n").stage(&bad(7), GOOD);
    let ran = world.with("TIDEGATE_SKIP", "edited-migration").try_git(&COMMIT).has_problems();
    ran.prints(&["TIDEGATE_SKIP=edited-migration,invalid-name git commit"]).done();
}

#[test]
fn new_ignores_a_version_of_nines() {
    let world = World::new();
    let master = "supabase/migrations/99999999999999_master_consolidated_schema.sql";
    world.stage(&migration(5, "first"), GOOD).stage(master, GOOD).commit("two");
    world.tidegate("new add orders").passes().done();
    world.git(&["add", "."]);
    world.tidegate("check").passes().done();
}

#[test]
fn a_configured_folder_is_checked_whatever_its_name() {
    let world = World::new();
    world.stage("tidegate.toml", "[[projects]]\npath = \"apps/vendor\"\n");
    world.stage("apps/vendor/supabase/migrations/Bad.sql", GOOD);
    world.tidegate("check").exits(1).prints(&["skipped-by-cli"]).done();
}

#[test]
fn a_hook_with_an_invalid_configuration_shows_how_to_continue() {
    let world = with_hooks();
    world.stage("tidegate.toml", "shema = 1\n").stage(&migration(7, "x"), GOOD);
    world.try_git(&COMMIT).has_problems().prints(&["unknown key `shema`", "git commit --no-verify"]).done();
}

#[test]
fn a_merge_that_drops_or_changes_incoming_migrations_is_blocked() {
    let world = World::new();
    world.stage(&migration(2, "first"), GOOD).commit("first").publish();
    world.branch("feature").stage("README.md", "mine\n").commit("mine");
    world.switch("main").stage(&migration(8, "theirs"), "create table t (id int);\n").commit("theirs");
    world.git(&["push", "--quiet", "origin", "main"]);
    world.switch("feature").hook("pre-commit").git(&["merge", "--quiet", "--no-commit", "--no-ff", "main"]);
    world.git(&["rm", "--quiet", "-f", &migration(8, "theirs")]);
    world.try_git(&COMMIT).has_problems().prints(&["edited-migration", "is deleted"]).done();
    world.stage(&migration(8, "theirs"), "create table t (id bigint);\n");
    world.try_git(&COMMIT).has_problems().prints(&["edited-migration", "is changed"]).done();
    world.stage(&migration(8, "theirs"), "create table t (id int);\n").try_git(&COMMIT).passes().done();
}

#[test]
fn a_prisma_folder_without_its_file_is_reported() {
    let world = World::new();
    world.stage("prisma/migrations/20260105000000_a/migration.sql", GOOD).commit("first");
    world.stage("prisma/migrations/20260106000000_b/migrations.sql", GOOD);
    world.tidegate("check").exits(1).prints(&["skipped-by-cli", "20260106000000_b/migration.sql"]).done();
}

#[test]
fn line_endings_that_git_converts_are_not_an_edit() {
    let world = World::new();
    world.stage(&migration(2, "first"), "select 1;\nselect 2;\n").commit("first").publish();
    world.file(migration(2, "first"), "select 1;\r\nselect 2;\r\n");
    world.tidegate("check --all").passes().does_not_print(&["edited-migration"]).done();
    world.git(&["add", "."]);
    world.tidegate("check").prints(&["edited-migration"]).done();
}

#[test]
fn doctor_reports_a_branch_that_does_not_exist() {
    let world = World::new();
    world.stage(&migration(2, "first"), GOOD).commit("first");
    world.file("tidegate.toml", "published = [\"origin/mian\"]\n");
    world.tidegate("doctor").exits(1).prints(&["origin/mian", "is not a branch here"]).done();
}

#[test]
fn only_the_up_part_counts_as_content() {
    let world = World::new();
    let file = |up: &str, down: &str| format!("-- migrate:up\n{up}\n-- migrate:down\n{down}\n");
    let (first, second) = ("db/migrations/20260105000000_a.sql", "db/migrations/20260106000000_b.sql");
    world.stage(first, file("create table a (id int);", "drop table a;")).commit("first");
    world.stage(second, file("", "drop table b;")).tidegate("check").exits(1).prints(&["empty-migration"]).done();
    world.git(&["reset", "--quiet", "--hard"]);
    let ran = world.stage(first, file("create table a (id int);", "drop table if exists a;")).tidegate("check");
    ran.passes().prints(&["warning[edited-migration]", "rolling this migration back"]).done();
    let ran = world.stage(first, file("create table a (id bigint);", "drop table a;")).tidegate("check");
    ran.exits(1).prints(&["error[edited-migration]"]).done();
}

#[test]
fn doctor_lists_rules_that_are_off() {
    let world = World::new();
    world.stage(&migration(2, "first"), GOOD).commit("first");
    world.file("tidegate.toml", "[rules]\nfrozen = \"off\"\nout-of-order = \"warning\"\n");
    world.tidegate("doctor").prints(&["rules that are off: frozen"]).done();
}
