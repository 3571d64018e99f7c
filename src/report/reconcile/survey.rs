//! The differences of a database beside the decisions about them.

use crate::jobs::decisions::{Choice, Decisions, Entry, Item};
use crate::jobs::reconcile::Survey;
use crate::report::Output;
use crate::report::style::paint::Paint as _;
use crate::report::style::{snippet, wording};
use crate::text::words;
use std::io;

/// The changes of the file of decisions.
pub struct View {
    pub path: String,
    pub added: usize,
    pub pruned: usize,
    /// The number of decisions that are missing, incomplete or stale.
    pub problems: usize,
}

/// Writes one line for each difference, and the verdict.
pub fn write_survey(survey: &Survey, decisions: &Decisions, view: &View, output: &mut Output) -> io::Result<()> {
    for item in &survey.items {
        write_line(item, decisions.of(item), output)?;
    }
    let (database, expected) = (&survey.outcome.from.label, &survey.outcome.to.label);
    let differences = words::count(survey.items.len(), "difference");
    let name = "tidegate:".bold().to_string();
    let open = match view.problems {
        _ if survey.items.is_empty() => String::new(),
        0 => ", all decided".to_owned(),
        count => format!("; {} in {}", words::count(count, "open decision"), view.path),
    };
    let verdict = format!("{database} beside {expected}: {differences}{open}");
    writeln!(output.out, "{name} {}", wording::safe(&verdict))?;
    for (count, what) in [(view.added, "added to"), (view.pruned, "removed from")] {
        if count > 0 {
            let text = format!("{} {what} {}", entries(count), view.path);
            snippet::write_note("note", &text, output.width, output.out)?;
        }
    }
    if view.problems > 0 && !survey.items.is_empty() {
        let help = "see each difference in full: `tidegate drift --db DATABASE --full`";
        snippet::write_note("help", help, output.width, output.out)?;
    }
    for gap in &survey.outcome.not_compared {
        snippet::write_note("not compared", gap, output.width, output.out)?;
    }
    for note in survey.notes.iter().chain(&survey.outcome.remarks) {
        snippet::write_note("note", note, output.width, output.out)?;
    }
    Ok(())
}

fn entries(count: usize) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") }
}

fn write_line(item: &Item, entry: Option<&Entry>, output: &mut Output) -> io::Result<()> {
    let choice = entry.and_then(|entry| entry.choice).map_or("undecided", Choice::word);
    let reason = entry.map(|entry| entry.reason.as_str()).filter(|reason| !reason.is_empty());
    let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
    let text = format!("{} {:<9} {}: {choice}{reason}", item.letter(), item.state.word(), item.object);
    writeln!(output.out, "{}", wording::safe(&text))
}
