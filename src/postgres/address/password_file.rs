//! Passwords by server, database and user: `.pgpass` (`passwordFromFile` of libpq).

use super::super::environment::Environment;
use std::fs;
use std::path::{Path, PathBuf};

/// The fields that select a line.
pub(super) struct Wanted<'a> {
    /// `localhost` for a socket in the usual folder.
    pub(super) host: &'a str,
    pub(super) port: &'a str,
    pub(super) database: &'a str,
    pub(super) user: &'a str,
}

/// The folders of sockets that the file calls `localhost`: those of Debian and of the project itself.
const SOCKET_FOLDERS: [&str; 3] = ["/var/run/postgresql", "/run/postgresql", "/tmp"];

/// Looks a password up. The second value is the reason why the file is ignored, if it is.
pub(super) fn read(
    named: Option<&str>,
    environment: &Environment,
    wanted: &Wanted<'_>,
) -> (Option<String>, Option<String>) {
    let Some(path) = place(named, environment) else { return (None, None) };
    if let Some(reason) = refusal(&path) {
        return (None, Some(format!("ignored the password file {}: {reason}", path.display())));
    }
    let Ok(text) = fs::read_to_string(&path) else { return (None, None) };
    (text.lines().find_map(|line| password(line, wanted)), None)
}

fn place(named: Option<&str>, environment: &Environment) -> Option<PathBuf> {
    match named {
        Some(named) => Some(environment.current_dir.join(named)),
        None if cfg!(windows) => Some(environment.home.as_ref()?.join("AppData/Roaming/postgresql/pgpass.conf")),
        None => Some(environment.home.as_ref()?.join(".pgpass")),
    }
}

/// Reason why an existing file is not used.
fn refusal(path: &Path) -> Option<&'static str> {
    let metadata = path.metadata().ok()?;
    if !metadata.is_file() {
        return Some("it is not a regular file");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if metadata.permissions().mode() & 0o077 != 0 {
            return Some("other users can read it, `chmod 600` makes it private");
        }
    }
    None
}

/// The password of a line if it is the one that is wanted.
fn password(line: &str, wanted: &Wanted<'_>) -> Option<String> {
    if line.starts_with('#') {
        return None;
    }
    let host = if SOCKET_FOLDERS.contains(&wanted.host) { "localhost" } else { wanted.host };
    let mut rest = line;
    for value in [host, wanted.port, wanted.database, wanted.user] {
        let (field, after) = field(rest);
        if field != value && !rest.starts_with("*:") {
            return None;
        }
        rest = after?;
    }
    Some(field(rest).0).filter(|password| !password.is_empty())
}

/// The field at the start of a text without its escapes, and the text after its colon.
fn field(text: &str) -> (String, Option<&str>) {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => value.extend(letters.next().map(|(_, letter)| letter)),
            ':' => return (value, Some(&text[at + 1..])),
            letter => value.push(letter),
        }
    }
    (value, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_matches_has_the_password() {
        let wanted = Wanted { host: "h", port: "5432", database: "d", user: "me" };
        let check = |line: &str, expected: Option<&str>| {
            assert_eq!(password(line, &wanted).as_deref(), expected, "{line}");
        };
        check("h:5432:d:me:p", Some("p"));
        check(r"*:*:*:me:a\:b\\c", Some(r"a:b\c"));
        check("h:5432:d:me:p:q", Some("p"));
        for other in ["#h:5432:d:me:p", "h:5433:d:me:p", "*:*:*:you:p", "h:5432:d:me", "h:5432:d:me:", ""] {
            check(other, None);
        }
        let socket = Wanted { host: "/var/run/postgresql", ..wanted };
        assert_eq!(password("localhost:*:*:*:p", &socket).as_deref(), Some("p"));
        let v6 = Wanted { host: "::1", port: "1", database: "d", user: "me" };
        assert_eq!(password(r"\:\:1:1:d:me:p", &v6).as_deref(), Some("p"));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_ignored_with_a_reason() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join(".pgpass");
        fs::write(&path, "# mine\nh:1:d:me:p\n").expect("a file");
        let environment = Environment { home: Some(home.path().to_owned()), ..Environment::default() };
        let found = |mode: u32| {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
            read(None, &environment, &Wanted { host: "h", port: "1", database: "d", user: "me" })
        };
        assert_eq!(found(0o600), (Some("p".to_owned()), None));
        let (password, reason) = found(0o640);
        assert!(password.is_none() && reason.is_some_and(|reason| reason.contains("chmod 600")));
    }
}
