//! The result: statements in transactions, and what was refused.

use crate::catalog::{Aspect, Identity};
use crate::object::Class;
use serde::Serialize;
use std::collections::BTreeSet;

/// Options of a script.
#[derive(Clone, Debug)]
pub struct Options {
    /// The aspects that both sides carry; in all others the actual side stays as it is.
    pub aspects: BTreeSet<Aspect>,
    /// Whether destructive statements are part of the script instead of comments in it.
    pub destructive: bool,
}

impl Options {
    /// Everything is compared, and destructive statements are withheld.
    pub fn new() -> Self {
        Self { aspects: Aspect::ALL.into_iter().collect(), destructive: false }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

/// The SQL that makes the actual schema like the expected one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Script {
    /// In the order in which they run.
    pub transactions: Vec<Transaction>,
    /// Objects that cannot be written, in order.
    pub refused: Vec<Refused>,
}

/// Statements that run in one transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Transaction {
    pub statements: Vec<Statement>,
}

/// The statements for one object at one place of the order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    pub object: Identity,
    /// Each with its semicolon.
    pub sql: Vec<String>,
    pub class: Option<Class>,
    pub reason: String,
    /// Everything that depends on the actual object, directly or through others.
    pub dependents: Vec<Identity>,
    /// Whether it is only a comment of the script, since it is destructive or depends on a statement that is.
    pub is_withheld: bool,
}

/// An object that cannot be made like the expected one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Refused {
    pub object: Identity,
    /// As in a sentence, without a full stop.
    pub reason: String,
}

/// Settings of each transaction: all names in statements have their schemas, and bodies of functions may name objects
/// that follow.
const SETTINGS: [&str; 2] = ["SET LOCAL search_path = '';", "SET LOCAL check_function_bodies = off;"];

impl Script {
    /// Whether there is nothing to do and nothing was refused.
    pub fn is_empty(&self) -> bool {
        self.transactions.is_empty() && self.refused.is_empty()
    }

    /// Returns the script as text; statements that are withheld are comments in it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for transaction in &self.transactions {
            let mut lines = vec!["BEGIN;".to_owned()];
            lines.extend(SETTINGS.map(str::to_owned));
            for statement in &transaction.statements {
                lines.push(String::new());
                lines.extend(statement.lines());
            }
            lines.extend([String::new(), "COMMIT;".to_owned(), String::new()]);
            text.push_str(&lines.join("\n"));
        }
        text
    }
}

impl Transaction {
    /// Returns what runs, between `BEGIN` and `COMMIT`.
    pub fn sql(&self) -> impl Iterator<Item = &str> {
        let run = self.statements.iter().filter(|statement| !statement.is_withheld);
        SETTINGS.into_iter().chain(run.flat_map(|statement| statement.sql.iter().map(String::as_str)))
    }
}

impl Statement {
    /// The lines in a script.
    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.class == Some(Class::B) {
            let reason = self.reason.replace(['\n', '\r'], " ");
            lines.push(format!(
                "-- BREAKING: <reason to be written> ({}: {reason})",
                one_line(&self.object.to_string())
            ));
        }
        let comment = if self.is_withheld { "-- " } else { "" };
        lines.extend(self.sql.iter().flat_map(|sql| sql.lines()).map(|line| format!("{comment}{line}")));
        lines
    }
}

/// A name may contain line breaks, which would end a comment.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Kind;

    #[test]
    fn a_withheld_statement_is_a_comment_in_all_its_lines() {
        let object =
            Identity { kind: Kind::Table, schema: Some("s".into()), on: None, name: "t\nx".into(), arguments: None };
        let statement = |is_withheld| Statement {
            object: object.clone(),
            sql: vec!["DROP TABLE s.\"t\nx\";".to_owned()],
            class: Some(Class::B),
            reason: "the object is dropped".to_owned(),
            dependents: Vec::new(),
            is_withheld,
        };
        let script = |is_withheld| Script {
            transactions: vec![Transaction { statements: vec![statement(is_withheld)] }],
            refused: Vec::new(),
        };
        let text = script(true).text();
        assert!(text.lines().filter(|line| line.contains('x')).all(|line| line.starts_with("--")), "{text}");
        assert!(script(false).text().contains("\nDROP TABLE s.\"t\nx\";\n"));
        assert_eq!(script(true).transactions[0].sql().count(), SETTINGS.len());
    }
}
