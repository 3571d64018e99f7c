//! Statements that cannot run inside a transaction block: one answer, by the first words of a
//! statement (which a replay has) and by an [`Operation`] (which rules have).
//!
//! A test compares the two with each other and with the answers of `PostgreSQL`.

use super::action::{Operation, ReindexScope};
use super::lex::{Kind, tokens};
use super::non_transactional::NonTransactional;
use super::words::{Word, words};
use crate::object::ObjectKind;

/// Number of words that decide the kind of a statement.
const FIRST: usize = 24;

/// Effect of a statement on the transaction around it, or the reason that it cannot be inside one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionKind {
    /// It runs in any transaction.
    Plain,
    /// It does something to the transaction it is in.
    Inside,
    /// It opens a transaction.
    Begin,
    End,
    /// It cannot run in a transaction.
    Outside(NonTransactional),
    /// `CLUSTER` of one table, which may run in a transaction.
    ClusterTable,
    /// `COPY … FROM stdin`: its data follows it.
    CopyIn,
}

/// Statements that concern transactions, by their first word, with the number of words that decide.
const DECIDING: [(&str, usize); 15] = [
    ("abort", FIRST),
    ("alter", FIRST),
    ("begin", 1),
    ("cluster", FIRST),
    ("commit", FIRST),
    ("copy", 1),
    ("create", 4),
    ("discard", 2),
    ("drop", 3),
    ("end", FIRST),
    ("prepare", 2),
    ("reindex", FIRST),
    ("rollback", FIRST),
    ("start", 2),
    ("vacuum", 1),
];

/// The kind of a statement, by its words.
pub fn transaction_kind(statement: &str) -> TransactionKind {
    // A script may have a million statements of which none concerns transactions.
    let first = tokens(statement.as_bytes()).find(|token| !token.is_blank());
    let Some(first) = first.filter(|token| token.kind == Kind::Word) else { return TransactionKind::Plain };
    let is_first = |(word, _): &&(&str, usize)| statement[first.span.clone()].eq_ignore_ascii_case(word);
    let Some((_, deciding)) = DECIDING.iter().find(is_first) else { return TransactionKind::Plain };
    let head: Vec<Word> = words(&statement[first.span.start..]).take(*deciding).collect();
    if let Some(refused) = refused(&head, statement) {
        return TransactionKind::Outside(refused);
    }
    let is = |at: usize, keyword: &str| head.get(at).is_some_and(|word| word.is(keyword));
    let has = |keyword: &str| head.iter().any(|word| word.is(keyword));
    match head[0].text.as_str() {
        "begin" => TransactionKind::Begin,
        "start" if is(1, "transaction") => TransactionKind::Begin,
        "commit" | "end" | "rollback" | "abort" if has("to") || chains(&head) => TransactionKind::Inside,
        "commit" | "end" | "rollback" | "abort" => TransactionKind::End,
        "prepare" if is(1, "transaction") => TransactionKind::End,
        "copy" if copies_from_stdin(statement) => TransactionKind::CopyIn,
        "cluster" => TransactionKind::ClusterTable,
        _ => TransactionKind::Plain,
    }
}

/// The statement that `PostgreSQL` refuses in a transaction block, by its words.
fn refused(head: &[Word], statement: &str) -> Option<NonTransactional> {
    use NonTransactional as N;
    let at = |at: usize| head.get(at).filter(|word| word.is_name()).map_or("", |word| word.text.as_str());
    Some(match (at(0), at(1), at(2)) {
        ("create", "database", _) => N::CreateDatabase,
        ("create", "tablespace", _) => N::CreateTablespace,
        ("create", "subscription", _) if creates_slot(statement) => N::CreateSubscription,
        ("create", "index", "concurrently") => N::CreateIndexConcurrently,
        ("create", "unique", "index") if at(3) == "concurrently" => N::CreateIndexConcurrently,
        ("drop", "database", _) => N::DropDatabase,
        ("drop", "tablespace", _) => N::DropTablespace,
        ("drop", "subscription", _) => N::DropSubscription,
        ("drop", "index", "concurrently") => N::DropIndexConcurrently,
        ("alter", "system", _) => N::AlterSystem,
        ("alter", "database", _) if at(3) == "set" && at(4) == "tablespace" => N::AlterDatabaseSetTablespace,
        ("alter", "subscription", _) => match (at(3), at(4)) {
            ("refresh", "publication") => N::AlterSubscriptionRefresh,
            ("set" | "add" | "drop", "publication") if refreshes(statement) => N::AlterSubscriptionRefresh,
            ("set", _) if option(statement, "failover").is_some() => N::AlterSubscriptionFailover,
            _ => return None,
        },
        ("alter", "table", _) => {
            let detach = head.windows(2).position(|pair| pair[0].is("detach") && pair[1].is("partition"))?;
            head[detach..].iter().find(|word| word.is("concurrently")).map(|_| N::DetachConcurrently)?
        }
        ("reindex", ..) => return reindex(head, statement),
        ("cluster", ..) => {
            let rest = after_options(&head[1..]);
            let rest = if rest.first().is_some_and(|word| word.is("verbose")) { &rest[1..] } else { rest };
            rest.first().filter(|word| word.is_name()).map_or(Some(N::ClusterAll), |_| None)?
        }
        ("vacuum", ..) => N::Vacuum,
        ("commit", "prepared", _) => N::CommitPrepared,
        ("rollback", "prepared", _) => N::RollbackPrepared,
        ("discard", "all", _) => N::DiscardAll,
        _ => return None,
    })
}

/// `REINDEX [(options)] INDEX | TABLE | SCHEMA | DATABASE | SYSTEM [CONCURRENTLY] name`
fn reindex(head: &[Word], statement: &str) -> Option<NonTransactional> {
    let rest = after_options(&head[1..]);
    let is = |at: usize, keyword: &str| rest.get(at).is_some_and(|word| word.is(keyword));
    if is(1, "concurrently") || option(statement, "concurrently") == Some(true) {
        return Some(NonTransactional::ReindexConcurrently);
    }
    match rest.first()?.text.as_str() {
        "schema" => Some(NonTransactional::ReindexSchema),
        "database" => Some(NonTransactional::ReindexDatabase),
        "system" => Some(NonTransactional::ReindexSystem),
        _ => None,
    }
}

/// The words after a list of options in parentheses.
fn after_options(words: &[Word]) -> &[Word] {
    if words.first().is_none_or(|word| word.text != "(") {
        return words;
    }
    let close = words.iter().position(|word| word.text == ")");
    close.map_or(&[], |close| &words[close + 1..])
}

/// Whether `CREATE SUBSCRIPTION` creates a replication slot at the publisher.
pub(super) fn creates_slot(statement: &str) -> bool {
    option(statement, "create_slot") != Some(false) && option(statement, "connect") != Some(false)
}

/// Whether `ALTER SUBSCRIPTION … PUBLICATION` copies the changed list of tables at once.
pub(super) fn refreshes(statement: &str) -> bool {
    option(statement, "refresh") != Some(false)
}

/// The value of an option in parentheses, which is true where it is only named; as
/// `defGetBoolean` reads it.
pub(super) fn option(statement: &str, name: &str) -> Option<bool> {
    let mut depth = 0;
    let mut words = words(statement).skip_while(|word| {
        depth += i32::from(word.text == "(") - i32::from(word.text == ")");
        depth == 0 || !word.is(name)
    });
    words.next()?;
    let value = words.find(|word| word.text != "=")?;
    Some(!["false", "off", "0"].contains(&value.text.to_ascii_lowercase().as_str()))
}

impl Operation {
    /// The statement that `PostgreSQL` refuses in a transaction block, by what was read of it.
    pub fn non_transactional(&self) -> Option<NonTransactional> {
        use NonTransactional as N;
        match self {
            Self::OutsideTransaction(statement) => Some(*statement),
            Self::CreateIndex(create) => create.concurrently.then_some(N::CreateIndexConcurrently),
            Self::Drop { object, concurrently, .. } => match object.kind {
                ObjectKind::Index => concurrently.then_some(N::DropIndexConcurrently),
                ObjectKind::Subscription => Some(N::DropSubscription),
                _ => None,
            },
            Self::DetachPartition { concurrently: true, finalize: false, .. } => Some(N::DetachConcurrently),
            Self::Reindex { concurrently: true, .. } => Some(N::ReindexConcurrently),
            Self::Reindex { scope, .. } => match scope {
                ReindexScope::One => None,
                ReindexScope::Schema => Some(N::ReindexSchema),
                ReindexScope::Database => Some(N::ReindexDatabase),
                ReindexScope::System => Some(N::ReindexSystem),
            },
            Self::Cluster { table: None } => Some(N::ClusterAll),
            Self::Vacuum { .. } => Some(N::Vacuum),
            _ => None,
        }
    }
}

/// `COMMIT AND CHAIN` begins the next transaction itself.
fn chains(words: &[Word]) -> bool {
    words.iter().any(|word| word.is("chain")) && !words.iter().any(|word| word.is("no"))
}

/// As [`sql::statements`] decides it: the data after such a statement is not SQL.
fn copies_from_stdin(statement: &str) -> bool {
    let mut previous = None;
    for word in words(statement) {
        if previous == Some(true) && (word.is("stdin") || word.is("stdout")) {
            return true;
        }
        previous = Some(word.is("from"));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::{Script, TransactionControl};

    /// Statements and what `PostgreSQL` 15.18 answers to them after `BEGIN`: the first word of
    /// each line is `refused` or `allowed`.
    const ANSWERS: &str = "
        refused create database x
        refused drop database if exists x
        refused alter database a set tablespace b
        allowed alter database a set work_mem = '4MB'
        allowed alter database a rename to b
        refused create tablespace a location '/tmp/a'
        refused drop tablespace a
        allowed alter tablespace a set (seq_page_cost = 1)
        refused create subscription s connection 'dbname=p' publication x
        allowed create subscription s connection 'dbname=p' publication x with (connect = false)
        allowed create subscription s connection 'dbname=p' publication x with (create_slot = off, enabled = false)
        refused create subscription s connection 'dbname=p' publication x with (create_slot, enabled = false)
        refused create subscription s connection 'dbname=p' publication x with (connect = true)
        refused drop subscription if exists s
        refused alter subscription s refresh publication
        refused alter subscription s set publication y
        refused alter subscription s add publication y with (refresh = true, copy_data = false)
        allowed alter subscription s set publication y with (refresh = false)
        allowed alter subscription s disable
        allowed alter subscription s set (slot_name = none)
        refused create index concurrently i on t (b)
        refused create unique index concurrently if not exists i on t (b)
        allowed create index i on t (b)
        refused drop index concurrently if exists i
        allowed drop index i
        refused reindex index concurrently i
        refused reindex (concurrently) index i
        refused REINDEX (verbose, concurrently on) TABLE t
        allowed reindex (concurrently false) index i
        refused reindex table concurrently t
        allowed reindex table t
        allowed reindex index i
        refused reindex schema a
        refused reindex (verbose) schema a
        refused reindex schema concurrently a
        refused reindex database a
        refused reindex system a
        refused vacuum
        refused vacuum full t
        refused vacuum (analyze) t
        allowed analyze
        allowed analyze t
        refused cluster
        refused cluster verbose
        allowed cluster t
        allowed cluster verbose t
        allowed cluster (verbose true) t
        allowed cluster t using i
        refused alter system set work_mem = '5MB'
        refused alter system reset all
        refused alter table a.t detach partition a.p concurrently
        refused alter table if exists t detach partition p concurrently
        allowed alter table t detach partition p finalize
        allowed alter table t detach partition p
        allowed alter table t set tablespace a
        allowed alter table all in tablespace a set tablespace b
        allowed alter type e add value 'b'
        allowed refresh materialized view concurrently v
        allowed prepare transaction 'x'
        refused commit prepared 'x'
        refused rollback prepared 'x'
        refused discard all
        allowed discard plans
        allowed discard temp
        allowed checkpoint
        allowed load 'plpgsql'
        allowed listen x
        allowed notify x
        allowed set transaction isolation level serializable
        allowed savepoint a
        allowed lock table t
        allowed drop owned by r
        allowed truncate t
        allowed explain analyze create table a as select 1
        allowed create publication p for all tables
        allowed create view \"concurrently\" as select 1";

    fn read(statement: &str) -> Vec<Operation> {
        let script = Script::read(statement.as_bytes(), &(0..statement.len()));
        script.run().map(|(_, action)| action.operation.clone()).collect()
    }

    #[test]
    fn words_and_syntax_tree_give_the_answer_of_postgres() {
        for line in ANSWERS.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (answer, statement) = line.split_once(' ').unwrap();
            let by_words = match transaction_kind(statement) {
                TransactionKind::Outside(refused) => Some(refused),
                _ => None,
            };
            let by_tree = read(statement).iter().find_map(Operation::non_transactional);
            assert_eq!(by_words, by_tree, "{statement}");
            assert_eq!(by_words.is_some(), answer == "refused", "{statement}");
        }
    }

    /// `PostgreSQL` 17 has the option.
    #[test]
    fn a_failover_slot_is_altered_outside_a_transaction() {
        let statement = "alter subscription s set (failover = true)";
        let refused = NonTransactional::AlterSubscriptionFailover;
        assert_eq!(transaction_kind(statement), TransactionKind::Outside(refused));
        assert!(read(statement).iter().any(|operation| operation.non_transactional() == Some(refused)));
    }

    #[test]
    fn words_and_syntax_tree_agree_on_where_a_transaction_begins_and_ends() {
        for (statement, kind, control) in [
            ("begin;", TransactionKind::Begin, TransactionControl::Begin),
            ("start transaction read only", TransactionKind::Begin, TransactionControl::Begin),
            ("commit", TransactionKind::End, TransactionControl::Commit),
            ("end;", TransactionKind::End, TransactionControl::Commit),
            ("commit and no chain", TransactionKind::End, TransactionControl::Commit),
            ("prepare transaction 'x'", TransactionKind::End, TransactionControl::Commit),
            ("rollback", TransactionKind::End, TransactionControl::Rollback),
            ("abort", TransactionKind::End, TransactionControl::Rollback),
            ("rollback to savepoint a", TransactionKind::Inside, TransactionControl::Inside),
        ] {
            assert_eq!(transaction_kind(statement), kind, "{statement}");
            assert_eq!(read(statement), [Operation::Transaction(control)], "{statement}");
        }
    }

    #[test]
    fn the_transaction_kind_follows_from_the_first_words() {
        for (statement, expected) in [
            ("select 1", TransactionKind::Plain),
            ("/* x */ start transaction read only", TransactionKind::Begin),
            ("commit and chain", TransactionKind::Inside),
            ("cluster t", TransactionKind::ClusterTable),
            ("copy t (a, b) from stdin with (format csv)", TransactionKind::CopyIn),
            ("copy t from '/tmp/x'", TransactionKind::Plain),
            ("do $$ begin end $$", TransactionKind::Plain),
        ] {
            assert_eq!(transaction_kind(statement), expected, "{statement}");
        }
    }
}
