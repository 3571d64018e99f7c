//! `--format github`: annotations, then the text for people; and the job summary.
//!
//! A migration may come from anyone who opens a pull request: the door lets no line of the text become
//! a workflow command.

use super::difference::{self, Sides};
use super::extent::Extent;
use super::wording::{changes_of, is_of_schema_file, notes, remedies, verdict};
use super::{extra_checks, human, mirrors};
use crate::diagnostic::{Place, Severity};
use crate::jobs::verify::{Outcome, VerifiedProject};
use crate::replay::{Failure, MirrorOutcome};
use crate::report::check;
use crate::report::style::annotation::{Annotation, SHOWN};
use crate::report::style::markdown::{LINES, code, write_block};
use crate::report::style::paint::plain;
use crate::report::style::{snippet, wording};
use crate::text::words;
use std::io::{self, Write};

/// Writes an annotation for each problem, and then the text for people.
pub(super) fn write(outcome: &Outcome, width: usize, extent: Extent, out: &mut dyn Write) -> io::Result<()> {
    for project in &outcome.projects {
        for failure in project.replay.failures() {
            let title = format!("tidegate verify {}", wording::safe(&failure.error.sqlstate));
            annotate(&failure.place, &title, &of_failure(failure), out)?;
        }
        for mirror in &project.replay.mirrors {
            annotate_mirror(mirror, out)?;
        }
        for (file, text) in extra_checks::failed(&project.replay) {
            annotate(&Place::File { path: file.clone() }, TITLE, &wording::safe(&text), out)?;
        }
    }
    write_differences(outcome, width, out)?;
    for project in &outcome.projects {
        let shown = project.problems.len().min(SHOWN);
        check::write_commands(&project.problems[..shown], out)?;
    }
    let mut text = Vec::new();
    human::write(outcome, width, extent, &mut text)?;
    out.write_all(plain(&text).as_bytes())
}

const TITLE: &str = "tidegate verify";

/// Annotates the places at which another description differs, up to what GitHub shows.
fn annotate_mirror(mirror: &MirrorOutcome, out: &mut dyn Write) -> io::Result<()> {
    let title = format!("{TITLE} {}", mirrors::id(mirror.kind));
    let help = mirrors::remedies(mirror).pop().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    let declared = mirror.changes.iter().zip(&mirror.places).filter_map(|(change, place)| {
        let name = difference::named(&change.object);
        place.as_ref().map(|place| (place, format!("{name} differs from the replayed schema")))
    });
    let findings = mirror.findings.iter().map(|finding| (&finding.place, finding.message.clone()));
    for (place, text) in declared.chain(findings).take(SHOWN) {
        annotate(place, &title, &wording::safe(&format!("{text}{help}")), out)?;
    }
    Ok(())
}

fn annotate(place: &Place, title: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    Annotation { severity: Severity::Error, place, title, text }.write(out)
}

/// The message of the server, the likely cause and what to do.
fn of_failure(failure: &Failure) -> String {
    let error = &failure.error;
    let mut lines = vec![wording::safe(&error.message)];
    for (label, text) in [("detail", &error.detail), ("hint", &error.hint)] {
        lines.extend(
            text.as_deref().filter(|text| !text.is_empty()).map(|text| format!("{label}: {}", wording::safe(text))),
        );
    }
    lines.push(wording::safe(&failure.cause));
    if !failure.help.is_empty() {
        lines.push(format!("help: {}", wording::safe(&failure.help)));
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// Differences that GitHub shows, and the number of objects beyond them.
fn write_differences(outcome: &Outcome, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut annotations = Vec::new();
    for project in &outcome.projects {
        let Some(schema) = &project.schema else { continue };
        let (name, changes) = (schema.to_string(), changes_of(project));
        let help = remedies(project, &name, &outcome.selection).pop().unwrap_or_default();
        for (change, head) in difference::heads(changes, &Sides::of_schema(&name), width)? {
            let meaning = difference::legend(std::slice::from_ref(change), &name);
            let head: Vec<String> = plain(&head).lines().map(|line| line.trim_start().to_owned()).collect();
            let text = format!("{}\n{meaning}\nhelp: {help}", head.join("\n"));
            annotations.push((Place::File { path: schema.clone() }, text));
        }
    }
    let others: usize = outcome
        .projects
        .iter()
        .map(|project| project.replay.failures().count() + extra_checks::failed(&project.replay).len())
        .sum();
    let room = SHOWN.saturating_sub(others).max(1);
    let shown = if annotations.len() > room { room - 1 } else { annotations.len() };
    for (place, text) in &annotations[..shown] {
        annotate(place, TITLE, text, out)?;
    }
    if let Some((place, _)) = annotations.get(shown) {
        let rest = words::count(annotations.len() - shown, if shown == 0 { "object" } else { "more object" });
        let verb = if annotations.len() - shown == 1 { "differs" } else { "differ" };
        let text = format!("{rest} {verb} from the replayed schema; the log of the step shows all");
        annotate(place, TITLE, &text, out)?;
    }
    Ok(())
}

/// Writes the outcome as Markdown; the job summary is appended to, so it starts and ends with an
/// empty line. `patch` is the name of the file that has the patch for the schema files.
pub(super) fn write_job_summary(outcome: &Outcome, patch: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n### {}\n", heading(outcome))?;
    let patches: Vec<u8> =
        outcome.projects.iter().flat_map(|project| project.patch.iter().flatten().copied()).collect();
    let is_fixed = |project: &VerifiedProject| project.passed() || project.patch.is_some() && is_schema_alone(project);
    if patches.is_empty() || !outcome.projects.iter().all(is_fixed) {
        let mut text = Vec::new();
        human::write(outcome, WIDTH, Extent::Head { width: WIDTH }, &mut text)?;
        write_block("text", &plain(&text), out)?;
    } else {
        let mut text = Vec::new();
        for project in &outcome.projects {
            writeln!(text, "tidegate: {}", wording::safe(&verdict(project, outcome)))?;
            for note in notes(project) {
                snippet::write_note("note", &note, WIDTH, &mut text)?;
            }
        }
        write_block("text", &plain(&text), out)?;
    }
    if !patches.is_empty() {
        let text = String::from_utf8_lossy(&patches);
        let count = text.lines().count();
        let most = if count > LINES { format!(", the first {LINES} of {count} lines") } else { String::new() };
        writeln!(out, "Patch that fixes the schema file{most}:\n")?;
        write_block("diff", &text, out)?;
        if let Some(name) = patch {
            writeln!(out, "The whole patch is in {}, for `git apply`.\n", code(name))?;
        }
    }
    Ok(())
}

/// Columns of the text in the summary.
const WIDTH: usize = 100;

fn heading(outcome: &Outcome) -> &'static str {
    let fails =
        |project: &VerifiedProject| project.failure().is_some_and(|failure| !is_of_schema_file(project, failure));
    let projects = &outcome.projects;
    if !outcome.unplaced.is_empty() || projects.iter().any(VerifiedProject::replayed_nothing) {
        ":x: tidegate verify: nothing was replayed"
    } else if projects.iter().all(VerifiedProject::passed) && outcome.has_problems() {
        ":x: tidegate verify: not every migration can be replayed"
    } else if projects.is_empty() {
        ":white_check_mark: tidegate verify: nothing to replay"
    } else if !outcome.has_problems() {
        ":white_check_mark: tidegate verify: passed"
    } else if projects.iter().any(fails) {
        ":x: tidegate verify: the replay failed"
    } else if projects.iter().any(|project| project.failure().is_some() || !project.schema_matches()) {
        ":x: tidegate verify: the schema file differs from the replayed schema"
    } else if projects.iter().any(|project| project.replay.mirrors.iter().any(|mirror| !mirror.matches())) {
        ":x: tidegate verify: another description of the schema differs from the replayed schema"
    } else if projects.iter().any(VerifiedProject::has_errors) {
        ":x: tidegate verify: the replayed schema has problems"
    } else {
        ":x: tidegate verify: an extra check failed"
    }
}

/// Whether only the schema file is wrong.
fn is_schema_alone(project: &VerifiedProject) -> bool {
    let is_of_it = |failure: &Failure| is_of_schema_file(project, failure);
    let has_others = project.replay.mirrors.iter().any(|mirror| !mirror.matches());
    project.replay.failures().all(is_of_it)
        && !has_others
        && !project.has_errors()
        && extra_checks::failed(&project.replay).is_empty()
}
