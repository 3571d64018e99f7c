//! `tidegate catalog`: the schema of a side as JSON.

use crate::support::World;
use tidegate::catalog::Catalog;

const TABLE: &str = "create table public.orders (id bigint primary key);";

/// The objects of a catalog, as in sentences.
fn objects(json: &str) -> Vec<String> {
    let catalog: Catalog = serde_json::from_str(json).unwrap();
    assert!(json.ends_with("}\n") && catalog.not_modelled.is_empty());
    let objects = catalog.objects.keys().filter(|identity| identity.schema.as_deref() != Some("pg_catalog"));
    objects.map(ToString::to_string).collect()
}

#[test]
fn the_schema_of_every_side_is_printed_without_the_tracking_table() {
    let Some(world) = World::with_server() else { return };
    world.stage("db/migrations/20250101000000_a.sql", format!("-- migrate:up\n{TABLE}\n-- migrate:down\n"));
    world.commit("a").stage(
        "db/migrations/20250102000000_b.sql",
        "-- migrate:up\ncreate table public.schema_migrations_log (a int);\n-- migrate:down\n",
    );
    let orders =
        ["table `public.orders`", "column `id` on `public.orders`", "constraint `orders_pkey` on `public.orders`"];
    let both: Vec<&str> = vec![
        orders[0],
        "table `public.schema_migrations_log`",
        orders[1],
        "column `a` on `public.schema_migrations_log`",
        orders[2],
    ];
    assert_eq!(objects(&world.tidegate("catalog").passes().out), both);
    assert_eq!(objects(&world.tidegate("catalog --all").passes().out), both);
    assert_eq!(objects(&world.tidegate("catalog --to-ref HEAD").passes().out), orders);
    world.tidegate("catalog --schema-file").exits(2).prints(&["has no schema file"]).done();
    world.stage("db/schema.sql", format!("{TABLE} create view public.v as select 1 as one;"));
    let of_file = objects(&world.tidegate("catalog --schema-file").passes().out);
    assert_eq!(of_file, [orders[0], orders[1], orders[2], "view `public.v`"]);
}

#[test]
fn what_a_project_adds_to_the_platform_is_printed() {
    let Some(world) = World::with_server() else { return };
    let sql = "alter table auth.users add note text; create policy p on storage.objects using (true);";
    world.stage("supabase/migrations/20250101000000_a.sql", sql);
    let found = objects(&world.tidegate("catalog").passes().out);
    assert_eq!(found, ["table `auth.users`", "column `note` on `auth.users`", "policy `p` on `storage.objects`"]);
}

#[test]
fn nothing_is_printed_where_a_migration_fails() {
    let Some(world) = World::with_server() else { return };
    world.stage("supabase/migrations/20250101000000_a.sql", "create table t (a nothing);");
    let result = world.tidegate("catalog").has_problems();
    assert_eq!(result.out, "");
    assert!(result.err.contains("nothing"), "{}", result.err);
}
