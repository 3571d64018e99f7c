//! A copy of a snapshot on a private server, which no one else reaches and which is removed with its data.

use super::contents::Contents;
use super::differences::Differences;
use super::error::Error;
use super::folder::Snapshot;
use super::roles;
use super::state::read_catalog;
use crate::catalog::Catalog;
use crate::introspect;
use crate::postgres::live::Live;
#[cfg(unix)]
use crate::postgres::local::Local;
use crate::postgres::{self, Archiver, Database, Engine as _, Environment, Run, quoted_always, scratch_name};
use std::sync::atomic::AtomicBool;

/// The purpose of the private server; no other job uses its cluster.
#[cfg(unix)]
const PURPOSE: &str = "snapshot";

/// The database from which others are created.
const ADMINISTRATION: &str = "template1";

/// A restored snapshot on a private server. Dropping it removes both.
#[cfg(unix)]
pub struct PrivateCopy {
    local: Local,
    name: String,
    /// Sentences on what is not as in the snapshot.
    pub notes: Vec<String>,
}

/// Private servers do not exist on this system.
#[cfg(not(unix))]
pub enum PrivateCopy {}

#[cfg(unix)]
impl PrivateCopy {
    /// Restores a snapshot with its owners and privileges, as a superuser of the private server.
    pub fn restore(snapshot: &Snapshot, environment: &Environment, interrupted: &AtomicBool) -> Result<Self, Error> {
        let manifest = &snapshot.manifest;
        let found = postgres::find(environment, Some(manifest.server_major));
        let choice = postgres::choose(found, Some(manifest.server_major))?;
        if choice.instead_of.is_some() {
            let found = format!("only PostgreSQL {}", choice.installation.version);
            return Err(Error::NoServer { wanted: manifest.server_major, found });
        }
        let archiver = Archiver::find(environment, manifest.server_major)?;
        // A cluster that an earlier copy has left is not used, and no row stays on disk.
        let environment = Environment { is_fresh: true, ..environment.clone() };
        let local = Local::start(&choice.installation, &environment, PURPOSE, &[])?;
        let mut copy = Self { local, name: scratch_name(), notes: Vec::new() };
        copy.create(snapshot)?;
        match archiver.restore(&copy.local.reach(&copy.name), &snapshot.archive(), false, interrupted)? {
            Run::Completed => Ok(copy),
            Run::Interrupted => Err(Error::Interrupted),
        }
    }

    /// Creates the roles and the database.
    fn create(&mut self, snapshot: &Snapshot) -> Result<(), Error> {
        let manifest = &snapshot.manifest;
        let mut database = self.superuser(ADMINISTRATION)?;
        roles::create(database.as_mut(), &manifest.roles)?;
        let (name, properties) = (quoted_always(&self.name), &manifest.properties);
        let owner = quoted_always(&properties.owner);
        let created = |options: &str| format!("CREATE DATABASE {name} TEMPLATE template0 OWNER {owner} {options}");
        if let Err(error) = database.run(&created(&properties.options)) {
            // Locales are those of the system.
            let encoding = properties.options.split(" LC_COLLATE").next().unwrap_or_default();
            database.run(&created(&format!("{encoding} LC_COLLATE 'C' LC_CTYPE 'C'")))?;
            self.notes.push(format!("the copy has the locale C: {error}"));
        }
        for statement in properties.statements.iter().filter(|statement| !statement.contains("preload_libraries")) {
            if let Err(error) = database.run(&statement.replace("$database", &name)) {
                self.notes.push(format!("a property of the database is not set in the copy: {error}"));
            }
        }
        Ok(())
    }

    fn superuser(&mut self, name: &str) -> Result<Box<dyn Database>, Error> {
        let opened = self.local.open_as_superuser(name)?;
        Ok(opened.ok_or_else(|| postgres::Error::Lost { cause: "the private server has no superuser".to_owned() })?)
    }

    /// The address of the copy for a role, which logs in without a password.
    pub fn address(&self, role: &str) -> String {
        let host = encoded(&self.local.sockets().display().to_string());
        format!("postgresql://{}@/{}?host={host}", encoded(role), self.name)
    }

    /// Reads what was restored.
    pub fn read(&mut self, snapshot: &Snapshot) -> Result<(Contents, Catalog), Error> {
        let name = self.name.clone();
        let mut database = self.superuser(&name)?;
        let catalog = introspect::introspect(database.as_mut(), snapshot.manifest.server_major)?;
        database.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        let mut contents = Contents::read(database.as_mut())?;
        contents.read_sequences(database.as_mut(), snapshot.manifest.contents.sequences.keys())?;
        database.run("COMMIT")?;
        Ok((contents, catalog))
    }
}

#[cfg(not(unix))]
impl PrivateCopy {
    /// Fails: this system has no private servers.
    pub fn restore(snapshot: &Snapshot, _: &Environment, _: &AtomicBool) -> Result<Self, Error> {
        let found = "no private server on this system".to_owned();
        Err(Error::NoServer { wanted: snapshot.manifest.server_major, found })
    }

    /// The address of the copy for a role.
    pub fn address(&self, _: &str) -> String {
        match *self {}
    }

    /// Reads what was restored.
    pub fn read(&mut self, _: &Snapshot) -> Result<(Contents, Catalog), Error> {
        match *self {}
    }
}

/// A part of a URL.
#[cfg(unix)]
fn encoded(text: &str) -> String {
    let plain = |letter: u8| letter.is_ascii_alphanumeric() || b"-_./".contains(&letter);
    let one = |letter: u8| if plain(letter) { char::from(letter).to_string() } else { format!("%{letter:02X}") };
    text.bytes().map(one).collect()
}

/// Reads what a live database has, as it is read of a copy.
pub fn read(live: &mut Live, snapshot: &Snapshot) -> Result<(Contents, Catalog), Error> {
    let catalog = read_catalog(live)?;
    let database = live.database();
    database.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
    let mut contents = Contents::read(database)?;
    contents.read_sequences(database, snapshot.manifest.contents.sequences.keys())?;
    database.run("COMMIT")?;
    Ok((contents, catalog))
}

/// Restores a snapshot on a private server, and compares everything in it with the manifest.
pub fn prove(snapshot: &Snapshot, environment: &Environment, interrupted: &AtomicBool) -> Result<Differences, Error> {
    let mut copy = PrivateCopy::restore(snapshot, environment, interrupted)?;
    let (contents, catalog) = copy.read(snapshot)?;
    let mut differences = Differences::default();
    #[cfg(unix)]
    differences.notes.append(&mut copy.notes);
    differences.add_contents(&snapshot.manifest.contents, &contents);
    differences.add_schema(&snapshot.catalog()?, &catalog)?;
    Ok(differences)
}
