//! The schema that Prisma Client is generated from, compared with the replayed database.

use super::mirror::{Finding, MirrorKind, MirrorOutcome, PrismaFiles};
use super::schema::{self, load_over};
use super::scratch::{Replay, ReplayedDatabase};
use crate::catalog::{Catalog, Identity, Object};
use crate::diagnostic::Place;
use crate::diff::{Difference, PrismaSides, compare_prisma};
use crate::object::PUBLIC;
use crate::postgres::Error;
use crate::prisma::{self, File, Schema};
use crate::text::{Span, words};

/// The tracking table of Prisma, which its schema does not describe.
const PRISMA_TRACKING: &str = "_prisma_migrations";

/// Differences that a note lists.
const NAMED: usize = 5;

/// Compares the files with the replayed database.
pub(super) fn check_prisma(
    replay: &mut Replay<'_>,
    replayed: &ReplayedDatabase,
    files: &PrismaFiles,
) -> Result<MirrorOutcome, Error> {
    let mut outcome = MirrorOutcome::new(MirrorKind::Prisma, files.name.clone());
    let texts = files.texts();
    let given: Vec<File<'_>> = texts.iter().map(|(path, text)| File { path, text }).collect();
    let finding = |place: Option<&(usize, Span)>, message: String| Finding { place: files.place(place), message };
    let mut schema = match prisma::read(&given, PUBLIC) {
        Ok(schema) => schema,
        Err(faults) => {
            let faults =
                faults.into_iter().map(|fault| finding(Some(&(fault.file, fault.span.clone())), fault.message));
            outcome.findings = faults.collect();
            return Ok(outcome);
        }
    };
    let managed = replay.platform().schemas();
    let is_own = |named: &Option<String>| !named.as_ref().is_some_and(|schema| managed.contains(&schema.as_str()));
    schema.models.retain(|model| is_own(&model.schema));
    schema.enums.retain(|known| is_own(&known.schema));
    outcome.compared = schema.models.len();
    let tracking = replay.plan.layout.tracking.map(|tracking| tracking.table);
    let mut actual = schema::replayed(replay, replayed)?;
    let is_tracking = |name: &str| name == PRISMA_TRACKING || tracking == Some(name);
    let is_kept = |object: &Object| !matches!(object, Object::Table(table) if is_tracking(&table.name));
    actual.objects.retain(|_, object| is_kept(object));
    let text = prisma::sql(&schema, PUBLIC).join("\n");
    let described = match load_over(replay, replayed, text.as_bytes(), &dropped(&schema, &actual))? {
        Ok(mut described) => {
            described.objects.retain(|_, object| is_kept(object));
            described
        }
        Err(failed) => {
            let statement = text.get(failed.statement.clone()).unwrap_or_default();
            let message = format!("the server refuses what it describes: {}", failed.error.message);
            outcome.findings.push(finding(place_of(&schema, statement).as_ref(), message));
            return Ok(outcome);
        }
    };
    let sides = PrismaSides { schema: &schema, described: &described, actual: &actual, default_schema: PUBLIC };
    let (differences, others) = compare_prisma(&sides);
    let makes_migrations = tracking == Some(PRISMA_TRACKING);
    let (harmful, rest): (Vec<Difference>, Vec<Difference>) =
        differences.into_iter().partition(|difference| makes_migrations || difference.is_harmful);
    outcome.findings = harmful.into_iter().map(|found| finding(found.place.as_ref(), found.message)).collect();
    outcome.notes = notes(&files.name, &rest, &others);
    Ok(outcome)
}

/// The objects that the text creates, or that would be in its way.
fn dropped(schema: &Schema, actual: &Catalog) -> Vec<Identity> {
    let names = schema.models.iter().map(|model| &model.schema).chain(schema.enums.iter().map(|known| &known.schema));
    let schemas: Vec<&str> = names.map(|named| named.as_deref().unwrap_or(PUBLIC)).collect();
    let is_in_the_way =
        |identity: &&Identity| identity.schema.as_deref().is_some_and(|schema| schemas.contains(&schema));
    let is_enum = |object: &Object| matches!(object, Object::DataType(known) if known.values.is_some());
    let relations = actual.objects.iter().filter(|(_, object)| matches!(object, Object::Table(_) | Object::View(_)));
    let enums = actual.objects.iter().filter(|(_, object)| is_enum(object));
    relations.chain(enums).map(|(identity, _)| identity).filter(is_in_the_way).cloned().collect()
}

/// The place of the model whose statement failed.
pub fn place_of(schema: &Schema, statement: &str) -> Option<(usize, Span)> {
    let is_named = |table: &str| statement.contains(&format!("\"{}\"", table.replace('"', "\"\"")));
    schema.models.iter().find(|model| is_named(&model.table)).map(|model| model.place.clone())
}

fn notes(name: &str, rest: &[Difference], others: &[String]) -> Vec<String> {
    let mut notes = Vec::new();
    if !rest.is_empty() {
        let messages: Vec<String> = rest.iter().map(|difference| difference.message.clone()).collect();
        let listed = words::list(&messages, NAMED);
        notes.push(format!("{name}, not counted since Prisma does not make the migrations: {listed}"));
    }
    if !others.is_empty() {
        let listed = words::list(others, others.len());
        notes.push(format!("{name} cannot describe, so not compared with it: {listed}"));
    }
    notes
}

impl PrismaFiles {
    /// A place in a file, or the first file.
    pub fn place(&self, place: Option<&(usize, Span)>) -> Place {
        let found = place.and_then(|(number, span)| Some((self.files.get(*number)?, span)));
        match (found, self.files.first()) {
            (Some(((path, content), span)), _) => Place::content(path, content, span),
            (None, Some((path, _))) => Place::File { path: path.clone() },
            (None, None) => Place::None,
        }
    }
}
