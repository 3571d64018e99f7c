//! The platform of a project, whichever tool applies its migrations.

use crate::support::World;

/// A migration as people write it on Supabase.
const ON_SUPABASE: &str = "create table public.notes (id uuid primary key, owner uuid references auth.users (id));\n\
     alter table public.notes enable row level security;\n\
     create policy own on public.notes to authenticated using (owner = auth.uid());\n";

/// The same on a database that has no platform.
const OWN_AUTH: &str = "create schema auth;\ncreate table auth.users (id uuid primary key);\n\
     create table public.notes (owner uuid references auth.users (id));\n";

/// Stages a migration of each tool that has no platform of its own.
fn migration_of(world: &World, tool: &str, sql: &str) {
    match tool {
        "prisma" => {
            world.stage("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
            world.stage("prisma/migrations/20260101000000_a/migration.sql", sql)
        }
        "dbmate" => world
            .stage("db/migrations/20260101000000_a.sql", format!("-- migrate:up\n{sql}\n-- migrate:down\nselect 1;\n")),
        "sqlx" => world.stage("Cargo.toml", "[package]\n").stage("migrations/1_a.sql", sql),
        _ => world.stage("sql/migrations/001_a.sql", sql),
    };
}

#[test]
fn migrations_of_any_tool_replay_on_supabase() {
    for tool in ["prisma", "dbmate", "sqlx", "plain"] {
        let Some(world) = World::with_server() else { return };
        migration_of(&world, tool, ON_SUPABASE);
        world.verify("").passes().prints(&["the platform is Supabase, because", "auth.users"]).done();
        world.stage("tidegate.toml", "platform = \"supabase\"\n");
        world.verify("").passes().does_not_print(&["because"]).done();
        world.stage("tidegate.toml", "platform = \"none\"\n");
        world.verify("").has_problems().prints(&["auth", "`platform = \"supabase\"`"]).done();
    }
}

#[test]
fn the_configuration_of_the_supabase_cli_names_the_platform() {
    let Some(world) = World::with_server() else { return };
    migration_of(&world, "prisma", "create table public.a (id uuid default extensions.uuid_generate_v4());\n");
    world.verify("").has_problems().prints(&["`platform = \"supabase\"`"]).done();
    world.stage("supabase/config.toml", "project_id = \"a\"\n");
    world.verify("").passes().does_not_print(&["because"]).done();
    // Its roles are created before the first migration, as for the CLI's own migrations.
    world.stage("supabase/roles.sql", "create role reporting;\n");
    migration_of(&world, "prisma", "create table public.a ();\ngrant select on public.a to reporting;\n");
    world.verify("").passes().done();
}

#[test]
fn a_project_with_a_schema_auth_of_its_own_has_no_platform() {
    let Some(world) = World::with_server() else { return };
    migration_of(&world, "plain", OWN_AUTH);
    world.verify("").passes().does_not_print(&["because"]).done();
}

#[test]
fn rules_about_supabase_follow_the_platform() {
    let check = |settings: &str, config: bool, is_reported: bool| {
        let world = World::new();
        migration_of(
            &world,
            "prisma",
            "create table public.a (id int);\nalter table public.a enable row level security;\n",
        );
        world.commit("first");
        if config {
            world.stage("supabase/config.toml", "project_id = \"a\"\n");
        }
        world.stage("tidegate.toml", settings);
        world.stage(
            "prisma/migrations/20260102000000_b/migration.sql",
            "create table public.b (id bigint primary key);\n",
        );
        let ran = world.tidegate("check").passes();
        assert_eq!(ran.text().contains("table-without-rls"), is_reported, "{settings} {config}: {}", ran.text());
    };
    check("", false, false);
    check("", true, true);
    check("platform = \"supabase\"\n", false, true);
    check("platform = \"none\"\n", true, false);
    check("[[projects]]\npath = \"prisma\"\nplatform = \"supabase\"\n", false, true);
}
