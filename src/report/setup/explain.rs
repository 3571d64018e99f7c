//! A rule's page, readable in a terminal, and the list of pages.

use crate::report::style::paint::Paint as _;
use crate::report::style::snippet::wrap;
use crate::rules::{self, Rule};
use std::io::{self, Write};

/// Writes the id and summary of each rule.
pub fn write_list(width: usize, out: &mut dyn Write) -> io::Result<()> {
    let longest = rules::ALL.iter().map(|rule| rule.info.id.len()).max().unwrap_or_default();
    for rule in rules::ALL {
        let lines = wrap(rule.info.summary, width.saturating_sub(longest + 2).max(20));
        for (number, line) in lines.iter().enumerate() {
            let id = if number == 0 { rule.info.id } else { "" };
            writeln!(out, "{}{:gap$}{line}", id.bold(), "", gap = longest + 2 - id.len())?;
        }
    }
    writeln!(out, "\nShow a page: `tidegate explain RULE`")
}

/// Writes a page: headings bold, text wrapped, code indented and unchanged.
pub fn write_page(rule: &Rule, width: usize, out: &mut dyn Write) -> io::Result<()> {
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
            // A paragraph or list item continues until something else begins.
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

/// The cells of a row; `\|` is a bar in a cell.
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
        write_page(rules::named(id).expect("a rule"), 80, &mut out).expect("memory");
        crate::report::style::paint::plain(&out)
    }

    #[test]
    fn every_page_fits_a_narrow_terminal() {
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
    fn tables_and_code_are_unchanged() {
        let page = page("invalid-name");
        assert!(page.contains("  layout") && page.contains("`^([VUB]\\d+([._]\\d+)*|R)__"), "{page}");
        assert!(page.contains("\n    staged supabase/migrations/20250131_add_orders.sql\n"), "{page}");
        assert!(!page.contains("|---"), "{page}");
    }
}
