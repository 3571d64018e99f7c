//! `tidegate repair`.

use super::Live;

const ROWS: &str = "select version, name, statements::text from supabase_migrations.schema_migrations order by 1";

#[test]
fn rows_are_corrected_and_nothing_else_is() {
    let Some(mut live) = Live::new() else { return };
    let file = |name: &str, sql: &str| live.world.file(format!("supabase/migrations/{name}.sql"), sql).top().to_owned();
    file("20250101000000_a", "select 1;\n");
    file("20250102000000_b", "select 2;\n");
    file("20250103000000_c", "select\n3;\n");
    file("20250104000000_d", "select 4;\n");
    live.sql(
        "create schema supabase_migrations; create table supabase_migrations.schema_migrations (version text not null \
         primary key, statements text[], name text); insert into supabase_migrations.schema_migrations values \
         ('20250102093011', array[E'select 2;\\n'], 'b'), ('20250103000000', array[E'select\\r\\n3'], 'c'), \
         ('20250104000000', array['select 0'], 'd'), ('20250105000000', null, 'gone')",
    );
    let repair = format!("repair --db {}", live.address);
    let before = live.rows(ROWS);
    let plan = live.world.tidegate(&format!("{repair} --renumber")).exits(2);
    plan.prints(&["change 20250102093011 is recorded as 20250102000000 (b)", "the plan was not confirmed"]).done();
    let refused = live.world.tidegate(&format!("{repair} --yes --renumber --restamp")).exits(1);
    refused
        .prints(&["refused 20250104000000: more than line ends differ", "nothing is changed, 1 repair refused"])
        .done();
    for (arguments, reason) in [
        ("--applied 20250103000000", "it is already recorded"),
        ("--applied 20250104000000", "it is recorded with another text"),
        ("--applied 20250105000000", "no file has this version"),
        ("--reverted 20250101000000", "it is not recorded"),
        ("--reverted 20250102000000", "name or version of the row are not those of the file"),
        ("--reverted 7", "no migration has this version"),
    ] {
        live.world.tidegate(&format!("{repair} --yes {arguments}")).exits(1).prints(&[reason]).done();
    }
    assert_eq!(live.rows(ROWS), before);

    let all = "--yes --force --renumber --restamp --applied 20250101000000 --reverted 20250105000000";
    live.world.tidegate(&format!("{repair} {all}")).passes().prints(&["5 changes made"]).done();
    let expected = [
        "20250101000000|a|{\"select 1\"}",
        "20250102000000|b|{\"select 2;\n\"}",
        "20250103000000|c|{\"select\n3\"}",
        "20250104000000|d|{\"select 4\"}",
    ];
    assert_eq!(live.rows(ROWS), expected);
    live.world.tidegate(&format!("status --db {}", live.address)).passes().done();
    live.world.tidegate(&format!("{repair} --renumber")).passes().prints(&["nothing to change"]).done();
}

#[test]
fn failed_migrations_are_recorded_or_forgotten_as_their_tool_does() {
    let Some(mut live) = Live::new() else { return };
    live.world.file("migrations/1_a.up.sql", "create table a ();").file("migrations/1_a.down.sql", "drop table a;");
    live.world.file("migrations/2_b.up.sql", "create table b ();").file("migrations/2_b.down.sql", "drop table b;");
    live.sql(
        "create table schema_migrations (version bigint not null primary key, dirty boolean not null); \
         insert into schema_migrations values (2, true)",
    );
    let repair = format!("repair --yes --db {}", live.address);
    live.world
        .tidegate(&format!("apply --yes --db {}", live.address))
        .exits(1)
        .prints(&["it began and did not end"])
        .done();
    live.world.tidegate(&format!("{repair} --reverted 2")).exits(1).prints(&["record the version before it"]).done();
    live.world.tidegate(&format!("{repair} --applied 1")).passes().done();
    assert_eq!(live.rows("select version::text, dirty::text from schema_migrations"), ["1|false"]);
    live.world.tidegate(&format!("apply --yes --db {}", live.address)).passes().done();
    assert_eq!(live.rows("select version::text, dirty::text from schema_migrations"), ["2|false"]);
}
