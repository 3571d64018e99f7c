//! `tidegate rollout`, and the whole way: a drifted database, a snapshot, a rehearsal, a rollout, or the way back.

use super::Live;
use super::faults::{Cut, Proxy};
use crate::support::{CommandResult, kill_everywhere};
use std::fs;
use std::path::{Path, PathBuf};
use tidegate::postgres::{Engine as _, Session};

const INIT: &str = "\
create table customers (id bigint primary key, email text not null);
create table orders (id bigint primary key, customer_id bigint not null references customers, total bigint not null);";

const RECONCILE: &str = "\
-- The database is correct: the column becomes part of the history.
alter table customers add column if not exists note text;
-- The migrations are correct: the index goes.
drop index if exists orders_by_hand;";

const UNIQUE: &str = "alter table customers add constraint customers_email_key unique (email);";

const TOTALS: &str =
    "select (select count(*) from customers) || ' ' || (select count(*) || ' ' || sum(total) from orders)";

impl Live {
    /// A database of Prisma with rows, which was changed by hand, and a repository with the migrations that reconcile it.
    pub(super) fn drifted() -> Option<Self> {
        let mut live = Self::new()?;
        live.migration("20260101000000_init", INIT);
        live.world.tidegate(&format!("apply --yes --db {}", live.address)).passes().done();
        live.sql(
            "insert into customers select n, 'c' || n || '@example.com' from generate_series(1, 50) n; \
             insert into orders select n, 1 + n % 50, n from generate_series(1, 400) n; \
             alter table customers add column note text; create index orders_by_hand on orders (total)",
        );
        live.world.tidegate(&format!("drift --db {}", live.address)).has_problems().done();
        live.migration("20260102000000_reconcile", RECONCILE);
        live.migration("20260103000000_unique", UNIQUE);
        Some(live)
    }

    fn migration(&self, name: &str, sql: &str) {
        self.world.file(format!("prisma/migrations/{name}/migration.sql"), format!("{sql}\n"));
        self.world.file("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
    }

    /// The record of a rehearsal of a new snapshot.
    pub(super) fn rehearsed(&self) -> PathBuf {
        let snapshot = self.snapshot("");
        self.world.tidegate(&format!("rehearse {}", snapshot.display())).passes().done();
        snapshot.join("rehearsal-20260131T120000Z.json")
    }

    fn rollout(&self, rehearsal: &Path, options: &str) -> CommandResult {
        let rehearsal = rehearsal.display();
        self.world.tidegate(&format!("rollout --db {} --rehearsal {rehearsal} {options}", self.address))
    }
}

#[test]
fn a_drifted_database_is_reconciled() {
    let Some(mut live) = Live::drifted() else { return };
    let before = live.value(TOTALS);
    let rehearsal = live.rehearsed();
    live.rollout(&rehearsal, "").exits(2).prints(&["the plan was not confirmed"]).done();
    let done = live.rollout(&rehearsal, "--yes").passes();
    done.prints(&["rolled out, and as it was rehearsed; 2 migrations applied"]).done();
    live.world.tidegate(&format!("status --db {}", live.address)).passes().done();
    live.world.tidegate(&format!("drift --db {}", live.address)).passes().done();
    assert_eq!(live.value(TOTALS), before);
    let report = fs::read_to_string(rehearsal.parent().unwrap().join("rollout-20260131T120000Z.md")).unwrap();
    assert!(
        report.contains(": passed\n") && report.contains("20260103000000_unique/migration.sql`: applied"),
        "{report}"
    );
}

#[test]
fn a_rollout_that_fails_leads_back_to_the_snapshot() {
    let Some(mut live) = Live::drifted() else { return };
    let before = live.value(TOTALS);
    let rehearsal = live.rehearsed();
    // A row that was not there in the rehearsal.
    live.sql("insert into customers values (51, 'c1@example.com')");
    let failed = live.rollout(&rehearsal, "--yes --auto-restore").has_problems();
    failed
        .prints(&["applied prisma/migrations/20260102000000_reconcile", "c1@example.com", "the snapshot is restored"])
        .done();
    live.database = live.local.open("app", &Session::default()).unwrap();
    assert_eq!(live.value(TOTALS), before);
    assert_eq!(live.value("select count(*)::text from _prisma_migrations"), "1");
    let mut kept = live.local.open("app_before_20260131T120000Z", &Session::default()).unwrap();
    assert_eq!(kept.value("select count(*)::text from customers").unwrap().unwrap(), "51");
}

#[test]
fn a_rollout_that_fails_shows_the_command_that_leads_back() {
    let Some(mut live) = Live::drifted() else { return };
    let rehearsal = live.rehearsed();
    live.sql("insert into customers values (51, 'c1@example.com')");
    let failed = live.rollout(&rehearsal, "--yes").has_problems();
    failed.prints(&["tidegate restore /", "the rollout failed; 1 migration applied"]).done();
}

#[test]
fn a_rollout_of_something_that_was_not_rehearsed_is_refused() {
    let Some(mut live) = Live::drifted() else { return };
    let rehearsal = live.rehearsed();
    let late = live.world.from_folder("").with("TIDEGATE_NOW", "2026-01-31T14:00:00Z");
    let late = late.tidegate(&format!("rollout --yes --db {} --rehearsal {}", live.address, rehearsal.display()));
    late.has_problems().prints(&["the snapshot is 120 minutes old, and 60 are allowed", "nothing was changed"]).done();
    live.migration("20260103000000_unique", "select 1;");
    let refused = live.rollout(&rehearsal, "--yes").has_problems();
    refused.prints(&["the pending migrations are not those of the rehearsal"]).done();
    live.migration("20260103000000_unique", UNIQUE);
    live.sql("alter table orders add column by_hand int");
    let refused = live.rollout(&rehearsal, "--yes").has_problems();
    refused.prints(&["the schema of the database has changed since the rehearsal"]).done();
    assert_eq!(live.value("select count(*)::text from _prisma_migrations"), "1");
}

#[test]
fn a_rollout_that_is_cut_off_at_any_message_is_refused_or_completed_by_apply() {
    let Some(mut live) = Live::drifted() else { return };
    let server = live.address.split_once("?host=").unwrap().1.to_owned();
    let (mut cuts, mut repeated) = (0, 0);
    for cut in [Cut::Before, Cut::After] {
        let proxy = Proxy::new(Path::new(&server), usize::MAX, cut);
        let address = proxy.address(&live.address);
        let direct = std::mem::replace(&mut live.address, address);
        let rehearsal = live.rehearsed();
        let mut other = live.local.open("template1", &Session::default()).unwrap();
        other.run("drop database if exists saved").unwrap();
        let busy = "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'app'";
        other.query(busy).unwrap();
        other.run("create database saved template app").unwrap();
        // Not every message: there are several hundred, most of which read the catalog.
        for number in (1..).step_by(17) {
            proxy.rearm(number);
            let what = format!("{cut:?} message {number}");
            let run = live.rollout(&rehearsal, "--yes");
            let total = proxy.messages.load(std::sync::atomic::Ordering::SeqCst);
            proxy.rearm(usize::MAX);
            assert!(matches!(run.code, Some(0 | 1 | 3)), "{what}: {}", run.text());
            live.database = live.local.open("app", &Session::default()).unwrap();
            let agree = "select (select count(*) from pg_constraint where conname = 'customers_email_key') = \
                         (select count(*) from _prisma_migrations where migration_name like '%unique')";
            assert_eq!(live.value(agree), "t", "{what}: {}", run.text());
            if run.code != Some(0) {
                repeated += 1;
                let completed = live.world.tidegate(&format!("apply --yes --db {direct}"));
                assert_eq!(completed.code, Some(0), "{what}: {} then {}", run.text(), completed.text());
            }
            live.world.tidegate(&format!("status --db {direct}")).passes().done();
            assert_eq!(live.value("select count(*)::text from orders"), "400", "{what}");
            other.run("drop database app with (force)").unwrap();
            other.run("create database app template saved").unwrap();
            if total < number {
                break;
            }
            cuts += 1;
        }
        live.address = direct;
        live.database = live.local.open("app", &Session::default()).unwrap();
    }
    assert!(cuts > 10 && repeated > 5, "{cuts} cuts, {repeated} runs that were completed by apply");
}

#[test]
fn a_rollout_that_is_killed_anywhere_is_refused_or_completed_by_apply() {
    let Some(mut live) = Live::drifted() else { return };
    let rehearsal = live.rehearsed().display().to_string();
    let address = live.address.clone();
    let world = std::mem::replace(&mut live.world, crate::support::World::new());
    let mut kills = 0;
    kill_everywhere(&world, &["rollout", "--yes", "--db", &address, "--rehearsal", &rehearsal], || {
        kills += 1;
        // Each migration is applied with its row or not at all.
        let has_constraint = "select count(*)::text from pg_constraint where conname = 'customers_email_key'";
        let recorded = "select count(*)::text from _prisma_migrations where migration_name like '%unique' \
                        and finished_at is not null";
        let (constraint, row) = (live.value(has_constraint), live.value(recorded));
        assert_eq!(constraint, row);
    });
    assert!(kills > 3, "{kills} kills");
    world.tidegate(&format!("apply --yes --db {address}")).passes().done();
    world.tidegate(&format!("status --db {address}")).passes().done();
}
