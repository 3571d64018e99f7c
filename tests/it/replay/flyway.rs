//! Flyway's own settings, placeholders and callbacks, and the variables of goose.

use crate::support::{World, assert_stored};

const TABLE: &str = "create table ${schema}.orders (id int);\n";

#[test]
fn placeholders_have_the_values_of_the_side_that_is_replayed() {
    let Some(world) = World::with_server() else { return };
    world.stage("db/migration/V1__a.sql", format!("create schema app;\n{TABLE}"));
    let unknown = world.verify("").has_problems();
    assert_stored("flyway-placeholder", &unknown.portable());
    world.stage("flyway.toml", "[flyway.placeholders]\nschema = \"app\"\n").verify("").passes().done();
    // What is not staged counts for nothing.
    world.file("flyway.toml", "[flyway").verify("").passes().done();
    world.git(&["rm", "-q", "-f", "--cached", "flyway.toml"]);
    world.verify("").has_problems().done();
    world.stage("flyway.conf", "flyway.placeholders.SCHEMA=app\n").verify("").passes().done();
    world.git(&["rm", "-q", "-f", "--cached", "flyway.conf"]);
    world.stage("tidegate.toml", "[replay]\nvariables = { schema = \"app\" }\n").verify("").passes().done();
}

#[test]
fn errors_are_reported_where_the_file_has_them() {
    let Some(world) = World::with_server() else { return };
    world.stage("flyway.toml", "[flyway.placeholders]\nschema = \"a_much_longer_name\"\nnone = \"\"\n");
    let create = format!("${{none}}create schema ${{schema}};\n{TABLE}");
    world.stage("db/migration/V1__a.sql", format!("{create}select ${{none}}no_such from ${{schema}}.orders;\n"));
    let failed = world.verify("").has_problems();
    assert_stored("flyway-error-after-placeholders", &failed.portable());
    world.stage("db/migration/V1__a.sql", format!("{create}create table ${{schema}}.b (id int,);\n"));
    let checked = world.tidegate("check").has_problems();
    assert_stored("flyway-syntax-error-after-placeholders", &checked.portable());
}

#[test]
fn callbacks_run_around_the_migrations() {
    let Some(world) = World::with_server() else { return };
    world.stage("db/migration/V1__a.sql", "create table a ();\ninsert into log values ('1');\n");
    world.stage("db/migration/V2__b.sql", "insert into log values ('2');\n");
    world.stage("db/migration/beforeMigrate.sql", "create table log (what text);\n");
    world.stage("db/migration/beforeEachMigrate.sql", "insert into log values ('before');\n");
    world.stage("db/migration/more/afterEachMigrate.sql", "insert into log values ('after');\n");
    let all = "do $$ begin assert (select string_agg(what, ' ') from log) = 'before 1 after before 2 after'; end $$;\n";
    world.stage("db/migration/afterMigrate.sql", all).verify("").passes().prints(&["replayed 2 staged"]).done();
    world.stage("db/migration/more/afterEachMigrate.sql", "select 1;\nselect 1 / (select count(*) - 4 from log);\n");
    let failed = world.verify("").has_problems();
    assert_stored("flyway-callback-fails", &failed.portable());
    world.stage("db/migration/more/afterEachMigrate.sql", "insert into log values ('after');\n");
    world.stage("db/migration/afterConnect.sql", "create table early ();\n");
    world.verify("").has_problems().prints(&["afterConnect.sql", "before it creates its tracking table"]).done();
}

#[test]
fn goose_takes_variables_from_the_settings() {
    let Some(world) = World::with_server() else { return };
    let sql = "-- +goose Up\n-- +goose ENVSUB ON\ncreate table ${TABLE:-a} (b text default '$OWNER');\n";
    world.stage("migrations/1_a.sql", sql);
    world.verify("").has_problems().prints(&["`OWNER` from its environment", "variables = { OWNER ="]).done();
    world.stage("tidegate.toml", "[replay]\nvariables = { OWNER = \"x\" }\n").verify("").passes().done();
    world.tidegate("check").passes().done();
}

#[test]
fn every_refusal_says_what_to_do() {
    let world = World::new();
    let files: [(&str, &[u8]); 13] = [
        ("V1__placeholder.sql", b"create table ${schema}.a ();\n"),
        ("V2__placeholder_without_end.sql", b"select '${schema';\n"),
        ("V3__own_placeholder.sql", b"select '${flyway:none}';\n"),
        ("V4__both_kinds.sql", b"create table b ();\nvacuum b;\n"),
        ("V5__cut.sql", b"select e'\\';';\n"),
        ("V6__open_block.sql", b"create function f() returns int language sql begin atomic select 1;\n"),
        ("V7__copy.sql", b"copy b from stdin;\n1\n"),
        ("V8__psql.sql", b"\\restrict x\ncreate table c ();\n"),
        ("V9__latin.sql", b"create table caf\xe9 ();\n"),
        ("V10__two_marks.sql", b"\xef\xbb\xbf\xef\xbb\xbfcreate table d ();\n"),
        ("V11__key.sql", b"create table e ();\n"),
        ("V12__encoding.sql", b"create table g ();\n"),
        ("V13__concurrently.sql", b"create index concurrently i on b (c);\n"),
    ];
    world.stage("tidegate.toml", "preset = \"minimal\"\n");
    world.stage("db/migration/V11__key.sql.conf", "inTransaction=false\n");
    world.stage("db/migration/V12__encoding.sql.conf", "encoding=UTF-16\n");
    let mut said = String::new();
    for (name, content) in files {
        let path = format!("db/migration/{name}");
        world.stage(&path, content);
        said += &format!("{}\n\n", world.tidegate(&format!("check {path}")).portable());
    }
    assert_stored("flyway-refusals", &said);
    let other = World::new();
    other.stage("flyway.toml", "[flyway]\nsqlMigrationPrefix = \"M\"\n").stage("db/migration/V1__a.sql", "select 1;\n");
    other.tidegate("check").has_problems().prints(&["flyway.toml sets `sqlMigrationPrefix`"]).done();
}

#[test]
fn an_index_that_waits_for_the_lock_of_the_tool_is_refused() {
    let Some(world) = World::with_server() else { return };
    world.stage("db/migration/V1__a.sql", "create table a (id int);\n");
    world.stage("db/migration/V2__b.sql", "create index concurrently i on a (id);\n");
    let failed = world.verify("").has_problems();
    assert_stored("flyway-waits-for-its-lock", &failed.portable());
    world.stage("flyway.toml", "[flyway.postgresql.transactional]\nlock = false\n").verify("").passes().done();
    world.git(&["rm", "-q", "-f", "--cached", "flyway.toml"]);
    world.stage("db/application.yml", "spring:\n  flyway:\n    postgresql:\n      transactional-lock: false\n");
    world.verify("").passes().done();
    world.git(&["rm", "-q", "-f", "--cached", "db/application.yml"]);
    let elsewhere = "[replay]\nvariables = { FLYWAY_POSTGRESQL_TRANSACTIONAL_LOCK = \"false\" }\n";
    world.stage("tidegate.toml", elsewhere).verify("").passes().done();
}

#[test]
fn locations_are_one_history() {
    let Some(world) = World::with_server() else { return };
    world.stage("sql/base/V1__a.sql", "create table a (id int);\n");
    world.stage("sql/pg/V2__b.sql", "alter table a add b int;\n");
    world.stage("sql/other/V2__c.sql", "alter table a add c int;\n");
    world.stage("flyway.conf", "flyway.locations=filesystem:sql/base,filesystem:sql/pg\n");
    world.git(&["rm", "-q", "-f", "sql/other/V2__c.sql"]);
    world.verify("").passes().prints(&["replayed 2 staged migrations"]).done();
    world.tidegate("new next").passes().prints(&["sql/pg/V"]).done();
    world.stage("sql/pg/V1__x.sql", "create table x ();\n");
    world.verify("").has_problems().prints(&["refuses all migrations", "has version 1 as well"]).done();
    world.tidegate("check").has_problems().prints(&["duplicate-version"]).done();
    world.git(&["rm", "-q", "-f", "sql/pg/V1__x.sql"]);
    // A location is a part of the usual folder.
    let folder = "app/src/main/resources/db/migration";
    world.git(&["rm", "-q", "-r", "-f", "sql", "flyway.conf"]);
    world.stage(&format!("{folder}/common/V1__a.sql"), "create table a (id int);\n");
    world.stage(&format!("{folder}/pg/V2__b.sql"), "alter table a add b int;\n");
    world.stage(&format!("{folder}/oracle-like/V2__b.sql"), "alter table a add b number;\n");
    world.verify("").has_problems().prints(&["has version 2 as well"]).done();
    world.stage(
        "app/flyway.toml",
        "[flyway]\nlocations = [\"classpath:db/migration/common\", \"classpath:db/migration/pg\"]\n",
    );
    world.verify("").passes().prints(&["replayed 2 staged migrations"]).done();
    world.tidegate("check").passes().done();
}

#[test]
fn classes_are_migrations_that_cannot_be_replayed() {
    let Some(world) = World::with_server() else { return };
    world.stage("src/main/resources/db/migration/V1__a.sql", "create table a ();\n");
    let class = "src/main/java/db/migration/V2__Fill.java";
    world.stage(class, "package db.migration;\nimport org.flywaydb.core.api.migration.BaseJavaMigration;\n");
    let failed = world.verify("").has_problems();
    assert_stored("flyway-java-migration", &failed.portable());
    world.tidegate("check").prints(&["1 Flyway migration in src/main/java/db/migration is Java code"]).done();
    world.commit("a").stage("src/main/resources/db/migration/V3__c.sql", "create table c ();\n");
    world.verify("--changed").has_problems().prints(&["Java code"]).done();
    world.commit("c").stage(class, "package db.migration;\nimport org.flywaydb.core.api.migration.*;\n");
    world.verify("--changed").has_problems().prints(&["Java code"]).done();
    world.stage("tidegate.toml", format!("ignore = [\"{class}\"]\n")).verify("").passes().done();
    world.stage("tidegate.toml", "ignore = [\"src/main/java\"]\n").verify("").passes().done();
}
