//! Named services: `pg_service.conf` (`parseServiceFile` of libpq).

use super::super::environment::Environment;
use super::super::error::Error;
use super::parameters::Parameters;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The folder of the system's file in Debian's packages, where `PGSYSCONFDIR` is not set.
const SYSTEM_FOLDER: &str = "etc/postgresql-common";

/// Reads the parameters of a service from the user's file, otherwise from that of the system.
pub(super) fn read(service: &str, named: Option<&str>, environment: &Environment) -> Result<Parameters, Error> {
    let missing = || Error::Address { reason: format!("the service `{service}` is in no service file") };
    for (path, must_exist) in files(named, environment) {
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound && !must_exist => continue,
            Err(error) => return Err(Error::files("read", path)(error)),
        };
        if let Some(found) = section(&text, service, &path)? {
            return Ok(found);
        }
    }
    Err(missing())
}

/// The files in the order in which they are searched, each with whether it must exist.
fn files(named: Option<&str>, environment: &Environment) -> Vec<(PathBuf, bool)> {
    let own = match named {
        Some(named) => Some((environment.current_dir.join(named), true)),
        None => environment.home.as_ref().map(|home| (home.join(".pg_service.conf"), false)),
    };
    let system = match environment.pg.get("PGSYSCONFDIR") {
        Some(folder) => PathBuf::from(folder),
        None => environment.system(SYSTEM_FOLDER),
    };
    own.into_iter().chain([(system.join("pg_service.conf"), false)]).collect()
}

/// The section of a service; `None` if the file has none.
fn section(text: &str, service: &str, path: &Path) -> Result<Option<Parameters>, Error> {
    let mut found: Option<Parameters> = None;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[') {
            if found.is_some() {
                return Ok(found);
            }
            let is_wanted = name.split(']').next() == Some(service);
            found = is_wanted.then(Parameters::default);
        } else if let Some(found) = &mut found {
            let wrong =
                |reason: &str| Error::Address { reason: format!("line {} of {} {reason}", number + 1, path.display()) };
            let (name, value) = line.split_once('=').ok_or_else(|| wrong("is not `name=value`"))?;
            if name == "service" || name == "servicefile" {
                return Err(wrong("names another service, which is not supported"));
            }
            found.set(name, value).map_err(|_| wrong("has a parameter that is not supported"))?;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# comment\n[other]\nhost=x\n\n[mine]\n host=h \nuser=me\npassword=p=q\n[mine]\nhost=later\n";

    #[test]
    fn reads_the_first_section_of_a_name() {
        let found = section(TEXT, "mine", Path::new("f")).expect("a file").expect("a section");
        let values = ["host", "user", "password", "dbname"].map(|name| found.get(name));
        assert_eq!(values, [Some("h"), Some("me"), Some("p=q"), None]);
        assert_eq!(section(TEXT, "none", Path::new("f")).expect("a file"), None);
    }

    #[test]
    fn names_the_line_of_a_mistake_and_not_its_text() {
        for text in ["[mine]\nhunter2\n", "[mine]\nservice=hunter2\n", "[mine]\nhunter2=1\n"] {
            let error = section(text, "mine", Path::new("f")).expect_err(text).to_string();
            assert!(error.contains("line 2 of f") && !error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn the_users_file_comes_before_the_systems() {
        let folder = tempfile::tempdir().expect("a folder");
        let (home, system) = (folder.path().join("home"), folder.path().join("system"));
        for (place, name, host) in [(&home, ".pg_service.conf", "own"), (&system, "pg_service.conf", "shared")] {
            fs::create_dir_all(place).expect("a folder");
            fs::write(place.join(name), format!("[both]\nhost={host}\n[{host}]\nhost={host}\n")).expect("a file");
        }
        let pg = [("PGSYSCONFDIR".to_owned(), system.display().to_string())].into();
        let environment = Environment { home: Some(home), pg, ..Environment::default() };
        let host = |service: &str| {
            let found = read(service, None, &environment).ok()?;
            found.get("host").map(str::to_owned)
        };
        assert_eq!(["both", "shared", "none"].map(host), [Some("own".to_owned()), Some("shared".to_owned()), None]);
        assert!(matches!(read("both", Some("/nowhere/services"), &environment), Err(Error::Files { .. })));
    }
}
