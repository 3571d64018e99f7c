//! Creates extensions, or loads their stubs.

use super::extension::CreateExtension;
use super::runner::Runner;
use crate::object::literal;
use crate::platform::Stub;
use crate::platform::extension::{CLOSE, OPEN};
use crate::postgres::{Error, SqlError, quoted_always, sqlstate};

/// Whether a stub is entered in `pg_extension`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Registration {
    /// As `CREATE EXTENSION` does.
    Registered,
    /// Its objects exist, and a history may still create the extension.
    Unregistered,
}

impl Runner {
    /// Whether the server itself can create the extension for this role.
    pub(super) fn is_native(&self, name: &str) -> bool {
        self.privileges.native.contains(name)
    }

    /// Whether the extension, or its stub, is installed in this database.
    pub(super) fn is_installed(&mut self, name: &str) -> Result<bool, Error> {
        let is_unregistered = self.stubs.unregistered.contains(name);
        if !self.privileges.is_superuser && is_unregistered && !Stub::is_always_used(name) {
            return Ok(true);
        }
        let found = format!("select 1 from pg_catalog.pg_extension where extname = {}", literal(name));
        Ok(self.value(&found)?.is_some())
    }

    /// Runs `CREATE EXTENSION` as the server does, or loads a stub.
    pub(super) fn create(&mut self, create: &CreateExtension, sql: &str) -> Result<(), Error> {
        let name = &create.name;
        let stub = if self.is_native(name) { None } else { Stub::named(name) };
        if stub.is_some() {
            self.stubs.used.insert(name.clone());
        }
        if self.is_installed(name)? {
            let is_registered = self.privileges.is_superuser || stub.is_none();
            return if is_registered { self.raw(sql) } else { Ok(()) };
        }
        if let Some(stub) = stub {
            return self.load(&stub, create, Registration::Registered);
        }
        if !self.is_native(name)
            && let Some(package) = self.pg_tle_package(create)?
        {
            self.stubs.used.insert(name.clone());
            return self.load(&package, create, Registration::Registered);
        }
        // The server's own error is the best message.
        self.raw(sql)
    }

    /// Returns the text that a migration passed to `pg_tle` under this name.
    fn pg_tle_package(&mut self, create: &CreateExtension) -> Result<Option<Stub>, Error> {
        if self.value("select 1 where to_regclass('pgtle.package') is not null")?.is_none() {
            return Ok(None);
        }
        let wanted = create
            .version
            .as_deref()
            .map_or("is_default".to_owned(), |version| format!("version = {}", literal(version)));
        let name = literal(&create.name);
        let sql = "select version, coalesce(sql, '') from pgtle.package where name =";
        let package = self.rows(&format!("{sql} {name} and {wanted}"))?.into_iter().next();
        Ok(package.and_then(|row| match &row[..] {
            [version, sql] => Some(Stub::of_text(&create.name, version, sql)),
            _ => None,
        }))
    }

    /// Loads an extension that a stub requires, if it is not installed.
    fn require(&mut self, name: &str, schema: Option<&str>) -> Result<(), Error> {
        if self.is_installed(name)? {
            return Ok(());
        }
        let required = CreateExtension { name: name.to_owned(), schema: schema.map(str::to_owned), version: None };
        let schema = schema.map_or(String::new(), |schema| format!(" SCHEMA {}", quoted_always(schema)));
        self.create(&required, &format!("CREATE EXTENSION {}{schema}", quoted_always(name)))
    }

    /// Loads a stub in one transaction, the migration's own where one is open.
    pub(super) fn load(
        &mut self,
        stub: &Stub,
        create: &CreateExtension,
        registration: Registration,
    ) -> Result<(), Error> {
        if let Some(name) = &stub.requires {
            self.require(name, create.schema.as_deref())?;
        }
        let schema = match create.schema.clone().or_else(|| stub.schema.clone()) {
            Some(schema) => schema,
            None => self.value("select current_schema()")?.ok_or_else(no_schema)?,
        };
        for schema in [Some(&schema), stub.schema.as_ref()].into_iter().flatten() {
            let found = format!("select 1 from pg_catalog.pg_namespace where nspname = {}", literal(schema));
            if self.value(&found)?.is_none() {
                self.raw(&format!("CREATE SCHEMA {}", quoted_always(schema)))?;
            }
        }
        let version = create.version.as_ref().unwrap_or(&stub.version);
        let fill = |text: &str| {
            text.replace("@name@", &literal(&stub.name))
                .replace("@version@", &literal(version))
                .replace("@namespace@", &literal(&schema))
                .replace("@relocatable@", if stub.relocatable { "true" } else { "false" })
                .replace("@extschema@", &quoted_always(&schema))
        };
        let level = self.value("show client_min_messages")?.unwrap_or_default();
        let is_registered = registration == Registration::Registered && self.privileges.is_superuser;
        let (open, close) = if is_registered { (fill(OPEN), fill(CLOSE)) } else { Default::default() };
        // Several statements in one message are one transaction.
        self.raw(&format!(
            "SET LOCAL client_min_messages = error;\n{open}\n{}\n{close}\nSET LOCAL client_min_messages = {level};",
            fill(&stub.sql)
        ))?;
        if !is_registered {
            self.stubs.unregistered.insert(stub.name.clone());
        }
        Ok(())
    }
}

/// The server's error for a `search_path` that names no existing schema.
fn no_schema() -> Error {
    Error::Sql(Box::new(SqlError {
        sqlstate: sqlstate::INVALID_SCHEMA_NAME.to_owned(),
        message: "no schema has been selected to create in".to_owned(),
        ..SqlError::default()
    }))
}
