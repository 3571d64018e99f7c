//! The databases that have names in a clone.

use super::error::Error;
use super::target::Target;
use crate::config::{DatabasePlace, NamedDatabase};
use crate::jobs::local_file::local_file;
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::Selection;
use crate::jobs::trust;
use crate::postgres::live::{Live, Place};
use crate::postgres::{Environment, Parameters, is_url};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The databases that have names, the strongest definition of each first.
pub struct Databases<'a> {
    known: Vec<Known>,
    /// The reason why the settings of the default branch could not be read.
    unread: Option<String>,
    environment: &'a Environment,
    variable: &'a dyn Fn(&str) -> Option<String>,
}

/// The user who names databases.
pub struct Origin<'a> {
    /// The databases of the user's own settings.
    pub databases: &'a [NamedDatabase],
    /// The folder of these settings.
    pub folder: &'a Path,
    pub environment: &'a Environment,
    /// The value of a variable.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// Whether databases of the branch need no agreement, as in CI.
    pub trusts_branch: bool,
}

/// A definition.
struct Known {
    database: NamedDatabase,
    /// The folder to which its files are relative.
    folder: PathBuf,
    role: Role,
}

/// Use of a definition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The database can be named.
    Counts,
    /// It cannot, before the user agrees; its protection counts.
    NotAgreed,
    /// Only its protection counts.
    Protects,
}

impl<'a> Databases<'a> {
    /// Reads all definitions.
    pub fn read(source: &SettingsSource<'_>, origin: &Origin<'a>) -> Result<Self, Error> {
        let repository = source.repository();
        let top = repository.paths().work_dir.clone().unwrap_or_default();
        let mut known = Vec::new();
        let mut add = |databases: &[NamedDatabase], folder: &Path, role: &dyn Fn(usize) -> Role| {
            known.extend(databases.iter().enumerate().map(|(at, database)| Known {
                database: database.clone(),
                folder: folder.to_owned(),
                role: role(at),
            }));
        };
        add(origin.databases, origin.folder, &|_| Role::Counts);
        add(&local_file(repository)?.unwrap_or_default().databases, &top, &|_| Role::Counts);
        let settings = source.of(&Selection::WorkTree)?;
        let agreed = if origin.trusts_branch {
            vec![true; settings.databases.len()]
        } else {
            let agreed = trust::agreed_databases(source, &settings.databases);
            agreed.map_err(|error| Error::Settings(error.into()))?
        };
        add(&settings.databases, &top, &|at| if agreed[at] { Role::Counts } else { Role::NotAgreed });
        let unread = match trust::shared_settings(source) {
            Ok(shared) => {
                add(&shared.unwrap_or_default().databases, &top, &|_| Role::Protects);
                None
            }
            Err(error) => Some(error.to_string()),
        };
        Ok(Self { known, unread, environment: origin.environment, variable: origin.variable })
    }

    /// The names that commands accept, in order.
    pub fn names(&self) -> Vec<String> {
        let counting = self.known.iter().filter(|known| known.role == Role::Counts);
        let mut names: Vec<String> = counting.map(|known| known.database.name.clone()).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Every database that commands could name, in order of names; the inner error is the reason why one cannot be.
    pub fn every(&self) -> Vec<(String, Result<Target, Error>)> {
        let named = self.known.iter().filter(|known| known.role != Role::Protects);
        let names: BTreeSet<&str> = named.map(|known| known.database.name.as_str()).collect();
        names.into_iter().map(|name| (name.to_owned(), self.named(name))).collect()
    }

    /// The database that `--db` names: an address, or a name.
    pub fn target(&self, typed: &str) -> Result<Target, Error> {
        if is_address(typed) {
            return Ok(Target { address: typed.to_owned(), name: None });
        }
        self.named(typed)
    }

    /// The database with a name.
    pub fn named(&self, name: &str) -> Result<Target, Error> {
        let mut definitions = self.known.iter().filter(|known| known.database.name == name);
        let found = definitions.find(|known| known.role != Role::Protects);
        let Some(known) = found else { return Err(Error::Unknown { name: name.to_owned(), known: self.names() }) };
        if known.role == Role::NotAgreed {
            return Err(Error::NotAgreed { name: name.to_owned() });
        }
        match self.address(known) {
            Ok(address) => Ok(Target { address, name: Some(name.to_owned()) }),
            Err(variable) => Err(Error::NoAddress { name: name.to_owned(), variable: variable.to_owned() }),
        }
    }

    /// Whether a command may write to a database: one that is protected only if `--yes-write` has its name. Returns the
    /// names of protected databases with which the target could not be compared.
    pub fn allow_write(&self, target: &Target, confirmed: Option<&str>) -> Result<Vec<String>, Error> {
        if let Some(cause) = &self.unread {
            return Err(Error::DefaultBranch { cause: cause.clone() });
        }
        let names = self.names_of(target);
        let is_protected =
            |name: &String| self.known.iter().any(|known| known.database.protected && known.database.name == *name);
        let mut protections: Vec<&(String, bool)> = names.iter().filter(|(name, _)| is_protected(name)).collect();
        // A branch cannot give another name to a database, with which a write would be confirmed by mistake.
        if protections.iter().any(|(_, is_trusted)| *is_trusted) {
            protections.retain(|(_, is_trusted)| *is_trusted);
        }
        let protections: Vec<String> = protections.into_iter().map(|(name, _)| name.clone()).collect();
        let all: Vec<String> = names.into_iter().map(|(name, _)| name).collect();
        let accepted = if protections.is_empty() { &all } else { &protections };
        match confirmed {
            Some(confirmed) if !accepted.iter().any(|name| name == confirmed) => {
                Err(Error::OtherName { confirmed: confirmed.to_owned(), names: accepted.clone() })
            }
            None if !protections.is_empty() => Err(Error::Protected { names: protections }),
            _ => Ok(self.not_compared(target)),
        }
    }

    /// The names of a database: the typed one, and those with the same place. `false` for those that only a branch
    /// gives it.
    fn names_of(&self, target: &Target) -> Vec<(String, bool)> {
        let places = self.places(&target.address);
        let mut names: Vec<(String, bool)> = target.name.iter().map(|name| (name.clone(), true)).collect();
        for known in &self.known {
            let others = self.address(known).map(|address| self.places(&address)).unwrap_or_default();
            if !others.iter().any(|place| places.contains(place)) {
                continue;
            }
            let is_trusted = known.role != Role::NotAgreed;
            match names.iter_mut().find(|(name, _)| *name == known.database.name) {
                Some((_, is_already)) => *is_already |= is_trusted,
                None => names.push((known.database.name.clone(), is_trusted)),
            }
        }
        names
    }

    /// The names of protected databases whose place is not known.
    fn not_compared(&self, target: &Target) -> Vec<String> {
        let is_open = |known: &&Known| {
            known.database.protected
                && target.name.as_ref() != Some(&known.database.name)
                && !self.address(known).is_ok_and(|address| !self.places(&address).is_empty())
        };
        let mut names: Vec<String> =
            self.known.iter().filter(is_open).map(|known| known.database.name.clone()).collect();
        names.sort();
        names.dedup();
        names
    }

    /// The address of a definition, or the variable that is not set.
    fn address<'k>(&self, known: &'k Known) -> Result<String, &'k str> {
        match &known.database.place {
            DatabasePlace::Variable(variable) => {
                (self.variable)(variable).filter(|value| !value.trim().is_empty()).ok_or(variable)
            }
            place @ DatabasePlace::Parameters(_) => Ok(place.words(&known.folder).unwrap_or_default()),
        }
    }

    /// The places of an address; none if it cannot be read, which a connection reports.
    fn places(&self, address: &str) -> Vec<Place> {
        let parameters = Parameters::parse(address);
        parameters.and_then(|parameters| Live::places(&parameters, self.environment)).unwrap_or_default()
    }
}

/// Whether a text is an address: a name has none of these characters.
fn is_address(typed: &str) -> bool {
    is_url(typed.trim()) || typed.trim().is_empty() || typed.contains(['=', '/', ':', '@', ' '])
}
