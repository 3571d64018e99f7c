//! `new --from-dump`: a first migration with the schema of a dump.

use super::new::{self, NewFile};
use super::projects::ProjectHistory;
use crate::dump::{Baseline, Existing, Refused};
use crate::migration::layout::{ScriptFile, Template};
use crate::migration::{History, Layout, Migration, next_version, timestamp};
use crate::sql;
use crate::text::path::printable;
use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The files of a baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub files: Vec<NewFile>,
    /// The parts of the dump that the migration does not have, each as a noun.
    pub left_out: BTreeSet<String>,
    /// The command or SQL that records it as applied in databases that have the schema.
    pub mark_applied: Option<String>,
}

/// Reason why no baseline was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The dump cannot be read (environment).
    #[error("cannot read {}: {error}", printable(.path.as_os_str().as_encoded_bytes()))]
    Unreadable { path: PathBuf, error: std::io::Error },
    /// It is not a dump of a schema (user).
    #[error("{} {refused}", printable(.path.as_os_str().as_encoded_bytes()))]
    Refused { path: PathBuf, refused: Refused },
    /// No version sorts before the first one (user).
    #[error("no version of {tool} sorts before `{first}`")]
    NoEarlierVersion { tool: &'static str, first: String },
    /// The migration tool does not accept the text (user).
    #[error("{message} (statement `{statement}`)")]
    Tool { message: String, statement: String, help: String },
    #[error(transparent)]
    New(#[from] new::Error),
}

/// Functions of the migration `00000000000000_diesel_initial_setup`, which Diesel itself writes.
const SETUP_FUNCTIONS: [&str; 2] = ["diesel_manage_updated_at", "diesel_set_updated_at"];

/// Reads a dump and plans a migration named `name` before every one of the project.
pub fn plan(seen: &ProjectHistory, name: &str, dump: &Path, now: DateTime<Utc>) -> Result<Plan, Error> {
    let content = std::fs::read(dump).map_err(|error| Error::Unreadable { path: dump.to_owned(), error })?;
    let layout = seen.project.layout;
    let (setup, first) = first(&seen.history);
    let existing = Existing {
        schemas: layout.platform.schemas(),
        extensions: layout.platform.extensions(),
        functions: if setup { &SETUP_FUNCTIONS } else { &[] },
        has_role: &|role| layout.platform.has_role(role),
    };
    let baseline =
        Baseline::read(&content, &existing).map_err(|refused| Error::Refused { path: dump.to_owned(), refused })?;
    let (version, stem) = if let Some(stem) = layout.baseline_name {
        (stem.split('_').next().unwrap_or_default().to_owned(), stem.to_owned())
    } else {
        let version = version_before(&seen.history, layout, first, now)?;
        let stem = format!("{}_{}", new::dashed(layout, &version), new::described(name)?);
        (version, stem)
    };
    let mark_applied =
        layout.mark_applied.map(|command| command.replace("{version}", &version).replace("{stem}", &stem));
    let head = head(name, first.is_some(), mark_applied.as_deref());
    let text = format!("{head}\n{}", baseline.text(|statement| delimited(layout, statement)));
    let files = files(seen, &version, &stem, &text)?;
    refuse_what_the_tool_refuses(layout, &files[0], &baseline)?;
    Ok(Plan { files, left_out: baseline.left_out, mark_applied })
}

/// The first migration; and whether one with a version of zeros comes before it, which the tool itself wrote.
fn first(history: &History) -> (bool, Option<&Migration>) {
    let is_zero = |migration: &&Migration| migration.version.text.bytes().all(|digit| matches!(digit, b'0' | b'-'));
    let mut versioned = history.iter().filter(|migration| migration.is_versioned());
    let first = versioned.next();
    match first.filter(is_zero) {
        Some(zero) if zero.version.text.len() >= 14 => (true, versioned.next()),
        _ => (false, first),
    }
}

/// A version before the first one, in its form.
fn version_before(
    history: &History,
    layout: &Layout,
    first: Option<&Migration>,
    now: DateTime<Utc>,
) -> Result<String, Error> {
    let Some(first) = first else { return Ok(next_version(history, layout, None, now)) };
    let text: String = first.version.text.chars().filter(|letter| *letter != '-').collect();
    let moment = (text.len() == 14).then(|| timestamp::parse(&text).ok()).flatten();
    let earlier = match (moment, text.split(['.', '_']).next().unwrap_or_default().parse::<u64>()) {
        (Some(moment), _) => Some(timestamp::format(moment - Duration::seconds(1))),
        (None, Ok(number)) => {
            let width = text.len();
            let is_dotted = text.contains(['.', '_']);
            let least = layout.lowest_version;
            number
                .checked_sub(1)
                .filter(|number| *number >= least)
                .map(|number| if is_dotted { number.to_string() } else { format!("{number:0width$}") })
        }
        (None, Err(_)) => None,
    };
    earlier.ok_or_else(|| Error::NoEarlierVersion { tool: layout.tool, first: printable(first.name()) })
}

/// The comments at the top.
fn head(name: &str, is_before_others: bool, mark_applied: Option<&str>) -> String {
    let name = name.replace(['\n', '\r'], " ");
    let name = name.trim();
    let description = format!("-- Description: {name}, the schema that existed before the first migration\n");
    match mark_applied {
        _ if !is_before_others => description,
        Some(command) => format!(
            "{description}-- tidegate:allow out-of-order databases with this schema record it as applied: {command}\n"
        ),
        None => {
            format!("{description}-- tidegate:allow out-of-order databases with this schema record it as applied\n")
        }
    }
}

/// A statement with the marks that its layout needs around one with semicolons inside.
pub(super) fn delimited(layout: &Layout, statement: &str) -> String {
    let body = statement.trim_end().trim_end_matches(';');
    match layout.statement_marks {
        Some((begin, end)) if body.contains(';') => format!("{begin}\n{statement}\n{end}"),
        _ => statement.to_owned(),
    }
}

fn files(seen: &ProjectHistory, version: &str, stem: &str, text: &str) -> Result<Vec<NewFile>, new::Error> {
    let layout = seen.project.layout;
    let file = |name: String, content: String| NewFile { path: seen.new_folder().join(name), content };
    Ok(match layout.template {
        Template::One { prefix, separator, ending, body: (before, after) } => {
            let description = stem.split_once('_').map_or(stem, |(_, description)| description);
            vec![file(format!("{prefix}{version}{separator}{description}{ending}"), format!("{before}{text}{after}"))]
        }
        Template::Pair { up, down } => {
            let nothing = "-- Description: the schema of the baseline remains\n\nselect 1;\n";
            vec![file(format!("{stem}{up}"), text.to_owned()), file(format!("{stem}{down}"), nothing.to_owned())]
        }
        Template::ByTool { command } => {
            return Err(new::Error::ByTool { tool: layout.tool, command, name: stem.to_owned() });
        }
    })
}

/// Reads the text as the migration tool does: it has to accept it, and to see all of it.
fn refuse_what_the_tool_refuses(layout: &Layout, file: &NewFile, baseline: &Baseline) -> Result<(), Error> {
    let content = file.content.as_bytes();
    let script = (layout.parse)(ScriptFile::alone(content));
    if let Some(refusal) = script.up.refusal() {
        let at = refusal.span.start;
        let span = sql::statements(content).into_iter().find(|span| span.contains(&at)).unwrap_or(refusal.span.clone());
        let statement = String::from_utf8_lossy(&content[span]);
        let statement: String = statement.lines().next().unwrap_or_default().chars().take(60).collect();
        return Err(Error::Tool { message: refusal.message.clone(), statement, help: refusal.help.clone() });
    }
    let seen = sql::statements(script.up.text(content)).len();
    let Some(last) = baseline.statements.last().filter(|_| seen < baseline.statements.len()) else { return Ok(()) };
    Err(Error::Tool {
        message: format!("{} would read only {seen} of {} statements", layout.tool, baseline.statements.len()),
        statement: last.lines().next().unwrap_or_default().to_owned(),
        help: "remove the comments that look like marks of the tool from the dump".to_owned(),
    })
}
