//! `tidegate snapshot` of a real server.

use super::Live;
use super::faults::{Cut, Proxy};
use crate::support::kill_everywhere;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// A database with everything that a snapshot has to keep.
pub(super) const EVERYTHING: &str = "\
create role app_owner; create role reader;
create schema app authorization app_owner;
create type app.state as enum ('open', 'paid');
create table app.orders (id bigint generated always as identity primary key, state app.state not null default 'open',
  total numeric(10, 2), placed timestamptz default now(), extra jsonb, picture bytea);
alter table app.orders owner to app_owner;
grant select on app.orders to reader;
insert into app.orders (state, total, extra, picture) select case when n % 2 = 0 then 'paid' else 'open' end::app.state,
  n * 1.5, jsonb_build_object('n', n), decode(md5(n::text), 'hex') from generate_series(1, 500) n;
create table app.lines (id serial primary key, order_id bigint references app.orders on delete cascade, text text);
insert into app.lines (order_id, text) select n, 'line ' || n from generate_series(1, 300) n;
create view app.paid as select id, total from app.orders where state = 'paid';
create materialized view app.totals as select state, sum(total) from app.orders group by 1;
create table app.\"Odd name\" (\"a 'b'\" text, parted date) partition by range (parted);
create table app.\"part 1\" partition of app.\"Odd name\" for values from ('2026-01-01') to ('2027-01-01');
insert into app.\"Odd name\" values ('x', '2026-05-05');
create sequence app.\"My seq\"; select nextval('app.\"My seq\"') from generate_series(1, 7);
create function app.touch() returns trigger language plpgsql as $$ begin new.placed = now(); return new; end $$;
create trigger touch before update on app.orders for each row execute function app.touch();
alter table app.orders enable row level security;
create policy own on app.orders to reader using (state = 'paid');
select lo_from_bytea(0, 'large object');
alter database app set work_mem = '8MB';
grant connect on database app to reader;
create table goose_db_version (id serial primary key, version_id bigint not null, is_applied boolean not null,
  tstamp timestamp default now());
insert into goose_db_version (version_id, is_applied) values (0, true), (20250101000000, true);
";

impl Live {
    /// A server with that database.
    pub(super) fn with_everything() -> Option<Self> {
        let mut live = Self::new()?;
        live.sql(EVERYTHING);
        Some(live)
    }

    /// Takes a snapshot, and returns its folder.
    pub(super) fn snapshot(&self, options: &str) -> PathBuf {
        let db = &self.address;
        self.world.tidegate(&format!("snapshot --db {db} --output ../snapshots {options}")).passes().done();
        self.snapshots().pop().unwrap()
    }

    /// The folders of snapshots, also of incomplete ones, in order.
    pub(super) fn snapshots(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.world.root().join("snapshots")).into_iter().flatten();
        let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        found.sort();
        found
    }
}

fn manifest(folder: &Path) -> serde_json::Value {
    serde_json::from_str(&fs::read_to_string(folder.join("manifest.json")).unwrap()).unwrap()
}

#[test]
fn no_repository_is_needed() {
    let Some(live) = Live::with_everything() else { return };
    let (folder, db) = (tempfile::tempdir().unwrap(), &live.address);
    let outside = || live.world.from_folder(folder.path());
    outside().tidegate(&format!("snapshot --db {db} --output taken")).passes().done();
    let taken = fs::read_dir(folder.path().join("taken")).unwrap().next().unwrap().unwrap().path();
    outside().tidegate(&format!("restore {} --db {db} --dry-run", taken.display())).passes().done();
}

#[test]
fn a_snapshot_is_proven_by_a_copy() {
    let Some(mut live) = Live::with_everything() else { return };
    let db = live.address.clone();
    let taken = live.world.tidegate(&format!("snapshot --db {db} --output ../snapshots --prove")).passes();
    taken
        .prints(&["proven: the restored copy is equal", "4 tables with 803 rows, 4 sequences, 1 large object;"])
        .done();
    let folder = live.snapshots().pop().unwrap();
    let manifest = manifest(&folder);
    let contents = &manifest["contents"];
    assert_eq!(contents["tables"]["\"app\".\"orders\""]["rows"], 500);
    assert_eq!(contents["sequences"]["app.\"My seq\""], serde_json::json!(["7", true]));
    assert_eq!(contents["largeObjects"], serde_json::json!({"count": 1, "bytes": 12}));
    assert_eq!(contents["tracking"][0]["versions"], serde_json::json!(["20250101000000"]));
    let roles: Vec<&str> =
        manifest["roles"].as_array().unwrap().iter().map(|role| role["name"].as_str().unwrap()).collect();
    assert!(roles.contains(&"app_owner") && roles.contains(&"reader"), "{roles:?}");
    assert_eq!(manifest["properties"]["statements"][0], "REVOKE ALL ON DATABASE $database FROM PUBLIC");
    assert_eq!(fs::read_to_string(folder.join(".gitignore")).unwrap(), "*\n");
    // The database was only read.
    assert_eq!(live.value("select count(*)::text from app.orders"), "500");
    live.world.tidegate(&format!("snapshot --db {db} --output ../snapshots")).passes().prints(&["; not proven"]).done();
    assert_eq!(live.snapshots().len(), 2);
}

#[test]
fn rows_that_the_role_cannot_read_are_named_before_anything_is_written() {
    let Some(mut live) = Live::with_everything() else { return };
    live.sql(
        "create role ada login; grant usage on schema app to ada; grant select on app.orders to ada; \
              grant connect on database app to ada",
    );
    let db = live.address.replace("postgres://postgres@", "postgres://ada@");
    let refused = live.world.tidegate(&format!("snapshot --db {db} --output ../snapshots")).exits(2);
    refused
        .prints(&[
            "the role ada cannot read everything in",
            "table app.lines: no SELECT; `GRANT SELECT ON TABLE app.lines TO ada`",
            "sequence app.lines_id_seq: no SELECT; `GRANT SELECT ON SEQUENCE app.lines_id_seq TO ada`",
            "table app.orders: its row-level security hides rows; `ALTER ROLE ada BYPASSRLS`",
        ])
        .done();
    assert!(live.snapshots().is_empty());
}

#[test]
fn a_full_disk_leaves_nothing() {
    let Some(mut live) = Live::with_everything() else { return };
    live.sql("insert into app.lines (text) select md5(n::text) || md5((n + 1)::text) from generate_series(1, 60000) n");
    let folder = live.world.root().join("small");
    fs::create_dir(&folder).unwrap();
    let Some(_mount) = crate::support::Mount::new(&folder, "size=1m") else { return };
    for form in ["custom", "directory"] {
        let snapshot = format!("snapshot --db {} --format {form} --output ../small", live.address);
        live.world.tidegate(&snapshot).exits(3).prints(&["No space left on device"]).done();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "{form}");
    }
}

#[test]
fn a_run_that_is_killed_leaves_nothing_under_the_final_name() {
    let Some(mut live) = Live::with_everything() else { return };
    let address = live.address.clone();
    let world = std::mem::replace(&mut live.world, crate::support::World::new());
    let snapshots = world.root().join("snapshots");
    let complete = || -> Vec<PathBuf> {
        let entries = fs::read_dir(&snapshots).into_iter().flatten().map(|entry| entry.unwrap().path());
        entries.filter(|path| !path.file_name().unwrap().to_string_lossy().starts_with('.')).collect()
    };
    let kills = std::cell::Cell::new(0);
    kill_everywhere(&world, &["snapshot", "--db", &address, "--output", "../snapshots"], || {
        kills.set(kills.get() + 1);
        for folder in complete() {
            // What has a name is whole.
            tidegate::live::snapshot::Snapshot::open(&folder).unwrap().verify().unwrap();
        }
    });
    world.tidegate(&format!("snapshot --db {address} --output ../snapshots")).passes().done();
    let left = fs::read_dir(&snapshots).unwrap().count();
    assert_eq!(left, complete().len(), "the leftovers are removed");
    assert!(kills.get() > 3, "{} kills", kills.get());
}

#[test]
fn a_snapshot_that_is_cut_off_at_any_message_leaves_nothing() {
    let Some(mut live) = Live::new() else { return };
    live.sql("create table t (id serial primary key, text text); insert into t (text) values ('one'), ('two')");
    let server = live.address.split_once("?host=").unwrap().1.to_owned();
    let (mut cuts, mut taken) = (0, 0);
    for cut in [Cut::Before, Cut::After] {
        // Not every message: there are several hundred, most of which read the catalog.
        for number in (1..).step_by(7) {
            let proxy = Proxy::new(Path::new(&server), number, cut);
            let address = proxy.address(&live.address);
            let run = live.world.tidegate(&format!("snapshot --db {address} --output ../snapshots"));
            let left = live.snapshots();
            match run.code {
                Some(0) => taken += 1,
                Some(3) => assert!(left.is_empty(), "{cut:?} message {number}: {left:?} {}", run.text()),
                _ => panic!("{cut:?} message {number}: {}", run.text()),
            }
            for folder in left {
                tidegate::live::snapshot::Snapshot::open(&folder).unwrap().verify().unwrap();
                fs::remove_dir_all(folder).unwrap();
            }
            if proxy.messages.load(Ordering::SeqCst) < number {
                break;
            }
            cuts += 1;
        }
    }
    assert!(cuts > 10 && taken < cuts / 2, "{cuts} cuts, {taken} taken");
}
