//! The cluster as `initdb` creates it, kept to be copied: a copy takes about a tenth of the time.
//! It is created in a temporary folder and renamed, so it is complete or missing, and it has a
//! checksum that is verified before every copy: it is written without `fsync`, and damage to it
//! would be in every copy.

use super::super::error::Error;
use super::super::log;
use super::super::replay_role::SUPERUSER;
use super::account::Account;
use super::password;
use super::programs::Programs;
use crate::process::Command;
use std::fs::{self, File};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The name of the administration database, renamed from `postgres` so that this name, which
/// many migrations use, is free.
pub(super) const ADMINISTRATION: &str = "tidegate";

/// Locales to try: not every system has the first, and the second sorts the same.
const LOCALES: [&str; 2] = ["C.UTF-8", "C"];

/// The maximum time for `initdb`, which takes seconds on a slow machine.
const TIMEOUT: Duration = Duration::from_mins(2);

/// Copies the seed of a folder to a new data folder; creates the seed first if it is missing or
/// damaged.
pub(super) fn copy_to(folder: &Path, programs: &Programs<'_>, data: &Path) -> Result<(), Error> {
    let _lock = lock(folder)?;
    let seed = folder.join("seed");
    let password = password::of(folder)?;
    if !is_valid(&seed, &password) {
        create(folder, programs, &seed, &password)?;
    }
    copy(&seed.join("data"), data, programs.account)
}

/// Removes the seed of a folder.
pub(super) fn clear(folder: &Path) -> Result<(), Error> {
    let _lock = lock(folder)?;
    let seed = folder.join("seed");
    if seed.exists() { fs::remove_dir_all(&seed).map_err(Error::files("remove", &seed)) } else { Ok(()) }
}

/// Waits until no other run creates, copies or removes the seed.
fn lock(folder: &Path) -> Result<File, Error> {
    let path = folder.join("seed.lock");
    let lock = File::create(&path).map_err(Error::files("write", &path))?;
    lock.lock().map_err(Error::files("lock", &path))?;
    Ok(lock)
}

/// Whether the seed exists and has the password and the content that were written.
fn is_valid(seed: &Path, password: &str) -> bool {
    let Ok(seal) = fs::read_to_string(seed.join("seal")) else { return false };
    checksum(&seed.join("data")).is_ok_and(|sum| seal == seal_of(sum, password))
}

fn seal_of(sum: u32, password: &str) -> String {
    format!("{sum:08x} {}\n", password::fingerprint(password))
}

/// Creates a seed under a temporary name and renames it.
fn create(folder: &Path, programs: &Programs<'_>, seed: &Path, password: &str) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(Error::files("read", folder))?.flatten() {
        // From an interrupted run: the lock proves that no other run is creating one.
        if entry.file_name().to_string_lossy().starts_with("seed.new-") {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let new =
        tempfile::Builder::new().prefix("seed.new-").permissions(fs::Permissions::from_mode(0o711)).tempdir_in(folder);
    let new = new.map_err(Error::files("write", folder))?;
    let data = new.path().join("data");
    // None of what runs here is from a migration.
    let account = programs.account.for_setup()?;
    initialise(programs, &account, &data)?;
    prepare(programs, &account, &data, password)?;
    programs.account.take_back(&data)?;
    let sum = checksum(&data).map_err(Error::files("read", &data))?;
    let seal = new.path().join("seal");
    fs::write(&seal, seal_of(sum, password)).map_err(Error::files("write", &seal))?;
    if seed.exists() {
        fs::remove_dir_all(seed).map_err(Error::files("remove", seed))?;
    }
    fs::rename(new.path(), seed).map_err(Error::files("write", seed))?;
    // It no longer has its temporary name.
    let _ = new.keep();
    Ok(())
}

/// Runs `initdb`.
fn initialise(programs: &Programs<'_>, account: &Account, data: &Path) -> Result<(), Error> {
    let initdb = programs.bin().join("initdb");
    let mut failure = None;
    for locale in LOCALES {
        fs::DirBuilder::new().mode(0o700).create(data).map_err(Error::files("write", data))?;
        account.give(data)?;
        let command = programs.command_as(&initdb, account).arg("--pgdata").arg(data).arg(format!("--locale={locale}"));
        let command =
            command.args(["--username=tidegate", "--auth=trust", "--encoding=UTF8", "--no-sync", "--wal-segsize=1"]);
        // Reading a damaged page is an error then, never a wrong answer.
        let error = match run(programs, command.arg("--data-checksums"), &initdb) {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        let is_about_locale = error.to_string().contains("locale");
        // The first failure is the one to report.
        failure.get_or_insert(error);
        if !is_about_locale {
            break;
        }
        let _ = fs::remove_dir_all(data);
    }
    Err(failure.unwrap_or_else(|| Error::Program { program: initdb.display().to_string(), cause: String::new() }))
}

/// Renames the database `postgres` and gives the superuser its password, without starting a server
/// for it.
fn prepare(programs: &Programs<'_>, account: &Account, data: &Path, password: &str) -> Result<(), Error> {
    let sql = tempfile::tempfile().and_then(|mut file| {
        use std::io::{Seek as _, Write as _};
        writeln!(file, "ALTER DATABASE postgres RENAME TO {ADMINISTRATION}")?;
        writeln!(file, "ALTER ROLE {SUPERUSER} PASSWORD '{}'", password::verifier(password))?;
        file.rewind()?;
        Ok(file)
    });
    let sql = sql.map_err(Error::files("write", "a temporary file"))?;
    let postgres = programs.bin().join("postgres");
    let command = programs.command_as(&postgres, account).arg("--single").arg("-D").arg(data);
    run(programs, command.args(["-c", "fsync=off", "-c", "exit_on_error=on", "template1"]).stdin(sql), &postgres)
}

/// Runs a program to its end.
fn run(programs: &Programs<'_>, command: Command, program: &Path) -> Result<(), Error> {
    let deadline = &programs.environment.deadline;
    deadline.check()?;
    let failed = |cause| Error::Program { program: program.display().to_string(), cause };
    let ran = command.within(deadline.at_most(TIMEOUT)).stdout();
    deadline.check()?;
    ran.map(drop).map_err(|failure| failed(log::cause_of(&failure)))
}

/// Copies a data folder and gives it to the server's user, each folder after its content: until
/// then only this process can write to it.
fn copy(from: &Path, to: &Path, account: &Account) -> Result<(), Error> {
    fs::DirBuilder::new().mode(0o700).create(to).map_err(Error::files("write", to))?;
    for entry in fs::read_dir(from).map_err(Error::files("read", from))? {
        let entry = entry.map_err(Error::files("read", from))?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().map_err(Error::files("read", &source))?.is_dir() {
            copy(&source, &target, account)?;
        } else {
            fs::copy(&source, &target).map_err(Error::files("write", &target))?;
            account.give(&target)?;
        }
    }
    account.give(to)
}

/// A checksum over names and contents.
fn checksum(data: &Path) -> std::io::Result<u32> {
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in walkdir::WalkDir::new(data) {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    files.sort();
    let mut sum = flate2::Crc::new();
    for file in files {
        sum.update(file.strip_prefix(data).unwrap_or(&file).as_os_str().as_encoded_bytes());
        sum.update(&fs::read(&file)?);
    }
    Ok(sum.sum())
}
