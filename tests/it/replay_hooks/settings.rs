//! `[verify]` and `[replay]` in the configuration, and the options of `verify`.

use super::{BROKEN, SCHEMA, TABLE, gated, stage_next, without_system};
use crate::support::{CommandResult, assert_stored, migration};

/// The report of `verify` on a repository with a configuration and one migration.
fn verified(config: &str, files: &[(&str, &str)]) -> Option<CommandResult> {
    let world = gated("off")?;
    world.stage("tidegate.toml", config);
    for (path, content) in files {
        world.stage(path, content);
    }
    Some(world.tidegate("verify"))
}

#[test]
fn files_and_extensions_are_applied_before_the_first_migration() {
    let config = "[replay]\nbefore = [\"supabase/roles.sql\"]\nextensions = [\"vector\", \"citext\"]\nafter-platform = [\"supabase/after.sql\"]\n";
    let roles = "create role shopkeeper;\nalter role anon set statement_timeout = '3s';\ngrant usage on schema auth to shopkeeper;\n";
    let after = "create view auth.tenants as select 1 as id, '[1]'::extensions.vector as v;\ncreate table auth.mine (name extensions.citext);\n";
    let first = migration(1, "orders");
    let uses =
        format!("{TABLE}grant select on public.orders to shopkeeper;\nselect name from auth.mine, auth.tenants;\n");
    let files = [("supabase/roles.sql", roles), ("supabase/after.sql", after), (first.as_str(), uses.as_str())];
    let Some(ran) = verified(config, &files) else { return };
    // Objects in the platform's schemas are not the project's.
    ran.passes().prints(&["replayed 1 staged migration on", "; schema.sql matches"]).done();
}

#[test]
fn added_files_are_part_of_the_cache_key() {
    let Some(world) = gated("off") else { return };
    world.stage("tidegate.toml", "[replay]\nbefore = [\"before.sql\"]\n");
    world.stage(&migration(2, "tenants"), BROKEN);
    let run = || world.tidegate("verify --all");
    let with = |content: &str| {
        world.stage("before.sql", content);
    };
    with("create table public.tenants (id int);\n");
    run().has_problems().prints(&["replayed 2 migrations of the working tree", "missing table public.tenants"]).done();
    with("select 1;\n");
    run().has_problems().prints(&["relation \"public.tenants\" does not exist"]).done();
    with("create table public.tenants (id int);\n");
    run().has_problems().prints(&["replayed 2 migrations of the working tree"]).done();
    // It is the index that is read.
    world.file("before.sql", "broken");
    world.tidegate("verify").has_problems().prints(&["replayed 2 staged migrations"]).done();
    world.git(&["rm", "-q", "-f", "--cached", "before.sql"]);
    let ran = world.tidegate("verify").exits(2);
    assert_stored("verify-missing-setup-file", &without_system(&ran));
}

#[test]
fn a_failure_before_the_first_migration_is_shown_with_an_excerpt() {
    let config = "[replay]\nbefore = [\"supabase/roles.sql\"]\n";
    let roles = "-- roles\ncreate role clerk;\ngrant select on public.orders to clerk;\n";
    let Some(ran) = verified(config, &[("supabase/roles.sql", roles)]) else { return };
    assert_stored("verify-broken-setup-file", &without_system(&ran.has_problems()));
    let Some(ran) = verified("[replay]\nextensions = [\"no_such_thing\"]\n", &[]) else { return };
    assert_stored("verify-no-extension", &without_system(&ran.has_problems()));
}

#[test]
fn the_schemas_of_the_schema_file_can_be_named() {
    let Some(world) = gated("off") else { return };
    let more = "create schema if not exists app;\ncreate table app.a (id int);\ncreate schema if not exists rest;\ncreate table rest.r (id int primary key);\n";
    world.stage(&migration(2, "app"), more);
    let run = |schemas: &str, arguments: &str| {
        world.stage("tidegate.toml", format!("[verify]\nschemas = {schemas}\n"));
        world.tidegate(&format!("verify {arguments}"))
    };
    run("[\"public\"]", "").passes().does_not_print(&["note:"]).done();
    run("[\"public\", \"app\"]", "").has_problems().prints(&["missing table app.a"]).does_not_print(&["rest"]).done();
    run("[\"app\", \"ap\"]", "--write --stage")
        .passes()
        .prints(&["schema `ap` of `verify.schemas` does not exist"])
        .done();
    let written = world.content("schema.sql");
    assert!(written.contains("\"app\".\"a\"") && !written.contains("orders") && !written.contains("rest"), "{written}");
    run("[\"app\"]", "").passes().prints(&["; schema.sql matches"]).does_not_print(&["note:"]).done();
    // A file may hold more than is compared.
    world.stage(
        "schema.sql",
        format!("{SCHEMA}create schema app; create table app.a (id int); create table app.b (id int);"),
    );
    run("[\"public\"]", "").passes().done();
    run("[\"public\", \"app\"]", "").has_problems().prints(&["extra table app.b"]).done();
    run("[\"gone\"]", "")
        .exits(2)
        .prints(&["`verify.schemas` in tidegate.toml names gone, which the migrations do not create"])
        .done();
    run("[\"auth\"]", "").exits(2).prints(&["names `auth`, which belongs to the platform"]).done();
}

#[test]
fn the_engine_can_be_set() {
    let Some(world) = gated("off") else { return };
    world.stage("tidegate.toml", "replay.engine = \"url\"\n");
    world.tidegate("verify").exits(2).prints(&["needs the address of a server"]).done();
    world.tidegate("verify --engine local").passes().done();
    world.stage(
        "tidegate.toml",
        "[replay]\nengine = \"url\"\n[[projects]]\npath = \"supabase\"\nreplay.engine = \"local\"\n",
    );
    world.tidegate("verify").passes().done();
}

#[test]
fn changed_replays_only_changed_projects() {
    let Some(world) = gated("off") else { return };
    world.tidegate("verify --changed").passes().prints(&["nothing to replay, no project has changed"]).done();
    stage_next(&world);
    world.tidegate("verify --changed").passes().prints(&["replayed 2 staged migrations"]).done();
    world.branch("topic").commit("next");
    world.tidegate("verify --changed --to-ref topic").passes().prints(&["2 migrations of `topic`"]).done();
    world.tidegate("verify --changed --to-ref main").passes().prints(&["has changed in `main`"]).done();
    let framework = |variables: &[(&str, &str)]| {
        let view = variables.iter().fold(world.from_folder(""), |view, (name, value)| view.with(name, value));
        view.tidegate("verify --changed")
    };
    framework(&[("PRE_COMMIT_FROM_REF", "main"), ("PRE_COMMIT_TO_REF", "topic")])
        .passes()
        .prints(&["2 migrations of `topic`"])
        .done();
    framework(&[("PRE_COMMIT_REMOTE_NAME", "origin"), ("PRE_COMMIT_LOCAL_BRANCH", "refs/heads/topic")])
        .passes()
        .prints(&["2 migrations of `refs/heads/topic`"])
        .done();
}
