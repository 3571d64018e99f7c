//! The SQL that makes FROM like TO, with a header that says what it is and how far it is proven.

use super::wording::verdict;
use crate::alter::Script;
use crate::diagnostic::Diagnostic;
use crate::jobs::diff::{Outcome, Proof, WrittenSql};
use crate::report::style::paint::Paint as _;
use crate::report::style::{door, snippet, wording};
use crate::text::words::{self, shell};
use std::io::{self, Write};

/// Writes the script for standard output; nothing if its proof failed.
pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let Some(written) = outcome.written.as_ref().filter(|written| !failed(&written.proof)) else { return Ok(()) };
    for line in header(outcome, written) {
        writeln!(out, "-- {}", one_line(&line))?;
    }
    if !written.script.transactions.is_empty() {
        writeln!(out, "\n{}", written.script.text().trim_end())?;
    }
    Ok(())
}

/// The lines above the script, without the marks of a comment.
pub(super) fn header(outcome: &Outcome, written: &WrittenSql) -> Vec<String> {
    let (from, to) = (&outcome.from.label, &outcome.to.label);
    let mut lines = vec![format!("SQL that makes {from} like {to}, written by `tidegate diff --sql`.")];
    if written.script.transactions.is_empty() {
        lines.push("There is nothing to run.".to_owned());
    }
    lines.extend(proven(&written.proof, written));
    if let Proof::Proven { unproven, .. } = &written.proof {
        let reason = "only a superuser can do this, which the role of the copy is not";
        lines.extend(unproven.iter().map(|object| format!("Not proven: {object}: {reason}.")));
    }
    if written.script.transactions.iter().any(|transaction| transaction.is_outside) {
        lines.push(
            "Run it with psql and without --single-transaction: some statements run outside a transaction.".to_owned(),
        );
    }
    let withheld = written.withheld();
    if withheld > 0 {
        lines.push(format!(
            "{}: comments below that `--destructive` turns into statements.",
            words::count(withheld, "destructive or dependent step")
        ));
    }
    let refused = written.script.refused.len();
    if refused > 0 {
        lines.push(format!("Not part of it: {} that cannot be written.", words::count(refused, "object")));
    }
    lines
}

/// The proof in a sentence.
pub(super) fn proven(proof: &Proof, written: &WrittenSql) -> Option<String> {
    Some(match proof {
        Proof::Skipped => "Not proven: `--no-prove`.".to_owned(),
        Proof::Nothing => return None,
        Proof::Proven { server, by_dump, .. } => {
            let by = if *by_dump { "catalog and pg_dump" } else { "catalog" };
            let but = match (written.withheld(), written.script.refused.len()) {
                (0, 0) => "nothing differs from TO",
                (0, _) => "nothing differs from TO but the objects that cannot be written",
                (_, 0) => "nothing differs from TO but the withheld steps, and nothing at all with them",
                _ => "nothing differs from TO but the withheld steps and the objects that cannot be written",
            };
            format!("Proven on a copy of FROM on {server}: {but} (by {by}).")
        }
        Proof::NotPossible(reason) => format!("Not proven: {reason}."),
        Proof::Broken(broken) => format!("Proof failed: {}.", broken.error.message),
        Proof::Differs(objects) => format!("Proof failed: {} different.", are(objects.len())),
    })
}

fn are(count: usize) -> String {
    format!("{} {}", words::count(count, "object"), if count == 1 { "is" } else { "are" })
}

/// Whether the script must not be used.
pub(super) fn failed(proof: &Proof) -> bool {
    matches!(proof, Proof::Broken(_) | Proof::Differs(_))
}

/// Writes the verdict, what cannot be written and why a proof failed, for standard error.
pub fn write_notes(outcome: &Outcome, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let Some(written) = &outcome.written else { return Ok(()) };
    for refused in &written.script.refused {
        writeln!(
            out,
            "cannot write: {}: {}",
            wording::safe(&refused.object.to_string()),
            wording::safe(&refused.reason)
        )?;
    }
    let name = if outcome.is_equal() { "tidegate:".green() } else { "tidegate:".red() };
    writeln!(out, "{} {}", name.bold(), wording::safe(&verdict(outcome)))?;
    write_proof(&written.proof, width, out)?;
    for rename in written.suggested.iter().filter(|rename| !written.renames.contains(rename)) {
        let help = format!("if it is a rename, keep the rows: `--rename {}`", shell(rename.to_string().as_bytes()));
        snippet::write_note("help", &help, width, out)?;
    }
    if let Some(reason) = unprintable(&written.script) {
        snippet::write_note("note", reason, width, out)?;
    }
    write_problems(&written.problems, &written.script.text(), width, out)?;
    for gap in &outcome.not_compared {
        snippet::write_note("not compared", gap, width, out)?;
    }
    for note in super::wording::uncarried(outcome).iter().chain(&outcome.remarks) {
        snippet::write_note("note", note, width, out)?;
    }
    Ok(())
}

/// Writes what the rules report about the SQL: the rule, the statement and the reason.
fn write_problems(problems: &[Diagnostic], text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for problem in problems {
        let statement = problem.statement.clone().and_then(|span| text.get(span)).map(shortened);
        let statement = statement.map(|statement| format!(" (`{statement}`)")).unwrap_or_default();
        let text = format!("{}: {}{statement}. {}", problem.rule.id, problem.message, problem.why);
        snippet::write_note(&problem.severity.to_string(), text.trim_end(), width, out)?;
    }
    Ok(())
}

/// A statement on one line, without its end if it is long.
fn shortened(statement: &str) -> String {
    const LENGTH: usize = 100;
    let line = one_line(statement);
    match line.char_indices().nth(LENGTH) {
        Some((at, _)) => format!("{}...", &line[..at]),
        None => line,
    }
}

fn write_proof(proof: &Proof, width: usize, out: &mut dyn Write) -> io::Result<()> {
    const HELP: &str = "the SQL is not printed; `--no-prove` prints it unproven";
    match proof {
        Proof::Skipped | Proof::Nothing => Ok(()),
        Proof::Proven { notes, .. } => notes.iter().try_for_each(|note| snippet::write_note("note", note, width, out)),
        Proof::NotPossible(reason) => snippet::write_note("not proven", reason, width, out),
        Proof::Broken(broken) => {
            let message = format!("{}: {}", broken.error.message, one_line(&broken.sql));
            snippet::write_note("proof failed", &message, width, out)?;
            snippet::write_note("help", HELP, width, out)
        }
        Proof::Differs(objects) => {
            for object in objects {
                snippet::write_note(
                    "proof failed",
                    &format!("differs after the SQL ran: {}", object.text),
                    width,
                    out,
                )?;
            }
            snippet::write_note("help", HELP, width, out)
        }
    }
}

/// The reason why the text on standard output is not the script to the byte.
fn unprintable(script: &Script) -> Option<&'static str> {
    let text = script.text();
    (door::through_door(text.as_bytes()) != text.as_bytes())
        .then_some("the SQL has characters that are printed in a visible form; `--format json` has it unchanged")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
