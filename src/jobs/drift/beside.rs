//! Other descriptions of the schema beside the history: the schema file and `schema.prisma`.

use super::request::{Request, Side};
use crate::diff::Change;
use crate::jobs::diff::{self, Error, SideSpec};
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{self, SchemaTask};
use crate::progress::Progress;
use crate::replay::MirrorKind;
use crate::text::RelPath;

/// A description that was compared with the history.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// Its path.
    pub label: String,
    /// The differences of the objects; `None` where they are only known in words.
    pub changes: Option<Vec<Change>>,
    /// Further differences, and what was not compared, as fragments.
    pub findings: Vec<String>,
    /// Notes, which do not count as differences.
    pub notes: Vec<String>,
}

impl Beside {
    /// Whether it describes the schema that the migrations give.
    pub fn is_equal(&self) -> bool {
        self.findings.is_empty() && self.changes.as_ref().is_none_or(Vec::is_empty)
    }
}

/// Compares a description with the history of the working tree.
pub(super) fn compare(
    source: &SettingsSource<'_>,
    request: &Request,
    side: Side,
    progress: &mut dyn Progress,
) -> Result<Beside, Error> {
    match side {
        Side::Schema => schema(source, request, progress),
        Side::Prisma => prisma(source, request, progress),
    }
}

fn schema(source: &SettingsSource<'_>, request: &Request, progress: &mut dyn Progress) -> Result<Beside, Error> {
    let one = diff::Request {
        from: SideSpec::Schema,
        to: SideSpec::History(Selection::WorkTree),
        project: request.project.clone(),
        sql: None,
        server: request.server.clone(),
    };
    let compared = diff::run(source, &one, progress)?;
    let failed = compared
        .failed
        .iter()
        .map(|failed| format!("{} cannot be loaded: {}", failed.label, failed.failure.error.message));
    let not_compared = compared.not_compared.iter().map(|gap| format!("not compared: {gap}"));
    Ok(Beside {
        label: compared.from.label.clone(),
        findings: failed.chain(not_compared).collect(),
        changes: Some(compared.compared.comparison.changes),
        notes: Vec::new(),
    })
}

/// Prisma's models describe only a part of a schema, so `verify` compares them in its own way.
fn prisma(source: &SettingsSource<'_>, request: &Request, progress: &mut dyn Progress) -> Result<Beside, Error> {
    let settings = source.of(&Selection::WorkTree).map_err(|error| Error::Verify(error.into()))?;
    let one = verify::Request { selection: Selection::WorkTree, schema: SchemaTask::Compare, ..request.server.clone() };
    let verified = verify::run(source.repository(), &settings, &one, progress)?;
    let is_named = |root: &RelPath| request.project.as_ref().is_none_or(|project| project == root);
    let projects = verified.projects.into_iter().filter(|project| is_named(&project.root));
    let mut mirrors = projects.flat_map(|project| project.replay.mirrors);
    let Some(mirror) = mirrors.find(|mirror| mirror.kind == MirrorKind::Prisma) else { return Err(Error::NoPrisma) };
    let failure = mirror.failure.iter().map(|failure| format!("not compared: {}", failure.error.message));
    let findings = mirror.findings.into_iter().map(|finding| match finding.place.path() {
        Some(path) => format!("{path}: {}", finding.message),
        None => finding.message,
    });
    Ok(Beside { label: mirror.name, changes: None, findings: failure.chain(findings).collect(), notes: mirror.notes })
}
