//! A new database beside the one that it replaces: created, filled, and exchanged for it in one transaction.

use super::error::Error;
use super::restore_plan::{ConnectTo, RestorePlan};
use crate::object::literal;
use crate::postgres::live::Live;
use crate::postgres::{self, quoted_always, sqlstate};
use std::time::Duration;

/// Between the name of a database and a moment: the database that a restore has replaced.
pub(super) const KEPT: &str = "before";

/// The same for the database that a restore makes.
pub(super) const NEW: &str = "restore";

/// The length of a name in bytes that the server does not truncate.
const LONGEST_NAME: usize = 63;

/// The length of a moment in a name: `20260131T093000Z`.
const MOMENT: usize = 16;

/// The number of times that sessions are ended and the names are exchanged.
const ATTEMPTS: usize = 10;

const PAUSE: Duration = Duration::from_millis(200);

/// The new database, and a session on another database of its server that has the lock of the restore.
pub(super) struct Beside<'a> {
    connect: ConnectTo<'a>,
    administration: Live,
    pub(super) notes: Vec<String>,
}

/// `app_before_20260131T093000Z`
pub(super) fn derived(name: &str, word: &str, moment: &str) -> String {
    let ending = format!("_{word}_{moment}");
    let room = LONGEST_NAME.saturating_sub(ending.len());
    let end = (0..=room.min(name.len())).rev().find(|end| name.is_char_boundary(*end)).unwrap_or_default();
    format!("{}{ending}", &name[..end])
}

/// Whether a name was derived from that of a database.
pub(super) fn is_derived(name: &str, word: &str, derived_name: &str) -> bool {
    let moment = derived_name.get(derived_name.len().saturating_sub(MOMENT)..).unwrap_or_default();
    let is_moment =
        moment.len() == MOMENT && moment.bytes().all(|letter| letter.is_ascii_digit() || b"TZ".contains(&letter));
    is_moment && derived(name, word, moment) == derived_name
}

/// Connects to a database of the server other than this one.
pub(super) fn administration(connect: ConnectTo<'_>, name: &str) -> Result<Live, Error> {
    let others = ["postgres", "template1"].into_iter().filter(|other| *other != name);
    let mut failed = None;
    for other in others {
        match connect(Some(other)) {
            Ok(live) => return Ok(live),
            Err(error) => failed = Some(error),
        }
    }
    let none = || postgres::Error::Lost { cause: "no other database".to_owned() };
    Err(failed.unwrap_or_else(none).into())
}

impl<'a> Beside<'a> {
    /// Takes the lock of restores of a database, and removes what an interrupted one has left.
    pub(super) fn begin(connect: ConnectTo<'a>, plan: &RestorePlan) -> Result<Self, Error> {
        let mut administration = administration(connect, &plan.name)?;
        let key = format!("pg_catalog.hashtextextended({}, 0)", literal(&format!("tidegate restore {}", plan.name)));
        let locked = format!("select pg_catalog.pg_try_advisory_lock({key})::text");
        if administration.database().value(&locked)?.as_deref() != Some("true") {
            let sessions = "another `tidegate restore`".to_owned();
            return Err(Error::InUse { database: plan.database.clone(), sessions });
        }
        let mut beside = Self { connect, administration, notes: Vec::new() };
        for left in beside.databases()?.into_iter().filter(|name| is_derived(&plan.name, NEW, name)) {
            beside.run(&format!("DROP DATABASE {} WITH (FORCE)", quoted_always(&left)))?;
            beside.notes.push(format!("database {left}, which an interrupted restore has left, was dropped"));
        }
        Ok(beside)
    }

    fn run(&mut self, sql: &str) -> Result<(), postgres::Error> {
        self.administration.database().run(sql)
    }

    fn databases(&mut self) -> Result<Vec<String>, postgres::Error> {
        let rows = self.administration.database().query("select datname::text from pg_catalog.pg_database")?.rows;
        Ok(rows.into_iter().flatten().flatten().collect())
    }

    /// Creates the new database, for the owner of the one that it replaces.
    pub(super) fn create(&mut self, plan: &RestorePlan, options: &str) -> Result<(), Error> {
        let owner = "select pg_catalog.pg_get_userbyid(datdba)::text from pg_catalog.pg_database where datname =";
        let owner = self.administration.database().value(&format!("{owner} {}", literal(&plan.name)))?;
        let (new, owner) = (quoted_always(&plan.new), quoted_always(&owner.unwrap_or_default()));
        Ok(self.run(&format!("CREATE DATABASE {new} TEMPLATE template0 OWNER {owner} {options}"))?)
    }

    /// Gives the new database the name of the old one, and the old one its kept name: both or none.
    pub(super) fn swap(&mut self, plan: &RestorePlan) -> Result<(), Error> {
        let [name, new, kept] = [&plan.name, &plan.new, &plan.kept].map(|name| quoted_always(name));
        let renames =
            format!("BEGIN; ALTER DATABASE {name} RENAME TO {kept}; ALTER DATABASE {new} RENAME TO {name}; COMMIT");
        let names = format!("{}, {}", literal(&plan.name), literal(&plan.new));
        let others = format!(
            "from pg_catalog.pg_stat_activity where datname in ({names}) and pid <> pg_catalog.pg_backend_pid() \
             and backend_type = 'client backend'"
        );
        for _ in 0..ATTEMPTS {
            match self.run(&format!("select pg_catalog.pg_terminate_backend(pid) {others}")) {
                // Those of other roles may stay: the server then refuses the new names.
                Ok(()) | Err(postgres::Error::Sql(_)) => {}
                Err(error) => return Err(error.into()),
            }
            match self.run(&renames) {
                Ok(()) => return Ok(()),
                Err(postgres::Error::Sql(error)) => {
                    self.run("ROLLBACK")?;
                    if error.sqlstate != sqlstate::OBJECT_IN_USE {
                        return Err(postgres::Error::Sql(error).into());
                    }
                }
                Err(error) => return self.resolve(plan, error),
            }
            std::thread::sleep(PAUSE);
        }
        let sessions = format!(
            "select pg_catalog.string_agg(pg_catalog.format('process %s (%s, %s)', pid, usename, application_name), ', ') \
             {others}"
        );
        let sessions = self.administration.database().value(&sessions)?.unwrap_or_else(|| "other sessions".to_owned());
        Err(Error::InUse { database: plan.database.clone(), sessions })
    }

    /// Finds out whether the names were exchanged although the connection was lost.
    fn resolve(&mut self, plan: &RestorePlan, error: postgres::Error) -> Result<(), Error> {
        self.administration = administration(self.connect, &plan.name)?;
        // A transaction that still runs has the names locked, and this query does not wait for it.
        std::thread::sleep(PAUSE);
        if self.databases()?.contains(&plan.kept) {
            self.notes.push("the connection was lost at a COMMIT, which the server has completed".to_owned());
            Ok(())
        } else {
            Err(error.into())
        }
    }

    /// Drops the new database after an error. If that fails, the next restore does it.
    pub(super) fn drop_new(&mut self, plan: &RestorePlan) {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted_always(&plan.new));
        if self.run(&drop).is_err()
            && let Ok(administration) = administration(self.connect, &plan.name)
        {
            self.administration = administration;
            let _ = self.run(&drop);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_names_fit_and_are_recognised() {
        let moment = "20260131T093000Z";
        let check = |name: &str, expected: &str| {
            let found = derived(name, KEPT, moment);
            assert_eq!(found, expected);
            assert!(found.len() <= LONGEST_NAME && is_derived(name, KEPT, &found));
        };
        check("app", "app_before_20260131T093000Z");
        check(&"ä".repeat(31), &format!("{}_before_20260131T093000Z", "ä".repeat(19)));
        assert!(!is_derived("app", KEPT, "other_before_20260131T093000Z"));
        assert!(!is_derived("app", KEPT, "app") && !is_derived("app", NEW, "app_before_20260131T093000Z"));
    }
}
