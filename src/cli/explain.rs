//! `tidegate explain`: a rule's page, readable in a terminal.

use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::report::wrap;
use crate::rules::{self, Rule};
use crate::text::words;
use owo_colors::OwoColorize as _;
use std::io::{self, Write};

/// Arguments of `tidegate explain`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The rule, as it stands in brackets behind a message; without it all are listed
    rule: Option<String>,
}

/// Shows a page, or what pages there are.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let width = terminal.width;
    match &args.rule {
        Some(id) => write_page(named(id)?, width, terminal.out())?,
        None => write_list(width, terminal.out())?,
    }
    Ok(Exit::Clean)
}

fn named(id: &str) -> Result<&'static Rule, Failure> {
    rules::named(id).ok_or_else(|| {
        let near = words::nearest(id, rules::ALL.iter().map(|rule| rule.info.id));
        let hint = near
            .map_or_else(|| "list the rules: `tidegate rules`".to_owned(), |near| format!("did you mean `{near}`?"));
        Failure::usage(format!("there is no rule `{id}`")).hint(hint)
    })
}

fn write_list(width: usize, out: &mut dyn Write) -> io::Result<()> {
    let longest = rules::ALL.iter().map(|rule| rule.info.id.len()).max().unwrap_or_default();
    for rule in rules::ALL {
        let lines = wrap(rule.info.summary, width.saturating_sub(longest + 2).max(20));
        for (number, line) in lines.iter().enumerate() {
            let id = if number == 0 { rule.info.id } else { "" };
            writeln!(out, "{}{:gap$}{line}", id.bold(), "", gap = longest + 2 - id.len())?;
        }
    }
    writeln!(out, "\nShow one: `tidegate explain RULE`.")
}

/// Writes a page: headings bold, text wrapped, code indented and left alone.
fn write_page(rule: &Rule, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = rule.info.page.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(heading) = line.strip_prefix("## ").or_else(|| line.strip_prefix("# ")) {
            writeln!(out, "{}", heading.bold())?;
        } else if line.starts_with("```") {
            for code in lines.by_ref().take_while(|line| !line.starts_with("```")) {
                writeln!(out, "{}", format!("    {code}").trim_end())?;
            }
        } else if line.starts_with('|') {
            let mut rows = vec![cells(line)];
            while let Some(row) = lines.next_if(|next| next.starts_with('|')) {
                rows.push(cells(row));
            }
            write_table(&rows, out)?;
        } else if line.is_empty() {
            writeln!(out)?;
        } else {
            // A paragraph, or a point of a list, goes on until something else begins.
            let mut text = line.to_owned();
            while let Some(more) = lines.next_if(|next| continues(next)) {
                text = format!("{text} {}", more.trim_start());
            }
            write_text(&text, width, out)?;
        }
    }
    Ok(())
}

fn continues(line: &str) -> bool {
    !line.is_empty() && !["#", "```", "|", "- "].iter().any(|start| line.starts_with(start))
}

fn write_text(text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let indent = if text.starts_with("- ") { "  " } else { "" };
    let mut is_bold = false;
    for (number, line) in wrap(text, width.saturating_sub(indent.len())).iter().enumerate() {
        write!(out, "{}", if number == 0 { "" } else { indent })?;
        for (part, piece) in line.split("**").enumerate() {
            is_bold ^= part > 0;
            if is_bold {
                write!(out, "{}", piece.bold())?;
            } else {
                write!(out, "{piece}")?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

/// The cells of a row; `\|` is a bar inside one.
fn cells(row: &str) -> Vec<String> {
    let row = row.trim().trim_matches('|').replace("\\|", "\u{0}");
    row.split('|').map(|cell| cell.trim().replace('\u{0}', "|")).collect()
}

fn write_table(rows: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let is_rule = |row: &Vec<String>| row.iter().all(|cell| cell.starts_with("--"));
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or_default()).collect();
    for row in rows.iter().filter(|row| !is_rule(row)) {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        writeln!(out, "  {}", cells.join("  ").trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(id: &str) -> String {
        let mut out = Vec::new();
        write_page(named(id).expect("a rule"), 80, &mut out).expect("memory");
        let mut plain = anstream::StripStream::new(Vec::new());
        plain.write_all(&out).expect("memory");
        String::from_utf8(plain.into_inner()).expect("text")
    }

    #[test]
    fn every_page_reads_well_on_a_narrow_terminal() {
        for rule in rules::ALL {
            let page = page(rule.info.id);
            assert!(page.starts_with(rule.info.id), "{page}");
            assert!(!page.contains("```") && !page.contains("**") && !page.contains("\n#"), "{page}");
            let is_text = |line: &&str| !line.starts_with("  ") && !line.contains('`');
            let wide = page.lines().filter(is_text).find(|line| line.chars().count() > 80);
            assert_eq!(wide, None, "{}", rule.info.id);
        }
    }

    #[test]
    fn tables_and_code_are_shown_as_they_are() {
        let page = page("invalid-name");
        assert!(page.contains("  layout") && page.contains("`^([VUB]\\d+([._]\\d+)*|R)__"), "{page}");
        assert!(page.contains("\n    staged supabase/migrations/20250131_add_orders.sql\n"), "{page}");
        assert!(!page.contains("|---"), "{page}");
    }
}
