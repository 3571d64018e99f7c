//! Locks, rewrites and scans that are observed while new migrations run, and what they mean for
//! the problems that the rules find.

use crate::support::{CommandResult, World, assert_stored};
use serde_json::Value;

/// Tables that are old: they are committed and published.
const OLD: &str = "\
create table public.customers (id bigint primary key, email text not null, nick varchar(20));
create table public.orders (id bigint primary key, customer_id bigint, total numeric(10, 2), state text, at timestamp);
create index orders_state on public.orders (state);
";

/// Runs a new migration and watches it.
fn watch(world: &World, new: &str, arguments: &str) -> CommandResult {
    world.stage("supabase/migrations/20260102000000_b.sql", new);
    world.verify(&format!("--observe {arguments}"))
}

fn shop() -> Option<World> {
    let world = World::with_server()?;
    world.stage("supabase/migrations/20260101000000_a.sql", OLD).commit("a").publish();
    Some(world)
}

/// `statement: lock on table (what)` for everything that was touched.
fn seen(ran: &CommandResult) -> Vec<String> {
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.text()));
    let mut seen = Vec::new();
    for statement in report["replay"]["observed"].as_array().unwrap() {
        for relation in statement["relations"].as_array().unwrap() {
            let verb =
                statement["statement"].as_str().unwrap().split_whitespace().take(2).collect::<Vec<_>>().join(" ");
            let lock = relation["lock"].as_str().unwrap_or("-");
            let mut line = format!("{verb}: {lock} on {}", relation["name"].as_str().unwrap());
            for operation in ["rewritten", "scanned"] {
                if relation[operation] == true {
                    line += &format!(" {operation}");
                }
            }
            seen.push(line);
        }
    }
    seen
}

/// The rules' diagnostics as `rule verdict`.
fn diagnostics(ran: &CommandResult) -> Vec<String> {
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.text()));
    let diagnostics = report["replay"]["diagnostics"].as_array().unwrap();
    let shown = |one: &Value| format!("{} {}", one["rule"].as_str().unwrap(), one["verdict"].as_str().unwrap());
    diagnostics.iter().map(shown).collect()
}

#[test]
fn locks_rewrites_and_scans_are_observed() {
    let Some(world) = shop() else { return };
    let check = |new: &str, expected: &[&str]| {
        assert_eq!(seen(&watch(&world, new, "--format json").passes()), expected, "{new}");
    };
    check(
        "alter table orders alter column id type integer;",
        &["alter table: ACCESS EXCLUSIVE on orders rewritten scanned"],
    );
    check("alter table orders alter column state set not null;", &["alter table: ACCESS EXCLUSIVE on orders scanned"]);
    check("alter table orders add column note text default 'x';", &["alter table: ACCESS EXCLUSIVE on orders"]);
    check("create index on orders (total);", &["create index: SHARE on orders scanned"]);
    check(
        "alter table orders add constraint f foreign key (customer_id) references customers;",
        &["alter table: SHARE ROW EXCLUSIVE on customers", "alter table: SHARE ROW EXCLUSIVE on orders scanned"],
    );
    check("create table new (id int); alter table new add column x int; create index on new (x);", &[]);
    // Whatever message level the file sets, and whatever it renames and drops.
    check(
        "set client_min_messages = error; alter table orders rename to sales; alter table sales alter column id type int; drop table customers;",
        &[
            "alter table: ACCESS EXCLUSIVE on orders",
            "alter table: ACCESS EXCLUSIVE on sales rewritten scanned",
            "drop table: ACCESS EXCLUSIVE on customers",
        ],
    );
    // A truncated table gets a new file, and is not rewritten.
    check("truncate orders;", &["truncate orders;: ACCESS EXCLUSIVE on orders"]);
    // Locks of a statement outside a transaction are released before they can be read.
    check("create index concurrently on orders (total);", &["create index: - on orders scanned"]);
    check("update orders set total = 1; update orders set total = 2;", &["update orders: ROW EXCLUSIVE on orders"]);
    check(
        "do $$ begin alter table orders alter column id type integer; end $$;",
        &["do $$: ACCESS EXCLUSIVE on orders rewritten scanned"],
    );
}

#[test]
fn an_expected_effect_is_confirmed_or_refuted() {
    let Some(world) = shop() else { return };
    let check = |new: &str, expected: &[&str]| {
        assert_eq!(diagnostics(&watch(&world, new, "--format json").passes()), expected, "{new}");
    };
    check("alter table orders alter column id type integer using id::integer;", &["rewriting-type confirmed"]);
    // The text alone does not show that the type with `pg_catalog.` is the same.
    check("alter table orders alter column state type varchar using (state)::character varying;", &[]);
    check("alter table orders alter column state type text using lower(state);", &["rewriting-type confirmed"]);
    check("alter table customers alter column email set not null;", &["blocking-not-null refuted"]);
    check("alter table orders alter column state set not null;", &["blocking-not-null confirmed"]);
    check("create policy p on orders using (true);", &[]);
}

/// Domains, partitions and new columns: what the pages of their rules say is what the server does.
#[test]
fn scans_that_the_text_does_not_show_are_confirmed() {
    let Some(world) = World::with_server() else { return };
    let old = "\
        create domain public.tag as text;\n\
        create domain public.percentage as int check (value between 0 and 100);\n\
        create table public.customers (id bigint primary key);\n\
        create table public.orders (id bigint primary key, number bigint, tag public.tag);\n\
        create unique index orders_number on public.orders (number);\n\
        create table public.events (id bigint, at date not null) partition by range (at);\n\
        create table public.events_rest partition of public.events default;\n\
        create table public.events_2025 (id bigint, at date not null);\n";
    world.stage("supabase/migrations/20260101000000_a.sql", old).commit("a").publish();
    let check = |new: &str, expected: &str| {
        let found = diagnostics(&watch(&world, new, "--format json").passes());
        assert!(found.iter().any(|one| one == expected), "{new}: {found:?}");
    };
    check("alter domain tag add constraint short check (length(value) < 9);", "blocking-domain-check confirmed");
    check("alter domain tag set not null;", "blocking-domain-check confirmed");
    check("alter table orders add column discount percentage;", "rewriting-column confirmed");
    check(
        "alter table orders drop constraint orders_pkey, add primary key using index orders_number;",
        "blocking-not-null confirmed",
    );
    check(
        "alter table events attach partition events_2025 for values from ('2025-01-01') to ('2026-01-01');",
        "default-partition-scan confirmed",
    );
    check(
        "alter table orders add column c bigint; alter table orders add foreign key (c) references customers;",
        "blocking-foreign-key confirmed",
    );
}

#[test]
fn observations_are_reported_with_the_problem() {
    let Some(world) = shop() else { return };
    let new = "-- types\nalter table orders alter column id type integer using id::integer;\n\
        alter table customers alter column email set not null;\nselect 1;\n";
    let ran = watch(&world, new, "").passes();
    let version = regex::Regex::new(r"PostgreSQL \d[\d.]*").unwrap();
    assert_stored("verify-observe", &version.replace_all(&ran.portable(), "PostgreSQL [VERSION]"));
    world.commit("b");
    world.verify("--observe").passes().prints(&["no migration is new, so no statement was observed"]).done();
    // What differs from the remote is new on a branch, and everything is in the working tree.
    world.verify("--observe --to-ref HEAD").passes().prints(&["20260102000000_b.sql", "which is rewritten"]).done();
    world.verify("--observe --all").passes().prints(&["20260101000000_a.sql"]).done();
    // Observations before a failure are reported with it.
    watch(&world, "alter table orders add column z int;\nbroken;\n", "")
        .has_problems()
        .prints(&["ACCESS EXCLUSIVE on public.orders", "syntax error"])
        .done();
}
