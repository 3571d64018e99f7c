//! One page: the table of who has what, and the differences of each database. It has no scripts and requests nothing.

use super::wording::{cells, letter, verdict};
use crate::jobs::drift::Outcome;
use crate::report::diff;
use crate::report::style::html::escaped;
use std::io::{self, Write};

/// Writes the page.
pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    diff::write_page_start("Drift", out)?;
    writeln!(out, "<h1>Drift</h1>\n<p class=\"verdict\">{}</p>", escaped(&verdict(outcome)))?;
    write_table(outcome, out)?;
    for side in &outcome.beside {
        for finding in &side.findings {
            writeln!(out, "<p>{} differs: {}</p>", escaped(&side.label), escaped(finding))?;
        }
        for note in &side.notes {
            writeln!(out, "<p>{}: {}</p>", escaped(&side.label), escaped(note))?;
        }
    }
    for one in &outcome.databases {
        writeln!(out, "<h1>{}</h1>", escaped(&one.label))?;
        match &one.result {
            Ok(compared) => diff::write_page_body(compared, out)?,
            Err(error) => writeln!(out, "<p class=\"verdict\">not compared: {}</p>", escaped(&error.to_string()))?,
        }
    }
    diff::write_page_end(out)
}

fn write_table(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let rows = outcome.rows();
    if rows.is_empty() {
        return Ok(());
    }
    let heads: Vec<String> =
        outcome.columns().into_iter().map(|label| format!("<th>{}</th>", escaped(label))).collect();
    writeln!(out, "<table>\n<tr><th>class</th><th>object</th>{}</tr>", heads.concat())?;
    for row in &rows {
        let states: Vec<String> = cells(row).into_iter().map(|cell| format!("<td>{cell}</td>")).collect();
        let class = diff::page_class(letter(row));
        let object = escaped(&row.object.to_string());
        writeln!(
            out,
            "<tr><td><span class=\"{class}\">{}</span></td><td>{object}</td>{}</tr>",
            letter(row),
            states.concat()
        )?;
    }
    writeln!(out, "</table>")
}
