//! Live databases as sides: only read, and never named with a password.

use super::changes;
use crate::support::World;
use crate::support::server::{Server, new_database};
use tidegate::postgres::{Engine as _, Session};

const TABLE: &str = "create table public.orders (id bigint primary key, total integer);";

#[test]
fn a_live_database_is_compared_and_not_touched() {
    let (Some(server), Some(world)) = (Server::new(), World::with_server()) else { return };
    let mut local = server.start();
    local.create_database(&new_database("theirs")).unwrap();
    let mut theirs = local.open("theirs", &Session::default()).unwrap();
    theirs.run(TABLE).unwrap();
    theirs.run("create role reader login password 'hunter2'").unwrap();
    theirs.run("create table public.by_hand (a int); alter table public.orders add fax text").unwrap();
    let address = format!("postgres://reader:hunter2@/theirs?host={}", local.sockets().display());
    world.stage("db/migrations/20250101000000_a.sql", format!("-- migrate:up\n{TABLE}\n-- migrate:down\n"));
    let count = "select count(*)::text from pg_stat_database where datname not in ('template0', 'template1')";
    let before = theirs.value(count).unwrap();

    let json = world.tidegate(&format!("diff {address} index --format json")).exits(1);
    let expected =
        ["dropped table public.by_hand", "dropped column public.by_hand.a", "dropped column public.orders.fax"];
    assert_eq!(changes(&json.out), expected);
    assert!(json.out.contains("\"class\": \"C\""), "{}", json.out);
    for format in ["human", "json", "markdown", "html", "mermaid"] {
        let result = world.tidegate(&format!("diff {address} index --format {format}")).exits(1);
        assert!(!result.text().contains("hunter2"), "{}", result.text());
    }
    assert_eq!(theirs.value(count).unwrap(), before, "no database was created");
    let other = world.tidegate(&format!("diff {address} {address}")).passes();
    other.prints(&["no differences", "a live database of PostgreSQL"]).done();
    theirs.run("drop table public.by_hand; alter table public.orders drop fax").unwrap();
    world.tidegate(&format!("diff index {address}")).passes().done();
}

#[test]
fn a_database_that_cannot_be_reached_is_a_failure_of_the_environment() {
    let world = World::new();
    world.file("a.sql", TABLE);
    let result = world.tidegate("diff a.sql postgres://me:hunter2@/d?host=/nowhere").exits(3);
    assert!(result.err.contains("cannot connect") && !result.text().contains("hunter2"), "{}", result.text());
    assert_eq!(result.out, "");
}
