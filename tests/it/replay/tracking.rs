//! The tracking table of each migration tool, and its session: a file that the tool could not record fails.

use crate::support::{CommandResult, World, assert_stored, has_server};

/// The path of the migration with this number, and its content.
fn file(layout: &str, number: usize, sql: &str) -> (String, String) {
    let (path, content) = match layout {
        "supabase" => (format!("supabase/migrations/2026010{number}000000_m.sql"), sql.to_owned()),
        "prisma" => (format!("prisma/migrations/2026010{number}000000_m/migration.sql"), sql.to_owned()),
        "sqlx" => (format!("migrations/{number}_m.up.sql"), sql.to_owned()),
        "dbmate" => {
            (format!("db/migrations/2026010{number}000000_m.sql"), format!("-- migrate:up\n{sql}\n-- migrate:down\n"))
        }
        "diesel" => (format!("migrations/2026-01-0{number}-000000_m/up.sql"), sql.to_owned()),
        "golang-migrate" => (format!("migrations/00000{number}_m.up.sql"), sql.to_owned()),
        "goose" => (format!("migrations/0000{number}_m.sql"), format!("-- +goose Up\n{sql}\n")),
        _ => (format!("db/migration/V{number}__m.sql"), sql.to_owned()),
    };
    (path, content)
}

/// A repository with migrations of a tool.
fn world(layout: &str, files: &[&str]) -> World {
    let world = World::new().sharing_servers();
    let folder = match layout {
        "prisma" => "prisma/migrations",
        "supabase" => "supabase/migrations",
        "dbmate" => "db/migrations",
        "flyway" => "db/migration",
        _ => "migrations",
    };
    world.stage("tidegate.toml", format!("layout = \"{layout}\"\nmigrations = \"{folder}\"\nschema = false\n"));
    for (at, sql) in files.iter().enumerate() {
        let (path, content) = file(layout, at + 1, sql);
        world.stage(&path, content);
    }
    world
}

const LAYOUTS: [&str; 8] = ["supabase", "prisma", "sqlx", "dbmate", "diesel", "golang-migrate", "goose", "flyway"];

/// The text of a result in one line.
fn line(ran: &CommandResult) -> String {
    ran.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_tool_records_what_it_has_applied() {
    if !has_server() {
        return;
    }
    for layout in LAYOUTS {
        let condition = match layout {
            "supabase" => {
                "(select name || statements::text from supabase_migrations.schema_migrations) = 'm{\"create table a ()\"}'"
            }
            "prisma" => {
                "(select count(*) from _prisma_migrations where applied_steps_count = 1 and finished_at is not null) = 1"
            }
            "sqlx" => "(select description from _sqlx_migrations where version = 1 and execution_time > 0) = 'm'",
            "dbmate" => "(select version from schema_migrations) = '20260101000000'",
            "diesel" => "(select version from __diesel_schema_migrations) = '20260101000000'",
            "golang-migrate" => "(select version from schema_migrations where dirty) = 2",
            "goose" => "(select array_agg(version_id order by id) from goose_db_version where is_applied) = '{0,1}'",
            _ => "(select script from flyway_schema_history where version = '1' and success) = 'V1__m.sql'",
        };
        let checks =
            format!("do $$ begin if ({condition}) is not true then raise 'nothing is recorded'; end if; end $$;");
        let world = world(layout, &["create table a ();", &checks]);
        let ran = world.verify("");
        assert_eq!(ran.code, Some(0), "{layout}: {}", ran.text());
        ran.passes().prints(&["replayed 2 staged migrations"]).done();
        // From a cached prefix as well.
        let (path, content) = file(layout, 3, "create table c ();");
        world.stage(&path, content);
        world.verify("").passes().done();
    }
}

#[test]
fn a_file_that_the_tool_cannot_record_fails() {
    if !has_server() {
        return;
    }
    let table = |layout: &str| match layout {
        "prisma" => "_prisma_migrations",
        "sqlx" => "_sqlx_migrations",
        "diesel" => "__diesel_schema_migrations",
        "goose" => "goose_db_version",
        "flyway" => "flyway_schema_history",
        _ => "schema_migrations",
    };
    let check = |layouts: &[&str], sql: &str, why: &str| {
        for layout in layouts {
            let world = world(layout, &["create table a ();", &sql.replace("TABLE", table(layout))]);
            let ran = world.verify("").has_problems();
            let (text, why) = (line(&ran), why.replace("TABLE", table(layout)));
            assert!(text.contains(&why), "{layout}, `{sql}`: no `{why}` in:\n{}", ran.text());
            assert!(text.contains("1 of 2 staged migrations"), "{layout}: {text}");
        }
    };
    let by_path = ["sqlx", "diesel", "goose", "prisma"];
    check(
        &by_path,
        "create table b ();\nselect pg_catalog.set_config('search_path', '', false);\ncreate table public.c ();",
        "The file leaves `search_path` empty;",
    );
    check(
        &by_path,
        "create schema app;\nset search_path = app;",
        "cannot find `TABLE`. help: add `SET search_path = public;` at the end of the file, or remove the line",
    );
    let hidden = "create function f() returns void language plpgsql as $$ begin perform set_config('search' || '_path', '', false); end $$; select f();";
    check(&["sqlx"], hidden, "runs something that changes `search_path` or drops `TABLE`;");
    check(&["dbmate"], "create schema app;\nset search_path = app, public;", "looks for `TABLE` in its first schema.");
    let in_public = ["sqlx", "diesel", "goose", "prisma", "dbmate", "golang-migrate"];
    check(
        &in_public,
        "drop schema public cascade;\ncreate schema public;",
        "The file drops a schema, and `TABLE` with it;",
    );
    check(&in_public, "drop table TABLE;", "The file drops or renames `TABLE`;");
    let weak = "create role weak_of_tracking;\nset role weak_of_tracking;";
    check(&["sqlx", "goose", "dbmate", "golang-migrate"], weak, "add `RESET ROLE;` at the end of the file");
    check(
        &["dbmate", "diesel"],
        "create table b ();\ncommit;\ncreate table c ();",
        "runs this file in a transaction, which ends here",
    );
    check(&["golang-migrate"], "begin;\ncreate table b ();", "does not commit the transaction that begins here");
    check(&["sqlx"], "create table b ();\nset transaction read only;", "The file makes the session read-only");
    check(
        &["flyway"],
        "alter table flyway_schema_history add column note text;",
        "another connection of Flyway holds a lock",
    );
}

#[test]
fn the_cause_is_shown_at_its_statement() {
    if !has_server() {
        return;
    }
    let sql = "create table b ();\nselect pg_catalog.set_config('search_path', '', false);\ncreate table public.c ();";
    let ran = world("sqlx", &["create table a ();", sql]).verify("").has_problems();
    assert_stored("verify-tracking-search-path", &ran.portable());
    let ran = world("diesel", &["create table a ();\ncommit;"]).verify("").has_problems();
    assert_stored("verify-tracking-commit", &ran.portable());
    let same = world("dbmate", &["create table a ();"]);
    same.stage("db/migrations/20260101000000_n.sql", "-- migrate:up\ncreate table b ();\n-- migrate:down\n");
    assert_stored("verify-tracking-version", &same.verify("").has_problems().portable());
}

#[test]
fn histories_may_change_the_tracking_table() {
    if !has_server() {
        return;
    }
    for (layout, sql) in [
        ("prisma", "alter table _prisma_migrations enable row level security;"),
        ("sqlx", "alter table _sqlx_migrations add column note text;"),
        ("dbmate", "comment on table schema_migrations is 'versions';"),
        ("goose", "revoke all on goose_db_version from public;"),
        ("supabase", "alter table supabase_migrations.schema_migrations add column if not exists note text;"),
    ] {
        world(layout, &["create table a ();", sql, "create table c ();"]).verify("").passes().done();
    }
}

#[test]
fn files_run_in_the_session_of_the_tool() {
    if !has_server() {
        return;
    }
    let temporary =
        ["create temporary table t (i int);", "insert into t values (1);", "create table a as select * from t;"];
    for layout in LAYOUTS {
        let world = world(layout, &temporary);
        for arguments in ["", "", "--no-cache"] {
            world.verify(arguments).passes().done();
        }
        // The next file finds the table as well.
        let (path, content) = file(layout, 4, "insert into t values (2);");
        world.stage(&path, content);
        world.verify("").passes().done();
    }
    // Supabase's CLI resets settings before each file, Flyway restores `search_path`, others leave it.
    for (layout, fails) in [("supabase", false), ("flyway", false), ("dbmate", true), ("golang-migrate", true)] {
        let world = world(layout, &["create table public.a ();", "set search_path = '';", "create table b ();"]);
        for arguments in ["", "", "--no-cache"] {
            let ran = world.verify(arguments);
            if fails {
                ran.has_problems().prints(&["no schema has been selected", "2 of 3 staged migrations"]).done();
            } else {
                ran.passes().done();
            }
        }
    }
    // What cannot be kept with a prefix of a history is not needed from it.
    for (last, custom) in [
        ("select currval('s');", "create sequence s; select nextval('s');"),
        ("select current_setting('my.x');", "set my.x = 1;"),
    ] {
        let world = world("sqlx", &["create table a ();", custom, "create table b ();"]);
        world.verify("").passes().done();
        let (path, content) = file("sqlx", 4, last);
        world.stage(&path, content);
        world.verify("").passes().done();
        world.verify("").passes().done();
    }
    let settings = world("sqlx", &["set statement_timeout = '61s';", "create table b ();"]);
    settings.verify("").passes().done();
    let asks = "do $$ begin if current_setting('statement_timeout') <> '61s' then raise 'lost'; end if; end $$;";
    for number in [3, 4] {
        let (path, content) = file("sqlx", number, asks);
        settings.stage(&path, content);
        settings.verify("").passes().done();
    }
}

#[test]
fn records_are_removed_with_their_migration() {
    if !has_server() {
        return;
    }
    for layout in ["sqlx", "diesel", "golang-migrate"] {
        let world = world(layout, &["create table a ();", "create table if not exists b ();"]);
        for number in [1, 2] {
            let path = file(layout, number, "").0.replace("up.sql", "down.sql");
            world.stage(&path, format!("drop table {};", ["a", "b"][number - 1]));
        }
        world.verify("--round-trip --idempotent").passes().prints(&["is idempotent"]).done();
    }
    let world = World::new().sharing_servers();
    let body = "-- migrate:up\ncreate table if not exists a ();\n-- migrate:down\ndrop table a;\n";
    world.stage("db/migrations/20260101000000_a.sql", body);
    world.verify("--round-trip --idempotent").passes().prints(&["is idempotent"]).done();
}

#[test]
fn a_schema_file_has_the_tracking_table_only_where_the_tool_keeps_it() {
    if !has_server() {
        return;
    }
    let written = |layout: &str, schema: &str| {
        let world = world(layout, &["create table a ();", "create table b ();"]);
        let settings = world.content("tidegate.toml").replace("schema = false\n", &format!("schema = \"{schema}\"\n"));
        world.stage("tidegate.toml", settings);
        world.verify("--write --stage").passes().done();
        world.verify("").passes().prints(&["matches"]).done();
        world.verify("--write --no-cache").passes().prints(&["is unchanged"]).done();
        world.content(schema)
    };
    for layout in ["sqlx", "prisma", "diesel", "golang-migrate", "goose", "flyway"] {
        let text = written(layout, "schema.sql");
        let names = ["migrations", "goose_db_version", "flyway_schema_history"];
        let tables = text.lines().filter(|line| !line.starts_with("-- "));
        assert!(!tables.into_iter().any(|line| names.iter().any(|name| line.contains(name))), "{layout}: {text}");
    }
    let text = written("dbmate", "db/schema.sql");
    assert!(text.contains("CREATE TABLE \"public\".\"schema_migrations\""), "{text}");
    let rows =
        "INSERT INTO public.schema_migrations (version) VALUES\n    ('20260101000000'),\n    ('20260102000000');\n";
    assert!(text.ends_with(rows), "{text}");
}

#[test]
fn a_first_schema_file_is_where_dbmate_keeps_it() {
    if !has_server() {
        return;
    }
    let world = World::new().sharing_servers();
    let (path, content) = file("dbmate", 1, "create table a ();");
    world.stage(&path, content);
    world.verify("--write --stage").passes().prints(&["db/schema.sql was written"]).done();
    world.verify("").passes().prints(&["matches"]).done();
    // Releases before 2.0 made the column so.
    let older = world.content("db/schema.sql").replace("character varying", "character varying(255)");
    world.stage("db/schema.sql", older);
    world.verify("").passes().prints(&["matches"]).done();
}

#[test]
fn a_schema_file_of_another_tool_is_not_lost() {
    if !has_server() {
        return;
    }
    let world = World::new().sharing_servers();
    world.stage("supabase/migrations/20260101000000_a.sql", "create table a ();");
    let dumped = "CREATE TABLE IF NOT EXISTS \"public\".\"b\" (\n);\n\nALTER TABLE \"public\".\"b\" OWNER TO \"postgres\";\n\n\
        GRANT ALL ON TABLE \"public\".\"b\" TO \"anon\";\n\nRESET ALL;\n";
    world.stage("schema.sql", dumped);
    assert_stored("verify-schema-of-tool", &world.verify("").has_problems().portable());
    assert_stored("verify-write-schema-of-tool", &world.verify("--write").exits(2).portable());
    assert_eq!(world.content("schema.sql"), dumped);
    let dbmate = self::world("dbmate", &["create table a ();"]);
    dbmate.stage("tidegate.toml", "layout = \"dbmate\"\nschema = \"db/schema.sql\"\n");
    let dump = "CREATE TABLE public.a (\n);\n\n--\n-- Dbmate schema migrations\n--\n\nINSERT INTO public.schema_migrations (version) VALUES\n    ('20260101000000');\n";
    dbmate.stage("db/schema.sql", dump);
    dbmate.verify("--write").passes().prints(&["was written by `dbmate dump`"]).done();
    assert!(dbmate.content("db/schema.sql").ends_with("    ('20260101000000');\n"));
}
