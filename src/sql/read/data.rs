//! Statements on rows, and maintenance of tables.

use super::names::{path_in, path_name, unquoted};
use super::reader::Reader;
use crate::object::{Name, Object, ObjectKind, read_name};
use crate::sql::action::{Operation, ReindexScope, WriteVerb};
use crate::sql::constant::is_true;
use crate::sql::tree::{At, SyntaxKind as K};
use crate::sql::{expression, transaction};
use std::collections::HashSet;

impl Reader<'_> {
    /// Returns false if the node is not one of them.
    pub(super) fn data(&mut self, node: At) -> bool {
        let operation = match node.kind() {
            K::INSERT => Operation::Insert {
                table: path_in(node, K::RELATION_NAME_REF),
                from_query: node.children().any(|child| matches!(child.kind(), K::SELECT | K::COMPOUND_SELECT)),
                on_conflict: node.has(K::ON_CONFLICT_CLAUSE),
                repeated: repeated(inserted(node)).or_else(|| {
                    let update = node.find(K::ON_CONFLICT_CLAUSE)?.find(K::CONFLICT_DO_UPDATE_SET)?;
                    repeated(sets(update).1.into_iter())
                }),
            },
            K::COPY if node.has(K::COPY_TABLE) && node.all().any(|found| found.kind() == K::FROM_KW) => {
                Operation::Insert {
                    table: path_in(node, K::COPY_TABLE),
                    from_query: false,
                    on_conflict: false,
                    repeated: None,
                }
            }
            K::UPDATE => write(node, WriteVerb::Update, K::RELATION_NAME),
            K::DELETE => write(node, WriteVerb::Delete, K::RELATION_NAME),
            K::MERGE => {
                let table = path_in(node, K::TABLE_RELATION_NAME);
                Operation::Write { table, verb: WriteVerb::Merge, filtered: true, sets: Vec::new(), repeated: None }
            }
            K::TRUNCATE => Operation::Truncate { tables: tables(node), cascade: node.has(K::CASCADE) },
            K::SELECT | K::COMPOUND_SELECT | K::PAREN_SELECT | K::VALUES | K::TABLE | K::CALL => query(node),
            K::REFRESH => {
                Operation::Refresh { view: path_in(node, K::VIEW_REF), concurrently: node.has(K::CONCURRENTLY_KW) }
            }
            K::REINDEX => reindex(node),
            K::CLUSTER => Operation::Cluster { table: node.find(K::TABLE_NAME_REF).map(path_name) },
            K::VACUUM => Operation::Vacuum { full: node.all().any(|found| found.kind() == K::FULL_KW) },
            K::LOCK => Operation::Lock { tables: tables(node), mode: lock_mode(node) },
            K::EXECUTE => Operation::DynamicSql,
            _ => return false,
        };
        self.push(node.span(), operation);
        // Data-changing parts of a WITH clause run as well.
        if let Some(with) = node.child(K::WITH_CLAUSE) {
            let is_write = |found: &At| matches!(found.kind(), K::INSERT | K::UPDATE | K::DELETE | K::MERGE);
            let parts: Vec<At> = with.all().filter(is_write).collect();
            for part in parts {
                self.data(part);
            }
        }
        true
    }
}

impl Reader<'_> {
    /// Reads the writes inside another statement: `EXPLAIN ANALYZE DELETE`, `COPY (DELETE …)`,
    /// `CREATE TABLE … AS WITH x AS (DELETE …)`. `EXPLAIN` alone runs nothing.
    pub(super) fn writes_within(&mut self, node: At) {
        let runs = node.kind() != K::EXPLAIN || node.all().any(|found| found.kind() == K::ANALYZE_KW);
        let is_write = |found: &At| matches!(found.kind(), K::INSERT | K::UPDATE | K::DELETE | K::MERGE);
        let within: Vec<At> = node.all().filter(is_write).filter(|_| runs).collect();
        for part in within {
            self.data(part);
        }
    }
}

fn write(node: At, verb: WriteVerb, carrier: K) -> Operation {
    let (sets, whole) = sets(node);
    let repeated = repeated(whole.into_iter());
    Operation::Write { table: path_in(node, carrier), verb, filtered: is_filtered(node), sets, repeated }
}

/// The columns that an `UPDATE` sets, with their values; the columns of `(a, b) = (…)` each have the whole
/// value. And those that are set as a whole: `column[1]` and `column.part` are not.
fn sets(node: At) -> (Vec<(String, String)>, Vec<String>) {
    let is_set = |found: &At| matches!(found.kind(), K::SET_SINGLE_COLUMN | K::SET_MULTIPLE_COLUMNS);
    let set = node.child(K::SET_CLAUSE).into_iter().flat_map(At::all).filter(is_set);
    let (mut found, mut whole) = (Vec::new(), Vec::new());
    for (columns, value) in set.filter_map(|set| set.text().split_once('=')) {
        for column in columns.trim().trim_start_matches('(').trim_end_matches(')').split(',') {
            let name = read_name(column.trim().split(['[', '.']).next().unwrap_or_default().trim());
            if !column.contains(['[', '.']) {
                whole.push(name.clone());
            }
            found.push((name, value.trim().to_owned()));
        }
    }
    (found, whole)
}

/// The columns that an `INSERT` lists.
fn inserted(node: At) -> impl Iterator<Item = String> {
    let list = node.child(K::COLUMN_TARGET_LIST).map_or("", At::text);
    let inside = list.trim().trim_start_matches('(').trim_end_matches(')');
    let is_plain = !inside.contains(['[', '.', '-', '/']);
    inside.split(',').filter(move |_| is_plain).map(|column| read_name(column.trim()))
}

/// The first column that is there twice.
fn repeated(columns: impl Iterator<Item = String>) -> Option<String> {
    let mut seen = HashSet::new();
    columns.filter(|column| !column.is_empty()).find(|column| !seen.insert(column.clone()))
}

/// Whether a `WHERE` can exclude rows; `WHERE true`, `WHERE 1 = 1` and `WHERE NOT false OR a = 1` cannot.
fn is_filtered(node: At) -> bool {
    let condition = node.children().find(|child| matches!(child.kind(), K::WHERE_CLAUSE | K::WHERE_CURRENT_OF));
    condition.is_some_and(|condition| !is_true(condition))
}

fn query(node: At) -> Operation {
    let calls = expression::calls(node);
    let is_set_config = |name: &Name| name.name == "set_config";
    if calls.first().is_some_and(is_set_config) {
        let literals: Vec<String> =
            node.all().filter(|found| found.kind() == K::LITERAL).map(|literal| unquoted(literal.text())).collect();
        if let [name, value, ..] = &literals[..] {
            let values = value.split(',').map(|value| value.trim().trim_matches('"').to_owned());
            let values = values.filter(|value| !value.is_empty()).collect();
            let local = literals.get(2).is_some_and(|local| local.eq_ignore_ascii_case("true"));
            return Operation::Set { name: name.clone(), values, local };
        }
    }
    Operation::Query { calls }
}

fn reindex(node: At) -> Operation {
    let object = node.children().find_map(|target| match target.kind() {
        K::REINDEX_TARGET_INDEX => Some(Object::new(ObjectKind::Index, path_name(target))),
        K::REINDEX_TARGET_TABLE => Some(Object::new(ObjectKind::Table, path_name(target))),
        _ => None,
    });
    let scope = node.children().find_map(|target| match target.kind() {
        K::REINDEX_TARGET_SCHEMA => Some(ReindexScope::Schema),
        K::REINDEX_TARGET_DATABASE => Some(ReindexScope::Database),
        K::REINDEX_TARGET_SYSTEM => Some(ReindexScope::System),
        _ => None,
    });
    let concurrently = match node.find(K::REINDEX_OPTION_CONCURRENTLY) {
        Some(_) => transaction::option(node.text(), "concurrently") == Some(true),
        None => node.all().any(|found| found.kind() == K::CONCURRENTLY_KW),
    };
    Operation::Reindex { object, scope: scope.unwrap_or(ReindexScope::One), concurrently }
}

fn tables(node: At) -> Vec<Name> {
    let is_name = |found: &At| matches!(found.kind(), K::RELATION_NAME_REF | K::TABLE_NAME_REF);
    node.all().filter(is_name).map(path_name).collect()
}

fn lock_mode(node: At) -> String {
    let clause = node.child(K::LOCK_MODE_CLAUSE).map(|clause| clause.text().to_ascii_uppercase());
    let words = clause.unwrap_or_default();
    let mode: Vec<&str> = words.split_whitespace().filter(|word| !matches!(*word, "IN" | "MODE")).collect();
    if mode.is_empty() { "ACCESS EXCLUSIVE".to_owned() } else { mode.join(" ") }
}
