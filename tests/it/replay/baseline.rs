//! `tidegate new baseline --from-dump`: what `pg_dump --schema-only` writes becomes a first migration that replays.

use crate::support::server::new_database;
use crate::support::{Server, World};
use tidegate::postgres::{Engine, Session, scratch_name};

/// A database as a project and its platform leave it.
const EXISTING: &str = "
    create role app; create role anon; create role supabase_admin;
    create schema auth; create table auth.users (id uuid primary key);
    create schema extensions; create extension pgcrypto with schema extensions; create extension citext;
    create schema billing;
    create type public.state as enum ('open', 'closed');
    create table public.schema_migrations (version text primary key);
    create table public.orders (id bigint generated always as identity primary key, name citext not null,
        owner uuid references auth.users (id), state state not null default 'open', at timestamptz default now());
    comment on table public.orders is 'Orders; all of them';
    create table billing.lines (order_id bigint references public.orders (id), amount numeric(10, 2) check (amount > 0));
    create index lines_order on billing.lines (order_id);
    create view billing.totals as select order_id, sum(amount) as total from billing.lines group by order_id;
    create function public.count_lines(o bigint) returns bigint language sql as $$
    select count(*) from billing.lines where order_id = o;
    $$;
    create function public.on_user() returns trigger language plpgsql as $$
    begin
        -- A comment; with a semicolon.
        insert into public.orders (name) values ('new');
        return new;
    end;
    $$;
    create trigger on_user after insert on auth.users for each row execute function public.on_user();
    create rule no_delete as on delete to billing.lines do instead nothing;
    create publication supabase_realtime; alter publication supabase_realtime add table public.orders;
    alter table public.orders enable row level security;
    create policy own on public.orders to anon using (owner is not null);
    alter table public.orders owner to app; revoke all on function public.count_lines(bigint) from public;
    grant select on public.orders to anon; grant select on billing.lines to app; grant select on auth.users to anon;
    alter default privileges for role supabase_admin in schema public grant all on tables to anon;
    insert into public.orders (name) values ('row');";

struct Case {
    layout: &'static str,
    /// The migration that the project has, which needs the baseline.
    first: &'static str,
    /// The file that is written.
    baseline: &'static str,
    mark: (&'static str, &'static str),
    /// What tells how to record it.
    record: &'static str,
}

const CASES: [Case; 10] = [
    Case {
        layout: "supabase",
        first: "supabase/migrations/20260102000000_note.sql",
        baseline: "supabase/migrations/20260101235959_baseline.sql",
        mark: ("", ""),
        record: "supabase migration repair --status applied 20260101235959",
    },
    Case {
        layout: "prisma",
        first: "prisma/migrations/20260102000000_note/migration.sql",
        baseline: "prisma/migrations/0_init/migration.sql",
        mark: ("", ""),
        record: "prisma migrate resolve --applied 0_init",
    },
    Case {
        layout: "dbmate",
        first: "db/migrations/20260102000000_note.sql",
        baseline: "db/migrations/20260101235959_baseline.sql",
        mark: ("-- migrate:up\n", "\n-- migrate:down\n"),
        record: "insert into schema_migrations (version) values ('20260101235959');",
    },
    Case {
        layout: "goose",
        first: "migrations/00002_note.sql",
        baseline: "migrations/00001_baseline.sql",
        mark: ("-- +goose Up\n", "\n-- +goose Down\n"),
        record: "insert into goose_db_version (version_id, is_applied) values (00001, true);",
    },
    Case {
        layout: "diesel",
        first: "migrations/2026-01-02-000000_note/up.sql",
        baseline: "migrations/2026-01-01-235959_baseline/up.sql",
        mark: ("", ""),
        record: "insert into __diesel_schema_migrations (version) values ('20260101235959');",
    },
    Case {
        layout: "golang-migrate",
        first: "migrations/000001_note.up.sql",
        baseline: "migrations/000000_baseline.up.sql",
        mark: ("", ""),
        record: "record it as applied",
    },
    Case {
        layout: "sqlx",
        first: "migrations/20260102000000_note.sql",
        baseline: "migrations/20260101235959_baseline.sql",
        mark: ("", ""),
        record: "record it as applied",
    },
    Case {
        layout: "flyway",
        first: "db/migration/V1.2__note.sql",
        baseline: "db/migration/V0__baseline.sql",
        mark: ("", ""),
        record: "flyway baseline -baselineVersion=0",
    },
    Case {
        layout: "sql-migrate",
        first: "migrations/2_note.sql",
        baseline: "migrations/1_baseline.sql",
        mark: ("-- +migrate Up\n", "-- +migrate Down\n"),
        record: "record it as applied",
    },
    Case {
        layout: "plain",
        first: "migrations/002_note.sql",
        baseline: "migrations/001_baseline.sql",
        mark: ("", ""),
        record: "record it as applied",
    },
];

/// What `pg_dump` writes of the database, without and with rows.
fn dumps() -> Option<[Vec<u8>; 2]> {
    let server = Server::new()?;
    let mut local = server.start();
    local.make_superuser().unwrap();
    let name = scratch_name();
    local.create_database(&new_database(&name)).unwrap();
    local.open(&name, &Session::default()).unwrap().run(EXISTING).unwrap();
    let dump = ["--schema-only", "--verbose"].map(|option| local.dump(&name, &[option]).ok());
    let [Some(schema), Some(rows)] = dump else { return None };
    Some([schema, rows])
}

#[test]
fn a_dump_becomes_a_first_migration_of_every_layout() {
    let Some([schema, rows]) = dumps() else { return };
    for case in CASES {
        let world = World::new().sharing_servers();
        let (up, down) = case.mark;
        let note = format!("{up}-- Description: a note\n\nalter table public.orders add column note text;\n{down}");
        world.file("tidegate.toml", format!("layout = \"{}\"\n", case.layout));
        world.stage(case.first, note).file("dump.sql", &schema).file("rows.sql", &rows);
        world.commit("note");
        let advice = "tidegate new baseline --from-dump dump.sql";
        world.verify("").has_problems().prints(&["has no baseline", advice]).done();
        let refused = world.tidegate("new baseline --from-dump rows.sql");
        refused.exits(2).prints(&["rows.sql contains rows of tables", "pg_dump --schema-only"]).done();

        let written = world.tidegate("new baseline --from-dump dump.sql").passes();
        written.prints(&[case.baseline, "owners", "privileges of role app", "tracking table", case.record]).done();
        if case.layout == "prisma" {
            let text = world.content(case.baseline);
            world.tidegate("new baseline --from-dump dump.sql").exits(3).done();
            assert_eq!(world.content(case.baseline), text);
        }
        let text = world.content(case.baseline);
        for part in
            ["\\restrict", "OWNER TO", "set_config", " app;", "TABLE public.schema_migrations", "supabase_admin"]
        {
            assert!(!text.contains(part), "{}: {part} in\n{text}", case.layout);
        }
        let is_supabase = case.layout == "supabase";
        for part in ["TO anon", "CREATE TRIGGER on_user", "FROM PUBLIC"] {
            assert!(text.contains(part) || !is_supabase && part == "TO anon", "{}: {part} in\n{text}", case.layout);
        }
        assert_ne!(text.contains("CREATE TABLE auth.users"), is_supabase);
        if is_supabase {
            crate::support::assert_stored("new-baseline-supabase", &text);
        } else {
            // Roles are of the server: the policy names one.
            world.file("roles.sql", "do $$ begin create role anon; exception when duplicate_object then null; end $$;");
            world.file("tidegate.toml", format!("layout = \"{}\"\n[replay]\nbefore = [\"roles.sql\"]\n", case.layout));
        }
        world.git(&["add", "--all"]);
        world.tidegate("check").prints(&["no problems"]).passes().done();
        world.verify("").passes().prints(&["replayed 2 staged migrations"]).done();
    }
}

#[test]
fn a_baseline_needs_a_version_before_the_first_one() {
    let world = World::new();
    world.file("dump.sql", "create table public.t (a int);").file("tidegate.toml", "layout = \"goose\"\n");
    world.stage("migrations/00001_a.sql", "-- +goose Up\nselect 1;\n");
    let refused = world.tidegate("new baseline --from-dump dump.sql").exits(2);
    refused.prints(&["no version of goose sorts before `00001_a.sql`", "git mv"]).done();
    world.tidegate("new baseline --from-dump none.sql").exits(3).prints(&["cannot read none.sql"]).done();
    world.file("dump.sql", "\\i other.sql\ncreate table public.t (a int);");
    world.tidegate("new baseline --from-dump dump.sql").exits(2).prints(&["psql command `\\i` (line 1)"]).done();
}

#[test]
fn what_the_tool_would_refuse_is_not_written() {
    let world = World::new();
    world.stage("supabase/migrations/20260102000000_a.sql", "select 1;");
    let rule = "CREATE RULE r AS ON INSERT TO public.t DO ALSO ( INSERT INTO public.u VALUES (1);\n INSERT INTO public.u VALUES (2);\n);";
    world.file("dump.sql", format!("create table public.t (a int);\ncreate table public.u (a int);\n{rule}"));
    let refused = world.tidegate("new baseline --from-dump dump.sql").exits(2);
    refused.prints(&["the Supabase CLI", "CREATE RULE r"]).done();
    assert!(!world.path("supabase/migrations/20260101235959_baseline.sql").exists());
}
