//! One statement after the other on one database. What a server without the platform's
//! extensions would stumble over is put right on the way, statement by statement; see
//! `environment/README.md`.

use super::extension::{self, Command, Create};
use super::privileges::Privileges;
use crate::object::literal;
use crate::platform::Stub;
use crate::postgres::{Database, Error, Notice, SqlError, quoted};
use crate::sql::{Word, words};
use std::collections::BTreeSet;
use std::rc::Rc;

const OPEN: &str = include_str!("../platform/extension/open.sql");
const CLOSE: &str = include_str!("../platform/extension/close.sql");
const NOTE_OPTIONS: &str = include_str!("../platform/extension/note_index_options.sql");
const SET_OPTIONS: &str = include_str!("../platform/extension/set_index_options.sql");

/// The setting `transaction_timeout`, which newer dumps set, came with this major.
const HAS_TRANSACTION_TIMEOUT: u32 = 17;

/// How many words of a statement may stand before the name of a database.
const NAME_WITHIN: usize = 64;

/// The language of functions whose code is a library of an extension (`pg_language`, C).
const LIBRARY: u32 = 13;

/// Runs statements on a database.
pub(super) struct Runner {
    database: Box<dyn Database>,
    /// The name of the database.
    name: String,
    major: u32,
    privileges: Rc<Privileges>,
    /// Stand-ins that are there without an entry in `pg_extension`, as nobody but a superuser
    /// can make one.
    unentered: BTreeSet<String>,
    /// Stand-ins that the statements asked for.
    used: BTreeSet<String>,
    /// The settings of the database that the session began with.
    settings: String,
}

/// Settings that only another session has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Changed {
    /// Those of the role or of all roles, which are gone again.
    pub(super) of_roles: bool,
    /// Those of the database (`ALTER DATABASE … SET`, `ALTER ROLE … IN DATABASE`), which stay.
    pub(super) of_database: bool,
}

impl Runner {
    /// Runs on this database, whose name and whose server's major are given, with what is known
    /// of the rights there.
    pub(super) fn new(database: Box<dyn Database>, name: &str, major: u32, privileges: Rc<Privileges>) -> Self {
        let (name, unentered, used) = (name.to_owned(), BTreeSet::new(), BTreeSet::new());
        Self { database, name, major, privileges, unentered, used, settings: String::new() }
    }

    /// Takes over what an earlier runner loaded into the template of this database.
    pub(super) fn inherit(&mut self, unentered: &BTreeSet<String>) {
        self.unentered.extend(unentered.iter().cloned());
    }

    /// The stand-ins that are there without an entry.
    pub(super) fn unentered(&self) -> &BTreeSet<String> {
        &self.unentered
    }

    /// The stand-ins that statements asked for.
    pub(super) fn used(&self) -> &BTreeSet<String> {
        &self.used
    }

    /// Which settings of the database, the role and all roles have changed since this was asked
    /// last, when the session began. On a server of our own those of roles are taken away again:
    /// every later replay would begin with them. Fails when a migration took the rights of the role
    /// that replays, which nobody can give back: then the server is hurt on purpose, so that no
    /// later run believes it.
    pub(super) fn look_at_settings(&mut self, is_own: bool) -> Result<Changed, Error> {
        let told = self.value(
            "select r.rolsuper || ' ' || exists (select from pg_catalog.pg_db_role_setting s \
               where s.setrole in (0, r.oid) and s.setdatabase = 0) || ' ' || coalesce((select \
               pg_catalog.string_agg(s.setconfig::text, ' ' order by s.setrole) \
               from pg_catalog.pg_db_role_setting s join pg_catalog.pg_database d on d.oid = s.setdatabase \
               where s.setrole in (0, r.oid) and d.datname = pg_catalog.current_database()), '') \
             from pg_catalog.pg_roles r where r.rolname = session_user",
        )?;
        let told = told.unwrap_or_default();
        let mut words = told.splitn(3, ' ');
        let mut is = |word: &str| words.next() == Some(word);
        let (is_superuser, of_roles) = (is("true"), is("true"));
        if is_own && !is_superuser {
            // The loss of a connection is what engines take for a server in trouble.
            let _ = self.raw("select pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid())");
            let cause = "a migration took the superuser's rights from the role that replays".to_owned();
            return Err(Error::Lost { cause });
        }
        let of_roles = is_own && of_roles;
        if of_roles {
            self.raw("ALTER ROLE SESSION_USER RESET ALL")?;
            self.raw("ALTER ROLE ALL RESET ALL")?;
        }
        let settings = words.next().unwrap_or_default().to_owned();
        let of_database = settings != self.settings;
        self.settings = settings;
        Ok(Changed { of_roles, of_database })
    }

    /// The database.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Takes over the stand-ins that statements before asked for.
    pub(super) fn has_used(&mut self, names: Vec<String>) {
        self.used.extend(names);
    }

    /// The server's major.
    pub(super) fn major(&self) -> u32 {
        self.major
    }

    /// The schemas of the database, but for the server's own and those of extensions, in order.
    pub(super) fn schemas(&mut self) -> Result<Vec<String>, Error> {
        self.column(
            "select nspname from pg_catalog.pg_namespace n where nspname !~ '^pg_' and nspname <> 'information_schema' \
             and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_namespace'::regclass \
             and d.objid = n.oid and d.deptype = 'e') order by 1",
        )
    }

    /// True when indexes wait for their parameters.
    pub(super) fn has_index_options(&mut self) -> Result<bool, Error> {
        let noted = "select 1 from pg_catalog.pg_description where classoid = 'pg_catalog.pg_class'::regclass \
                     and objsubid = 0 and description like 'tidegate:with %' limit 1";
        Ok(self.value(noted)?.is_some())
    }

    /// The remarks of the server since the last call.
    pub(super) fn notices(&mut self) -> Vec<Notice> {
        self.database.take_notices()
    }

    /// Sends SQL as it is.
    pub(super) fn raw(&mut self, sql: &str) -> Result<(), Error> {
        self.database.run(sql)
    }

    /// The first value that a query gives.
    pub(super) fn value(&mut self, sql: &str) -> Result<Option<String>, Error> {
        self.database.value(sql)
    }

    /// The first column that a query gives.
    pub(super) fn column(&mut self, sql: &str) -> Result<Vec<String>, Error> {
        let rows = self.database.query(sql)?.rows;
        Ok(rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect())
    }

    /// The rows that a query gives, those without NULLs.
    pub(super) fn rows(&mut self, sql: &str) -> Result<Vec<Vec<String>>, Error> {
        let rows = self.database.query(sql)?.rows;
        Ok(rows.into_iter().filter_map(|row| row.into_iter().collect()).collect())
    }

    /// Runs one `COPY … FROM stdin` with its data.
    pub(super) fn copy_in(&mut self, statement: &str, data: &[u8]) -> Result<(), Error> {
        self.database.copy_in(statement, data).map(|_| ())
    }

    /// Runs one statement.
    pub(super) fn statement(&mut self, sql: &str) -> Result<(), Error> {
        match self.way(sql) {
            Dispatch::Nothing => Ok(()),
            Dispatch::AsItIs | Dispatch::Alone => self.raw(sql),
            Dispatch::Renamed(sql) => self.raw(&sql),
            Dispatch::Extension(command) => self.extension(command, sql),
            Dispatch::Index(index) => self.index(&index, sql),
            Dispatch::Block => self.block(sql),
        }
    }

    /// What has to be done with a statement.
    pub(super) fn way(&self, sql: &str) -> Dispatch {
        let mut first = words(sql);
        let (Some(verb), second) = (first.next(), first.next()) else { return Dispatch::Nothing };
        let is_second = |keyword: &str| second.as_ref().is_some_and(|word| word.is(keyword));
        match verb.text.as_str() {
            "set" if self.major < HAS_TRANSACTION_TIMEOUT && is_second("transaction_timeout") => Dispatch::Nothing,
            "create" | "alter" | "comment" | "grant" | "revoke" => match extension::read(sql) {
                Some(command) => Dispatch::Extension(command),
                None => match extension::index_parameters(sql) {
                    Some(index) => Dispatch::Index(index),
                    None => self.on_this_database(sql).map_or(Dispatch::AsItIs, Dispatch::Renamed),
                },
            },
            "do" => Dispatch::Block,
            // What they change may be how the server reads the next statement; a COPY to the client
            // ends the connection.
            "set" | "reset" | "select" | "call" | "discard" | "execute" | "copy" => Dispatch::Alone,
            _ => Dispatch::AsItIs,
        }
    }

    /// What was noted until now.
    pub(super) fn noted(&self) -> Noted {
        Noted { unentered: self.unentered.clone(), used: self.used.clone() }
    }

    /// Undoes an open transaction, with what was noted in it.
    pub(super) fn undo(&mut self, noted: &Noted) -> Result<(), Error> {
        self.unentered.clone_from(&noted.unentered);
        self.used.clone_from(&noted.used);
        self.raw("ROLLBACK")
    }

    /// Puts the storage parameters of stand-in indexes in place, before the schema is read.
    /// No statement may follow.
    pub(super) fn set_index_options(&mut self) -> Result<(), Error> {
        if self.privileges.is_superuser { self.raw(SET_OPTIONS) } else { Ok(()) }
    }

    /// A migration knows the database by another name than it has here, and on a server of
    /// somebody else a database of that name may be somebody's: `ALTER DATABASE x SET …`
    /// means the database that is migrated.
    fn on_this_database(&self, sql: &str) -> Option<String> {
        let words: Vec<Word> = words(sql).take(NAME_WITHIN).collect();
        let is = |at: usize, keyword: &str| words.get(at).is_some_and(|word| word.is(keyword));
        let on = words.iter().position(|word| word.is("on"));
        let at = match words.first().map(|word| word.text.as_str()) {
            Some("alter") => Some(1),
            Some("comment") => Some(2),
            Some("grant" | "revoke") => on.map(|on| on + 1),
            _ => None,
        };
        let name = at.filter(|at| is(*at, "database")).and_then(|at| words.get(at + 1)).filter(|word| word.is_name());
        let name = name.filter(|name| name.text != self.name)?;
        let mut renamed = sql.to_owned();
        renamed.replace_range(name.span.clone(), &quoted(&self.name));
        Some(renamed)
    }

    fn extension(&mut self, command: Command, sql: &str) -> Result<(), Error> {
        match command {
            Command::Create(create) => self.create(&create, sql),
            Command::Update(name) if !self.is_native(&name) && Stub::named(&name).is_some() => Ok(()),
            Command::SetSchema(name) | Command::Other(name) | Command::Update(name) => {
                let stub = Stub::named(&name).filter(|_| !self.is_native(&name));
                let Some(stub) = stub else { return self.raw(sql) };
                if Stub::is_always_taken(&name) && !self.is_there(&name)? {
                    self.load(&stub, &Create::default(), Entry::Made)?;
                }
                let moves = matches!(extension::read(sql), Some(Command::SetSchema(_)));
                if (moves && !stub.relocatable) || !self.privileges.is_superuser { Ok(()) } else { self.raw(sql) }
            }
        }
    }

    /// `CREATE EXTENSION`, as the server does it or as a stand-in does.
    fn create(&mut self, create: &Create, sql: &str) -> Result<(), Error> {
        let name = &create.name;
        let stub = if self.is_native(name) { None } else { Stub::named(name) };
        if stub.is_some() {
            self.used.insert(name.clone());
        }
        if self.is_there(name)? {
            let is_entered = self.privileges.is_superuser || stub.is_none();
            return if is_entered { self.raw(sql) } else { Ok(()) };
        }
        if let Some(stub) = stub {
            return self.load(&stub, create, Entry::Made);
        }
        if !self.is_native(name)
            && let Some(kept) = self.kept_text(create)?
        {
            self.used.insert(name.clone());
            return self.load(&kept, create, Entry::Made);
        }
        // The server says it best.
        self.raw(sql)
    }

    fn is_native(&self, name: &str) -> bool {
        self.privileges.native.contains(name)
    }

    fn is_there(&mut self, name: &str) -> Result<bool, Error> {
        if !self.privileges.is_superuser && self.unentered.contains(name) && !Stub::is_always_taken(name) {
            return Ok(true);
        }
        let found = format!("select 1 from pg_catalog.pg_extension where extname = {}", literal(name));
        Ok(self.value(&found)?.is_some())
    }

    /// The text that a migration handed to `pg_tle` under this name.
    fn kept_text(&mut self, create: &Create) -> Result<Option<Stub>, Error> {
        if self.value("select 1 where to_regclass('pgtle.package') is not null")?.is_none() {
            return Ok(None);
        }
        let wanted = create
            .version
            .as_deref()
            .map_or("is_default".to_owned(), |version| format!("version = {}", literal(version)));
        let name = literal(&create.name);
        let kept =
            self.database.query(&format!("select version, sql from pgtle.package where name = {name} and {wanted}"))?;
        let text = kept.rows.into_iter().next().and_then(|row| {
            let mut row = row.into_iter();
            Some((row.next()??, row.next()?.unwrap_or_default()))
        });
        Ok(text.map(|(version, sql)| Stub::of_text(&create.name, &version, &sql)))
    }

    /// Loads a stand-in in one transaction, the migration's own where there is one.
    pub(super) fn load(&mut self, stub: &Stub, create: &Create, entry: Entry) -> Result<(), Error> {
        if let Some(name) = &stub.requires
            && !self.is_there(name)?
        {
            let required = Create { name: name.clone(), schema: create.schema.clone(), version: None };
            let schema = create.schema.as_deref().map_or(String::new(), |schema| format!(" SCHEMA {}", quoted(schema)));
            self.create(&required, &format!("CREATE EXTENSION {}{schema}", quoted(name)))?;
        }
        let schema = match create.schema.clone().or_else(|| stub.schema.clone()) {
            Some(schema) => schema,
            None => self.value("select current_schema()")?.ok_or_else(no_schema)?,
        };
        for schema in [Some(&schema), stub.schema.as_ref()].into_iter().flatten() {
            let found = format!("select 1 from pg_catalog.pg_namespace where nspname = {}", literal(schema));
            if self.value(&found)?.is_none() {
                self.raw(&format!("CREATE SCHEMA {}", quoted(schema)))?;
            }
        }
        let version = create.version.as_ref().unwrap_or(&stub.version);
        let fill = |text: &str| {
            text.replace("@name@", &literal(&stub.name))
                .replace("@version@", &literal(version))
                .replace("@namespace@", &literal(&schema))
                .replace("@relocatable@", if stub.relocatable { "true" } else { "false" })
                .replace("@extschema@", &quoted(&schema))
        };
        let level = self.value("show client_min_messages")?.unwrap_or_default();
        let (open, close) = if entry == Entry::Made && self.privileges.is_superuser {
            (fill(OPEN), fill(CLOSE))
        } else {
            Default::default()
        };
        // Several statements in one message are one transaction.
        self.raw(&format!(
            "SET LOCAL client_min_messages = error;\n{open}\n{}\n{close}\nSET LOCAL client_min_messages = {level};",
            fill(&stub.sql)
        ))?;
        if entry == Entry::None || !self.privileges.is_superuser {
            self.unentered.insert(stub.name.clone());
        }
        Ok(())
    }

    /// `CREATE INDEX … USING hnsw (…) WITH (…)`, whose parameters no stand-in takes.
    fn index(&mut self, index: &extension::IndexParameters, sql: &str) -> Result<(), Error> {
        let real = format!(
            "select 1 from pg_catalog.pg_am a join pg_catalog.pg_proc p on p.oid = a.amhandler \
             where a.amname = {} and p.prolang = {LIBRARY}",
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
        let note = NOTE_OPTIONS.replace("@before@", &before).replace("@options@", &literal(&index.options));
        self.raw(&note)
    }

    /// A `DO` block, whose text no splitter looks into.
    fn block(&mut self, sql: &str) -> Result<(), Error> {
        let mut loaded = BTreeSet::new();
        for create in extension::in_block(sql) {
            let Some(stub) = Stub::named(&create.name).filter(|_| !self.is_native(&create.name)) else {
                continue;
            };
            self.used.insert(create.name.clone());
            if !self.is_there(&create.name)? {
                self.load(&stub, &Create { version: None, ..create.clone() }, Entry::Made)?;
            }
            loaded.insert(create.name);
        }
        let sql = extension::with_conditions(sql, &|name| loaded.contains(name));
        let is_stand_in = ["vector", "pgroonga", "rum"].iter().any(|name| !self.is_native(name));
        if is_stand_in { self.raw(&extension::without_parameters(&sql)) } else { self.raw(&sql) }
    }
}

/// The stand-ins that a runner has made and was asked for, to go back to.
pub(super) struct Noted {
    unentered: BTreeSet<String>,
    used: BTreeSet<String>,
}

/// What has to be done with a statement.
#[derive(Debug)]
pub(super) enum Dispatch {
    /// It is left out.
    Nothing,
    /// It is sent as it is, and may be sent with others.
    AsItIs,
    /// It is sent as it is, by itself.
    Alone,
    /// It is sent in other words.
    Renamed(String),
    /// It is about an extension.
    Extension(Command),
    /// It makes an index with storage parameters.
    Index(extension::IndexParameters),
    /// It is a `DO` block.
    Block,
}

/// Whether a stand-in is entered in `pg_extension`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// As `CREATE EXTENSION` does.
    Made,
    /// Its objects are there, and a history may still create it.
    None,
}

/// What the server says when `search_path` names no schema that is there.
fn no_schema() -> Error {
    Error::Sql(Box::new(SqlError {
        sqlstate: "3F000".to_owned(),
        message: "no schema has been selected to create in".to_owned(),
        ..SqlError::default()
    }))
}
