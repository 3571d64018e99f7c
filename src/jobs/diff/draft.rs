//! The parts from which a script is written, with the renames at its beginning.

use super::catalogs::script;
use super::error::Error;
use crate::alter::{Options, Script, Statement, Transaction};
use crate::catalog::Catalog;

/// The parts from which a script is written.
#[derive(Clone)]
pub(super) struct Draft {
    /// The actual catalog after the renames.
    pub(super) begin: Catalog,
    /// The renames.
    pub(super) prelude: Vec<Statement>,
    pub(super) options: Options,
}

impl Draft {
    /// Writes the script.
    pub(super) fn script(&self, expected: &Catalog) -> Result<Script, Error> {
        let mut script = script(expected, &self.begin, &self.options)?;
        prepend(&mut script, self.prelude.clone());
        Ok(script)
    }
}

/// Puts statements at the beginning. New values of enums, which cannot be with others, stay before them.
fn prepend(script: &mut Script, statements: Vec<Statement>) {
    if statements.is_empty() {
        return;
    }
    let adds_values = |transaction: &Transaction| {
        let all = transaction.statements.iter().flat_map(|statement| &statement.sql);
        all.into_iter().all(|sql| sql.contains(" ADD VALUE "))
    };
    let at = script.transactions.iter().position(|transaction| !adds_values(transaction));
    let at = at.unwrap_or(script.transactions.len());
    match script.transactions.get_mut(at).filter(|transaction| !transaction.is_outside) {
        Some(main) => main.statements = statements.into_iter().chain(std::mem::take(&mut main.statements)).collect(),
        None => script.transactions.insert(at, Transaction { statements, is_outside: false }),
    }
}
