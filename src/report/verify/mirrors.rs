//! Other descriptions of the schema for people: declarations, Diesel's tables, SQLx's queries, Prisma's schema.

use super::difference::{self, Sides};
use super::extent::Extent;
use super::failure;
use crate::catalog::Aspect;
use crate::diagnostic::Place;
use crate::jobs::verify::VerifiedProject;
use crate::replay::{Change, Difference, Finding, MirrorKind, MirrorOutcome, NotCompared};
use crate::report::style::{snippet, wording};
use crate::text::words;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::io::{self, Write};

/// Findings of one description that are drawn; the rest is counted.
const DRAWN: usize = 10;

/// Places that a sentence lists.
const NAMED: usize = 6;

/// Writes what comes before the verdict.
pub(super) fn write_above(
    project: &VerifiedProject,
    width: usize,
    extent: Extent,
    out: &mut dyn Write,
) -> io::Result<()> {
    for mirror in &project.replay.mirrors {
        difference::write(&mirror.changes, &Sides::of_schema(&mirror.name), extent, out)?;
        if let Some(failure) = &mirror.failure {
            failure::write(failure, width, out)?;
            writeln!(out)?;
        }
        let shown = if extent == Extent::Full { mirror.findings.len() } else { mirror.findings.len().min(DRAWN) };
        for finding in &mirror.findings[..shown] {
            write_finding(finding, mirror, width, out)?;
            writeln!(out)?;
        }
        if shown < mirror.findings.len() {
            let rest = words::count(mirror.findings.len() - shown, "more difference");
            writeln!(out, "... {rest} in {}; `--full` shows all\n", wording::safe(&mirror.name))?;
        }
    }
    Ok(())
}

/// Writes what comes after the verdict.
pub(super) fn write_below(project: &VerifiedProject, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for mirror in project.replay.mirrors.iter().filter(|mirror| !mirror.matches()) {
        if !mirror.changes.is_empty() {
            snippet::write_note("note", &difference::legend(&mirror.changes, &mirror.name), width, out)?;
        }
        if let Some(note) = declared_at(mirror) {
            snippet::write_note("note", &note, width, out)?;
        }
        for help in remedies(mirror) {
            snippet::write_note("help", &help, width, out)?;
        }
    }
    Ok(())
}

fn write_finding(finding: &Finding, mirror: &MirrorOutcome, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let title = Level::ERROR.primary_title(wording::safe(&finding.message)).id(id(mirror.kind));
    let path = finding.place.path().map(ToString::to_string).unwrap_or_default();
    let group = match &finding.place {
        Place::Content { excerpt, .. } if !excerpt.span.is_empty() => {
            let (text, span) = snippet::clean(&excerpt.text, &excerpt.span);
            let annotation = AnnotationKind::Primary.span(span);
            title.element(Snippet::source(text).line_start(excerpt.first_line).path(&path).annotation(annotation))
        }
        _ => Group::with_title(title),
    };
    for line in snippet::drawn(&Renderer::styled().term_width(width), group).lines() {
        writeln!(out, "{}", snippet::in_file(line, &finding.place))?;
    }
    let has_lines = matches!(&finding.place, Place::Content { excerpt, .. } if !excerpt.span.is_empty());
    if has_lines { Ok(()) } else { writeln!(out, " --> {}", wording::safe(&path)) }
}

/// The word for a kind in messages and in JSON.
pub(super) fn id(kind: MirrorKind) -> &'static str {
    match kind {
        MirrorKind::Declared => "declared-schema",
        MirrorKind::Alone => "schema-file",
        MirrorKind::Tables => "diesel-schema",
        MirrorKind::Queries => "sqlx-queries",
        MirrorKind::Prisma => "prisma-schema",
    }
}

/// `supabase/schemas matches`, `src/schema.rs differs in 2 places`
pub(super) fn verdict(mirror: &MirrorOutcome) -> String {
    let name = &mirror.name;
    if mirror.failure.is_some() {
        return format!("{name} cannot be loaded");
    }
    if mirror.matches() {
        return match mirror.kind {
            MirrorKind::Queries => format!("{} in {name} match", words::count(mirror.compared, "query file")),
            MirrorKind::Alone => format!("{name} loads and was compared with nothing"),
            MirrorKind::Declared | MirrorKind::Tables | MirrorKind::Prisma => format!("{name} matches"),
        };
    }
    if mirror.changes.is_empty() && mirror.findings.is_empty() {
        let count = words::count(mirror.not_modelled.len(), "object");
        return format!("{name} was not fully compared: {count} not modelled");
    }
    if mirror.changes.is_empty() {
        let verb = if mirror.kind == MirrorKind::Declared { "is not loaded" } else { "differs" };
        return format!("{name} {verb}: {}", words::count(mirror.findings.len(), "problem"));
    }
    format!("{name} differs: {}", difference::counted(&mirror.changes))
}

/// The places of the declarations that differ.
fn declared_at(mirror: &MirrorOutcome) -> Option<String> {
    let at = |(change, place): (&Change, &Option<Place>)| match place {
        Some(Place::Content { path, excerpt }) => {
            Some(format!("{} at {path}:{}", difference::named(&change.object), excerpt.start.line))
        }
        _ => None,
    };
    let places: Vec<String> = mirror.changes.iter().zip(&mirror.places).filter_map(at).collect();
    (!places.is_empty()).then(|| format!("declared: {}", words::list(&places, NAMED)))
}

/// Remedies, the command for most cases last.
pub(super) fn remedies(mirror: &MirrorOutcome) -> Vec<String> {
    let name = &mirror.name;
    let has = |difference: Difference| {
        mirror.changes.iter().any(|change| [difference, Difference::Changed].contains(&change.difference))
    };
    match mirror.kind {
        MirrorKind::Declared => {
            let keep = format!("to keep what only the migrations have, write it into the files of {name}");
            let generate = "generate the migration for what only the declarations have: `supabase db diff -f NAME`";
            let keep = has(Difference::Added).then_some(keep);
            let is_generated = |change: &Change| !is_left_out(change) && change.difference != Difference::Added;
            let generate = mirror.changes.iter().any(is_generated).then(|| generate.to_owned());
            keep.into_iter().chain(generate).chain(by_hand(mirror)).collect()
        }
        MirrorKind::Alone => Vec::new(),
        MirrorKind::Prisma => vec![
            format!("where {name} is right, write the migration, by hand or with Prisma Migrate: `prisma migrate dev --create-only`"),
            "where the migrations are right, read the models again from a database on which all of them ran: `prisma db pull`".to_owned(),
        ],
        MirrorKind::Tables => vec![format!(
            "generate {name} again from a database on which all migrations ran: `diesel migration run`, or without `file` in diesel.toml `diesel print-schema > {name}`"
        )],
        MirrorKind::Queries => vec![
            "correct the query in the code where it no longer fits the schema".to_owned(),
            "prepare the queries again on a database on which all migrations ran, and stage the files: `cargo sqlx prepare --workspace`".to_owned(),
        ],
    }
}

/// The remedy for declarations of which the Supabase CLI generates no migration.
fn by_hand(mirror: &MirrorOutcome) -> Option<String> {
    let changes = mirror.changes.iter().filter(|change| change.difference != Difference::Added);
    let names: Vec<String> =
        changes.filter(|change| is_left_out(change)).map(|change| difference::named(&change.object)).collect();
    (!names.is_empty()).then(|| {
        format!(
            "write a migration for what `supabase db diff` without pg-delta leaves out ({}): `supabase migration new NAME`",
            words::list(&names, NAMED)
        )
    })
}

/// Whether `supabase db diff` writes nothing about a difference, unless pg-delta is switched on (documentation of
/// declarative schemas, known caveats; `supabase/cli` issue 3264).
fn is_left_out(change: &Change) -> bool {
    let invoker = |text: &str| text.contains("security_invoker");
    match change.object.kind.as_str() {
        "domain" | "materialized view" => true,
        "view" => change.difference == Difference::Changed && invoker(&change.before) != invoker(&change.after),
        _ => false,
    }
}

/// The limits of the comparisons.
pub(super) fn notes(project: &VerifiedProject) -> Vec<String> {
    let notes = |mirror: &MirrorOutcome| {
        let mut notes = mirror.notes.clone();
        notes.extend(mirror.not_compared.iter().map(|aspect| not_compared(aspect, &mirror.name)));
        if !mirror.not_modelled.is_empty() {
            let objects: Vec<String> = mirror.not_modelled.iter().map(|object| wording::safe(object)).collect();
            notes.push(format!(
                "not modelled, so not compared in full with {}: {}",
                mirror.name,
                words::list(&objects, NAMED)
            ));
        }
        notes
    };
    project.replay.mirrors.iter().flat_map(notes).collect()
}

/// The note on an aspect in which declarations were not compared.
fn not_compared(not_compared: &NotCompared, name: &str) -> String {
    let objects: Vec<String> = not_compared.objects.iter().map(|object| wording::safe(object)).collect();
    let (aspect, objects) = (not_compared.aspect, words::list(&objects, NAMED));
    match aspect {
        Aspect::OutsideSchemas => format!("{} were not compared with {name}: {objects}", aspect.word()),
        Aspect::Comments | Aspect::Owners | Aspect::Grants => format!(
            "{} differ from {name} and were not compared, because the Supabase CLI without pg-delta writes none into a \
             migration: {objects}",
            aspect.word()
        ),
        Aspect::ColumnOrder => format!("{} differs from {name} and was not compared: {objects}", aspect.word()),
        _ => format!("{} differ from {name} and were not compared: {objects}", aspect.word()),
    }
}
