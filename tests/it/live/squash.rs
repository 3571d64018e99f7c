//! `tidegate squash` and `baseline`.

use super::Live;
use crate::support::{CommandResult, World};

/// A migration of dbmate.
fn text(sql: &str) -> String {
    format!("-- migrate:up\n{sql}\n-- migrate:down\n")
}

fn live(files: &[(&str, &str)]) -> Option<Live> {
    let mut live = Live::new()?;
    live.world = std::mem::replace(&mut live.world, World::new()).sharing_servers();
    for (name, sql) in files {
        live.world.file(format!("db/migrations/{name}.sql"), text(sql));
    }
    Some(live)
}

fn run(live: &Live, command: &str) -> CommandResult {
    live.world.with("TIDEGATE_NOW", "2026-12-01T10:00:00Z").tidegate(command)
}

const ROWS: &str = "select version from schema_migrations order by 1";

const FILES: [(&str, &str); 3] = [
    (
        "20250101000000_orders",
        "create table public.orders (id bigint generated always as identity primary key, total integer);\n\
         create type public.state as enum ('new', 'paid');\n",
    ),
    (
        "20250102000000_state",
        "alter table public.orders add column state public.state not null default 'new';\n\
         create view public.paid as select id from public.orders where state = 'paid';\n\
         alter table public.orders enable row level security;\n\
         create policy own on public.orders for select using (true);\n",
    ),
    ("20250103000000_index", "create index orders_total on public.orders (total);\n"),
];

#[test]
fn first_migrations_become_one_and_their_rows_too() {
    let Some(mut live) = live(&FILES) else { return };
    let db = format!("--db {}", live.address);
    run(&live, &format!("apply --yes {db}")).passes().done();
    run(&live, "squash --before 20250102000000").exits(2).prints(&["1 of the migrations would be squashed"]).done();
    run(&live, "squash --before 7").exits(2).prints(&["no migration has version 7"]).done();
    run(&live, &format!("squash --before 20250103000000 {db}")).exits(2).prints(&["the plan was not confirmed"]).done();
    assert!(live.world.path("db/migrations/20250101000000_orders.sql").exists());
    let done = run(&live, &format!("squash --before 20250103000000 --yes {db}")).passes();
    done.prints(&["2 migrations become one; same catalog and same dump", "db/migrations/20250102000000_squashed.sql"])
        .done();
    let archive = "db/archived-migrations/20250102000000";
    assert_eq!(live.world.content(format!("{archive}/20250101000000_orders.sql")), text(FILES[0].1));
    assert!(!live.world.path("db/migrations/20250101000000_orders.sql").exists());
    assert_eq!(live.rows(ROWS), ["20250102000000", "20250103000000"]);
    run(&live, &format!("status {db}")).passes().done();
    run(&live, &format!("drift {db}")).passes().done();
    run(&live, "verify --all").passes().done();
}

#[test]
fn the_commit_of_a_squash_passes_in_its_clone_and_only_with_the_proven_files() {
    let Some(live) = live(&FILES) else { return };
    let world = &live.world;
    world.git(&["add", "--all"]);
    world.commit("migrations").publish();
    world.tidegate("install --script").passes().done();
    run(&live, "squash --all --yes").passes().prints(&["hooks of this clone accept exactly these"]).done();
    world.git(&["add", "--all"]);
    let check = world.tidegate("check").passes();
    check.prints(&["accepted: edited-migration"]).done();

    // The proof is of these files only, and a branch that has them is not accepted in another clone.
    let path = "db/migrations/20250103000000_squashed.sql";
    let written = world.content(path);
    world.stage(path, text("create table other ()"));
    world.tidegate("check").exits(1).prints(&["published migration is deleted"]).done();
    world.stage(path, written);
    let archived = "db/archived-migrations/20250103000000/20250101000000_orders.sql";
    let kept = world.content(archived);
    world.stage(archived, "-- lost\n");
    world.tidegate("check").exits(1).prints(&["published migration is deleted"]).done();
    world.stage(archived, kept);
    world.try_git(&["commit", "--quiet", "-m", "squash"]).passes().done();
    std::fs::remove_dir_all(world.path(".git/tidegate")).unwrap();
    world
        .tidegate("check --from-ref origin/main --to-ref HEAD")
        .exits(1)
        .prints(&["published migration is deleted"])
        .done();
}

#[test]
fn rows_that_migrations_write_are_named_and_not_lost() {
    let insert = ("20250104000000_rows", "insert into public.orders (total) values (7);\n");
    let Some(live) = live(&[FILES[0], FILES[1], FILES[2], insert]) else { return };
    let refused = run(&live, "squash --all --yes").exits(1);
    let place = "writes rows: db/migrations/20250104000000_rows.sql:2: insert into public.orders (total) values (7)";
    refused.prints(&[place, "`--keep-data`", "`--drop-data`"]).done();
    assert!(!live.world.path("db/archived-migrations").exists());
    run(&live, "squash --all --yes --keep-data everything").passes().prints(&["were not compared"]).done();
    let text = live.world.content("db/migrations/20250104000000_everything.sql");
    assert!(text.contains("-- From db/migrations/20250104000000_rows.sql, line 2\ninsert into"), "{text}");
}

#[test]
fn a_database_that_lacks_a_migration_is_refused() {
    let Some(live) = live(&FILES) else { return };
    let db = format!("--db {}", live.address);
    let refused = run(&live, &format!("squash --all --yes {db}")).exits(1);
    refused.prints(&["refused 20250101000000: it is not applied"]).done();
    assert!(!live.world.path("db/archived-migrations").exists());
}

#[test]
fn a_live_database_becomes_the_first_migration() {
    let Some(mut live) = live(&FILES) else { return };
    live.world.file("schema.sql", "");
    live.sql(
        "create role app; create table schema_migrations (version varchar(128) primary key); \
         insert into schema_migrations values ('20240101000000'), ('20250101000000'); \
         create table public.customers (id uuid primary key default gen_random_uuid(), name text not null); \
         create index customers_name on public.customers (name); \
         create function public.touch() returns trigger language plpgsql as $$ begin return new; end $$; \
         create trigger touch before update on public.customers for each row execute function public.touch(); \
         alter table public.customers enable row level security; \
         create policy own on public.customers for select using (true); \
         alter table public.customers owner to app; \
         insert into public.customers (name) select 'c' || n from generate_series(1, 10) n",
    );
    let command = format!("baseline --db {}", live.address);
    run(&live, &command).exits(2).prints(&["proven on", "3 existing files moved to", "was not confirmed"]).done();
    assert_eq!(live.rows(ROWS).len(), 2);
    let done = run(&live, &format!("{command} --yes")).passes();
    let path = "db/migrations/20261201100000_baseline_schema.sql";
    done.prints(&[
        path,
        "the record of 20240101000000 is removed",
        "20261201100000_baseline_schema.sql is recorded as applied",
    ])
    .done();
    let written = live.world.content(path);
    for (part, is_in) in [
        ("CREATE TABLE public.customers", true),
        ("CREATE TRIGGER touch", true),
        ("CREATE POLICY own", true),
        ("OWNER TO", false),
        ("DROP TABLE", false),
        ("schema_migrations", false),
        ("CREATE ROLE", false),
    ] {
        assert_eq!(written.contains(part), is_in, "{part}: {written}");
    }
    assert!(live.world.content("schema.sql").contains("customers"));
    let archive = "db/archived-migrations/20261201100000/20250102000000_state.sql";
    assert_eq!(live.world.content(archive), text(FILES[1].1));
    assert_eq!(live.rows(ROWS), ["20261201100000"]);
    assert_eq!(live.value("select count(*)::text from public.customers"), "10");
    run(&live, &format!("status --db {}", live.address)).passes().done();
    run(&live, &format!("drift --db {}", live.address)).passes().done();
    run(&live, "verify --all").passes().done();
}

/// The files of a squash in a commit after the published ones, and no note of it, as in another clone.
fn in_another_clone() -> Option<Live> {
    let live = live(&FILES)?;
    live.world.git(&["add", "--all"]);
    live.world.commit("migrations").publish();
    run(&live, "squash --before 20250103000000 --yes").passes().done();
    std::fs::remove_dir_all(live.world.path(".git/tidegate")).unwrap();
    let unstaged = run(&live, "verify").exits(1);
    unstaged.prints(&["replaced by another migration, which is missing on this side", "git add --all"]).done();
    live.world.file("db/migrations/20250104000000_new.sql", text("create table public.later (id bigint primary key);"));
    live.world.git(&["add", "--all"]);
    run(&live, "verify --write --stage").passes().done();
    live.world.commit("squash");
    Some(live)
}

const PROVE: &str = "squash --prove --from-ref origin/main";
const CHECK: &str = "check --from-ref origin/main --to-ref HEAD";

#[test]
fn a_squash_of_another_clone_is_accepted_once_it_is_proven_here() {
    let Some(live) = in_another_clone() else { return };
    run(&live, CHECK).exits(1).prints(&["published migration is deleted"]).done();
    let proven = run(&live, PROVE).passes();
    proven.prints(&["20250102000000_squashed.sql replaces 2 migrations; same catalog and same dump"]).done();
    run(&live, CHECK).passes().prints(&["accepted: edited-migration"]).done();
    // Another commit that changes one of the files is another squash.
    live.world.stage("db/migrations/20250102000000_squashed.sql", text("create table public.other (id int);"));
    live.world.commit("edited");
    run(&live, CHECK).exits(1).prints(&["published migration is deleted"]).done();
    let refused = run(&live, PROVE).exits(1);
    refused.prints(&["does not replace 2 migrations: these would differ", "orders"]).done();
    run(&live, CHECK).exits(1).done();
}

#[test]
fn what_is_not_a_squash_is_not_proven() {
    let Some(live) = in_another_clone() else { return };
    let world = &live.world;
    let archived = "db/archived-migrations/20250102000000/20250101000000_orders.sql";
    let kept = world.content(archived);
    world.stage(archived, "-- lost\n").commit("lost");
    let refused = "is not a squash: db/migrations/20250101000000_orders.sql is not in the archive as it was";
    run(&live, PROVE).exits(1).prints(&[refused]).done();
    world.stage(archived, kept).commit("kept");
    run(&live, PROVE).passes().done();
    let last = "db/migrations/20250103000000_index.sql";
    world.stage(last, text("select 1;")).commit("edited");
    run(&live, PROVE).exits(1).prints(&["20250103000000_index.sql is not in the archive as it was"]).done();
    // A range without a squash needs no server.
    world.git(&["reset", "--quiet", "--hard", "origin/main"]);
    let nothing = world.with("PATH", "/nowhere").tidegate(PROVE).passes();
    nothing.prints(&["no migration of this range was moved to an archive"]).done();
    run(&live, "squash --prove").exits(2).prints(&["--from-ref"]).done();
}
