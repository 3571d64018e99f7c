//! For people: what is wrong, with the name or the line, why it matters and the command that fixes
//! it. Files with errors come first, file by file; of many problems of one rule only the first are
//! shown. One line if there are no problems.

use crate::diagnostic::{Diagnostic, Severity};
use crate::jobs::check::Outcome;
use crate::report::style::paint::Paint as _;
use crate::report::style::{snippet, wording};
use crate::text::path::printable;
use crate::text::words::shell;
use crate::text::{RelPath, Span, words};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Problems of one rule that are shown in full; the rest is counted.
const DRAWN: usize = 3;

/// Names of files that are listed for the rest.
const NAMED: usize = 6;

/// Writes the outcome of a check.
pub(super) fn write(outcome: &Outcome, width: usize, is_below_top: bool, out: &mut dyn Write) -> io::Result<()> {
    let is_complete = write_problems(&outcome.diagnostics, width, out)?;
    write_summary(outcome, is_complete, width, out)?;
    if is_below_top && !outcome.diagnostics.is_empty() {
        let note =
            "paths and commands are relative to the top of the repository: `cd \"$(git rev-parse --show-toplevel)\"`";
        snippet::write_note("note", note, width, out)?;
    }
    Ok(())
}

/// Writes the first problems of each rule in full and counts the others; returns whether there are none.
pub(in crate::report) fn write_problems(
    diagnostics: &[Diagnostic],
    width: usize,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let (drawn, rest) = chosen(diagnostics);
    let mut renamed: Vec<&RelPath> = Vec::new();
    for diagnostic in drawn {
        match one_rename(diagnostic, diagnostics) {
            Some(help) => {
                let path = diagnostic.place.path();
                let is_renamed = path.is_some_and(|path| renamed.contains(&path));
                renamed.extend(path);
                let help = if is_renamed { "the rename above fixes this as well".to_owned() } else { help };
                snippet::write(&diagnostic.clone().help(help), width, out)?;
            }
            None => snippet::write(diagnostic, width, out)?,
        }
        writeln!(out)?;
    }
    for (_, problems) in &rest {
        write_rest(problems, width, out)?;
    }
    Ok(rest.is_empty())
}

/// Problems of one rule.
type OfRule<'a> = (&'a str, Vec<&'a Diagnostic>);

/// The problems to show, and those to count, by rule.
fn chosen(diagnostics: &[Diagnostic]) -> (Vec<&Diagnostic>, Vec<OfRule<'_>>) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut drawn = Vec::new();
    let mut rest: Vec<OfRule> = Vec::new();
    for diagnostic in wording::by_file(diagnostics) {
        let rule = diagnostic.rule.id;
        let count = seen.entry(rule).or_default();
        *count += 1;
        if *count <= DRAWN {
            drawn.push(diagnostic);
        } else if let Some((_, problems)) = rest.iter_mut().find(|(id, _)| *id == rule) {
            problems.push(diagnostic);
        } else {
            rest.push((rule, vec![diagnostic]));
        }
    }
    (drawn, rest)
}

/// The help for a file that several rules want to rename: one rename for all of them, because after
/// the rename of the first the path in the help of the second would not exist.
fn one_rename(diagnostic: &Diagnostic, all: &[Diagnostic]) -> Option<String> {
    let wanted = diagnostic.fix.as_ref()?;
    let is_of_file = |other: &&Diagnostic| other.place.path() == diagnostic.place.path();
    let others: Vec<&Diagnostic> = all.iter().filter(is_of_file).filter(|other| *other != diagnostic).collect();
    let fixes: Vec<_> = others.iter().filter_map(|other| other.fix.as_ref().map(|fix| (other.rule.id, fix))).collect();
    if fixes.is_empty() {
        return None;
    }
    let rules: Vec<String> = fixes.iter().map(|(rule, _)| format!("`{rule}`")).collect();
    let rules = words::list(&rules, rules.len());
    let renames: Option<Vec<_>> = std::iter::once(wanted)
        .chain(fixes.iter().map(|(_, fix)| *fix))
        .map(|fix| match fix.renames.as_slice() {
            [rename] => Some(rename),
            _ => None,
        })
        .collect();
    let target = renames.as_deref().and_then(|renames| {
        let from = &renames.first()?.from;
        let is_one = renames.iter().all(|rename| rename.from == *from && rename.to.parent() == from.parent());
        let names: Vec<&[u8]> = renames.iter().map(|rename| rename.to.file_name()).collect();
        let name = is_one.then(|| all_edits(from.file_name(), &names)).flatten()?;
        Some((from, from.with_file_name(name)))
    });
    Some(match target {
        Some((from, to)) => {
            format!("rename it once, for this and {rules}: `git mv {} {}`", shell(from), shell(to))
        }
        None => format!("rename it once, for this and {rules}: `tidegate check --fix`"),
    })
}

/// The name with every edit that leads to one of `names`, if the edits do not overlap.
fn all_edits(from: &[u8], names: &[&[u8]]) -> Option<Vec<u8>> {
    let mut edits: Vec<(Span, &[u8])> = names.iter().map(|to| edit(from, to)).collect();
    edits.sort_by_key(|(span, _)| (span.start, span.end));
    edits.dedup();
    let is_apart = edits.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start);
    is_apart.then(|| {
        let mut name = from.to_vec();
        for (span, with) in edits.into_iter().rev() {
            name.splice(span, with.iter().copied());
        }
        name
    })
}

/// Returns the edit that turns one name into another.
fn edit<'a>(from: &[u8], to: &'a [u8]) -> (Span, &'a [u8]) {
    let start = from.iter().zip(to).take_while(|(one, other)| one == other).count();
    let same = from[start..].iter().rev().zip(to[start..].iter().rev());
    let end = same.take_while(|(one, other)| one == other).count();
    (start..from.len() - end, &to[start..to.len() - end])
}

/// Counts the problems of a rule that are not shown, and lists their files.
fn write_rest(problems: &[&Diagnostic], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = problems.first() else {
        return Ok(());
    };
    let names: Vec<String> = problems
        .iter()
        .filter_map(|diagnostic| diagnostic.place.path())
        .map(|path| printable(path.file_name()))
        .collect();
    let title = format!("{}[{}]", first.severity, first.rule.id);
    let count = words::count(problems.len(), "more problem");
    writeln!(out, "{}: {count} of this rule", paint(first.severity, &title))?;
    snippet::write_note("in", &words::list(&names, NAMED), width, out)?;
    writeln!(out)
}

fn paint(severity: Severity, text: &str) -> String {
    match severity {
        Severity::Error => text.red().bold().to_string(),
        Severity::Warning => text.yellow().bold().to_string(),
        Severity::Info => text.bright_blue().bold().to_string(),
    }
}

fn write_summary(outcome: &Outcome, is_complete: bool, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let (accepted, not_checked) = (wording::accepted(outcome), wording::not_checked(outcome));
    let Some(found) = wording::found(outcome) else {
        let verdict = if outcome.files == 0 {
            format!("nothing to check in {}", wording::safe(&outcome.target))
        } else {
            format!("{} checked, {}", wording::safe(&wording::checked_files(outcome)), wording::NO_PROBLEMS.green())
        };
        let fragments: Vec<String> = std::iter::once(format!("{verdict}{accepted}"))
            .chain(not_checked.iter().map(|fragment| wording::safe(fragment)))
            .collect();
        writeln!(out, "tidegate: {}", fragments.join("; "))?;
        return write_breaking(outcome, width, out);
    };
    let worst = outcome.diagnostics.iter().map(|diagnostic| diagnostic.severity).max().unwrap_or(Severity::Info);
    writeln!(out, "tidegate: {} in {}{accepted}", paint(worst, &found), wording::safe(&outcome.target))?;
    write_breaking(outcome, width, out)?;
    for fragment in not_checked {
        snippet::write_note("note", &fragment, width, out)?;
    }
    write_next_steps(outcome, is_complete, width, out)
}

/// The destructive statements that were accepted, for the reviewer.
fn write_breaking(outcome: &Outcome, width: usize, out: &mut dyn Write) -> io::Result<()> {
    wording::breaking(outcome).iter().try_for_each(|line| snippet::write_note("breaking", line, width, out))
}

/// Commands that apply to all problems.
fn write_next_steps(outcome: &Outcome, is_complete: bool, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let fixable = outcome.diagnostics.iter().filter(|diagnostic| diagnostic.fix.is_some()).count();
    if fixable > 0 && outcome.can_fix {
        let them = match outcome.diagnostics.len() {
            1 => "it".to_owned(),
            all if all == fixable => "all of them".to_owned(),
            _ => format!("{fixable} of them"),
        };
        snippet::write_note("fix", &format!("run `tidegate check --fix` to fix {them}"), width, out)?;
    }
    if !is_complete {
        snippet::write_note("list", "`--format json` lists every problem", width, out)?;
    }
    if let Some(first) = wording::by_file(&outcome.diagnostics).first() {
        snippet::write_note("more", &format!("`tidegate explain {}`", first.rule.id), width, out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_of_a_name_that_do_not_overlap_are_combined() {
        let together = |names: &[&[u8]]| {
            all_edits(b"2025_Add B.sql", names).map(|name| String::from_utf8(name).unwrap_or_default())
        };
        assert_eq!(together(&[b"2026_Add B.sql", b"2025_add_b.sql"]).as_deref(), Some("2026_add_b.sql"));
        assert_eq!(together(&[b"2026_Add B.sql", b"2026_Add B.sql"]).as_deref(), Some("2026_Add B.sql"));
        assert_eq!(together(&[b"2026_Add B.sql", b"2027_Add B.sql"]), None);
    }
}
