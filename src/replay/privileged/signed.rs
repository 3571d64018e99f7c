//! Signs statements for the procedure that runs them as the superuser.

use super::super::runner::Runner;
use super::body::block;
use super::help::Helped;
use crate::object::literal;
use crate::postgres::{Error, RunKey, quoted_always};

/// The number of the last statement that the procedure accepted in this database.
const LAST: &str = "select last_value from pg_catalog.tidegate_number";

impl Runner {
    /// Runs a statement of tidegate as the superuser.
    pub(in super::super) fn privileged(&mut self, sql: &str) -> Result<(), Error> {
        let signed = self.signed(sql)?;
        self.raw(&signed)
    }

    /// Returns the statement that runs this one as the superuser: this one itself if the role is a
    /// superuser.
    pub(in super::super) fn signed(&mut self, sql: &str) -> Result<String, Error> {
        let Some(key) = self.privileges.key.clone() else { return Ok(sql.to_owned()) };
        let last = match self.signed {
            Some(last) => last,
            None => self.value(LAST)?.and_then(|last| last.parse().ok()).unwrap_or_default(),
        };
        self.signed = Some(last + 1);
        Ok(call(&key, last + 1, sql))
    }

    /// Runs a statement that needs help. The statement itself runs where the help is not possible, for
    /// the message of the server.
    pub(in super::super) fn help(&mut self, helped: &Helped, statement: &str) -> Result<(), Error> {
        let Some(privileged) = self.resolved(helped)? else { return self.raw(statement) };
        if let Some(own) = &helped.own {
            self.raw(own)?;
        }
        if privileged.is_empty() { Ok(()) } else { self.privileged(&privileged) }
    }

    /// Returns the statement for the superuser with the names of its functions as the session finds
    /// them; `None` where it finds none.
    pub(super) fn resolved(&mut self, helped: &Helped) -> Result<Option<String>, Error> {
        let mut sql = helped.privileged.clone().unwrap_or_default();
        let mut names = Vec::new();
        for (at, function) in helped.functions.iter().enumerate() {
            let found = format!(
                "select n.nspname, p.proname from pg_catalog.pg_proc p join pg_catalog.pg_namespace n \
                 on n.oid = p.pronamespace where p.oid = pg_catalog.to_regproc({})",
                literal(function)
            );
            let row = self.rows(&found)?.into_iter().next();
            let Some([schema, name]) = row.as_deref() else { return Ok(None) };
            // The answer may be another one than the server's: it is quoted here.
            let name = format!("{}.{}", quoted_always(schema), quoted_always(name));
            sql = sql.replace(&format!("\0function{at}\0"), &name);
            names.push(format!("{}::regproc", literal(&name)));
        }
        let owners = block(&format!(
            "BEGIN IF EXISTS (SELECT FROM pg_proc WHERE oid = ANY (ARRAY[{}]::regproc[]) AND proowner <> 10) THEN \
             RAISE insufficient_privilege USING MESSAGE = 'permission denied for functions of another role'; END IF; END",
            names.join(", ")
        ));
        Ok(Some(sql.replace("\0owners\0", &owners)))
    }
}

/// The call of the procedure. The statement is quoted in a way that no setting of the session changes.
fn call(key: &RunKey, number: u64, sql: &str) -> String {
    let mut tag = "$tidegate$".to_owned();
    while sql.contains(&tag) {
        tag.insert(1, '_');
    }
    format!("CALL pg_catalog.tidegate_run({number}, {}, {tag}{sql}{tag})", literal(&key.signature(number, sql)))
}
