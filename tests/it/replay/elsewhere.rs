//! Tables that something else in the repository creates, an empty schema file, and a pinned stub: each cause, and a run
//! that follows the advice.

use super::{TABLE, supabase};
use crate::support::World;

const NEEDS: &str = "alter table public.users add column note text;";

#[test]
fn a_table_that_code_creates_is_told() {
    let Some(world) = World::with_server() else { return };
    let create = "CREATE TABLE IF NOT EXISTS users (id int)";
    world.stage("cmd/main.go", format!("package main\n\nfunc setup() {{ db.Exec(`{create}`) }}\n"));
    supabase(&world, &[("20260101000000_a", NEEDS)])
        .has_problems()
        .prints(&["No migration of this project creates table `public.users`; cmd/main.go", "`after-platform` under"])
        .done();
    world.stage("db/users.sql", format!("{create};"));
    world.stage("tidegate.toml", "[replay]\nafter-platform = [\"db/users.sql\"]\n");
    world.verify("").passes().done();
}

#[test]
fn a_table_of_another_project_is_told() {
    let Some(world) = World::with_server() else { return };
    world.stage("users/migrations/001_users.sql", "create table public.users (id int);");
    world.stage("orders/migrations/001_orders.sql", NEEDS);
    let named = "after-platform = [\"users/migrations/001_users.sql\"]";
    world
        .verify("")
        .has_problems()
        .prints(&["users/migrations/001_users.sql", "a replay does not run that", named])
        .done();
    let projects = format!("ignore = [\"users\"]\n\n[replay]\n{named}\n");
    world.stage("tidegate.toml", projects);
    world.verify("").passes().done();
}

#[test]
fn a_schema_that_the_tool_fills_is_told() {
    let Some(world) = World::with_server() else { return };
    let events = "create view public.events as select * from hdb_catalog.hdb_scheduled_events;";
    world.stage("migrations/default/1706693445000_events/up.sql", events);
    world.stage("migrations/default/1706693445000_events/down.sql", "drop view public.events;");
    world
        .verify("")
        .has_problems()
        .prints(&["belongs to the server behind hasura migrate", "`before` under `[replay]`"])
        .done();
    world.stage("catalog.sql", "create schema hdb_catalog; create table hdb_catalog.hdb_scheduled_events (id text);");
    world.stage("tidegate.toml", "[replay]\nbefore = [\"catalog.sql\"]\n");
    world.verify("").passes().done();
}

#[test]
fn the_schema_file_alone_is_no_creator() {
    let Some(world) = World::with_server() else { return };
    world.stage("supabase/schema.sql", "create table public.users (id int);");
    let failed = supabase(&world, &[("20260101000000_a", NEEDS)]).has_problems();
    failed.prints(&["has no baseline"]).does_not_print(&["schema.sql creates it"]).done();
}

#[test]
fn an_empty_schema_file_is_told() {
    let Some(world) = World::with_server() else { return };
    world.stage("schema.sql", "-- nothing yet\n");
    supabase(&world, &[("20260101000000_a", TABLE)])
        .has_problems()
        .prints(&["schema.sql contains no statement", "tidegate verify --write"])
        .done();
    world.stage("schema.sql", "");
    world.verify("").has_problems().prints(&["schema.sql contains no statement"]).done();
    world.verify("--write --stage").passes().done();
    world.verify("").passes().does_not_print(&["contains no statement"]).done();
}

#[test]
fn a_pinned_version_of_a_stub_is_told() {
    let Some(world) = World::with_server() else { return };
    let pinned = [("20260101000000_a", "create extension vector version '0.4.4';")];
    let ran = supabase(&world, &pinned);
    if ran.text().contains("stubbed: vector") {
        let text = ran.passes().text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("pins extension `vector` to version 0.4.4"), "{text}");
        let open = [("20260101000000_a", "create extension vector;")];
        supabase(&world, &open).passes().does_not_print(&["pins extension"]).done();
    }
}
