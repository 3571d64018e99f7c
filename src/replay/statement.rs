//! Runs one statement, with stubs for the extensions that the server lacks
//! (`platform/README.md`).

use super::dispatch::Dispatch;
use super::extension::{self, CreateExtension, ExtensionCommand, IndexParameters};
use super::privileged::{ADOPT, creates_role, with_calls};
use super::runner::Runner;
use super::stub_loader::Registration;
use crate::object::literal;
use crate::platform::Stub;
use crate::platform::extension::NOTE_INDEX_OPTIONS;
use crate::postgres::{Error, SqlError, sqlstate};
use std::collections::BTreeSet;

/// The OID of the language C in `pg_language`: the code of such a function is a library of an
/// extension.
const C_LANGUAGE: u32 = 13;

impl Runner {
    /// Runs one statement.
    pub(super) fn statement(&mut self, sql: &str) -> Result<(), Error> {
        self.state(Some(sql));
        let result = self.dispatched(sql);
        self.state(None);
        result
    }

    fn dispatched(&mut self, sql: &str) -> Result<(), Error> {
        match self.dispatch(sql) {
            Dispatch::Skip => Ok(()),
            Dispatch::Send | Dispatch::SendAlone => self.own(sql),
            Dispatch::Renamed(sql) => self.own(&sql),
            Dispatch::Extension(command) => self.extension(command, sql),
            Dispatch::Index(index) => self.index(&index, sql),
            Dispatch::DoBlock => {
                self.grant_settings(sql)?;
                self.do_block(sql).and_then(|()| self.adopt_roles(sql))
            }
            Dispatch::Helped(helped) => self.help(&helped, sql).and_then(|()| self.adopt_roles(sql)),
        }
    }

    fn own(&mut self, sql: &str) -> Result<(), Error> {
        self.grant_settings(sql)?;
        self.give(sql)?;
        self.adopt_roles(sql)
    }

    /// Makes the role of a replay without superuser rights a member of the roles that it has created.
    fn adopt_roles(&mut self, sql: &str) -> Result<(), Error> {
        let needs_grant = self.privileges.key.is_some() && creates_role(sql, self.major());
        if needs_grant { self.raw(ADOPT) } else { Ok(()) }
    }

    fn extension(&mut self, command: ExtensionCommand, sql: &str) -> Result<(), Error> {
        match command {
            ExtensionCommand::Create(create) => self.create(&create, sql),
            ExtensionCommand::Update(name, version) => {
                let is_stub = !self.is_native(&name) && Stub::named(&name).is_some();
                match is_stub {
                    // The server's own error is that the extension does not exist.
                    true if !self.is_created(&name)? => self.raw(sql),
                    true => Ok(()),
                    false if self.privileges.helped.contains(&name) => {
                        self.update_as_superuser(&name, version.as_deref())
                    }
                    false => self.raw(sql),
                }
            }
            ExtensionCommand::SetSchema(name, schema) => {
                let stub = self.stub_to_alter(&name)?;
                if stub.is_some() && !self.is_created(&name)? {
                    self.raw(sql)
                } else if stub.is_some() && Stub::refuses_move(&name) && !self.may_move(&name)? {
                    Err(not_movable(&name))
                } else if stub.is_some_and(|stub| !stub.relocatable || !self.privileges.writes_catalog()) {
                    Ok(())
                } else if self.privileges.key.is_some() && self.is_installed(&name)? {
                    self.move_as_superuser(&name, &schema)
                } else {
                    self.raw(sql)
                }
            }
            ExtensionCommand::Other(name) => match self.stub_to_alter(&name)? {
                Some(_) if !self.privileges.writes_catalog() && self.is_created(&name)? => Ok(()),
                _ => self.raw(sql),
            },
        }
    }

    /// Whether a statement or the platform has created the extension, or its stub.
    fn is_created(&mut self, name: &str) -> Result<bool, Error> {
        Ok(self.stubs.unregistered.contains(name) || self.is_installed(name)?)
    }

    /// Whether an extension is marked as one that can be moved, which a history may do itself.
    fn may_move(&mut self, name: &str) -> Result<bool, Error> {
        let marked =
            format!("select 1 from pg_catalog.pg_extension where extrelocatable and extname = {}", literal(name));
        Ok(self.value(&marked)?.is_some())
    }

    /// Returns the stub of an extension that a statement alters. One without an entry in
    /// `pg_extension` gets it.
    fn stub_to_alter(&mut self, name: &str) -> Result<Option<Stub>, Error> {
        let stub = Stub::named(name).filter(|_| !self.is_native(name));
        if let Some(stub) = &stub
            && Stub::is_always_used(name)
            && !self.is_installed(name)?
        {
            self.load(stub, &CreateExtension::default(), Registration::Registered)?;
        }
        Ok(stub)
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
        // A number, whatever a function of this name in the path answers.
        let before = self.value("select coalesce(pg_catalog.max(oid::bigint), 0) from pg_catalog.pg_class")?;
        let before: u64 = before.and_then(|before| before.parse().ok()).unwrap_or_default();
        self.raw(&index.without)?;
        if !self.privileges.writes_catalog() {
            return Ok(());
        }
        let note =
            NOTE_INDEX_OPTIONS.replace("@before@", &before.to_string()).replace("@options@", &literal(&index.options));
        self.privileged(&note)
    }

    /// Runs a `DO` block, whose text is not split into statements.
    fn do_block(&mut self, sql: &str) -> Result<(), Error> {
        let mut loaded = BTreeSet::new();
        for create in extension::created_in_block(sql) {
            if self.privileges.helped.contains(&create.name) {
                // Only tidegate can create it, so it is created before the block.
                self.create(&create, &create.statement())?;
                loaded.insert(create.name);
                continue;
            }
            let is_stubbed = |stub: &Stub| !self.is_native(&create.name) && !self.privileges.refuses(stub);
            let Some(stub) = Stub::named(&create.name).filter(is_stubbed) else {
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
        let sql = if self.privileges.key.is_some() { with_calls(self, &sql)? } else { sql };
        let has_stub_index = ["vector", "pgroonga", "rum"].iter().any(|name| !self.is_native(name));
        if has_stub_index { self.raw(&extension::blank_index_parameters(&sql)) } else { self.raw(&sql) }
    }
}

/// The server's error for an extension that cannot be moved to another schema.
fn not_movable(extension: &str) -> Error {
    Error::Sql(Box::new(SqlError {
        sqlstate: sqlstate::FEATURE_NOT_SUPPORTED.to_owned(),
        message: format!("extension \"{extension}\" does not support SET SCHEMA"),
        ..SqlError::default()
    }))
}
