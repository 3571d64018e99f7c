//! The table of all rules: for people by family, and as JSON, which `docs/output.md` describes.

use super::Format;
use crate::diagnostic::{ExpectedEffect, Family, Preset, Severity};
use crate::report::style::json;
use crate::report::style::paint::Paint as _;
use crate::rules::{self, Rule, Scope};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Table {
    version: u32,
    rules: Vec<Row>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: &'static str,
    family: Family,
    severity: Severity,
    preset: Preset,
    fixable: bool,
    forward_only: bool,
    /// The effect in PostgreSQL that a replay can observe.
    expects: Option<ExpectedEffect>,
    scope: &'static str,
    /// The commands that report it.
    checked_by: Vec<&'static str>,
    summary: &'static str,
}

/// Writes the table.
pub fn write(format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Human => write_human(out),
        Format::Json => json::write(&Table { version: json::VERSION, rules: rows().collect() }, out),
    }
}

fn rows() -> impl Iterator<Item = Row> {
    rules::ALL.into_iter().map(|rule| Row {
        id: rule.info.id,
        family: rule.info.family,
        severity: rule.info.severity,
        preset: rule.info.preset,
        fixable: rule.info.fixable,
        forward_only: rule.info.forward_only,
        expects: rule.info.expects,
        scope: if rule.scope == Scope::File { "file" } else { "history" },
        checked_by: checked_by(rule),
        summary: rule.info.summary,
    })
}

fn checked_by(rule: &Rule) -> Vec<&'static str> {
    let is_of_check = rule.script_check().is_some() || !rule.is_of_replay();
    let commands = [("check", is_of_check), ("verify", rule.is_of_replay())];
    commands.into_iter().filter(|(_, is_its)| *is_its).map(|(command, _)| command).collect()
}

fn write_human(out: &mut dyn Write) -> io::Result<()> {
    let longest = rows().map(|row| row.id.len()).max().unwrap_or_default();
    writeln!(out, "{}", format!("{:longest$}  severity  preset       fix  finds", "rule").bold())?;
    for family in Family::ALL {
        let (title, id) = (family.title(), family.id());
        let id = if title.eq_ignore_ascii_case(id) { String::new() } else { format!(" ({id})") };
        writeln!(out, "\n{}{id}", title.bold())?;
        for row in rows().filter(|row| row.family == family) {
            let fix = if row.fixable { "yes" } else { "" };
            let severity = format!("{:8}", row.severity.to_string());
            let severity = match row.severity {
                Severity::Error => severity.red().to_string(),
                _ => severity.yellow().to_string(),
            };
            let preset = row.preset.to_string();
            writeln!(out, "{:longest$}  {severity}  {preset:11}  {fix:3}  {}", row.id, row.summary)?;
        }
    }
    writeln!(out, "\nExplain a rule: `tidegate explain RULE`. Set its level: `[rules]` in tidegate.toml.")?;
    writeln!(
        out,
        "A preset also runs the rules of the smaller ones; the default is recommended: `preset` in tidegate.toml."
    )
}
