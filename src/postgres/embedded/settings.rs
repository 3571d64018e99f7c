//! Settings of the server inside. They are given when a backend starts, so `RESET ALL` returns
//! to them, and what `ALTER DATABASE … SET` says of the same name does not count.

use super::super::Session;

/// What every backend starts with; see `local/settings.conf`.
const ALWAYS: [(&str, &str); 21] = [
    // The data is worthless to lose: nothing waits for a disk. Commits are written at once all
    // the same (`synchronous_commit`), for no other process would do it before the backend ends.
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
    // The runtime says otherwise, and a migration that writes a catalog is to fail as it would
    // on any server.
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

/// The settings for a session, each once.
pub(super) fn of(session: &Session) -> Vec<(String, String)> {
    let mut settings: Vec<(String, String)> =
        ALWAYS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    settings.push(("client_min_messages".to_owned(), session.notices.setting().to_owned()));
    for (name, value) in &session.settings {
        settings.retain(|(known, _)| known != name);
        settings.push((name.clone(), value.clone()));
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::super::super::Level;
    use super::*;

    #[test]
    fn a_session_has_the_last_word() {
        let wish = ("search_path".to_owned(), "app".to_owned());
        let session = Session { notices: Level::Warning, settings: vec![wish.clone()], ..Session::default() };
        let settings = of(&session);
        assert_eq!(settings.iter().filter(|(name, _)| name == "search_path").collect::<Vec<_>>(), [&wish]);
        assert!(settings.contains(&("client_min_messages".to_owned(), "warning".to_owned())));
    }
}
