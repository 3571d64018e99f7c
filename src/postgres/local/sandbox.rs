//! The reach of a private server: its own cluster and socket, the files of its installation and
//! of the system's libraries, and no other program, process or connection. This is the second wall
//! around the SQL of a migration; the first is its role.
//!
//! On Linux the kernel enforces it (`process::Fence`), on macOS `sandbox-exec`, elsewhere nothing
//! does.

use super::super::find::Installation;
use crate::process::{Fence, Limits};
use std::ffi::OsString;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

/// Folders and files that programs of the system read: libraries, locales, time zones, the words of
/// text search. None of them contains secrets.
const SYSTEM: [&str; 15] = [
    "/usr",
    "/lib",
    "/lib32",
    "/lib64",
    "/nix/store",
    "/gnu/store",
    "/run/current-system/sw",
    "/home/linuxbrew/.linuxbrew",
    "/etc/ld.so.cache",
    "/etc/ld-musl-x86_64.path",
    "/etc/localtime",
    "/etc/timezone",
    "/etc/ssl/openssl.cnf",
    "/etc/pki/tls/openssl.cnf",
    "/var/cache/postgresql",
];

/// The devices that a server uses.
const DEVICES: [&str; 4] = ["/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"];

/// The program of macOS that starts another one behind restrictions.
pub(super) const SANDBOX_EXEC: &str = "/usr/bin/sandbox-exec";

/// A file of a table has 1 GB at most, larger tables have several.
const FILE_BYTES: u64 = 2 << 30;

/// The memory of a process of the server; a value has 1 GB at most.
const MEMORY_BYTES: u64 = 4 << 30;

/// The limits of a server's processes.
pub(super) const LIMITS: Limits = Limits { file_bytes: FILE_BYTES, memory_bytes: MEMORY_BYTES };

/// The paths that a server uses.
pub(super) struct Reach<'a> {
    pub(super) installation: &'a Installation,
    /// Folders of libraries that the user names.
    pub(super) libraries: Vec<PathBuf>,
    /// Its settings.
    pub(super) settings: [PathBuf; 2],
    pub(super) data: PathBuf,
    pub(super) sockets: PathBuf,
}

impl Reach<'_> {
    /// The restrictions of Linux.
    pub(super) fn fence(&self) -> Fence {
        let postgres = self.installation.bin.join("postgres");
        let mut execute = vec![postgres.clone()];
        match interpreter(&postgres) {
            Some(interpreter) => execute.push(interpreter),
            // A script starts programs that are not known here.
            None => execute.extend(self.read()),
        }
        Fence {
            read: self.read(),
            devices: DEVICES.map(PathBuf::from).to_vec(),
            write: vec![self.data.clone(), self.sockets.clone()],
            execute,
        }
    }

    /// Everything that may be read. Of the installation's folder only the parts that are its own: it
    /// may be in the user's home.
    fn read(&self) -> Vec<PathBuf> {
        let bin = &self.installation.bin;
        let own = bin.parent().into_iter().flat_map(|prefix| ["lib", "lib64", "share"].map(|name| prefix.join(name)));
        let system = SYSTEM.iter().map(PathBuf::from);
        system.chain(own).chain([bin.clone()]).chain(self.libraries.clone()).chain(self.settings.clone()).collect()
    }

    /// The restrictions of macOS, in the language of `sandbox-exec`: no connection, no other
    /// program, and files as above. What the system's own libraries read cannot be listed, so only
    /// home folders are closed to reading.
    pub(super) fn profile(&self) -> OsString {
        let quoted = |path: &Path| {
            let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
            let mut text = b"\"".to_vec();
            for byte in path.into_os_string().into_vec() {
                if matches!(byte, b'"' | b'\\') {
                    text.push(b'\\');
                }
                text.push(byte);
            }
            text.push(b'"');
            text
        };
        let mut profile = b"(version 1)(allow default)(deny network*)(allow network-bind (local unix-socket))\
            (allow network-inbound (local unix-socket))(deny process-exec*)(deny file-write*)\
            (deny file-read-data (subpath \"/Users\") (subpath \"/Volumes\") (subpath \"/private/var/root\"))\
            (allow file-write* (literal \"/dev/null\"))"
            .to_vec();
        let mut allow = |operation: &str, filter: &str, path: &Path| {
            profile.extend(format!("(allow {operation} ({filter} ").bytes());
            profile.extend(quoted(path));
            profile.extend(b"))");
        };
        allow("process-exec*", "literal", &self.installation.bin.join("postgres"));
        for folder in [&self.data, &self.sockets] {
            allow("file-write*", "subpath", folder);
            allow("file-read*", "subpath", folder);
        }
        for path in self.read() {
            allow("file-read*", "subpath", &path);
        }
        OsString::from_vec(profile)
    }
}

/// The dynamic loader of a 64-bit program (elf(5), `PT_INTERP`), or the program itself if it needs
/// none; `None` for a script.
fn interpreter(program: &Path) -> Option<PathBuf> {
    const INTERPRETER: u32 = 3;
    let mut file = File::open(program).ok()?;
    let mut head = [0; 64];
    file.read_exact(&mut head).ok()?;
    if !head.starts_with(b"\x7fELF\x02\x01") {
        return None;
    }
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let (table, size, count) = (number(&head[32..40]), number(&head[54..56]), number(&head[56..58]));
    for entry in 0..count {
        let mut header = [0; 56];
        file.seek(SeekFrom::Start(table + entry * size)).ok()?;
        file.read_exact(&mut header).ok()?;
        if number(&header[0..4]) == u64::from(INTERPRETER) {
            let length = usize::try_from(number(&header[32..40])).ok().filter(|length| *length <= 4096)?;
            let mut path = vec![0; length];
            file.seek(SeekFrom::Start(number(&header[8..16]))).ok()?;
            file.read_exact(&mut path).ok()?;
            path.retain(|byte| *byte != 0);
            return Some(PathBuf::from(OsString::from_vec(path)));
        }
    }
    Some(program.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn finds_the_loader_of_a_program() {
        let loader = interpreter(&std::env::current_exe().expect("this program"));
        assert!(loader.as_ref().is_some_and(|loader| loader.exists()), "{loader:?}");
        let folder = tempfile::tempdir().expect("a folder");
        for content in ["#!/bin/sh\n", "", "\x7fELF"] {
            let script = folder.path().join("postgres");
            std::fs::write(&script, format!("{content:<80}")).expect("a file");
            assert_eq!(interpreter(&script), None, "{content:?}");
        }
    }
}
