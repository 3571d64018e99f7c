//! Many live databases beside one history. The history is loaded once for each major version of their servers; the
//! databases are read at once, over a bounded number of connections, and compared one after the other, so that only a
//! few of their schemas are in memory.

use super::error::Error;
use super::loading::{self, Described};
use super::names;
use super::outcome::Outcome;
use super::run::Setting;
use crate::catalog::Catalog;
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{self, LoadedSideOutcome, SideInputs};
use crate::progress::Progress;
use crate::replay::ComparedSides;
use crate::text::RelPath;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;

/// The most connections at one time.
const CONNECTIONS: usize = 8;

/// The history that databases are compared with, and the server on which it is replayed.
pub(in crate::jobs) struct Expected<'a> {
    pub(in crate::jobs) selection: &'a Selection,
    pub(in crate::jobs) project: Option<&'a RelPath>,
    pub(in crate::jobs) server: &'a verify::Request,
}

/// The history on a server of one major version.
struct Replayed {
    to: Described,
    loaded: Vec<LoadedSideOutcome>,
}

/// Compares each database with the history. One that cannot be read, or not be compared, is an inner error. Ends early,
/// with one result, if the history cannot be replayed.
pub(in crate::jobs) fn fleet(
    source: &SettingsSource<'_>,
    expected: &Expected<'_>,
    addresses: &[&str],
    progress: &mut dyn Progress,
) -> Result<Vec<Result<Outcome, Error>>, Error> {
    let mut results: Vec<Option<Result<Outcome, Error>>> = addresses.iter().map(|_| None).collect();
    let mut replayed = BTreeMap::new();
    let next = AtomicUsize::new(0);
    let environment = &expected.server.environment;
    let failed = thread::scope(|scope| {
        let (sender, receiver) = sync_channel(1);
        for _ in 0..CONNECTIONS.min(addresses.len()) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(address) = addresses.get(at) else { break };
                    // Nothing is received any more if the history cannot be replayed.
                    if sender.send((at, loading::live(address, environment))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        for (at, read) in receiver {
            let compared = match read {
                Ok(read) => compare(source, expected, &read.into(), &mut replayed, progress),
                Err(error) => Err(Error::Live(error)),
            };
            match compared {
                Err(error) if !matches!(error, Error::Live(_) | Error::OtherMajor { .. }) => return Err(error),
                Ok(outcome) if outcome.failed.is_some() => return Ok(Some(outcome)),
                compared => results[at] = Some(compared),
            }
        }
        Ok(None)
    })?;
    Ok(match failed {
        Some(outcome) => vec![Ok(outcome)],
        None => results.into_iter().flatten().collect(),
    })
}

fn compare(
    source: &SettingsSource<'_>,
    expected: &Expected<'_>,
    from: &Described,
    replayed: &mut BTreeMap<u32, Replayed>,
    progress: &mut dyn Progress,
) -> Result<Outcome, Error> {
    let setting = Setting { source, server: expected.server, sql: None };
    let major = from.live_major().unwrap_or_default();
    let Replayed { to, loaded } = match replayed.entry(major) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(new) => {
            let to = history(source, expected, major)?;
            let loaded = setting.load(from, &to, progress)?;
            new.insert(Replayed { to, loaded })
        }
    };
    let mut outcome = setting.compare((from, to), loaded, progress)?;
    shrink(&mut outcome.compared);
    Ok(outcome)
}

/// Drops the schemas but for the objects that differences belong to, which reports group them by: those of a hundred
/// databases would not fit into memory.
fn shrink(compared: &mut ComparedSides) {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for change in &compared.comparison.changes {
        names.extend([Some(change.object.name.clone()), change.object.on.clone()].into_iter().flatten());
        for properties in [&change.before, &change.after].into_iter().flatten() {
            let name = |key: &str, name: &str| Some(properties.get(key)?.get(name)?.as_str()?.to_owned());
            names.extend([name("table", "name"), name("owned_by", "table")].into_iter().flatten());
        }
    }
    for catalog in [&mut compared.expected, &mut compared.actual] {
        let mut objects = std::mem::take(&mut catalog.objects);
        objects.retain(|object, _| names.contains(&object.name));
        *catalog = Catalog { server: catalog.server, objects, ..Catalog::default() };
    }
}

/// The history, for a server of this major version.
fn history(source: &SettingsSource<'_>, expected: &Expected<'_>, major: u32) -> Result<Described, Error> {
    let settings = loading::settings(source, expected.selection)?;
    let mut inputs = SideInputs::of_history(source.repository(), &settings, expected.selection, expected.project)?;
    inputs.on_major(major);
    let summary = names::of_inputs(&inputs, None);
    Ok(Described { summary, side: loading::Prepared::Inputs(Box::new(inputs)), models: None })
}
