//! The schema file: compared by meaning, and written.

use super::TABLE;
use crate::support::{World, assert_stored};

#[test]
fn the_schema_file_is_compared_by_meaning() {
    let Some(world) = World::with_server() else { return };
    world.stage("supabase/migrations/20260101000000_a.sql", "create table public.orders (id bigint primary key, state text check (state in ('new', 'paid')), total numeric(10, 2) not null);");
    let same = "-- made by another pg_dump\nSET transaction_timeout = 0;\nCREATE SCHEMA public;\n\
        create table orders (total numeric(10,2) not null, id bigint, state text);\n\
        alter table only orders add primary key (id);\n\
        alter table orders add constraint orders_state_check check (state = any (array['new'::text, 'paid'::text]));\n\
        alter table orders owner to someone;\ngrant all on orders to nobody_here;\n";
    world.stage("schema.sql", same);
    world.verify("").passes().prints(&["; schema.sql matches"]).done();
    world.stage(
        "schema.sql",
        same.replace(" not null", "").replace("id bigint", "id bigint, note text")
            + "create view v as select 1 as one;",
    );
    assert_stored("verify-schema-differs", &world.verify("").has_problems().portable());
    world.stage("schema.sql", "create table orders (id no_such_type);");
    world
        .verify("")
        .has_problems()
        .prints(&["schema.sql:1:25", "cannot be loaded", "schema.sql cannot be loaded"])
        .done();
    world.stage("schema.sql", "");
    world.verify("").has_problems().prints(&["missing table public.orders"]).done();
}

#[test]
fn a_written_schema_file_is_sealed_and_stable() {
    let Some(world) = World::with_server() else { return };
    let first = format!(
        "create schema app; create table app.b (a int);\r\n{TABLE}create function f() returns int language sql begin atomic select 1; end;"
    );
    world.stage("supabase/migrations/20260101000000_a.sql", first);
    world.file("supabase/migrations/20260102000000_b.sql", "not staged").file("schema.sql", "not a schema");
    world.verify("--write").exits(2).prints(&["it exists and holds no schema"]).done();
    world.file("schema.sql", "create table not_staged_either ();");
    world.verify("--write").passes().prints(&["schema.sql was written"]).done();
    let content = world.content("schema.sql");
    assert!(content.contains("\n-- tidegate:seal v1 1 20260101000000 "), "{content}");
    assert!(content.contains("CREATE TABLE \"app\".\"b\"") && !content.contains("pg_dump"), "{content}");
    assert_eq!(world.git(&["diff", "--cached", "--name-only"]), "supabase/migrations/20260101000000_a.sql\n");
    world.verify("--write --stage").passes().prints(&["schema.sql was written"]).done();
    assert_eq!(
        world.git(&["diff", "--cached", "--name-only"]),
        "schema.sql\nsupabase/migrations/20260101000000_a.sql\n"
    );
    world.verify("--write --stage").passes().prints(&["schema.sql is unchanged"]).done();
    world.file("schema.sql", "create table edited ();");
    world.verify("--write").passes().prints(&["schema.sql was written"]).done();
    world.verify("").passes().prints(&["; schema.sql matches"]).done();
    world.tidegate("check").passes().done();
    world.stage("supabase/migrations/20260103000000_c.sql", "create index on public.orders (total);");
    world.tidegate("check").has_problems().prints(&["stale-seal"]).done();
    world
        .verify("")
        .has_problems()
        .prints(&["missing index public.orders_total_idx", "tidegate verify --write"])
        .done();
    world.verify("--write --to-ref HEAD").exits(2).done();
}
