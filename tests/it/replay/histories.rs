//! Histories that replay, and the JSON report.

use super::{TABLE, supabase};
use crate::support::{World, server};

#[test]
fn a_history_that_replays_passes() {
    let Some(world) = World::with_server() else { return };
    let more = "\u{feff}create policy read on public.orders for select to authenticated using (auth.uid() is not null);\r\n\
        create extension if not exists vector with schema extensions;\r\n\
        alter table public.orders add embedding extensions.vector(3), enable row level security;\r\n\
        create index on public.orders using hnsw (embedding extensions.vector_cosine_ops) with (m = 16);\r\n\
        insert into storage.buckets (id, name) values ('a', 'a');\r\n\
        create extension pg_cron; select cron.schedule('nightly', '0 3 * * *', 'select 1');\r\n\
        alter publication supabase_realtime add table public.orders;\r\n\
        alter database postgres set app.name to 'shop';\r\n";
    let ran = supabase(&world, &[("20260101000000_a", TABLE), ("20260102000000_b", more)]);
    let ran = ran.passes().prints(&["replayed 2 staged migrations on PostgreSQL", "no schema file to compare"]);
    if tidegate_has_no("vector") {
        ran.prints(&["extensions not installed on this server were stubbed: pg_cron, vector"]).done();
    }
}

#[test]
fn an_installed_extension_is_preferred_to_its_stub() {
    let Some(world) = World::with_server() else { return };
    let contrib = "create extension citext; create extension pg_trgm;\n\
        create table a (name citext unique);\n\
        create index on a using gin ((name::text) gin_trgm_ops);\n\
        insert into a values ('Ada') on conflict do nothing;\n\
        insert into a values ('ADA') on conflict do nothing;\n\
        do $$ begin if (select count(*) from a) <> 1 then raise 'two'; end if; end $$;\n";
    world.stage("migrations/20260101000000_a.sql", contrib);
    let ran = world.verify("--format json").passes();
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let lacking: Vec<&str> = ["citext", "pg_trgm"].into_iter().filter(|name| tidegate_has_no(name)).collect();
    assert_eq!(report["replay"]["stubs"], serde_json::json!(lacking));
}

/// True when the machine's server lacks an extension.
fn tidegate_has_no(extension: &str) -> bool {
    let choice = server::choice();
    let share = choice.installation.bin.join("../share/extension");
    let package = choice.installation.bin.join("../share/postgresql/extension");
    let system = format!("/usr/share/postgresql/{}/extension", choice.installation.version.major);
    ![share, package, system.into()].iter().any(|folder| folder.join(format!("{extension}.control")).exists())
}

#[test]
fn the_staged_content_is_replayed() {
    let Some(world) = World::with_server() else { return };
    supabase(&world, &[("20260101000000_a", TABLE)]).passes().done();
    world
        .file("supabase/migrations/20260101000000_a.sql", "broken")
        .file("supabase/migrations/20260102000000_b.sql", "too");
    world.verify("").passes().prints(&["replayed 1 staged migration on"]).done();
    world.verify("--all").has_problems().prints(&["0 of 2 migrations of the working tree", "syntax error"]).done();
    world.git(&["commit", "-q", "-m", "a"]);
    world.stage("supabase/migrations/20260101000000_a.sql", "broken too");
    world.verify("--to-ref HEAD").passes().prints(&["replayed 1 migration of `HEAD`"]).done();
    world.verify("--to-ref nowhere").exits(2).prints(&["is not a commit"]).done();
}

#[test]
fn output_of_other_tools_replays() {
    let Some(world) = World::with_server() else { return };
    let dump = "\\restrict key\nSET statement_timeout = 0;\nSET transaction_timeout = 0;\n\
        SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.colours (id integer, name text);\n\
        COPY public.colours (id, name) FROM stdin;\n1\tred; 'and'\n2\t\\N\n\\.\n\n\
        SELECT pg_catalog.setval('public.colours_seq', 1) WHERE false;\n\\unrestrict key\n";
    let dump = dump.replace("SELECT pg_catalog.setval('public.colours_seq', 1) WHERE false;", "");
    let next = "begin;\nset local lock_timeout = '1s';\nset role authenticated;\nreset role;\ncommit;\n\
        do $$ begin if (select count(*) from colours) <> 2 then raise 'no rows'; end if; end $$;\n\
        create temporary table t (a int) on commit drop;\ninsert into t values (1);\nset role anon;\n";
    let last = "create table after_it_all (id int);";
    let files = [("20260101000000_a", dump.as_str()), ("20260102000000_b", next), ("20260103000000_c", last)];
    let as_the_cli = supabase(&world, &files).has_problems();
    as_the_cli.prints(&["the Supabase CLI does not know psql's command `\\restrict`"]).done();
    let plain = World::new().sharing_servers();
    for (name, content) in files {
        let content = content.replace("authenticated", "postgres").replace("anon", "postgres");
        plain.stage(&format!("db/migrations/{name}.sql"), content);
    }
    plain.stage("tidegate.toml", "migrations = \"db/migrations\"\nlayout = \"plain\"\n");
    plain.verify("").passes().prints(&["replayed 3 staged migrations"]).done();
}

#[test]
fn json_has_its_shape() {
    let Some(world) = World::with_server() else { return };
    let ran = {
        world.stage("supabase/migrations/20260101000000_a.sql", "-- é\nselect 1;\n  alter table tenants add x int;");
        world.verify("--format json").has_problems()
    };
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let failure = &report["replay"]["failure"];
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&report), "notes replay schema seconds version");
    assert_eq!(keys(&report["replay"]), "engine failure replayed server stubs total");
    assert_eq!(keys(failure), "cause column file line message sqlstate statement");
    assert_eq!((failure["line"].as_u64(), failure["column"].as_u64()), (Some(3), Some(3)));
    assert_eq!(failure["sqlstate"], "42P01");
    assert_eq!(failure["statement"], "alter table tenants add x int;");
    world.stage("supabase/migrations/20260101000000_a.sql", TABLE).stage("schema.sql", "create table extra ();");
    let ran = world.verify("--format json").has_problems();
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(keys(&report["schema"]), "changes equal file notCompared notModelled");
    let changes: Vec<String> = report["schema"]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| format!("{} {} {}", change["change"], change["kind"], change["name"]))
        .collect();
    assert_eq!(
        changes,
        [
            r#""missing" "constraint" "orders orders_pkey""#,
            r#""extra" "table" "extra""#,
            r#""missing" "table" "orders""#
        ]
    );
}
