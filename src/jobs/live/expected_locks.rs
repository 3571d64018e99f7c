//! The locks that the statements of a plan are expected to take on tables that exist before it.

use super::rehearsal::Statement;
use crate::object::{Lock, Name};
use crate::sql::{Operation, Script, locks};
use crate::text::Span;
use std::collections::BTreeMap;

/// The locks of a part of a migration, which a transaction holds until it ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locks {
    /// Tables with the strongest lock on each, in order of their names.
    pub tables: Vec<(String, Lock)>,
    /// The number of statements whose locks are not known, such as calls of functions and `DO` blocks.
    pub unknown: usize,
    /// Whether a rehearsal has observed them.
    pub is_observed: bool,
}

/// Reads the statements of a plan in their order.
#[derive(Default)]
pub(super) struct ExpectedLocks {
    /// The tables that earlier statements create, on which no other session can wait.
    created: Vec<Name>,
}

impl ExpectedLocks {
    /// The locks of a part, as the statements name their tables.
    pub(super) fn of(&mut self, text: &[u8], statements: &[Span]) -> Locks {
        let mut tables: BTreeMap<String, Lock> = BTreeMap::new();
        let mut unknown = 0;
        for span in statements {
            let script = Script::read(text, span);
            unknown += usize::from(script.statements.iter().any(|statement| {
                statement.error.is_some() || statement.actions.iter().any(|action| runs_code(&action.operation))
            }));
            for action in script.statements.iter().flat_map(|statement| &statement.actions) {
                if action.runs() {
                    self.add(&action.operation, &mut tables);
                }
            }
        }
        Locks { tables: tables.into_iter().collect(), unknown, is_observed: false }
    }

    fn add(&mut self, operation: &Operation, tables: &mut BTreeMap<String, Lock>) {
        for (table, lock) in locks(operation) {
            if !self.created.iter().any(|created| created.is_same(table)) {
                let strongest = tables.entry(table.to_string()).or_insert(lock);
                *strongest = lock.max(*strongest);
            }
        }
        if let Operation::CreateTable(create) = operation
            && !create.if_not_exists
        {
            self.created.push(create.table.clone());
        }
    }
}

/// Whether an operation runs code that the migration does not contain, or that is not read as a whole.
fn runs_code(operation: &Operation) -> bool {
    match operation {
        Operation::Do | Operation::DynamicSql => true,
        Operation::Query { calls } => !calls.is_empty(),
        _ => false,
    }
}

/// The strongest lock on each table that a rehearsal has observed; `None` for statements outside a transaction.
pub(super) fn observed(statements: &[&Statement]) -> Option<Locks> {
    let mut tables: BTreeMap<String, Lock> = BTreeMap::new();
    for statement in statements {
        for (table, lock) in statement.locks.as_ref()? {
            let lock = Lock::of_name(lock)?;
            let strongest = tables.entry(table.clone()).or_insert(lock);
            *strongest = lock.max(*strongest);
        }
    }
    Some(Locks { tables: tables.into_iter().collect(), unknown: 0, is_observed: true })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql;

    fn check(text: &str, expected: &[&str], unknown: usize) {
        let found = ExpectedLocks::default().of(text.as_bytes(), &sql::statements(text.as_bytes()));
        let tables: Vec<String> = found.tables.iter().map(|(table, lock)| format!("{lock} {table}")).collect();
        assert_eq!(tables, expected, "{text}");
        assert_eq!(found.unknown, unknown, "{text}");
    }

    #[test]
    fn the_strongest_lock_on_each_existing_table_is_expected() {
        check(
            "update a set b = 1; alter table a drop column b; create index on b (c);",
            &["ACCESS EXCLUSIVE a", "SHARE b"],
            0,
        );
        check("create table a (id int); alter table public.a add b int; create index on a (b)", &[], 0);
        check("create table a (id int references b)", &["SHARE ROW EXCLUSIVE b"], 0);
        check("do $$ begin alter table a add b int; end $$; select f()", &["ACCESS EXCLUSIVE a"], 2);
        check("create function f() returns void language sql as 'truncate a'", &[], 0);
    }
}
