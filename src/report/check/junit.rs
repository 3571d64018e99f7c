//! `--format junit`: XML in the form that CI servers agree on, one suite per project, one
//! case per problem.
//!
//! There is no standard; the attributes are those of <https://github.com/testmoapp/junitxml>. A rule
//! that found nothing has no case: whether it ran is not known here, and a passed case would claim
//! that it did. A project without a problem has one passed case, so that a report is never empty.
//! Errors are failed cases; warnings and accepted problems are passed cases with their text as output.

use crate::diagnostic::{Diagnostic, Severity};
use crate::jobs::check::{Accepted, Outcome};
use crate::report::style::wording;
use crate::rules::NotRun;
use crate::text::printable::{hidden, push_escape};
use crate::text::{RelPath, words};
use std::io::{self, Write};

/// A test case.
struct Case<'a> {
    name: String,
    class: &'a str,
    file: Option<&'a RelPath>,
    line: Option<usize>,
    result: Ending<'a>,
}

/// The result of a case.
enum Ending<'a> {
    Passed,
    PassedWith(String),
    Failed { diagnostic: &'a Diagnostic, text: String },
    Skipped(String),
}

/// Writes the report.
pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let suites = suites(outcome);
    let all = || suites.iter().flat_map(|(_, cases)| cases);
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<testsuites name="tidegate" tests="{}" failures="{}" errors="0" skipped="{}">"#,
        all().count(),
        all().filter(|case| matches!(case.result, Ending::Failed { .. })).count(),
        all().filter(|case| matches!(case.result, Ending::Skipped(_))).count()
    )?;
    for (name, cases) in &suites {
        write_suite(name, cases, out)?;
    }
    writeln!(out, "</testsuites>")
}

/// The projects with their cases; what belongs to no project is in a suite named after the target.
fn suites(outcome: &Outcome) -> Vec<(String, Vec<Case<'_>>)> {
    let mut roots: Vec<&RelPath> = outcome.projects.iter().map(|project| &project.root).collect();
    roots.sort();
    roots.dedup();
    let mut suites: Vec<(String, Vec<Case>)> =
        roots.iter().map(|root| (root.to_string(), cases(outcome, &roots, Some(root)))).collect();
    for ((_, cases), root) in suites.iter_mut().zip(&roots) {
        let migrations =
            outcome.projects.iter().filter(|project| project.root == **root).map(|project| project.migrations).max();
        if cases.is_empty() {
            cases.push(passed(format!("{}, no problems", words::count(migrations.unwrap_or(0), "migration"))));
        }
    }
    let mut elsewhere = cases(outcome, &roots, None);
    elsewhere.extend(outcome.skipped.iter().map(|rule| Case {
        result: Ending::Skipped("TIDEGATE_SKIP names it".to_owned()),
        ..passed(wording::safe(rule))
    }));
    elsewhere.extend(outcome.ignored.iter().map(|ignored| Case {
        result: Ending::Skipped(wording::safe(&ignored.reason)),
        ..passed(ignored.folder.to_string())
    }));
    if suites.is_empty() && elsewhere.is_empty() {
        elsewhere.push(passed(wording::verdict(outcome)));
    }
    if !elsewhere.is_empty() {
        suites.push((wording::safe(&outcome.target), elsewhere));
    }
    suites
}

fn passed<'a>(name: String) -> Case<'a> {
    Case { name, class: "tidegate", file: None, line: None, result: Ending::Passed }
}

/// The cases that belong to one project, or to none.
fn cases<'a>(outcome: &'a Outcome, roots: &[&RelPath], root: Option<&RelPath>) -> Vec<Case<'a>> {
    let is_here = |diagnostic: &Diagnostic| project_of(diagnostic, roots) == root;
    let problems = outcome.diagnostics.iter().filter(|one| is_here(one)).map(problem);
    let accepted = outcome.accepted.iter().filter(|one| is_here(&one.diagnostic)).map(accepted);
    let not_run = outcome.not_run.iter().filter(|one| Some(&one.project) == root).map(not_run);
    problems.chain(accepted).chain(not_run).collect()
}

/// The project of a problem: the one with the deepest folder, because projects may be nested.
fn project_of<'a>(diagnostic: &Diagnostic, roots: &[&'a RelPath]) -> Option<&'a RelPath> {
    let path = diagnostic.place.path()?;
    let around = roots.iter().filter(|root| path == **root || path.below(root).is_some());
    around.max_by_key(|root| root.as_bytes().len()).copied()
}

fn problem(diagnostic: &Diagnostic) -> Case<'_> {
    let text = wording::reason_and_remedy(diagnostic);
    let result = match diagnostic.severity {
        Severity::Error => Ending::Failed { diagnostic, text },
        severity => Ending::PassedWith(format!("{severity}: {}\n{text}", wording::safe(&diagnostic.message))),
    };
    case(diagnostic, result)
}

fn accepted(accepted: &Accepted) -> Case<'_> {
    let text =
        format!("accepted: {}\n{}", wording::safe(&accepted.diagnostic.message), wording::safe(&accepted.reason));
    case(&accepted.diagnostic, Ending::PassedWith(text))
}

fn not_run(not_run: &NotRun) -> Case<'_> {
    Case { result: Ending::Skipped(wording::safe(&not_run.reason)), ..passed(not_run.rule.id.to_owned()) }
}

fn case<'a>(diagnostic: &'a Diagnostic, result: Ending<'a>) -> Case<'a> {
    let file = diagnostic.place.path();
    let line = wording::in_content(diagnostic).map(|(start, _)| start.line);
    let name = match (file, line) {
        (Some(file), Some(line)) => format!("{}: {file}:{line}", diagnostic.rule.id),
        (Some(file), None) => format!("{}: {file}", diagnostic.rule.id),
        (None, _) => diagnostic.rule.id.to_owned(),
    };
    Case { name, class: diagnostic.rule.id, file, line, result }
}

fn write_suite(name: &str, cases: &[Case], out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        r#"  <testsuite name="{}" tests="{}" failures="{}" errors="0" skipped="{}">"#,
        escaped(name),
        cases.len(),
        cases.iter().filter(|case| matches!(case.result, Ending::Failed { .. })).count(),
        cases.iter().filter(|case| matches!(case.result, Ending::Skipped(_))).count()
    )?;
    for case in cases {
        write_case(case, out)?;
    }
    writeln!(out, "  </testsuite>")
}

fn write_case(case: &Case, out: &mut dyn Write) -> io::Result<()> {
    write!(out, r#"    <testcase name="{}" classname="{}""#, escaped(&case.name), escaped(case.class))?;
    if let Some(file) = case.file {
        write!(out, r#" file="{}""#, escaped(&file.to_string()))?;
    }
    if let Some(line) = case.line {
        write!(out, r#" line="{line}""#)?;
    }
    match &case.result {
        Ending::Passed => writeln!(out, "/>"),
        Ending::PassedWith(text) => {
            writeln!(out, ">\n      <system-out>{}</system-out>\n    </testcase>", escaped(text))
        }
        Ending::Skipped(reason) => {
            writeln!(out, ">\n      <skipped message=\"{}\"/>\n    </testcase>", escaped(reason))
        }
        Ending::Failed { diagnostic, text } => writeln!(
            out,
            ">\n      <failure message=\"{}\" type=\"{}\">{}</failure>\n    </testcase>",
            escaped(&wording::safe(&diagnostic.message)),
            diagnostic.rule.id,
            escaped(text)
        ),
    }
}

/// Escapes text for elements and attributes. Characters that XML 1.0 does not allow, not even as a
/// reference (section 2.2), are invisible, and written as `\x1b` or `\u{ffff}`.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for (letter, is_hidden) in hidden(text) {
        match letter {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '"' => shown.push_str("&quot;"),
            '\n' => shown.push('\n'),
            letter if is_hidden => push_escape(&mut shown, letter),
            letter => shown.push(letter),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_breaks_the_document() {
        assert_eq!(escaped("a<b>\"&\u{1b}[0m\u{0}\u{ffff}"), "a&lt;b&gt;&quot;&amp;\\x1b[0m\\x00\\u{ffff}");
    }
}
