//! The privileges of the role that runs the replay.

use crate::platform::{Platform, Stub};
use crate::postgres::{Database, Error, RunKey};
use std::collections::BTreeSet;

/// Extensions that only a superuser can create and that give no one access to files, programs or
/// other servers. Their scripts create objects and run no code of the schema that they are created in.
const SIMPLE: [&str; 10] = [
    "autoinc",
    "bloom",
    "dict_xsyn",
    "earthdistance",
    "insert_username",
    "moddatetime",
    "pg_stat_statements",
    "refint",
    "sslinfo",
    "vector",
];

/// The same with longer scripts, which run functions: they are created only in a schema in which the
/// project has none, and are stubbed elsewhere.
const COMPLEX: [&str; 15] = [
    "address_standardizer",
    "hypopg",
    "index_advisor",
    "pg_hashids",
    "pg_jsonschema",
    "pg_partman",
    "pg_uuidv7",
    "pgjwt",
    "pgrouting",
    "pgtap",
    "plpgsql_check",
    "postgis",
    "postgis_raster",
    "postgis_topology",
    "rum",
];

/// Read once, as they are the same for every session of a replay.
#[derive(Debug)]
pub(in super::super) struct Privileges {
    pub(in super::super) is_superuser: bool,
    /// The key to the procedure that runs statements as the superuser, where the server has it.
    pub(in super::super) key: Option<RunKey>,
    /// Whether the history is that of a hosted service.
    is_hosted: bool,
    /// Extensions that the server itself can create for this role.
    pub(in super::super) native: BTreeSet<String>,
    /// Those of them that the role cannot create itself.
    pub(in super::super) helped: BTreeSet<String>,
}

impl Privileges {
    /// Reads the privileges of the current role.
    pub(in super::super) fn read(
        database: &mut dyn Database,
        key: Option<RunKey>,
        platform: Platform,
    ) -> Result<Self, Error> {
        let is_superuser = "select rolsuper from pg_catalog.pg_roles where rolname = current_user";
        let is_superuser = database.value(is_superuser)?.as_deref() == Some("t");
        // Other roles may only create trusted extensions; for these the server reads the control
        // file of every version.
        let available = if is_superuser {
            "select name, true from pg_catalog.pg_available_extensions"
        } else {
            "select name, pg_catalog.bool_or(trusted or not superuser) \
             from pg_catalog.pg_available_extension_versions group by name"
        };
        let (mut native, mut helped) = (BTreeSet::new(), BTreeSet::new());
        for row in database.query(available)?.rows {
            let mut row = row.into_iter().flatten();
            let (Some(name), Some(is_own)) = (row.next(), row.next()) else { continue };
            if Stub::is_always_used(&name) {
                continue;
            }
            if is_own == "t" {
                native.insert(name);
            } else if key.is_some() && (SIMPLE.contains(&name.as_str()) || COMPLEX.contains(&name.as_str())) {
                native.insert(name.clone());
                helped.insert(name);
            }
        }
        Ok(Self { is_superuser, key, is_hosted: platform != Platform::Plain, native, helped })
    }

    /// Whether statements that write to the system catalogs can run.
    pub(in super::super) fn writes_catalog(&self) -> bool {
        self.is_superuser || self.key.is_some()
    }

    /// Whether objects may be given to roles as by a superuser, which hosted services refuse.
    pub(in super::super) fn helps_with_owners(&self) -> bool {
        self.key.is_some() && !self.is_hosted
    }

    /// Whether an extension is created only in a schema without functions of the project.
    pub(in super::super) fn needs_own_schema(&self, extension: &str) -> bool {
        self.helped.contains(extension) && COMPLEX.contains(&extension)
    }
}
