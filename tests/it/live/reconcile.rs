//! `tidegate reconcile` and `pull`.

use super::Live;
use crate::support::CommandResult;
use crate::support::server::new_database;
use tidegate::postgres::{Engine as _, Session};

const FIRST: &str = "create table public.orders (id bigint primary key, total integer default 0, note text);\n\
     create index orders_total on public.orders (total);\n\
     create function public.tax(total integer) returns integer language sql as 'select total / 5';\n";

const DRIFT: &str = "alter table public.orders add column fax text; alter table public.orders alter total set default 7; \
     drop index public.orders_total; create table public.legacy (id integer primary key, name text); \
     create or replace function public.tax(total integer) returns integer language sql as 'select total / 4'; \
     create table public.audit (at timestamptz not null default now()); alter table public.orders drop column note;";

/// A database with every migration, in which someone has changed things by hand.
pub(super) fn drifted() -> Option<Live> {
    let mut live = Live::new()?;
    live.world = std::mem::replace(&mut live.world, crate::support::World::new()).sharing_servers();
    live.world.file("db/migrations/20250101000000_orders.sql", format!("-- migrate:up\n{FIRST}\n-- migrate:down\n"));
    run(&live, "apply --yes").passes().done();
    live.sql(DRIFT);
    live.sql("insert into public.orders (id, fax) select n, 'f' || n from generate_series(1, 100) n");
    Some(live)
}

pub(super) fn run(live: &Live, command: &str) -> CommandResult {
    let (name, rest) = command.split_once(' ').unwrap_or((command, ""));
    live.world.with("TIDEGATE_NOW", "2026-12-01T10:00:00Z").tidegate(&format!("{name} --db {} {rest}", live.address))
}

pub(super) const FILE: &str = "tidegate.drift.toml";

/// Decides about the objects whose name contains a word.
pub(super) fn decide(live: &Live, word: &str, choice: &str, more: &str) {
    let text = live.world.content(FILE);
    let blocks: Vec<String> = text
        .split("\n\n")
        .map(|block| {
            if block.lines().any(|line| line.starts_with("object") && line.contains(word)) {
                let decided = format!("decision = \"{choice}\"");
                let block =
                    block.replace("decision = \"\"", &decided).replace("reason = \"\"", "reason = \"asked ann\"");
                block.replace("approved-by = \"\"", more)
            } else {
                block.to_owned()
            }
        })
        .collect();
    live.world.file(FILE, blocks.join("\n\n"));
}

const APPROVED: &str = "approved-by = \"bea\"";

pub(super) fn date(live: &Live) {
    let text = live.world.content(FILE).replace("approved-on = \"\"", "approved-on = \"2026-12-01\"");
    live.world.file(FILE, text);
}

#[test]
fn every_difference_is_decided_and_both_sides_are_led_to_one_schema() {
    let Some(mut live) = drifted() else { return };
    let first = run(&live, "reconcile").exits(1);
    first.prints(&["7 differences; 7 open decisions", "7 entries added to tidegate.drift.toml", "is undecided"]).done();
    decide(&live, "fax", "database", "");
    decide(&live, "audit", "database", "");
    decide(&live, "legacy", "out-of-scope", "");
    decide(&live, "tax", "migrations", "");
    decide(&live, "orders_total", "migrations", "");
    decide(&live, "table `public.orders`", "database", "");
    decide(&live, "column `total`", "migrations", "");
    decide(&live, "column `note`", "database", "approved-by = \"\"");
    let open = run(&live, "reconcile").exits(1);
    open.prints(&["1 open decision", "column `note` on `public.orders` needs the sign-off of a reviewer"]).done();
    let text = live.world.content(FILE).replace("# the column", "# ours: the column");
    live.world.file(FILE, text.replace("approved-by = \"\"", APPROVED));
    date(&live);
    let drift = run(&live, "drift").exits(1);
    drift
        .prints(&["decided: table `public.legacy` (extra): out-of-scope: asked ann", "1 difference out of scope"])
        .done();

    let written = run(&live, "reconcile").passes();
    written
        .prints(&[
            "7 differences, all decided",
            "db/migrations/20261201100000_reconcile_drift.sql: makes the history like the database",
            "db/migrations/20261201100001_reconcile_drift_repair.sql: makes the database like the history",
            "tidegate repair --db DATABASE --applied 20261201100000",
        ])
        .done();
    let of_history = live.world.content("db/migrations/20261201100000_reconcile_drift.sql");
    let of_database = live.world.content("db/migrations/20261201100001_reconcile_drift_repair.sql");
    for (text, has, lacks) in [
        (&of_history, "ADD COLUMN fax text", "legacy"),
        (&of_history, "-- BREAKING: asked ann (approved by bea on 2026-12-01)", "orders_total"),
        (&of_database, "CREATE INDEX IF NOT EXISTS orders_total", "fax"),
        (&of_database, "CREATE OR REPLACE FUNCTION", "legacy"),
    ] {
        assert!(text.contains(has) && !text.contains(lacks), "{text}");
    }

    run(&live, "reconcile").exits(2).prints(&["lacks migrations of the working tree"]).done();
    run(&live, "repair --yes --applied 20261201100000").passes().done();
    run(&live, "apply --yes").passes().done();
    run(&live, "drift").passes().prints(&["1 of 1 database as the working tree; 1 difference out of scope"]).done();
    run(&live, "drift --no-decisions").exits(1).prints(&["legacy"]).done();
    run(&live, "status").passes().done();
    assert_eq!(live.value("select count(*) || ' ' || count(fax) from public.orders"), "100 100");
    run(&live, "reconcile").exits(1).prints(&["no longer differs", "`--prune`"]).done();
    run(&live, "reconcile --prune").passes().prints(&["every difference is out of scope"]).done();
    assert_eq!(live.world.content(FILE).matches("[[change]]").count(), 1);

    // A database without drift runs the same migrations.
    live.create("fresh");
    let fresh = live.address.replace("/app?", "/fresh?");
    live.world.tidegate(&format!("apply --yes --db {fresh}")).passes().done();
    live.world.tidegate(&format!("drift --db {fresh}")).passes().done();
}

#[test]
fn a_difference_that_changes_needs_another_decision() {
    let Some(mut live) = drifted() else { return };
    run(&live, "reconcile").exits(1).done();
    decide(&live, "tax", "migrations", "");
    live.sql("create or replace function public.tax(total integer) returns integer language sql as 'select 1'");
    let stale = run(&live, "reconcile").exits(1);
    stale.prints(&["1 entry added", "is about another difference than the present one"]).done();
    run(&live, "reconcile --prune").exits(1).prints(&["1 entry removed"]).done();
    live.world.file(FILE, "version = 1\n[[change]]\nobject = 5\n");
    run(&live, "reconcile").exits(2).prints(&["expected a string", "tidegate.drift.toml:3"]).done();
    run(&live, "drift").exits(2).done();
    run(&live, "drift --no-decisions").exits(1).done();
}

#[test]
fn a_repair_of_one_database_is_a_script() {
    let Some(live) = drifted() else { return };
    run(&live, "reconcile").exits(1).done();
    for word in ["fax", "audit", "legacy", "tax", "orders_total", "column `total`", "table `public.orders`"] {
        decide(&live, word, "out-of-scope", "");
    }
    decide(&live, "column `note`", "migrations", APPROVED);
    date(&live);
    let file = run(&live, "reconcile --repair repair.sql").passes();
    file.prints(&["repair.sql: makes the database like the history", "psql -v ON_ERROR_STOP=1 -f repair.sql"]).done();
    assert!(live.world.content("repair.sql").contains("ADD COLUMN note text;"));
    assert!(!live.world.path("db/migrations/20261201100000_reconcile_drift.sql").exists());
    run(&live, "reconcile --repair repair.sql").exits(3).done();
}

#[test]
fn decisions_that_need_each_other_are_refused_together() {
    let Some(mut live) = drifted() else { return };
    live.sql("create view public.faxes as select fax from public.orders");
    run(&live, "reconcile").exits(1).done();
    for word in ["fax", "audit", "legacy", "tax", "orders_total", "column `total`", "column `note`"] {
        decide(&live, word, "out-of-scope", "");
    }
    let text = live.world.content(FILE);
    let (before, view) = text.split_once("object = \"view").unwrap();
    live.world.file(FILE, format!("{before}object = \"view{}", view.replacen("out-of-scope", "database", 1)));
    let refused = run(&live, "reconcile").exits(1);
    refused.prints(&["fails on a fresh database", "does not exist", "nothing was written"]).done();
    assert!(!live.world.path("db/migrations/20261201100000_reconcile_drift.sql").exists());
}

#[test]
fn decisions_are_asked_for_with_the_sql_of_each() {
    let Some(live) = drifted() else { return };
    let command = format!("reconcile --interactive --db {}", live.address);
    let view = live.world.with("TIDEGATE_NOW", "2026-12-01T10:00:00Z").input("d\nours\nx\no\nlegacy\nq\n");
    let asked = view.tidegate(&command).exits(1);
    asked.prints(&["1/7", "if the database is correct, the new migration has:", "open decisions in"]).done();
    let text = live.world.content(FILE);
    assert!(text.contains("decision = \"database\"\nreason = \"ours\""), "{text}");
    assert!(text.contains("decision = \"out-of-scope\"\nreason = \"legacy\""), "{text}");
}

#[test]
fn a_pulled_migration_makes_the_history_like_the_database() {
    let Some(live) = drifted() else { return };
    let pulled = run(&live, "pull --mark --yes sync production schema").passes();
    let path = "db/migrations/20261201100000_sync_production_schema.sql";
    pulled.prints(&[path, "proven on", "20261201100000 (sync_production_schema) is recorded as applied"]).done();
    let text = live.world.content(path);
    assert!(text.contains("CREATE TABLE public.legacy") && text.contains("DROP COLUMN note"), "{text}");
    run(&live, "drift").passes().done();
    run(&live, "status").passes().done();
    run(&live, "pull").passes().prints(&["no differences"]).done();
}

#[test]
fn pending_migrations_are_not_drift() {
    let Some(live) = drifted() else { return };
    live.world.file("db/migrations/20250102000000_b.sql", "-- migrate:up\ncreate table b ();\n-- migrate:down\n");
    for command in ["reconcile", "pull"] {
        let refused = run(&live, command).exits(2);
        refused
            .prints(&["lacks migrations of the working tree: 20250102000000", "tidegate apply --db DATABASE"])
            .done();
    }
    assert!(!live.world.path(FILE).exists());
}

impl Live {
    /// One more database on the server.
    pub(super) fn create(&mut self, name: &str) {
        self.local.create_database(&new_database(name)).unwrap();
        drop(self.local.open(name, &Session::default()).unwrap());
    }
}

#[test]
fn privileges_of_a_platform_that_the_database_lacks_are_not_decided_about() {
    let Some(mut live) = Live::new() else { return };
    live.world = std::mem::replace(&mut live.world, crate::support::World::new()).sharing_servers();
    live.world.file("supabase/migrations/20250101000000_a.sql", "create table public.a (id bigint primary key);\n");
    run(&live, "apply --yes").passes().done();
    let reason =
        "is not a database of Supabase: it has no schema `auth`, and the migrations were replayed on the platform";
    let remedy = "if the project does not run on Supabase, set `platform = \"none\"` in tidegate.toml";
    for command in ["pull late", "reconcile"] {
        run(&live, command).exits(2).prints(&[reason, remedy]).done();
    }
    run(&live, "baseline first --yes").exits(2).prints(&[reason, remedy]).done();
    assert!(!live.world.top().join(FILE).exists());
    run(&live, "drift")
        .exits(1)
        .prints(&["is not a database of Supabase", "`platform = \"none\"` in tidegate.toml"])
        .done();
    live.world.file("tidegate.toml", "platform = \"none\"\n");
    run(&live, "pull late").passes().prints(&["no differences"]).done();
    run(&live, "drift").passes().done();
    live.world.file("tidegate.toml", "");
    live.sql("create schema auth");
    run(&live, "drift").exits(1).does_not_print(&[reason]).done();
}
