//! The files of migrations that are written from a script, in the form of their layout.

use super::baseline::delimited;
use super::diff::{self, Rename};
use super::new::{self, NewFile};
use super::projects::ProjectHistory;
use crate::alter::{Online, Options, Script, Statement, Transaction};
use crate::catalog::{Catalog, Identity, Object};
use crate::migration::Layout;
use crate::migration::layout::{ScriptFile, Template};
use crate::object::Class;
use std::collections::{BTreeMap, BTreeSet};

/// Reason why no migration was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Diff(#[from] diff::Error),
    #[error(transparent)]
    New(#[from] new::Error),
}

/// A script that becomes migrations: one, or several where a transaction has to end between its statements.
pub(in crate::jobs) struct Draft<'a> {
    pub(in crate::jobs) name: &'a str,
    pub(in crate::jobs) script: &'a Script,
    /// The schema before and after it.
    pub(in crate::jobs) begin: &'a Catalog,
    /// The schema after each transaction but the last, if it has transactions that lock less.
    pub(in crate::jobs) stages: &'a [Catalog],
    pub(in crate::jobs) end: &'a Catalog,
    /// The options of the script, from which a down migration is written; otherwise what is not restored, as a noun.
    pub(in crate::jobs) reverted: Result<&'a Options, &'a str>,
    /// The renames at its beginning.
    pub(in crate::jobs) renames: &'a [Rename],
    /// Reasons for the destructive steps of objects.
    pub(in crate::jobs) reasons: &'a BTreeMap<Identity, String>,
    /// Statements below those of the script.
    pub(in crate::jobs) tail: &'a str,
}

/// The files of one migration, that of the forward script first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenMigration {
    pub version: String,
    pub files: Vec<NewFile>,
    /// Reasons why its down migration does not restore everything.
    pub irreversible: Vec<String>,
}

/// A piece of a script that has a file of its own, with what it begins and ends with.
struct Piece<'a> {
    statements: Vec<&'a Statement>,
    begin: Catalog,
    end: Catalog,
    /// Whether its only statement runs outside a transaction block.
    is_alone: bool,
}

impl Draft<'_> {
    /// The number of migrations.
    pub(in crate::jobs) fn count(&self) -> usize {
        self.pieces().len()
    }

    /// The files, with these versions.
    pub(in crate::jobs) fn migrations(
        &self,
        seen: &ProjectHistory,
        versions: &[String],
    ) -> Result<Vec<WrittenMigration>, Error> {
        let (layout, name, description) = (seen.project.layout, self.name, new::described(self.name)?);
        let pieces = self.pieces();
        let count = pieces.len();
        let mut written = Vec::new();
        for (number, (piece, version)) in pieces.iter().zip(versions).enumerate() {
            let part = if count > 1 { format!("_{}", number + 1) } else { String::new() };
            let title = if count > 1 { format!("{name} ({} of {count})", number + 1) } else { name.to_owned() };
            let renames = if number + 1 == count { self.renames } else { &[] };
            let down = match self.reverted {
                Ok(options) => {
                    let options = Options { destructive: true, online: Online::default(), ..options.clone() };
                    Some(diff::script(&piece.begin, &piece.end, &options)?)
                }
                Err(_) => None,
            };
            let (up, (down, irreversible)) = self.texts(layout, &title, (&piece.statements, down.as_ref(), renames));
            let form = (true, piece.is_alone);
            let files = new::files(seen, (version, &format!("{description}{part}")), &up, &down, form)?;
            written.push(WrittenMigration { version: version.clone(), files, irreversible });
        }
        Ok(written)
    }

    /// The statements of each file. Transactions that lock less have files of their own, and so have new values of an
    /// enum where a later statement uses one.
    fn pieces(&self) -> Vec<Piece<'_>> {
        let all = &self.script.transactions;
        let has_own = |transaction: &Transaction| adds_values(transaction) && uses_new_values(self.script);
        let mut pieces: Vec<Piece<'_>> = Vec::new();
        let mut begin = self.begin.clone();
        for (number, transaction) in all.iter().enumerate() {
            let statements: Vec<&Statement> = transaction.statements.iter().collect();
            let end = match self.stages.get(number) {
                _ if number + 1 == all.len() => self.end.clone(),
                Some(stage) => stage.clone(),
                None => with_new_values(&begin, transaction, self.end),
            };
            let is_after_values = number == 1 && adds_values(&all[0]);
            match pieces.last_mut() {
                Some(last) if is_after_values && !transaction.is_outside && !has_own(&all[0]) => {
                    last.statements.extend(statements);
                    last.end = end.clone();
                }
                _ => pieces.push(Piece { statements, begin, end: end.clone(), is_alone: transaction.is_outside }),
            }
            begin = end;
        }
        pieces
    }

    /// The text of a migration and of its down migration, with what that one does not restore.
    fn texts(
        &self,
        layout: &Layout,
        title: &str,
        (up, down, renames): (&[&Statement], Option<&Script>, &[Rename]),
    ) -> (String, (String, Vec<String>)) {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let head = format!("-- Description: {title}\n");
        let refused = down
            .into_iter()
            .flat_map(|down| &down.refused)
            .map(|refused| format!("{}: {}", refused.object, refused.reason));
        let renamed = renames.iter().map(|rename| format!("the name before `{rename}`"));
        let lost = self.reverted.err().map(str::to_owned);
        let irreversible: Vec<String> = refused.chain(renamed).chain(lost).collect();
        let steps: Vec<&Statement> = down.into_iter().flat_map(Script::statements).collect();
        let mut of_down = format!("-- Description: down: {title}\n");
        for reason in &irreversible {
            of_down.push_str("-- Not restored: ");
            of_down.push_str(&one_line(reason));
            of_down.push('\n');
        }
        of_down.push_str(&body(layout, &steps, None));
        if steps.is_empty() {
            of_down.push_str("\nselect 1; -- nothing can be restored\n");
        }
        (format!("{head}{}{}", body(layout, up, Some(self.reasons)), self.tail), (of_down, irreversible))
    }
}

/// A catalog in which enums have the values that a transaction adds.
fn with_new_values(begin: &Catalog, transaction: &Transaction, reached: &Catalog) -> Catalog {
    let enums: BTreeSet<&Identity> = transaction.statements.iter().map(|statement| &statement.object).collect();
    let mut between = begin.clone();
    for (identity, object) in between.objects.iter_mut().filter(|(identity, _)| enums.contains(identity)) {
        if let (Object::DataType(of), Some(Object::DataType(after))) = (object, reached.objects.get(identity)) {
            of.values.clone_from(&after.values);
        }
    }
    between
}

/// Whether a transaction only adds values to enums.
fn adds_values(transaction: &Transaction) -> bool {
    transaction.statements.iter().flat_map(|statement| &statement.sql).all(|sql| sql.contains(" ADD VALUE "))
}

/// Whether a statement after the first transaction has a value that the first one adds to an enum.
fn uses_new_values(script: &Script) -> bool {
    let [first, rest @ ..] = &script.transactions[..] else { return false };
    let added = first.statements.iter().flat_map(|statement| &statement.sql);
    let values: Vec<&str> = added
        .filter_map(|sql| sql.split_once(" ADD VALUE ").map(|(_, value)| value))
        .filter_map(|value| value.split('\'').nth(1))
        .collect();
    let texts = rest.iter().flat_map(|one| &one.statements).flat_map(|statement| &statement.sql);
    let has_value = |sql: &String| values.iter().any(|value| sql.contains(&format!("'{value}'")));
    texts.into_iter().any(has_value)
}

/// The statements, each below an empty line. Reasons are those of a forward script.
fn body(layout: &Layout, statements: &[&Statement], reasons: Option<&BTreeMap<Identity, String>>) -> String {
    let mut lines = Vec::new();
    let makes_routine =
        |sql: &String| sql.starts_with("CREATE ") && (sql.contains(" FUNCTION ") || sql.contains(" PROCEDURE "));
    let run = statements.iter().filter(|statement| !statement.is_withheld);
    let has_routine = run.flat_map(|statement| &statement.sql).any(makes_routine);
    // The body of a function may name an object that is created after it.
    let is_of_tool = has_transaction(layout);
    if has_routine {
        let set = if is_of_tool { "SET LOCAL" } else { "SET" };
        lines.extend([String::new(), format!("{set} check_function_bodies = off;")]);
    }
    for statement in statements {
        lines.push(String::new());
        lines.extend(step(layout, statement, reasons));
    }
    if has_routine && !is_of_tool {
        lines.extend([String::new(), "RESET check_function_bodies;".to_owned()]);
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Whether the tool runs a migration in a transaction of its own.
fn has_transaction(layout: &Layout) -> bool {
    let (before, after) = match layout.template {
        Template::One { body, .. } => body,
        Template::Pair { .. } | Template::ByTool { .. } => ("", ""),
    };
    let content = format!("{before}create table a ();{after}");
    (layout.parse)(ScriptFile::alone(content.as_bytes())).up.transaction.is_of_tool()
}

fn step(layout: &Layout, statement: &Statement, reasons: Option<&BTreeMap<Identity, String>>) -> Vec<String> {
    let object = one_line(&format!("{}: {}", statement.object, statement.reason));
    let mut lines = Vec::new();
    if statement.is_withheld {
        lines.push(format!("-- Withheld: {object}"));
        // The statement needs the mark when the comment is removed.
        lines.extend((statement.class == Some(Class::B)).then(|| "-- -- BREAKING: <reason to be written>".to_owned()));
        lines.extend(statement.commented());
        return lines;
    }
    if let Some(reasons) = reasons {
        if statement.class == Some(Class::B) {
            let reason =
                reasons.get(&statement.object).map_or("<reason to be written>".to_owned(), |text| one_line(text));
            lines.extend([format!("-- BREAKING: {reason}"), format!("-- {object}")]);
        }
        lines.extend(statement.precheck.iter().map(|query| format!("-- No row may be returned: {}", one_line(query))));
    }
    lines.extend(statement.sql.iter().map(|sql| delimited(layout, sql)));
    lines
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
