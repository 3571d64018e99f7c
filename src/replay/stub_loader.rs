//! Creates extensions, or loads their stubs.

use super::extension::CreateExtension;
use super::privileged::check_name;
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
        if !self.privileges.writes_catalog() && is_unregistered && !Stub::is_always_used(name) {
            return Ok(true);
        }
        let found = format!("select 1 from pg_catalog.pg_extension where extname = {}", literal(name));
        Ok(self.value(&found)?.is_some())
    }

    /// Runs `CREATE EXTENSION` as the server does, or loads a stub.
    pub(super) fn create(&mut self, create: &CreateExtension, sql: &str) -> Result<(), Error> {
        let name = &create.name;
        let mut stub = if self.is_native(name) { None } else { Stub::named(name) };
        if stub.as_ref().is_some_and(|stub| self.privileges.refuses(stub)) && !self.is_installed(name)? {
            return Err(not_offered(name));
        }
        let is_helped = self.privileges.helped.contains(name) && !self.is_installed(name)?;
        let schema = if is_helped { Some(self.schema_of(create, None)?) } else { None };
        if let Some(schema) = &schema
            && self.is_unsafe_in(name, schema)?
        {
            stub = Stub::named(name);
        }
        if stub.is_some() {
            self.stubs.used.insert(name.clone());
        }
        if self.is_installed(name)? {
            let is_registered = self.privileges.writes_catalog() || stub.is_none();
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
        match schema {
            Some(schema) => self.create_helped(create, &schema),
            // The server's own error is the best message.
            None => self.raw(sql),
        }
    }

    /// Creates an extension of the server that only a superuser may create, after those that it requires.
    fn create_helped(&mut self, create: &CreateExtension, schema: &str) -> Result<(), Error> {
        let required = format!(
            "select pg_catalog.unnest(requires) from pg_catalog.pg_available_extension_versions v \
             join pg_catalog.pg_available_extensions e on e.name = v.name and e.default_version = v.version \
             where v.name = {}",
            literal(&create.name)
        );
        for name in self.column(&required)?.iter().filter(|_| create.cascades) {
            self.require(name, Some(schema))?;
        }
        self.create_as_superuser(create, schema)
    }

    /// Returns the schema for the objects of an extension.
    fn schema_of(&mut self, create: &CreateExtension, stub: Option<&Stub>) -> Result<String, Error> {
        match create.schema.clone().or_else(|| stub.and_then(|stub| stub.schema.clone())) {
            Some(schema) => Ok(schema),
            None => self.value("select pg_catalog.current_schema()")?.ok_or_else(no_schema),
        }
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
        let required =
            CreateExtension { name: name.to_owned(), schema: schema.map(str::to_owned), ..CreateExtension::default() };
        self.create(&required, &required.statement())
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
        let schema = self.schema_of(create, Some(stub))?;
        check_name("schema", &schema)?;
        check_name("name", &stub.name)?;
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
        let is_registered = registration == Registration::Registered && self.privileges.writes_catalog();
        let (open, close) = if is_registered { (fill(OPEN), fill(CLOSE)) } else { Default::default() };
        let script = if stub.needs_superuser && self.privileges.key.is_some() {
            self.signed(&format!("{open}\n{}\n{close}", fill(&stub.sql)))?
        } else if is_registered {
            format!("{};\n{}\n;{}", self.signed(&open)?, fill(&stub.sql), self.signed(&close)?)
        } else {
            fill(&stub.sql)
        };
        // Several statements in one message are one transaction.
        self.raw(&format!(
            "SET LOCAL client_min_messages = error;\n{script};\nSET LOCAL client_min_messages = {level};"
        ))?;
        if !is_registered {
            self.stubs.unregistered.insert(stub.name.clone());
        }
        Ok(())
    }
}

/// The server's error for an extension that a hosted service does not let its role create.
fn not_offered(extension: &str) -> Error {
    Error::Sql(Box::new(SqlError {
        sqlstate: sqlstate::INSUFFICIENT_PRIVILEGE.to_owned(),
        message: format!("permission denied to create extension \"{extension}\""),
        hint: Some("Must be superuser to create this extension.".to_owned()),
        ..SqlError::default()
    }))
}

/// The server's error for a `search_path` that names no existing schema.
fn no_schema() -> Error {
    Error::Sql(Box::new(SqlError {
        sqlstate: sqlstate::INVALID_SCHEMA_NAME.to_owned(),
        message: "no schema has been selected to create in".to_owned(),
        ..SqlError::default()
    }))
}
