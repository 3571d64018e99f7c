//! Extensions of the server that only a superuser may create.

use super::super::extension::CreateExtension;
use super::super::runner::Runner;
use super::body::{block, check_name};
use crate::object::literal;
use crate::postgres::{Error, quoted_always};

/// Whether a schema has functions, operators or casts that are not members of an extension and not
/// the superuser's: the script of an extension could call one of them.
const HAS_FUNCTIONS: &str = "exists (select from pg_catalog.pg_proc p where p.pronamespace = s.oid and p.proowner <> 10) \
     or exists (select from pg_catalog.pg_operator o where o.oprnamespace = s.oid and o.oprowner <> 10)";

impl Runner {
    /// Whether an extension has to be created elsewhere, or as a stub: its script is not safe in a
    /// schema with functions of the project.
    pub(in super::super) fn is_unsafe_in(&mut self, extension: &str, schema: &str) -> Result<bool, Error> {
        if !self.privileges.needs_own_schema(extension) {
            return Ok(false);
        }
        let found = format!(
            "select 1 from pg_catalog.pg_namespace s where s.nspname = {} and ({HAS_FUNCTIONS})",
            literal(schema)
        );
        Ok(self.value(&found)?.is_some())
    }

    /// Runs `CREATE EXTENSION` as the superuser and gives the extension to the role of the session.
    pub(in super::super) fn create_as_superuser(
        &mut self,
        create: &CreateExtension,
        schema: &str,
    ) -> Result<(), Error> {
        check_name("name", &create.name)?;
        check_name("schema", schema)?;
        let version = create.version.as_ref();
        let version = version.map_or(String::new(), |version| format!(" VERSION {}", literal(version)));
        self.privileged(&format!(
            "{};\nCREATE EXTENSION {} WITH SCHEMA {}{version};\n\
             UPDATE pg_extension SET extowner = (SELECT oid FROM pg_roles WHERE rolname = session_user) WHERE extname = {}",
            self.check_schema(&create.name, schema),
            quoted_always(&create.name),
            quoted_always(schema),
            literal(&create.name)
        ))
    }

    /// Runs `ALTER EXTENSION … SET SCHEMA` as the superuser: its objects belong to the superuser.
    pub(in super::super) fn move_as_superuser(&mut self, extension: &str, schema: &str) -> Result<(), Error> {
        self.privileged(&format!(
            "{};\n{};\nALTER EXTENSION {} SET SCHEMA {}",
            check_owner(extension),
            block(&format!(
                "BEGIN IF NOT has_schema_privilege(session_user, {}, 'create') THEN RAISE insufficient_privilege USING \
                 MESSAGE = 'permission denied for schema'; END IF; END",
                literal(schema)
            )),
            quoted_always(extension),
            quoted_always(schema)
        ))
    }

    /// Runs `ALTER EXTENSION … UPDATE` as the superuser.
    pub(in super::super) fn update_as_superuser(
        &mut self,
        extension: &str,
        version: Option<&str>,
    ) -> Result<(), Error> {
        let of =
            "select n.nspname from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace";
        let schema = self.value(&format!("{of} where e.extname = {}", literal(extension)))?.unwrap_or_default();
        let to = version.map_or(String::new(), |version| format!(" TO {}", literal(version)));
        self.privileged(&format!(
            "{};\n{};\nALTER EXTENSION {} UPDATE{to}",
            check_owner(extension),
            self.check_schema(extension, &schema),
            quoted_always(extension)
        ))
    }

    /// The statement that fails in a schema in which the script of an extension is not safe.
    fn check_schema(&self, extension: &str, schema: &str) -> String {
        let has_functions = if self.privileges.needs_own_schema(extension) { HAS_FUNCTIONS } else { "false" };
        block(&format!(
            "BEGIN IF EXISTS (SELECT FROM pg_namespace s WHERE s.nspname = {} AND ({has_functions})) THEN \
             RAISE insufficient_privilege USING MESSAGE = \
             'permission denied to create an extension in a schema that has functions of the project'; END IF; END",
            literal(schema)
        ))
    }
}

fn check_owner(extension: &str) -> String {
    block(&format!(
        "BEGIN IF NOT EXISTS (SELECT FROM pg_extension e JOIN pg_roles r ON r.oid = e.extowner WHERE e.extname = {name} \
         AND pg_has_role(session_user, r.oid, 'usage')) THEN RAISE insufficient_privilege USING MESSAGE = \
         'must be owner of extension ' || {name}; END IF; END",
        name = literal(extension)
    ))
}
