//! Hazards that the documentation of other tools describes (`strong_migrations`, eugene, pgfence, squawk,
//! django-migration-linter, `online_migrations`, Atlas, pgroll, splinter), and the safe ways that they recommend, in our own
//! words: at the default preset, each hazard is reported and no safe way is.

use crate::support::notation::{Situation, indented, reported};
use std::fmt::Write as _;

/// What databases have.
const OLD: &str = "create type state as enum ('new', 'open');
create table customers (id bigint primary key, email text, tenant_id bigint);
create table orders (id int primary key, customer bigint, code varchar(20), price numeric(10,2), at timestamp,
  status state, note text, number bigint not null, filled int);
create table events (id bigint, at date not null) partition by range (at);
create table events_2024 partition of events for values from ('2024-01-01') to ('2025-01-01');
create table rest (id bigint, at date not null) partition by range (at);
create table rest_default partition of rest default;
create domain percentage as int check (value between 0 and 100);
create domain tag as text;
create view open_orders as select id from orders;
create function touched() returns trigger language plpgsql as $$ begin return new; end $$;
create function lookup(x text) returns text language sql stable as 'select x';
create materialized view totals as select 1 as n;
create index orders_note on orders (note);
alter table orders add constraint price_check check (price > 0) not valid;
";

/// The rules that report a migration that runs outside a transaction, at the default preset.
fn found(sql: &str) -> Vec<String> {
    let (first, next) = ("migrations/20240101000000_first.sql", "migrations/20250131093045_next.sql");
    let up = "-- +goose NO TRANSACTION\n-- +goose Up\n";
    let old = OLD.replace("create function touched", "-- +goose StatementBegin\ncreate function touched");
    let old = old.replace("return new; end $$;", "return new; end $$;\n-- +goose StatementEnd");
    let situation = format!(
        "config\n    layout = \"goose\"\n    migrations = \"migrations\"\n    [rules]\n    missing-rollback = \"off\"\n\
         published {first}\n{}published migrations/20240102000000_concurrent.sql\n{}staged {next}\n{}",
        indented(&format!("-- +goose Up\n{old}")),
        indented(&format!("{up}create index concurrently orders_at on orders (at);\n")),
        indented(&format!("{up}{sql}\n")),
    );
    reported(&Situation::read(&situation).outcome())
}

const DANGEROUS: &[&str] = &[
    "create index i on orders (customer);",
    "create unique index i on orders (code);",
    "alter table orders add column z bigint;\ncreate index i on orders (z);",
    "alter table orders add column z bigint default 0;\ncreate index i on orders (z);",
    "drop table orders;",
    "drop table orders cascade;",
    "drop table if exists customers;",
    "alter table orders drop column note;",
    "alter table orders rename column note to notes;",
    "alter table orders rename to purchases;",
    "alter table orders alter column id type bigint;",
    "alter table orders alter column price type numeric(8,1);",
    "alter table orders alter column code type varchar(10);",
    "alter table orders alter column note type varchar(100);",
    "alter table orders alter column note type jsonb using note::jsonb;",
    "alter table orders add column token uuid default gen_random_uuid();",
    "alter table orders add column seen timestamptz default clock_timestamp();",
    "alter table orders add column serial_number bigserial;",
    "alter table orders add column n bigint generated always as identity;",
    "alter table orders add column total numeric generated always as (price * 2) stored;",
    "alter table orders add column region text not null;",
    "alter table orders add column region text, add constraint r check (region is not null) not valid;",
    "alter table orders add column p percentage;",
    "alter table orders alter column customer set not null;",
    "alter table orders add constraint c check (number > 0);",
    "alter table orders add constraint f foreign key (customer) references customers;",
    "alter table orders add column c bigint default 1 references customers;",
    "alter table orders add constraint u unique (code);",
    "alter table orders add column u text unique;",
    "alter table customers drop constraint customers_pkey, add primary key (email);",
    "alter table orders add constraint e exclude using btree (code with =);",
    "create unique index concurrently orders_filled on orders (filled);\n\
     alter table orders drop constraint orders_pkey, add constraint orders_pkey primary key using index orders_filled;",
    "alter table orders drop constraint orders_pkey;",
    "alter table orders replica identity nothing;",
    "begin;\nalter table orders add constraint k check (number > 1) not valid;\nalter table orders validate constraint k;\ncommit;",
    "begin;\nalter table orders add column region text;\nupdate orders set region = lookup(note);\ncommit;",
    "update orders set note = lookup(note || code), filled = 1;",
    "update orders set note = 'x' where true or id = 1;",
    "delete from orders;",
    "delete from orders where not false;",
    "truncate customers cascade;",
    "begin;\nalter type state add value 'paid';\nupdate orders set status = 'paid' where id = 1;\ncommit;",
    "begin;\ncreate index concurrently i on orders (customer);\ncommit;",
    "begin;\ndrop index concurrently orders_note;\ncommit;",
    "create index concurrently if not exists i on orders (customer);",
    "reindex table orders;",
    "reindex index orders_note;",
    "vacuum full orders;",
    "cluster orders using orders_pkey;",
    "alter table orders set unlogged;",
    "alter table orders set tablespace fast;",
    "refresh materialized view totals;",
    "alter table events detach partition events_2024;",
    "alter table events attach partition customers for values from ('2025-01-01') to ('2026-01-01');",
    "create table rest_2025 partition of rest for values from ('2025-01-01') to ('2026-01-01');",
    "create index concurrently i on events (id);",
    "alter domain tag add constraint short check (length(value) < 50);",
    "alter domain tag set not null;",
    "alter type state rename value 'new' to 'fresh';",
    "drop type if exists color cascade;",
    "drop view open_orders;",
    "drop function lookup(text);",
    "drop function if exists elsewhere() cascade;",
    "drop schema if exists public cascade;",
    "drop schema if exists auth cascade;",
    "alter table orders set schema archive;",
    "alter table orders disable trigger all;",
    "alter role app set session_replication_role = replica;",
    "alter table orders add column region text;\nalter table orders alter column region set not null;",
    "create table n as select 1 as id;\nalter table n add column a int not null;",
    "set session_replication_role = replica;",
    "alter table orders disable row level security;",
    "create function admin() returns int language sql security definer as 'select 1';",
    "update orders set filled = 1, filled = 2 where id = 1;",
];

const SAFE: &[&str] = &[
    "create index concurrently i on orders (customer);",
    "drop index concurrently if exists i;\ncreate index concurrently i on orders (customer);",
    "drop index concurrently if exists i;\ncreate index concurrently if not exists i on orders (customer);",
    "drop index concurrently orders_note;",
    "reindex index concurrently orders_note;",
    "create table n (id bigint primary key, a text);\ncreate index i on n (a);",
    "create table n (id bigint primary key, customer bigint references customers);",
    "create table n (id bigint);\nalter table n add constraint u unique (id), add constraint c check (id > 0);",
    "create table n (id bigint);\ninsert into n values (1);\nalter table n add column a int not null default 0;",
    "create table n as select id from orders where false;\nalter table n add column a int not null;",
    "alter table orders add column region text;",
    "alter table orders add column region text not null default 'eu';",
    "alter table orders add column at2 timestamptz default now();",
    "alter table orders add column t tag;",
    "alter table orders add column c bigint references customers;",
    "alter table orders alter column code type varchar(40);",
    "alter table orders alter column code type text;",
    "alter table orders alter column price type numeric(12,2);",
    "alter table orders alter column note set default 'x';",
    "alter table orders alter column number drop not null;",
    "alter table orders add constraint c check (number > 0) not valid;",
    "alter table orders validate constraint price_check;",
    "alter table orders add constraint f foreign key (customer) references customers not valid;",
    "alter table orders add constraint k check (customer is not null) not valid;\n\
     alter table orders validate constraint k;\nalter table orders alter column customer set not null;\n\
     alter table orders drop constraint k;",
    "create unique index concurrently u on orders (code);\nalter table orders add constraint u unique using index u;",
    "create unique index concurrently u on orders (number);\n\
     alter table orders drop constraint orders_pkey, add constraint orders_pkey primary key using index u;",
    "alter type state add value if not exists 'paid';",
    "create type color as enum ('red');",
    "update orders set filled = 1 where id in (select id from orders where filled is null limit 1000);",
    "delete from orders where id = 1;",
    "update orders set note = lower(note);",
    "insert into customers (id) values (1) on conflict do nothing;",
    "alter table events detach partition events_2024 concurrently;",
    "create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01');",
    "create index i on only events (id);",
    "create index concurrently i24 on events_2024 (id);\ncreate index i on events (id);",
    "refresh materialized view concurrently totals;",
    "vacuum orders;",
    "analyze orders;",
    "alter domain tag add constraint short check (length(value) < 50) not valid;",
    "create or replace view open_orders as select id, code from orders;",
    "create trigger t before insert on orders for each row execute function touched();",
    "alter table orders disable trigger user;\nupdate orders set filled = 1 where id = 1;\nalter table orders enable trigger user;",
    "comment on table orders is 'x';",
    "grant select on orders to public;",
    "set lock_timeout = '2s';\nalter table orders add column channel text, add column source text;",
    "create function safe() returns int language sql security definer set search_path = '' as 'select 1';",
    "drop function if exists helper();\ncreate function helper() returns int language sql as 'select 1';",
    "drop type if exists color cascade;\ncreate type color as enum ('red');",
    "alter table orders set (fillfactor = 70);",
    "alter table orders alter column note set statistics 500;",
];

#[test]
fn documented_hazards_are_reported_and_safe_ways_are_not() {
    let mut wrong = String::new();
    for sql in DANGEROUS.iter().filter(|sql| found(sql).is_empty()) {
        let _ = writeln!(wrong, "not reported: {sql}");
    }
    for sql in SAFE {
        for problem in found(sql) {
            let _ = writeln!(wrong, "reported: {sql}: {problem}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
