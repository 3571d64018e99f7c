//! Indexes that are built concurrently, and constraints that are validated later.

use super::{converge, destructive};
use crate::catalog::Bench;
use tidegate::alter::{Online, Options, Script, Transaction};

fn online() -> Options {
    Options { online: Online { concurrently: true, not_valid: true }, ..destructive() }
}

/// The statements of each transaction after the first one, and whether they run outside of it.
fn later(script: &Script) -> Vec<(bool, Vec<&str>)> {
    script.transactions.iter().skip(1).map(|transaction| (transaction.is_outside, texts(transaction))).collect()
}

fn texts(transaction: &Transaction) -> Vec<&str> {
    transaction.statements.iter().flat_map(|statement| statement.sql.iter().map(String::as_str)).collect()
}

/// The old schema becomes the new one, and these statements come after the first transaction.
fn check(bench: &mut Bench, (old, new): (&str, &str), expected: &[(bool, &[&str])]) {
    let (_, script) = converge(bench, old, new, &online());
    assert_eq!(script.refused, [], "{}", script.text());
    let found = later(&script);
    let found: Vec<(bool, &[&str])> = found.iter().map(|(is_outside, sql)| (*is_outside, &sql[..])).collect();
    assert_eq!(found, expected, "{}", script.text());
}

const TABLE: &str = "create table t (a int, b int); create table u (id int primary key); ";

#[test]
fn indexes_of_existing_tables_are_built_replaced_and_dropped_outside_transactions() {
    let Some(mut bench) = Bench::new() else { return };
    let bench = &mut bench;
    let new = format!(
        "{TABLE} alter table t add c int; create index i on t (c, b); comment on index i is 'x'; \
         create table n (a int); create index ni on n (a);"
    );
    check(
        bench,
        (TABLE, &new),
        &[
            (
                true,
                &[
                    "CREATE INDEX CONCURRENTLY i ON public.t USING btree (c pg_catalog.int4_ops, b pg_catalog.int4_ops);",
                ],
            ),
            (false, &["COMMENT ON INDEX public.i IS 'x';"]),
        ],
    );
    let (old, new) = (
        format!("{TABLE} create index i on t (a); alter table t cluster on i; comment on table u is 'x'"),
        format!("{TABLE} create index i on t (b desc); alter table t cluster on i;"),
    );
    check(
        bench,
        (&old, &new),
        &[
            (true, &["CREATE INDEX CONCURRENTLY i_new ON public.t USING btree (b pg_catalog.int4_ops DESC);"]),
            (true, &["DROP INDEX CONCURRENTLY public.i;"]),
            (false, &["ALTER INDEX public.i_new RENAME TO i;", "ALTER TABLE public.t CLUSTER ON i;"]),
        ],
    );
    let old = format!("{TABLE} create index i on t (a); comment on table u is 'x'");
    check(bench, (&old, TABLE), &[(true, &["DROP INDEX CONCURRENTLY public.i;"])]);
}

#[test]
fn what_others_need_stays_in_the_transaction() {
    let Some(mut bench) = Bench::new() else { return };
    let bench = &mut bench;
    // A foreign key needs the unique index, and a function that comes again takes its index with it.
    let unique = format!("{TABLE} create unique index i on t (a); create table k (a int references t (a));");
    check(bench, (TABLE, &unique), &[]);
    let of = |how: &str| {
        format!(
            "{TABLE} create function f(int) returns {how} language sql immutable as 'select 1::{how}'; create index i on t (f(a));"
        )
    };
    check(bench, (&of("int"), &of("bigint")), &[]);
    let parts =
        "create table p (a int) partition by range (a); create table p1 partition of p for values from (0) to (9); ";
    check(bench, (parts, &format!("{parts} create index i on p (a);")), &[]);
}

#[test]
fn constraints_are_validated_by_a_later_transaction() {
    let Some(mut bench) = Bench::new() else { return };
    let bench = &mut bench;
    let new = format!(
        "{TABLE} alter table t add constraint k check (a > 0), add constraint r foreign key (b) references u; \
         alter table t add constraint open check (b > 0) not valid; create table n (a int check (a > 0));"
    );
    check(
        bench,
        (TABLE, &new),
        &[(false, &["ALTER TABLE public.t VALIDATE CONSTRAINT k;", "ALTER TABLE public.t VALIDATE CONSTRAINT r;"])],
    );
    check(
        bench,
        (
            "create domain d as int; create table t (a d)",
            "create domain d as int constraint k check (value > 0); create table t (a d)",
        ),
        &[(false, &["ALTER DOMAIN public.d VALIDATE CONSTRAINT k;"])],
    );
}
