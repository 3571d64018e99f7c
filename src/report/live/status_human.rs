//! `status`: one table of migrations, then the verdict and what it does not cover.

use super::status_notes::notes;
use crate::jobs::live::{Status, TableState};
use crate::report::style::paint::{Paint as _, Style};
use crate::report::style::{snippet, wording};
use crate::text::difference::{Line as TextLine, difference};
use crate::text::words;
use crate::tracking::{Line, State, TextMatch, Texts};
use std::io::{self, Write};

/// The applied migrations that are shown without `--full`: the last ones.
const APPLIED: usize = 10;

/// Writes the state of a database.
pub(super) fn write(status: &Status, is_full: bool, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let lines = shown(status, is_full);
    if lines.len() < status.lines.len() {
        let hidden = words::count(status.lines.len() - lines.len(), "applied migration");
        writeln!(out, "{}", format!("... {hidden} before; `--full` shows all").dimmed())?;
    }
    let columns = |text: fn(&Line) -> String| lines.iter().map(|line| text(line).chars().count()).max().unwrap_or(0);
    let (versions, names) = (columns(|line| wording::safe(&line.version)), columns(name));
    for line in &lines {
        let (version, name) = (wording::safe(&line.version), name(line));
        let text = format!("{version:versions$}  {name:names$}  {}", wording::safe(&remark(line)));
        let state = style(line.state).paint(format!("{:12}", word(line.state)));
        writeln!(out, "{state} {}", text.trim_end())?;
        if let Some(texts) = line.texts.as_ref().filter(|_| is_full) {
            write_texts(texts, out)?;
        }
    }
    if !lines.is_empty() {
        writeln!(out)?;
    }
    let verdict = wording::safe(&verdict(status));
    let name = if status.is_in_step() { "tidegate:".green().bold() } else { "tidegate:".red().bold() };
    writeln!(out, "{name} {verdict}")?;
    for note in notes(status) {
        snippet::write_note("note", &note, width, out)?;
    }
    for help in helps(status, is_full) {
        snippet::write_note("help", &help, width, out)?;
    }
    Ok(())
}

/// Every line, or the last applied ones only.
fn shown(status: &Status, is_full: bool) -> Vec<&Line> {
    let applied = status.count(State::Applied);
    let mut hidden = if is_full { 0 } else { applied.saturating_sub(APPLIED) };
    let is_shown = |line: &&Line| {
        let is_hidden = line.state == State::Applied && hidden > 0;
        hidden -= usize::from(is_hidden);
        !is_hidden
    };
    status.lines.iter().filter(is_shown).collect()
}

fn name(line: &Line) -> String {
    wording::safe(&line.name)
}

fn style(state: State) -> Style {
    match state {
        State::Applied => Style::GREEN,
        State::Pending => Style::YELLOW,
        _ => Style::RED,
    }
}

/// The word for a state.
fn word(state: State) -> &'static str {
    match state {
        State::Applied => "applied",
        State::Pending => "pending",
        State::OutOfOrder => "out of order",
        State::Edited => "edited",
        State::Other => "other",
        State::Renumbered => "renumbered",
        State::Unknown => "unknown",
        State::Failed => "failed",
    }
}

/// The note on a migration beside its state.
fn remark(line: &Line) -> String {
    let at = line.at.as_deref().unwrap_or_default();
    match line.state {
        State::Applied if line.text == Some(TextMatch::LineEnds) => format!("{at} (only line ends differ)"),
        State::Applied => match &line.recorded_name {
            Some(name) => format!("{at} (recorded as `{name}`)"),
            None => at.to_owned(),
        },
        State::Pending => String::new(),
        State::OutOfOrder => "a later migration is applied".to_owned(),
        State::Edited => "the file has changed since it was applied".to_owned(),
        State::Other => match &line.recorded_name {
            Some(name) => format!("another migration is recorded under this version: `{name}`"),
            None => "another migration is recorded under this version".to_owned(),
        },
        State::Renumbered => {
            let text = match line.text {
                Some(TextMatch::Same | TextMatch::LineEnds) => "same text",
                _ => "same name",
            };
            format!("applied as {} ({text})", line.recorded_version.as_deref().unwrap_or_default())
        }
        State::Unknown => "applied, and no file has this version".to_owned(),
        State::Failed => "began and did not end".to_owned(),
    }
}

/// `localhost/app is in step: 3 migrations applied`
fn verdict(status: &Status) -> String {
    let database = &status.database;
    match (&status.table, status.table_state) {
        (None, _) => {
            let pending = words::count(status.lines.len(), "migration");
            format!("{database} has no tracking table of {}: {pending} pending", status.tool)
        }
        (Some(table), TableState::Empty) => {
            let pending = words::count(status.lines.len(), "migration");
            format!("{database} has an empty tracking table, {table}: {pending} pending")
        }
        (Some(table), _) => {
            let counts = State::ALL.iter().map(|state| (status.count(*state), word(*state)));
            let counts: Vec<String> =
                counts.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
            let step = if status.is_in_step() { "in step" } else { "not in step" };
            format!("{database} is {step}: {} ({table})", words::list(&counts, counts.len()))
        }
    }
}

fn helps(status: &Status, is_full: bool) -> Vec<String> {
    let has_texts = status.lines.iter().any(|line| line.texts.is_some());
    (has_texts && !is_full)
        .then(|| "show what has changed in edited files: `tidegate status --db DATABASE --full`".to_owned())
        .into_iter()
        .collect()
}

fn write_texts(texts: &Texts, out: &mut dyn Write) -> io::Result<()> {
    let (recorded, file): (Vec<&str>, Vec<&str>) = (texts.recorded.lines().collect(), texts.file.lines().collect());
    for line in difference(&recorded, &file) {
        let (sign, text, style) = match line {
            TextLine::Both(text) => (' ', text, Style::DIMMED),
            TextLine::First(text) => ('-', text, Style::RED),
            TextLine::Second(text) => ('+', text, Style::GREEN),
        };
        let text = wording::safe(&text.replace('\t', "    "));
        writeln!(out, "    {}", style.paint(format!("{sign} {text}")))?;
    }
    Ok(())
}
