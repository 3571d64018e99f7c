//! The models of Prisma as a side.
//!
//! The SQL that they stand for is loaded into a temporary database. What Prisma cannot describe is taken from the other
//! side, so a trigger or a policy never differs, and no SQL drops it.

use super::error::Error;
use crate::catalog::Object;
use crate::config::Settings;
use crate::diff::{PrismaSides, overlaid};
use crate::git::Repository;
use crate::jobs::verify::SideInputs;
use crate::object::PUBLIC;
use crate::prisma::{self, File, Schema};
use crate::replay::{Failure, LoadedSide, PrismaFiles, place_of};
use crate::text::{RelPath, words};

/// The tracking table of Prisma, which its models do not describe.
const PRISMA_TRACKING: &str = "_prisma_migrations";

/// The models with the files that they were read from.
pub(super) struct Models {
    schema: Schema,
    files: PrismaFiles,
    /// The tracking table of the project.
    tracking: Option<&'static str>,
}

/// Reads the models that belong to the migrations of the working tree.
pub(super) fn read(
    repository: &dyn Repository,
    settings: &Settings,
    root: Option<&RelPath>,
) -> Result<(SideInputs, Models), Error> {
    let (mut inputs, mut found) = SideInputs::of_prisma(repository, settings, root)?;
    if found.len() > 1 {
        return Err(Error::SeveralPrisma(found.into_iter().map(|files| files.name).collect()));
    }
    let Some(files) = found.pop() else { return Err(Error::NoPrisma) };
    let texts = files.texts();
    let given: Vec<File<'_>> = texts.iter().map(|(path, text)| File { path, text }).collect();
    let mut schema = prisma::read(&given, PUBLIC).map_err(|faults| {
        let first = faults.into_iter().next();
        let place = first.as_ref().map(|fault| (fault.file, fault.span.clone()));
        let message = first.map(|fault| fault.message).unwrap_or_default();
        Error::PrismaFault { place: files.place(place.as_ref()), message }
    })?;
    let managed = inputs.managed();
    let is_own = |named: &Option<String>| !named.as_ref().is_some_and(|schema| managed.contains(&schema.as_str()));
    schema.models.retain(|model| is_own(&model.schema));
    schema.enums.retain(|known| is_own(&known.schema));
    inputs.set_prisma_sql(&files.name, prisma::sql(&schema, PUBLIC).join("\n"));
    let tracking = inputs.layout().tracking.map(|tracking| tracking.table);
    Ok((inputs, Models { schema, files, tracking }))
}

impl Models {
    /// Returns the loaded models with what they cannot describe as the other side has it, and a note on that.
    pub(super) fn whole(&self, loaded: &LoadedSide, other: &LoadedSide) -> (LoadedSide, Option<String>) {
        let sides = PrismaSides {
            schema: &self.schema,
            described: &loaded.catalog,
            actual: &other.catalog,
            default_schema: PUBLIC,
        };
        let (mut catalog, left_out) = overlaid(&sides);
        let is_tracking = |name: &str| name == PRISMA_TRACKING || self.tracking == Some(name);
        let is_kept = |object: &Object| match object {
            Object::Table(table) => is_tracking(&table.name),
            Object::Column(column) => is_tracking(&column.table),
            Object::Constraint(constraint) => is_tracking(&constraint.on),
            Object::Index(index) => is_tracking(&index.table.name),
            _ => false,
        };
        let kept = other.catalog.objects.iter().filter(|(_, object)| is_kept(object));
        catalog.objects.extend(kept.map(|(identity, object)| (identity.clone(), object.clone())));
        let note = (!left_out.is_empty()).then(|| {
            let listed = words::list(&left_out, left_out.len());
            format!("{} cannot describe, so not compared with it: {listed}", self.files.name)
        });
        (LoadedSide { catalog, is_beside: false, ..loaded.clone() }, note)
    }

    /// Moves a failure from the SQL to the model that it is for.
    pub(super) fn place(&self, failure: &mut Failure) {
        failure.place = self.files.place(place_of(&self.schema, &failure.statement).as_ref());
    }
}
