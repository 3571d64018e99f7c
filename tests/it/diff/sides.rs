//! Histories and schemas of the repository as sides.

use super::changes;
use crate::support::World;

/// A project for dbmate with one commit, another migration in the index, and one in the working tree.
fn project(world: &World) {
    let migration = |up: &str| format!("-- migrate:up\n{up}\n-- migrate:down\n");
    world.stage(
        "db/migrations/20250101000000_a.sql",
        migration("create table public.orders (id bigint primary key, total integer);"),
    );
    world.commit("a");
    world.stage("db/migrations/20250102000000_b.sql", migration("alter table public.orders add fax text;"));
    world.file("db/migrations/20250103000000_c.sql", migration("alter table public.orders drop total;"));
}

#[test]
fn revisions_the_index_and_the_working_tree_are_replayed() {
    let Some(world) = World::with_server() else { return };
    project(&world);
    let of = |arguments: &str| changes(&world.tidegate(&format!("diff {arguments} --format json")).exits(1).out);
    assert_eq!(of("rev:HEAD index"), ["created column public.orders.fax"]);
    assert_eq!(of("index worktree"), ["dropped column public.orders.total"]);
    assert_eq!(of("worktree rev:HEAD"), ["dropped column public.orders.fax", "created column public.orders.total"]);
    world.tidegate("diff rev:HEAD rev:HEAD").passes().prints(&["no differences"]).done();
    // A file with the name of a word is written with its folder.
    world.file("index", "create table public.orders (id bigint primary key, total integer);");
    world.tidegate("diff rev:HEAD ./index").passes().done();
    world.tidegate("diff rev:nowhere index").exits(2).prints(&["`nowhere` is not a commit"]).done();
}

#[test]
fn a_difference_names_its_migration_and_its_class() {
    let Some(world) = World::with_server() else { return };
    project(&world);
    world
        .tidegate("diff index worktree")
        .exits(1)
        .prints(&["B dropped column `total`", "migration: db/migrations/20250103000000_c.sql"])
        .done();
    // The one that only the other side has.
    world.tidegate("diff worktree index").exits(1).prints(&["A created", "20250103000000_c.sql"]).done();
    world.file(
        "live.sql",
        "create table public.orders (id bigint primary key, total integer); create table public.own ();",
    );
    world.tidegate("diff live.sql rev:HEAD").exits(1).prints(&["C dropped", "no migration made the object"]).done();
}

#[test]
fn the_schema_file_is_a_side() {
    let Some(world) = World::with_server() else { return };
    project(&world);
    world.tidegate("diff schema index").exits(2).prints(&["has no schema file"]).done();
    world.verify("--write").passes().done();
    world
        .tidegate("diff schema index")
        .passes()
        .prints(&["db/schema.sql", "the schema file of the working tree"])
        .done();
    let schema = world.content("db/schema.sql").replace("\"fax\" \"text\"", "\"fax\" \"date\"");
    world.stage("db/schema.sql", schema);
    let json = world.tidegate("diff schema index --format json").exits(1);
    assert_eq!(changes(&json.out), ["changed column public.orders.fax: type"]);
    // `verify` sees the same.
    world.verify("").has_problems().prints(&["fax"]).done();
}

#[test]
fn a_declared_schema_is_a_side() {
    let Some(world) = World::with_server() else { return };
    world.stage("supabase/migrations/20250101000000_a.sql", "create table public.a (id int primary key);");
    world.stage("supabase/schemas/a.sql", "create table public.a (id int primary key, note text);");
    let json = world.tidegate("diff worktree schema --format json").exits(1);
    assert_eq!(changes(&json.out), ["created column public.a.note"]);
    for side in ["schema", "supabase/schemas"] {
        let result = world.tidegate(&format!("diff {side} worktree")).exits(1);
        result.prints(&["the declared schema of the working tree"]).done();
    }
}

#[test]
fn a_folder_of_migrations_is_replayed_as_its_tool_does() {
    let Some(world) = World::with_server() else { return };
    project(&world);
    world.tidegate("diff db/migrations worktree").passes().prints(&["3 migrations for dbmate"]).done();
    world.tidegate("diff db worktree").passes().done();
    let outside = world.root().join("outside/db/migrations");
    std::fs::create_dir_all(&outside).unwrap();
    std::fs::write(outside.join("20250101000000_a.sql"), "-- migrate:up\nselect 1;\n-- migrate:down\n").unwrap();
    let named = format!("diff {} worktree", outside.display());
    world.tidegate(&named).exits(2).prints(&["has migrations for dbmate", "not in the working tree"]).done();
}

#[test]
fn a_file_is_loaded_where_the_project_begins() {
    let Some(world) = World::with_server() else { return };
    let sql = "create table public.a (id int primary key, owner uuid references auth.users);";
    world.stage("supabase/migrations/20250101000000_a.sql", sql);
    world.file("a.sql", sql);
    world.tidegate("diff a.sql worktree").passes().done();
    world.tidegate("diff a.sql ./a.sql").passes().done();
}

#[test]
fn one_of_several_projects_is_named() {
    let Some(world) = World::with_server() else { return };
    for (root, column) in [("one", "a"), ("two", "b")] {
        let sql = format!("-- migrate:up\ncreate table public.t ({column} int);\n-- migrate:down\n");
        world.stage(&format!("{root}/db/migrations/20250101000000_a.sql"), sql);
    }
    world.commit("both");
    world.tidegate("diff rev:HEAD index").exits(2).prints(&["several projects: one and two", "--project one"]).done();
    world.tidegate("diff rev:HEAD index --project two").passes().done();
    world.tidegate("diff rev:HEAD index --project three").exits(2).prints(&["has no project in three"]).done();
}

#[test]
fn a_migration_that_fails_is_shown() {
    let Some(world) = World::with_server() else { return };
    project(&world);
    world.file(
        "db/migrations/20250104000000_d.sql",
        "-- migrate:up\nalter table public.nope add a int;\n-- migrate:down\n",
    );
    let result = world.tidegate("diff index worktree").exits(1);
    result.prints(&["20250104000000_d.sql", "nothing was compared: the working tree cannot be loaded"]).done();
}
