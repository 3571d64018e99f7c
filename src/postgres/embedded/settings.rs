//! Settings of embedded Postgres. They are passed when a backend starts, so `RESET ALL` returns to
//! them, and `ALTER DATABASE … SET` of the same setting has no effect: start-up options of a session
//! override it on any server.

use super::super::database::{Rows, Session};

/// The settings that every backend starts with; see `local/settings.conf`.
const ALWAYS: [(&str, &str); 21] = [
    // The data may be lost at any time: nothing waits for a disk. Commits are still written
    // immediately (`synchronous_commit`), because no other process would write them before the
    // backend ends.
    ("fsync", "off"),
    ("full_page_writes", "off"),
    ("wal_level", "minimal"),
    ("checkpoint_timeout", "1d"),
    ("max_wal_size", "1GB"),
    ("min_wal_size", "32MB"),
    // A file may lock every table of a large schema in one transaction.
    ("max_connections", "8"),
    ("max_locks_per_transaction", "2048"),
    ("jit", "off"),
    // The runtime turns it on, but a migration that writes to a system catalog must fail as on any
    // other server.
    ("allow_system_table_mods", "off"),
    ("search_path", "\"$user\", public"),
    ("application_name", "tidegate"),
    ("log_min_messages", "panic"),
    // The same answers on every machine.
    ("timezone", "UTC"),
    ("log_timezone", "UTC"),
    ("lc_messages", "C"),
    ("lc_monetary", "C"),
    ("lc_numeric", "C"),
    ("lc_time", "C"),
    ("datestyle", "iso, mdy"),
    ("default_text_search_config", "pg_catalog.english"),
];

/// Selects the settings that `ALTER DATABASE … SET` and `ALTER ROLE … SET` gave the database and the
/// role of a session (`$role`), in order of increasing precedence (`postinit.c`, `process_settings`).
pub(super) const GIVEN: &str = "select split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1) \
    from pg_catalog.pg_db_role_setting, unnest(setconfig) setting \
    where setdatabase in (0, (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())) \
    and setrole in (0, pg_catalog.to_regrole(pg_catalog.quote_ident($role))) \
    order by setrole <> 0, setdatabase <> 0";

/// The settings that a session requests.
pub(super) fn requested(session: &Session) -> Vec<(String, String)> {
    let mut requested = session.settings.clone();
    requested.push(("client_min_messages".to_owned(), session.notices.setting().to_owned()));
    requested
}

/// All settings for a session that requests some, on a database that was given others.
pub(super) fn of(requested: &[(String, String)], given: &Rows) -> Vec<(String, String)> {
    let always = ALWAYS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let given = given.rows.iter().filter_map(|row| match row.as_slice() {
        [Some(name), Some(value)] => Some((name.clone(), value.clone())),
        _ => None,
    });
    let mut settings: Vec<(String, String)> = Vec::new();
    for (name, value) in always.chain(given).chain(requested.iter().cloned()) {
        settings.retain(|(known, _)| *known != name);
        settings.push((name, value));
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postgres::Level;

    #[test]
    fn settings_of_a_session_override_those_of_a_database() {
        let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let requested = vec![own("search_path", "app")];
        let session = Session { notices: Level::Warning, settings: requested, ..Session::default() };
        let row = |name: &str| vec![Some(name.to_owned()), Some("given".to_owned())];
        let given = Rows { rows: vec![row("search_path"), row("datestyle"), row("app.name")], ..Rows::default() };
        let settings = of(&super::requested(&session), &given);
        let values = |name: &str| -> Vec<&str> {
            settings.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
        };
        assert_eq!(values("search_path"), ["app"]);
        assert_eq!(values("client_min_messages"), ["warning"]);
        assert_eq!((values("datestyle"), values("app.name")), (vec!["given"], vec!["given"]));
    }
}
