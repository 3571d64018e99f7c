//! `tidegate rules`: the table of all rules.
//!
//! As JSON it is `{"version": 1, "rules": [{"id", "severity", "preset", "fixable",
//! "forwardOnly", "scope", "summary"}]}`. `severity` is the rule's own, before configuration;
//! `preset` is the smallest preset that runs it;
//! `forwardOnly` rules only warn about a migration that is published; `scope` is `file` for
//! rules that named files narrow, else `history`. The version is raised when a field
//! changes its meaning or goes away.

use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::diagnostic::{Preset, Severity};
use crate::rules::{self, Scope};
use owo_colors::OwoColorize as _;
use serde::Serialize;
use std::io::{self, Write};

/// The version of the JSON form.
const VERSION: u32 = 1;

/// Arguments of `tidegate rules`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// How to tell it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// One JSON object: version 1, then for each rule its id, severity, preset, fixable,
    /// forwardOnly, scope and summary
    Json,
}

#[derive(Serialize)]
struct Table {
    version: u32,
    rules: Vec<Row>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: &'static str,
    severity: Severity,
    preset: Preset,
    fixable: bool,
    forward_only: bool,
    scope: &'static str,
    summary: &'static str,
}

/// Writes the table.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    match args.format {
        Format::Human => write_human(terminal.out())?,
        Format::Json => write_json(terminal.out())?,
    }
    Ok(Exit::Clean)
}

fn rows() -> impl Iterator<Item = Row> {
    rules::ALL.into_iter().map(|rule| Row {
        id: rule.info.id,
        severity: rule.info.severity,
        preset: rule.info.preset,
        fixable: rule.info.fixable,
        forward_only: rule.info.forward_only,
        scope: if rule.scope == Scope::File { "file" } else { "history" },
        summary: rule.info.summary,
    })
}

fn write_human(out: &mut dyn Write) -> io::Result<()> {
    let longest = rows().map(|row| row.id.len()).max().unwrap_or_default();
    writeln!(out, "{}", format!("{:longest$}  severity  preset       fix  says", "rule").bold())?;
    for row in rows() {
        let fix = if row.fixable { "yes" } else { "" };
        let severity = format!("{:8}", row.severity.to_string());
        let severity = match row.severity {
            Severity::Error => severity.red().to_string(),
            _ => severity.yellow().to_string(),
        };
        let preset = row.preset.to_string();
        writeln!(out, "{:longest$}  {severity}  {preset:11}  {fix:3}  {}", row.id, row.summary)?;
    }
    writeln!(out, "\nExplain one: `tidegate explain RULE`. Set a level: `[rules]` in tidegate.toml.")?;
    writeln!(
        out,
        "A preset runs the rules of the smaller ones too; recommended is the default: `preset` in tidegate.toml."
    )
}

fn write_json(out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Table { version: VERSION, rules: rows().collect() })?;
    writeln!(out)
}
