//! Other descriptions of the schema than the schema file, against the replayed schema.

use crate::support::World;
use sha2::{Digest as _, Sha256};

const USERS: &str = "create table public.users (id bigint primary key, name text not null);\n";
const POSTS: &str = "create table public.posts (id bigint primary key, author bigint references public.users (id));\n";

fn supabase() -> Option<World> {
    let world = World::with_server()?;
    world.stage("supabase/config.toml", "project_id = \"a\"\n");
    world.stage("supabase/migrations/20250101000000_users.sql", USERS);
    world.stage("supabase/migrations/20250102000000_posts.sql", POSTS);
    world.stage("supabase/schemas/10_users.sql", USERS).stage("supabase/schemas/20_posts.sql", POSTS);
    Some(world)
}

#[test]
fn declarations_are_the_schema_of_a_supabase_project() {
    let Some(world) = supabase() else { return };
    world.verify("").passes().prints(&["; supabase/schemas matches"]).does_not_print(&["no schema file"]).done();
    world.stage("supabase/schemas/10_users.sql", USERS.replace("name text", "name text, age int"));
    let ran = world.verify("").has_problems();
    ran.prints(&[
        "supabase/schemas differs: 1 changed",
        "declared: table public.users at supabase/schemas/10_users.sql:1",
    ])
    .prints(&["supabase db diff -f NAME"])
    .done();
    let ran = world.verify("--format json").has_problems();
    ran.prints(&["\"kind\": \"declared-schema\"", "\"equal\": false"]).done();
    world.verify("--format github").has_problems().prints(&["::error file=supabase/schemas/10_users.sql"]).done();
    // Most versions of the CLI generate no migration for a comment.
    world.stage("supabase/schemas/10_users.sql", format!("{USERS}comment on table public.users is 'people';\n"));
    let ran = world.verify("").passes();
    ran.prints(&["comments differ from supabase/schemas and were not compared", "table `public.users`"]).done();
    // It generates none for a domain either, which its documentation names.
    let further = "create domain public.d as int;\nrevoke select on public.users from anon;\ninsert into public.users values (1, 'a');\n";
    world.stage("supabase/schemas/10_users.sql", format!("{USERS}{further}"));
    let ran = world.verify("").has_problems();
    ran.prints(&["extra domain public.d", "supabase migration new NAME"])
        .prints(&[
            "privileges differ from supabase/schemas and were not compared",
            "not compared: the rows of 1 statement",
        ])
        .does_not_print(&["supabase db diff -f NAME"])
        .done();
    world.stage("supabase/migrations/20250104000000_d.sql", "create domain public.d as int;");
    world.verify("").passes().done();
    world.git(&["rm", "-q", "--cached", "-f", "supabase/migrations/20250104000000_d.sql"]);
    // What no declaration has is missing there, also in a schema of its own.
    world.stage("supabase/schemas/10_users.sql", USERS);
    world.stage("supabase/migrations/20250103000000_app.sql", "create schema app; create table app.a (id int);\n");
    world.verify("").has_problems().prints(&["supabase/schemas differs: 2 missing"]).done();
}

#[test]
fn declarations_are_loaded_in_the_order_of_the_settings_and_then_by_dependency() {
    let Some(world) = supabase() else { return };
    world.git(&["mv", "supabase/schemas/20_posts.sql", "supabase/schemas/05_posts.sql"]);
    let late = "supabase/schemas/05_posts.sql:1 fails in the order of the files";
    world.verify("").passes().prints(&["supabase/schemas matches", late]).done();
    let paths = "[db.migrations]\nschema_paths = [\"./schemas/10_users.sql\", \"./schemas/*.sql\"]\n";
    world.stage("supabase/config.toml", format!("project_id = \"a\"\n{paths}"));
    world.verify("").passes().prints(&["supabase/schemas matches"]).does_not_print(&["fails in the order"]).done();
    // A file that no pattern names declares nothing.
    world.stage("supabase/config.toml", paths.replace("*.sql", "1*.sql"));
    world.verify("").has_problems().prints(&["3 missing", "missing table public.posts"]).done();
    world.stage("supabase/config.toml", paths.replace("./schemas/*.sql", "./tables/*.sql"));
    let ran = world.verify("").has_problems();
    ran.prints(&["`./tables/*.sql` of `schema_paths` matches no file", "supabase/config.toml"]).done();
}

#[test]
fn declarations_that_cannot_be_loaded_are_not_a_pass() {
    let Some(world) = supabase() else { return };
    for (content, expected) in [
        ("create table public.a (id missing_type);\n", "missing_type"),
        ("\\restrict abc\n", "supabase/schemas/30_a.sql"),
        ("/* open", "unterminated"),
        ("create table public.a (", "syntax error"),
    ] {
        world.stage("supabase/schemas/30_a.sql", content);
        world.verify("").has_problems().prints(&[expected, "supabase/schemas/30_a.sql"]).done();
    }
}

#[test]
fn declarations_are_never_written() {
    let Some(world) = supabase() else { return };
    for arguments in ["--write", "--write --stage", "--all --write"] {
        let ran = world.verify(arguments).exits(2);
        ran.prints(&["supabase/schemas declares it", "supabase db diff -f NAME"]).done();
    }
    assert!(!world.path("schema.sql").exists());
    // A dump beside them is written, and both are compared.
    world.stage("schema.sql", "");
    world.verify("--write --stage").passes().done();
    world.verify("").passes().prints(&["schema.sql matches; supabase/schemas matches"]).done();
}

const DIESEL: &str = "// @generated automatically by Diesel CLI.\n\ndiesel::table! {\n    users (id) {\n        id -> Int8,\n        name -> Text,\n    }\n}\n";

fn diesel() -> Option<World> {
    let world = World::with_server()?;
    world.stage("Cargo.toml", "[package]\n").stage("diesel.toml", "[print_schema]\nfile = \"src/schema.rs\"\n");
    world.stage("migrations/2025-01-01-000000_users/up.sql", USERS);
    world.stage("migrations/2025-01-01-000000_users/down.sql", "drop table users;\n");
    world.stage("src/schema.rs", DIESEL);
    Some(world)
}

#[test]
fn tables_of_diesel_are_compared_with_the_replayed_schema() {
    let Some(world) = diesel() else { return };
    world.verify("").passes().prints(&["; src/schema.rs matches"]).done();
    world.stage("src/schema.rs", DIESEL.replace("name -> Text", "name -> Nullable<Text>"));
    let ran = world.verify("").has_problems();
    ran.prints(&["error[diesel-schema]", "src/schema.rs:6:9", "is NOT NULL", "diesel migration run"]).done();
    world.stage("src/schema.rs", DIESEL);
    world.stage("migrations/2025-01-02-000000_posts/up.sql", POSTS);
    world.stage("migrations/2025-01-02-000000_posts/down.sql", "drop table posts;\n");
    world.verify("").has_problems().prints(&["table `posts` is missing in this file", "src/schema.rs differs"]).done();
    world.stage("diesel.toml", "[print_schema]\nfile = \"src/schema.rs\"\nfilter = { only_tables = [\"^users$\"] }\n");
    world.verify("").passes().done();
    // --write writes the schema file only.
    world.stage("src/schema.rs", DIESEL.replace("Int8", "Int4"));
    world.stage("schema.sql", "");
    world.verify("--write").has_problems().prints(&["schema.sql was written", "has the type `int8`"]).done();
    assert_eq!(world.content("src/schema.rs"), DIESEL.replace("Int8", "Int4"));
}

#[test]
fn types_of_the_server_have_the_names_that_diesel_gives_them() {
    let Some(world) = diesel() else { return };
    let sql = "create type mood as enum ('a');\ncreate domain email as text not null;\n\
        create table kinds (id serial primary key, a smallint, b real, c double precision, d numeric(10, 2), e varchar(3),\n\
        f char(2), g bytea, h date, i time, j timestamp, k timestamptz, l interval, m uuid, n json, o jsonb, p inet,\n\
        q cidr, r macaddr, s money, t oid, u text[], v int4range, w mood, x mood[], y boolean, z email, \"Type\" \"char\");\n";
    world.stage("migrations/2025-01-02-000000_kinds/up.sql", sql);
    world.stage("migrations/2025-01-02-000000_kinds/down.sql", "drop table kinds;\n");
    let columns = [
        ("a", "Int2"),
        ("b", "Float4"),
        ("c", "Float8"),
        ("d", "Numeric"),
        ("e", "Varchar"),
        ("f", "Bpchar"),
        ("g", "Bytea"),
        ("h", "Date"),
        ("i", "Time"),
        ("j", "Timestamp"),
        ("k", "Timestamptz"),
        ("l", "Interval"),
        ("m", "Uuid"),
        ("n", "Json"),
        ("o", "Jsonb"),
        ("p", "Inet"),
        ("q", "Cidr"),
        ("r", "Macaddr"),
        ("s", "Money"),
        ("t", "Oid"),
        ("u", "Array<Nullable<Text>>"),
        ("v", "Int4range"),
        ("w", "Mood"),
        ("x", "Array<Nullable<Mood>>"),
        ("y", "Bool"),
    ];
    let columns: String = columns.iter().map(|(name, kind)| format!("{name} -> Nullable<{kind}>,\n")).collect();
    let table = format!(
        "diesel::table! {{ use super::sql_types::Mood; kinds (id) {{ id -> Int4,\n{columns} z -> Text,\n#[sql_name = \"Type\"]\nkind -> Nullable<CChar>, }} }}\n"
    );
    world.stage("src/schema.rs", format!("{DIESEL}{table}"));
    world.verify("").passes().prints(&["src/schema.rs matches"]).does_not_print(&["not compared"]).done();
}

#[test]
fn the_schema_file_of_rails_has_to_load() {
    let Some(world) = World::with_server() else { return };
    let dump = "SET statement_timeout = 0;\n\nCREATE TABLE public.schema_migrations (version character varying NOT NULL);\n\n\
        CREATE TABLE public.users (id bigint NOT NULL);\n\nSET search_path TO \"$user\", public;\n\n\
        INSERT INTO \"schema_migrations\" (version) VALUES\n('20250101000000');\n";
    world.stage("db/migrate/20250101000000_create_users.rb", "class CreateUsers < ActiveRecord::Migration[7.1]\nend\n");
    world.stage("db/structure.sql", dump);
    let loads = "db/structure.sql loads and was compared with nothing";
    world.verify("").has_problems().prints(&[loads, "db/migrate"]).done();
    world.stage("tidegate.toml", "ignore = [\"db/migrate\"]\n");
    world.verify("").passes().prints(&[loads]).done();
    world.stage("db/structure.sql", dump.replace("bigint", "missing_type"));
    world.verify("").has_problems().prints(&["db/structure.sql cannot be loaded", "missing_type"]).done();
    world.stage("db/structure.sql", dump);
    world.verify("--write --stage").done();
    assert_eq!(world.content("db/structure.sql"), dump);
    assert!(!world.path("schema.sql").exists());
}

fn query(world: &World, text: &str, columns: &str, nullable: &str) -> String {
    let hash: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let path = format!(".sqlx/query-{hash}.json");
    let text = text.replace('"', "\\\"");
    world.stage(
        &path,
        format!(
            "{{\"db_name\": \"PostgreSQL\", \"query\": \"{text}\", \"describe\": {{\"columns\": [{columns}], \"parameters\": {{\"Left\": [\"Int8\"]}}, \"nullable\": [{nullable}]}}, \"hash\": \"{hash}\"}}"
        ),
    );
    path
}

#[test]
fn queries_of_sqlx_still_prepare_on_the_replayed_schema() {
    let Some(world) = World::with_server() else { return };
    world.stage("Cargo.toml", "[package]\n").stage("migrations/1_users.sql", USERS);
    let id = "{\"ordinal\": 0, \"name\": \"id\", \"type_info\": \"Int8\"}";
    let name = "{\"ordinal\": 0, \"name\": \"name!\", \"type_info\": \"Text\"}";
    query(&world, "select id from users where id = $1", id, "false");
    query(&world, "select name as \"name!\" from users where id = $1", name, "false");
    query(&world, "insert into users (id, name) values ($1, 'a') returning id", id, "false");
    query(&world, "delete from users where id = $1", "", "");
    world.verify("").passes().prints(&["4 query files in .sqlx match"]).done();
    // One that no longer fits, and what it would change stays out of the database.
    let gone = query(&world, "select age from users where id = $1", id, "false");
    world.verify("").has_problems().prints(&["error[sqlx-queries]", &gone, "column \"age\" does not exist"]).done();
    world.git(&["rm", "-qf", &gone]);
    let two = query(&world, "select id from users where id = $1; drop table users", id, "false");
    world.verify("").has_problems().prints(&["not one statement", "cargo sqlx prepare"]).done();
    world.git(&["rm", "-qf", &two]);
    world.stage("migrations/2_users.sql", "alter table users alter name drop not null, alter id type int;\n");
    let ran = world.verify("").has_problems();
    let ran = ran.prints(&["has the type `int4`", "`int8` is recorded", "column `name!` of the query accepts NULL"]);
    ran.prints(&["parameter `$1` of the query has the type `int4`"]).done();
    world.stage(".sqlx/query-0.json", "{");
    world.verify("").has_problems().prints(&["not valid JSON"]).done();
}

#[test]
fn what_sqlx_recorded_about_types_is_compared() {
    let Some(world) = World::with_server() else { return };
    let tables = "create type mood as enum ('sad', 'ok');\ncreate table users (id bigint primary key, mood mood not null, note text);\n";
    world.stage("Cargo.toml", "[package]\n").stage("migrations/1_users.sql", tables);
    let mood = |labels: &str| {
        let kind = format!("{{\"Enum\": [{labels}]}}");
        format!(
            "{{\"ordinal\": 0, \"name\": \"mood\", \"type_info\": {{\"Custom\": {{\"name\": \"mood\", \"kind\": {kind}}}}}}}"
        )
    };
    let text = "select mood from users where id = $1";
    query(&world, text, &mood("\"sad\", \"ok\""), "false");
    world.verify("").passes().prints(&["1 query file in .sqlx match"]).done();
    query(&world, text, &mood("\"sad\""), "false");
    world
        .verify("")
        .has_problems()
        .prints(&["with the values sad, ok in the replayed schema", "sad are recorded"])
        .done();
    query(&world, text, &mood("\"sad\", \"ok\""), "true");
    world.verify("").has_problems().prints(&["does not accept NULL in the replayed schema"]).done();
    let path = query(&world, text, &mood("\"sad\", \"ok\""), "false");
    world.verify("").passes().done();
    world.stage(&path, world.content(&path).replace("[\"Int8\"]", "[\"Int8\", \"Text\"]"));
    world.verify("").has_problems().prints(&["has 1 parameter in the replayed schema, and 2 are recorded"]).done();
    world.stage(&path, world.content(&path).replace("[\"Int8\", \"Text\"]", "[\"Text\"]"));
    world.verify("").has_problems().prints(&["parameter `$1` of the query has the type `int8`"]).done();
}
