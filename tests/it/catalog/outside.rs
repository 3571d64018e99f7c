//! Changes to objects that are in no schema of the project, or whose definition is that of another object.

use super::{Bench, changes, shorts};
use tidegate::catalog::{Aspect, Object};
use tidegate::diff::witness;

/// Runs `change` in a second database that is otherwise the same, and compares both.
fn check(bench: &mut Bench, setup: &str, change: &str, expected: &[&str]) {
    let one = bench.database([setup]);
    let other = bench.database([setup, change]);
    let comparison = changes(&bench.catalog(&other), &bench.catalog(&one));
    assert_eq!(shorts(&comparison), expected, "{change}");
    let unseen = witness(&bench.dump(&other), &bench.dump(&one), &comparison);
    assert!(unseen.is_empty(), "{change}: {unseen:?}");
}

#[test]
fn privileges_on_objects_of_the_server_are_compared() {
    let Some(mut bench) = Bench::new() else { return };
    bench.database(["create role one", "create role two"]);
    let altered = "+ altered object function pg_catalog.pg_sleep(double precision)";
    check(
        &mut bench,
        "",
        "grant execute on function pg_sleep(float8) to one; revoke execute on function pg_sleep(float8) from public",
        &[altered],
    );
    check(&mut bench, "", "grant select on pg_authid to one", &["+ altered object table pg_catalog.pg_authid"]);
    let setup = "grant select on pg_authid to one";
    check(
        &mut bench,
        setup,
        "grant select on pg_authid to two",
        &["~ altered object table pg_catalog.pg_authid (grants)"],
    );
    let tables = "+ default privileges on tables of two";
    check(&mut bench, "", "alter default privileges for role two grant select on tables to one", &[tables]);
    check(&mut bench, "", "grant create on schema public to one", &["~ schema public (grants)"]);
    check(&mut bench, "", "alter schema public owner to one", &["~ schema public (owner)"]);
    check(&mut bench, "", "drop schema public", &["- schema public"]);
    check(&mut bench, "", "comment on schema public is 'ours'", &["~ schema public (comment)"]);
}

#[test]
fn settings_of_the_database_are_state_that_a_file_does_not_have() {
    let Some(mut bench) = Bench::new() else { return };
    let run = "do $$ begin execute format('alter database %I set work_mem = ''4MB''', current_database()); end $$";
    check(&mut bench, "", run, &["~ database itself (settings)"]);
    let one = bench.database([run]);
    let other = bench.database([]);
    let comparison = changes(&bench.catalog(&one), &bench.catalog(&other));
    assert_eq!(comparison.changes[0].properties[0].aspect, Aspect::State);
    let run =
        "do $$ begin execute format('alter role current_user in database %I set jit = 0', current_database()); end $$";
    check(&mut bench, "", run, &["~ database itself (settings)"]);
}

#[test]
fn an_address_of_a_publisher_is_read_without_its_password() {
    let Some(mut bench) = Bench::new() else { return };
    let check = |bench: &mut Bench, address: &str, expected: Option<&str>| {
        let with = "with (connect = false, slot_name = none)";
        let name =
            bench.database([format!("create subscription s connection '{address}' publication p {with}").as_str()]);
        let catalog = bench.catalog(&name);
        let found = catalog.objects.values().find_map(|object| match object {
            Object::Subscription(subscription) => Some(subscription.connection.clone()),
            _ => None,
        });
        assert_eq!(found.unwrap().as_deref(), expected, "{address}");
    };
    check(&mut bench, "host=h dbname=x", Some("host=h dbname=x"));
    check(&mut bench, "host=h password=secret dbname=x", Some("host=h password=* dbname=x"));
    check(&mut bench, r"password = ''se\''cret x'' host=h", Some("password=* host=h"));
    check(&mut bench, r"password=se\ cret sslpassword=b host=h", Some("password=* sslpassword=* host=h"));
    check(&mut bench, "postgres://u:secret@h:1/d?sslmode=require", Some("postgres://u@h:1/d?sslmode=require"));
    check(&mut bench, "postgres://u:se?cret@h/d?password=x&user=y", Some("postgres://u@h/d?password=*&user=y"));
    check(&mut bench, "postgres://h/d?p%61ssword=secret", None);
}
