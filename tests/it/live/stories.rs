//! Whole procedures of teams with a drifted database, as the documents describe them.

use super::Live;
use crate::support::{CommandResult, World};

const FIRST: &str =
    "create table public.tenants (id uuid primary key default gen_random_uuid(), name text not null);\n";
const SECOND: &str = "alter table public.tenants add column plan text not null default 'free';\n";

/// A migration of dbmate.
fn write(live: &Live, name: &str, sql: &str) {
    live.world.file(format!("db/migrations/{name}.sql"), format!("-- migrate:up\n{sql}\n-- migrate:down\n"));
}

/// A project with its first migration in a database.
fn started() -> Option<Live> {
    let mut live = Live::new()?;
    live.world = std::mem::replace(&mut live.world, World::new()).sharing_servers();
    write(&live, "20250101000000_tenants", FIRST);
    run(&live, "apply --yes").passes().done();
    Some(live)
}

fn run(live: &Live, command: &str) -> CommandResult {
    let (name, rest) = command.split_once(' ').unwrap_or((command, ""));
    live.world.with("TIDEGATE_NOW", "2026-12-01T10:00:00Z").tidegate(&format!("{name} --db {} {rest}", live.address))
}

fn is_aligned(live: &Live) {
    run(live, "status").passes().done();
    run(live, "drift").passes().done();
}

#[test]
fn production_is_the_source_of_truth() {
    let Some(mut live) = started() else { return };
    live.sql("create table public.by_hand (id bigint primary key); create index by_hand_id on public.by_hand (id)");
    run(&live, "drift").exits(1).prints(&["by_hand"]).done();
    run(&live, "pull --mark --yes sync production schema").passes().done();
    is_aligned(&live);
    let rows = "select string_agg(version, ' ' order by version) from schema_migrations";
    assert_eq!(live.value(rows), "20250101000000 20261201100000");
}

#[test]
fn the_repository_is_the_source_of_truth() {
    let Some(live) = started() else { return };
    write(&live, "20250102000000_plan", SECOND);
    run(&live, "status").exits(1).prints(&["pending"]).done();
    run(&live, "apply --dry-run").prints(&["add column plan"]).done();
    run(&live, "apply --yes").passes().done();
    is_aligned(&live);
}

#[test]
fn only_the_record_is_wrong() {
    let Some(mut live) = started() else { return };
    write(&live, "20250102000000_plan", SECOND);
    live.sql(SECOND);
    live.sql("insert into schema_migrations (version) values ('20240101000000')");
    run(&live, "repair --yes --applied 20250102000000 --reverted 20240101000000").passes().done();
    is_aligned(&live);
}

/// A schema that was changed through `exec_sql`: exported, compared, captured by a migration, applied and verified.
#[test]
fn migrations_and_production_are_out_of_step() {
    let Some(mut live) = started() else { return };
    for number in 1..=5 {
        live.sql(&format!(
            "create table public.untracked_{number} (id bigint primary key, tenant uuid references public.tenants)"
        ));
    }
    live.sql("alter table public.tenants drop column name; insert into public.tenants default values");
    run(&live, "reconcile").exits(1).prints(&["6 differences"]).done();
    let file = "tidegate.drift.toml";
    let text = live.world.content(file);
    let decided = text.split("\n\n").map(|block| {
        let choice = if block.contains("untracked") { "database" } else { "migrations" };
        let block = block.replace("decision = \"\"", &format!("decision = \"{choice}\""));
        let block = block.replace("reason = \"\"", "reason = \"found on 2026-02-01\"");
        block
            .replace("approved-by = \"\"", "approved-by = \"bea\"")
            .replace("approved-on = \"\"", "approved-on = \"2026-12-01\"")
    });
    live.world.file(file, decided.collect::<Vec<_>>().join("\n\n"));
    // The column cannot be added again: it has no default, and the table has a row.
    let written = run(&live, "reconcile").passes();
    written.prints(&["20261201100000_reconcile_drift.sql", "20261201100001_reconcile_drift_repair.sql"]).done();
    run(&live, "repair --yes --applied 20261201100000").passes().done();
    run(&live, "apply --yes").exits(1).prints(&["contains null values"]).done();
    live.sql("delete from public.tenants");
    run(&live, "apply --yes").passes().done();
    is_aligned(&live);
}

/// A fresh database that still differs from production shows that production has untracked changes.
#[test]
fn the_local_database_is_not_like_production() {
    let Some(mut live) = started() else { return };
    live.sql("create table public.untracked (id bigint primary key)");
    live.create("local");
    let local = live.address.replace("/app?", "/local?");
    live.world.tidegate(&format!("apply --yes --db {local}")).passes().done();
    let both = live.world.tidegate(&format!("drift --db {local} --db {}", live.address)).exits(1);
    both.prints(&["1 of 2 databases not as the working tree", "extra"]).done();
    run(&live, "pull --mark --yes capture").passes().done();
    live.world.tidegate(&format!("apply --yes --db {local}")).passes().done();
    live.world.tidegate(&format!("drift --db {local} --db {}", live.address)).passes().done();
}
