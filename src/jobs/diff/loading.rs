//! Reads both sides, and loads those that are not live databases on one server.

use super::error::Error;
use super::files::{self, Found};
use super::names;
use super::outcome::SideSummary;
use super::prisma::{self, Models};
use super::request::Request;
use super::side::SideSpec;
use crate::config::Settings;
use crate::introspect;
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::Selection;
use crate::jobs::verify::SideInputs;
use crate::postgres::live::Live;
use crate::postgres::{self, Parameters};
use crate::replay::{LoadedSide, Source};
use std::panic::resume_unwind;
use std::rc::Rc;
use std::thread;

/// A side that was read.
pub(super) enum Prepared {
    /// To be loaded.
    Inputs(Box<SideInputs>),
    /// A live database, with the major version of its server and notes on the connection.
    Live { side: Box<LoadedSide>, major: u32, remarks: Vec<String> },
}

/// A side with its description.
pub(super) struct Described {
    pub(super) side: Prepared,
    pub(super) summary: SideSummary,
    /// The models, if it is that of Prisma.
    pub(super) models: Option<Box<Models>>,
}

impl Described {
    /// The models of Prisma.
    pub(super) fn of_models(summary: SideSummary, inputs: SideInputs, models: Models) -> Self {
        Self { side: Prepared::Inputs(Box::new(inputs)), summary, models: Some(Box::new(models)) }
    }

    /// Whether a copy of it is made from its catalog, since nothing else gives it.
    pub(super) fn is_made_from_catalog(&self) -> bool {
        self.live_major().is_some() || self.models.is_some()
    }

    /// The inputs of a side that is loaded.
    pub(super) fn inputs(&self) -> Option<&SideInputs> {
        match &self.side {
            Prepared::Inputs(inputs) => Some(inputs),
            Prepared::Live { .. } => None,
        }
    }

    fn inputs_mut(&mut self) -> Option<&mut SideInputs> {
        match &mut self.side {
            Prepared::Inputs(inputs) => Some(inputs),
            Prepared::Live { .. } => None,
        }
    }

    /// Notes on the connection to a live database.
    pub(super) fn remarks(&self) -> &[String] {
        match &self.side {
            Prepared::Inputs(_) => &[],
            Prepared::Live { remarks, .. } => remarks,
        }
    }

    /// The major version of a live database.
    pub(super) fn live_major(&self) -> Option<u32> {
        match &self.side {
            Prepared::Inputs(_) => None,
            Prepared::Live { major, .. } => Some(*major),
        }
    }
}

/// A side before the place is known in which files are loaded.
enum Draft {
    Ready(Box<Described>),
    Files(Files),
}

/// Files that belong to no project.
struct Files {
    sources: Vec<Source>,
    is_folder: bool,
    typed: String,
}

impl Files {
    /// The files, to be loaded where the project of another side begins.
    fn placed(self, place: Option<&SideInputs>) -> Described {
        let inputs = SideInputs::of_files(self.sources, place, self.is_folder);
        let summary = names::of_inputs(&inputs, Some(&self.typed));
        Described { summary, side: Prepared::Inputs(Box::new(inputs)), models: None }
    }
}

/// Reads both sides, `from` first.
pub(super) fn prepare(source: &SettingsSource<'_>, request: &Request) -> Result<(Described, Described), Error> {
    let (from, to) = match (&request.from, &request.to) {
        (SideSpec::Database(from), SideSpec::Database(to)) => both_live([from, to], &request.server.environment)?,
        (from, to) => (draft(source, request, from)?, draft(source, request, to)?),
    };
    let has_inputs = |draft: &Draft| matches!(draft, Draft::Ready(ready) if ready.inputs().is_some());
    let place = if has_inputs(&from) || has_inputs(&to) { None } else { place(source, request, &from, &to)? };
    let (mut from, mut to) = match (from, to) {
        (Draft::Ready(from), Draft::Ready(to)) => (*from, *to),
        (Draft::Files(from), Draft::Ready(to)) => (from.placed(to.inputs().or(place.as_ref())), *to),
        (Draft::Ready(from), Draft::Files(to)) => {
            let to = to.placed(from.inputs().or(place.as_ref()));
            (*from, to)
        }
        (Draft::Files(from), Draft::Files(to)) => (from.placed(place.as_ref()), to.placed(place.as_ref())),
    };
    if let (Some(side), Some(other)) = (from.inputs_mut(), to.inputs()) {
        side.on_server_of(other);
    }
    // A live database is read as it is, so the other side needs a server of the same version.
    for major in [from.live_major(), to.live_major()].into_iter().flatten() {
        [from.inputs_mut(), to.inputs_mut()].into_iter().flatten().for_each(|side| side.on_major(major));
    }
    Ok((from, to))
}

/// The project of the working tree in whose place files are loaded, where no side has one.
fn place(
    source: &SettingsSource<'_>,
    request: &Request,
    from: &Draft,
    to: &Draft,
) -> Result<Option<SideInputs>, Error> {
    if !matches!(from, Draft::Files(_)) && !matches!(to, Draft::Files(_)) {
        return Ok(None);
    }
    let settings = settings(source, &Selection::WorkTree)?;
    Ok(SideInputs::of_place(source.repository(), &settings, request.project.as_ref())?)
}

pub(super) fn settings(source: &SettingsSource<'_>, selection: &Selection) -> Result<Rc<Settings>, Error> {
    source.of(selection).map_err(|error| Error::Verify(error.into()))
}

fn draft(source: &SettingsSource<'_>, request: &Request, spec: &SideSpec) -> Result<Draft, Error> {
    let (repository, root) = (source.repository(), request.project.as_ref());
    let ready = |inputs: SideInputs, typed: Option<&str>| {
        let summary = names::of_inputs(&inputs, typed);
        Draft::Ready(Box::new(Described { summary, side: Prepared::Inputs(Box::new(inputs)), models: None }))
    };
    Ok(match spec {
        SideSpec::History(selection) => {
            let settings = settings(source, selection)?;
            ready(SideInputs::of_history(repository, &settings, selection, root)?, None)
        }
        SideSpec::Start(project) => {
            let settings = settings(source, &Selection::WorkTree)?;
            ready(SideInputs::of_start(repository, &settings, project)?, None)
        }
        SideSpec::Schema => {
            let settings = settings(source, &Selection::WorkTree)?;
            ready(SideInputs::of_schema(repository, &settings, root)?, None)
        }
        SideSpec::Prisma => {
            let settings = settings(source, &Selection::WorkTree)?;
            let (inputs, models) = prisma::read(repository, &settings, root)?;
            let summary = names::of_inputs(&inputs, None);
            Draft::Ready(Box::new(Described::of_models(summary, inputs, models)))
        }
        SideSpec::Files(path) => {
            let settings = settings(source, &Selection::WorkTree)?;
            let typed = path.to_string_lossy().into_owned();
            match files::find(repository, &settings, path)? {
                Found::Project(inputs) => ready(*inputs, Some(&typed)),
                Found::Files { files, is_folder } => Draft::Files(Files { sources: files, is_folder, typed }),
            }
        }
        SideSpec::Database(address) => live(address, &request.server.environment).map_err(Error::Live)?.into(),
    })
}

/// Reads two live databases at once: nearly all of the time is that of their servers.
fn both_live(addresses: [&str; 2], environment: &postgres::Environment) -> Result<(Draft, Draft), Error> {
    let [from, to] = addresses;
    let (from, to) = thread::scope(|scope| {
        let other = scope.spawn(|| live(to, environment));
        (live(from, environment), other.join())
    });
    let to = to.unwrap_or_else(|panic| resume_unwind(panic));
    Ok((from.map_err(Error::Live)?.into(), to.map_err(Error::Live)?.into()))
}

/// A live database that was read.
pub(super) struct Read {
    side: LoadedSide,
    major: u32,
    remarks: Vec<String>,
    summary: SideSummary,
}

impl From<Read> for Described {
    fn from(read: Read) -> Self {
        let Read { side, major, remarks, summary } = read;
        Self { side: Prepared::Live { side: Box::new(side), major, remarks }, summary, models: None }
    }
}

impl From<Read> for Draft {
    fn from(read: Read) -> Self {
        Self::Ready(Box::new(read.into()))
    }
}

/// Reads a live database in a read-only transaction.
pub(super) fn live(address: &str, environment: &postgres::Environment) -> Result<Read, postgres::Error> {
    let mut live = Live::connect(&Parameters::parse(address)?, environment)?;
    let major = live.server().version.major;
    let (summary, remarks) = (names::of_live(&live), live.remarks());
    let catalog = introspect::introspect_live(live.database(), major).map_err(|error| match error {
        introspect::Error::Postgres { cause, .. } => cause,
        error => postgres::Error::Catalog { cause: error.to_string() },
    })?;
    Ok(Read { side: LoadedSide::of_database(catalog), major, remarks, summary })
}
