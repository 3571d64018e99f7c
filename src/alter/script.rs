//! The result: statements in transactions, and what was refused.

use crate::catalog::{Aspect, Identity};
use crate::object::Class;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Ways to lock existing tables less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Online {
    /// Whether indexes are built and dropped without a lock against writes, outside transactions.
    pub concurrently: bool,
    /// Whether constraints are added `NOT VALID` and validated by a later transaction.
    pub not_valid: bool,
}

/// Options of a script.
#[derive(Clone, Debug)]
pub struct Options {
    /// The aspects that both sides carry; in all others the actual side stays as it is.
    pub aspects: BTreeSet<Aspect>,
    /// Whether destructive statements are part of the script instead of comments in it.
    pub destructive: bool,
    /// The role that runs the script, if it is known: it owns what it creates.
    pub role: Option<String>,
    pub online: Online,
    /// Objects that a server has rejected, with the reason: nothing is written for them.
    pub rejected: BTreeMap<Identity, String>,
}

impl Options {
    /// Everything is compared, and destructive statements are withheld.
    pub fn new() -> Self {
        Self {
            aspects: Aspect::ALL.into_iter().collect(),
            destructive: false,
            role: None,
            online: Online::default(),
            rejected: BTreeMap::new(),
        }
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
    /// Whether each statement runs on its own, outside a transaction block.
    pub is_outside: bool,
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
    /// Queries that return no row if the rows of the tables let it succeed.
    pub precheck: Vec<String>,
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

/// The mark of a destructive statement.
const BREAKING: &str = "-- BREAKING:";

impl Script {
    /// Whether there is nothing to do and nothing was refused.
    pub fn is_empty(&self) -> bool {
        self.transactions.is_empty() && self.refused.is_empty()
    }

    /// Returns the same script with every statement that is withheld.
    #[must_use]
    pub fn whole(&self) -> Self {
        let mut whole = self.clone();
        whole.statements_mut().for_each(|statement| statement.is_withheld = false);
        whole
    }

    /// Returns all statements, in the order in which they run.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.transactions.iter().flat_map(|transaction| &transaction.statements)
    }

    fn statements_mut(&mut self) -> impl Iterator<Item = &mut Statement> {
        self.transactions.iter_mut().flat_map(|transaction| &mut transaction.statements)
    }

    /// Returns the script as text; statements that are withheld are comments in it.
    pub fn text(&self) -> String {
        self.marked_text(BREAKING)
    }

    /// The text for the rules, with the same positions: a mark of a comment would accept nothing.
    pub fn checked_text(&self) -> String {
        self.marked_text("-- Withheld:")
    }

    /// The text with this mark of destructive statements that are withheld.
    fn marked_text(&self, withheld: &str) -> String {
        let mut text = String::new();
        for transaction in &self.transactions {
            let mut lines = Vec::new();
            if transaction.is_outside {
                lines.push("-- Outside a transaction block:".to_owned());
            } else {
                lines.push("BEGIN;".to_owned());
                lines.extend(SETTINGS.map(str::to_owned));
                lines.push(String::new());
            }
            for (number, statement) in transaction.statements.iter().enumerate() {
                lines.extend((number > 0).then(String::new));
                lines.extend(statement.lines(if statement.is_withheld { withheld } else { BREAKING }));
            }
            lines.push(String::new());
            lines.extend((!transaction.is_outside).then(|| "COMMIT;\n".to_owned()));
            text.push_str(&lines.join("\n"));
        }
        text
    }
}

impl Transaction {
    /// Returns what runs, with the limits of its transaction.
    pub fn sql(&self) -> impl Iterator<Item = &str> {
        let run = self.statements.iter().filter(|statement| !statement.is_withheld);
        let (begin, end): (&[&str], &[&str]) =
            if self.is_outside { (&[], &[]) } else { (&["BEGIN", SETTINGS[0], SETTINGS[1]], &["COMMIT"]) };
        let own = run.flat_map(|statement| statement.sql.iter().map(String::as_str));
        begin.iter().copied().chain(own).chain(end.iter().copied())
    }
}

impl Statement {
    /// The lines in a script.
    fn lines(&self, mark: &str) -> Vec<String> {
        let mut lines = Vec::new();
        if self.class == Some(Class::B) {
            let reason = self.reason.replace(['\n', '\r'], " ");
            lines.push(format!("{mark} <reason to be written>"));
            lines.push(format!("-- {}: {reason}", one_line(&self.object.to_string())));
        }
        lines.extend(
            self.precheck.iter().map(|query| format!("-- precheck, no row may be returned: {}", one_line(query))),
        );
        if self.is_withheld {
            lines.extend(self.commented());
        } else {
            lines.extend(self.sql.iter().cloned());
        }
        lines
    }

    /// The lines of a statement that is withheld, as comments. The server ends a comment at a carriage return as well, and
    /// a name may contain one: what follows it would run.
    pub fn commented(&self) -> impl Iterator<Item = String> {
        let lines = self.sql.iter().flat_map(|sql| sql.lines()).flat_map(|line| line.split('\r'));
        lines.map(|line| format!("-- {line}"))
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
            Identity { kind: Kind::Table, schema: Some("s".into()), on: None, name: "t\nx\rx".into(), arguments: None };
        let statement = |is_withheld| Statement {
            object: object.clone(),
            sql: vec!["DROP TABLE s.\"t\nx\rx\";\r\n".to_owned()],
            class: Some(Class::B),
            reason: "the object is dropped".to_owned(),
            dependents: Vec::new(),
            precheck: Vec::new(),
            is_withheld,
        };
        let script = |is_withheld| Script {
            transactions: vec![Transaction { statements: vec![statement(is_withheld)], is_outside: false }],
            refused: Vec::new(),
        };
        let text = script(true).text();
        let mut lines = text.split(['\n', '\r']).filter(|line| line.contains('x'));
        assert!(lines.all(|line| line.starts_with("--")), "{text}");
        assert_eq!(text.len(), script(true).checked_text().len());
        assert!(!script(true).checked_text().contains("BREAKING"));
        // What runs is unchanged: a body or a text may have such line ends.
        assert!(script(false).text().contains("\nDROP TABLE s.\"t\nx\rx\";\r\n"));
        assert_eq!(script(true).transactions[0].sql().count(), SETTINGS.len() + 2);
    }
}
