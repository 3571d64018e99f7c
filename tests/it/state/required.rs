//! `[required]`: kinds and spellings of names, and what is reported of one that is missing.

use super::{is_skipped, problems};
use crate::support::World;
use crate::support::notation::{Situation, indented};

const MIGRATION: &str = "\
create schema app;
create table customers (id bigint primary key, \"E Mail\" text);
create table app.orders (id bigint primary key, total numeric);
create table app.\"Lines\" (id bigint primary key);
create view app.open_orders as select id, total from app.orders;
create materialized view totals as select 1 as total;
create index orders_total on app.orders (total);
create policy \"Owners read\" on customers using (id = 1);
alter table customers enable row level security;
create type app.mood as enum ('good');
create domain positive as int check (value > 0);
create function app.total(bigint, numeric) returns numeric language sql immutable as 'select $2';
create function touch() returns trigger language plpgsql as 'begin return new; end';
create procedure clean(a app.mood) language sql as 'select 1';
create aggregate app.sum_of(int) (sfunc = int4pl, stype = int);
create trigger touch before insert on customers for each row execute function touch();
create extension citext;
";

fn missing(required: &str, migrations: &[&str]) -> Vec<(String, String, String)> {
    let files = migrations.iter().enumerate();
    let files: String =
        files.map(|(at, sql)| format!("staged migrations/000{}_a.sql\n{}", at + 1, indented(sql))).collect();
    let config = indented(&format!("[required]\n{required}"));
    let situation = Situation::read(&format!("config\n{config}{files}"));
    let found =
        problems(&situation, "missing-required-object").unwrap_or_else(|failure| panic!("{required}: {failure}"));
    let found = found.into_iter().filter(|problem| problem.rule.id == "missing-required-object");
    found.map(|problem| (problem.message, problem.why, problem.help)).collect()
}

#[test]
fn every_kind_of_object_can_be_required() {
    if is_skipped() {
        return;
    }
    let required = "\
schemas = ['app', 'public']
extensions = ['citext', 'plpgsql']
tables = ['customers', 'public.customers', 'APP.Orders', 'app.\"Lines\"']
columns = ['customers.\"E Mail\"', 'app.orders.total', 'app.open_orders.total', 'totals.total']
views = ['app.open_orders', 'totals']
indexes = ['app.orders_total', 'customers_pkey']
policies = ['customers.Owners read', 'public.customers.\"Owners read\"']
triggers = ['customers.touch']
functions = ['app.total', 'app.total(int8, decimal)', 'touch()', 'clean(app.mood)', 'app.sum_of', 'citext_eq']
types = ['app.mood', 'positive', 'citext']
";
    assert_eq!(missing(required, &[MIGRATION]), []);
}

#[test]
fn an_object_is_missing_under_another_name_place_or_kind() {
    if is_skipped() {
        return;
    }
    let check = |required: &str, name: &str, near: &str| {
        let found = missing(required, &[MIGRATION]);
        let [(message, _, help)] = &found[..] else { panic!("{required}: {found:?}") };
        assert!(message.contains(&format!("`{name}` does not exist")), "{required}: {message}");
        assert_eq!(help.contains(&format!("`{near}` exists")), !near.is_empty(), "{required}: {help}");
    };
    check("tables = ['customer']", "customer", "customers");
    check("tables = ['orders']", "orders", "app.orders");
    check("tables = ['app.lines']", "app.lines", "app.\"Lines\"");
    check("tables = ['app.open_orders']", "app.open_orders", "");
    check("columns = ['customers.email']", "customers.email", "");
    check("columns = ['app.orders.totl']", "app.orders.totl", "app.orders.total");
    check("views = ['customers']", "customers", "");
    check("policies = ['customers.\"Owners reed\"']", "customers.\"Owners reed\"", "customers.\"Owners read\"");
    check("functions = ['app.total(bigint)']", "app.total(bigint)", "app.total(bigint, numeric)");
    check("functions = ['app.total(bigint, nosuch)']", "app.total(bigint, nosuch)", "app.total(bigint, numeric)");
    check("functions = ['total(bigint)']", "total(bigint)", "app.total(bigint, numeric)");
    check("types = ['mood']", "mood", "app.mood");
    check("extensions = ['postgis_nosuch']", "postgis_nosuch", "");
    check("schemas = ['apps']", "apps", "app");
    check("triggers = ['customers.tuch']", "customers.tuch", "customers.touch");
    check("indexes = ['orders_total']", "orders_total", "app.orders_total");
}

#[test]
fn the_migration_that_loses_an_object_is_named() {
    if is_skipped() {
        return;
    }
    let check = |required: &str, second: &str, what: &str| {
        let found = missing(required, &[MIGRATION, second]);
        let [(_, why, _)] = &found[..] else { panic!("{second}: {found:?}") };
        assert!(why.contains(what), "{second}: {why}");
    };
    check("tables = ['app.orders']", "drop table app.orders cascade;", "this statement drops it");
    check("tables = ['customers']", "alter table customers rename to clients;", "renames it to `clients`");
    check("tables = ['customers']", "alter table customers set schema app;", "moves it to the schema `app`");
    check("columns = ['customers.\"E Mail\"']", "alter table customers drop column \"E Mail\";", "drops it");
    check("columns = ['app.orders.id']", "drop view app.open_orders; drop table app.orders;", "drops its table");
    check("columns = ['customers.id']", "alter table customers rename column id to number;", "renames it to `number`");
    check("policies = ['customers.Owners read']", "drop policy \"Owners read\" on customers;", "drops it");
    check("functions = ['touch()']", "drop function touch() cascade;", "drops it");
    check("views = ['totals']", "drop materialized view totals;", "drops it");
    check("types = ['app.mood']", "drop schema app cascade;", "drops its schema");
    check("tables = ['nothing']", "select 1;", "no migration creates it");
    check("tables = ['app.orders']", "do $$ begin drop table app.orders cascade; end $$;", "this statement drops it");
}

/// The core tables of an application: what a script of its own looked for before.
#[test]
fn core_tables_can_be_required() {
    let Some(world) = World::with_server() else { return };
    let names = ["users", "sessions", "events", "patterns", "relationships", "subscriptions", "privacy_prefs"];
    let sql = |names: &[&str]| -> String {
        names.iter().map(|name| format!("create table public.{name} (id bigint primary key);\n")).collect()
    };
    let list = names.map(|name| format!("\"{name}\"")).join(", ");
    world.stage("tidegate.toml", format!("[required]\ntables = [{list}]\n"));
    world.stage("migrations/0001_core.sql", sql(&names));
    world.verify("").passes().done();
    world.stage("migrations/0001_core.sql", sql(&names[1..]));
    let failed = world.verify("").has_problems();
    failed.prints(&["error[missing-required-object]", "required table `users` does not exist", "; 1 error"]).done();
    // A check needs no server, and does not look for them.
    world.tidegate("check").passes().done();
    // It is an error of the file to name a kind that does not exist.
    world.stage("tidegate.toml", "[required]\ntabels = [\"users\"]\ncolumns = [\"users\"]\n");
    world
        .verify("")
        .exits(2)
        .prints(&["unknown key `required.tabels`", "did you mean `tables`?", "expected `table.name`"])
        .done();
}
