//! Schemas with more tables than one transaction of the server can lock.

use crate::support::{World, server};
use std::fmt::Write as _;
use tidegate::postgres::Environment;
use tidegate::postgres::local::Local;

/// More tables than [`start`]'s server has locks for, with their indexes and types.
const TABLES: usize = 500;

/// A server with room for few locks.
fn start() -> Local {
    let environment = Environment { cache: Some(server::shared_cache()), ..Environment::read().unwrap() };
    let few = [
        ("max_locks_per_transaction", "64"),
        ("max_connections", "5"),
        ("superuser_reserved_connections", "0"),
        ("autovacuum", "off"),
    ];
    let settings = few.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Local::start(&server::choice().installation, &environment, "locks", &settings).unwrap()
}

#[test]
fn thousands_of_differing_tables_are_compared() {
    let Some(world) = World::with_server() else { return };
    let local = start();
    let (mut tables, mut others) = (String::new(), String::new());
    for number in 0..TABLES {
        let _ = writeln!(
            tables,
            "create table public.t{number} (id bigint generated always as identity primary key, a text);"
        );
        let _ = writeln!(
            others,
            "create table public.t{number} (id bigint generated always as identity primary key, b text);"
        );
    }
    // One transaction could not create them all.
    for (number, part) in tables.lines().collect::<Vec<_>>().chunks(50).enumerate() {
        world.stage(&format!("supabase/migrations/202601010000{number:02}_a.sql"), part.join("\n"));
    }
    world.stage("schema.sql", others);
    let address = format!("host={} user=postgres dbname=template1", local.sockets().display());
    world
        .with("TIDEGATE_DATABASE_URL", &address)
        .tidegate("verify")
        .has_problems()
        .prints(&[&format!("{TABLES} changed")])
        .does_not_print(&["out of shared memory"])
        .done();
}
