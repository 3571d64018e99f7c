//! Runs one statement, with stubs for the extensions that the server lacks
//! (`platform/README.md`).

use super::dispatch::Dispatch;
use super::extension::{self, CreateExtension, ExtensionCommand, IndexParameters};
use super::runner::Runner;
use super::stub_loader::Registration;
use crate::object::literal;
use crate::platform::Stub;
use crate::platform::extension::NOTE_INDEX_OPTIONS;
use crate::postgres::Error;
use std::collections::BTreeSet;

/// The OID of the language C in `pg_language`: the code of such a function is a library of an
/// extension.
const C_LANGUAGE: u32 = 13;

impl Runner {
    /// Runs one statement.
    pub(super) fn statement(&mut self, sql: &str) -> Result<(), Error> {
        match self.dispatch(sql) {
            Dispatch::Skip => Ok(()),
            Dispatch::Send | Dispatch::SendAlone => self.raw(sql),
            Dispatch::Renamed(sql) => self.raw(&sql),
            Dispatch::Extension(command) => self.extension(command, sql),
            Dispatch::Index(index) => self.index(&index, sql),
            Dispatch::DoBlock => self.do_block(sql),
        }
    }

    fn extension(&mut self, command: ExtensionCommand, sql: &str) -> Result<(), Error> {
        match command {
            ExtensionCommand::Create(create) => self.create(&create, sql),
            ExtensionCommand::Update(name) if !self.is_native(&name) && Stub::named(&name).is_some() => Ok(()),
            ExtensionCommand::SetSchema(name) | ExtensionCommand::Other(name) | ExtensionCommand::Update(name) => {
                let stub = Stub::named(&name).filter(|_| !self.is_native(&name));
                let Some(stub) = stub else { return self.raw(sql) };
                if Stub::is_always_used(&name) && !self.is_installed(&name)? {
                    self.load(&stub, &CreateExtension::default(), Registration::Registered)?;
                }
                let moves = matches!(extension::read(sql), Some(ExtensionCommand::SetSchema(_)));
                if (moves && !stub.relocatable) || !self.privileges.is_superuser { Ok(()) } else { self.raw(sql) }
            }
        }
    }

    /// Runs `CREATE INDEX … USING hnsw (…) WITH (…)`, whose parameters no stub accepts.
    fn index(&mut self, index: &IndexParameters, sql: &str) -> Result<(), Error> {
        let real = format!(
            "select 1 from pg_catalog.pg_am a join pg_catalog.pg_proc p on p.oid = a.amhandler \
             where a.amname = {} and p.prolang = {C_LANGUAGE}",
            literal(&index.method)
        );
        if self.value(&real)?.is_some() {
            return self.raw(sql);
        }
        let before = self.value("select coalesce(max(oid::bigint), 0) from pg_catalog.pg_class")?.unwrap_or_default();
        self.raw(&index.without)?;
        if !self.privileges.is_superuser {
            return Ok(());
        }
        let note = NOTE_INDEX_OPTIONS.replace("@before@", &before).replace("@options@", &literal(&index.options));
        self.raw(&note)
    }

    /// Runs a `DO` block, whose text is not split into statements.
    fn do_block(&mut self, sql: &str) -> Result<(), Error> {
        let mut loaded = BTreeSet::new();
        for create in extension::created_in_block(sql) {
            let Some(stub) = Stub::named(&create.name).filter(|_| !self.is_native(&create.name)) else {
                continue;
            };
            self.stubs.used.insert(create.name.clone());
            if !self.is_installed(&create.name)? {
                let create = CreateExtension { version: None, ..create.clone() };
                self.load(&stub, &create, Registration::Registered)?;
            }
            loaded.insert(create.name);
        }
        let sql = extension::add_if_not_exists(sql, &|name| loaded.contains(name));
        let has_stub_index = ["vector", "pgroonga", "rum"].iter().any(|name| !self.is_native(name));
        if has_stub_index { self.raw(&extension::blank_index_parameters(&sql)) } else { self.raw(&sql) }
    }
}
