//! The note of an installation or uninstallation that is under way, from which the next run finishes one
//! that was interrupted.

use super::installation::{Action, Choice, Options};
use crate::git::OwnFolder;
use crate::hooks::{Error, Event};
use std::io;
use std::path::{Path, PathBuf};

/// Name of the note in tidegate's own folder.
const NAME: &str = "journal";

/// The first field of a note in this form.
const FORM: &str = "tidegate hooks 1";

/// Whether an installation or uninstallation is under way or was interrupted.
pub(super) fn exists(own: &OwnFolder) -> bool {
    own.has(NAME)
}

/// The request that was interrupted. One that another version of tidegate noted is not known.
pub(super) fn read(own: &OwnFolder) -> Result<Option<Options>, Error> {
    let read = own.read(NAME).map_err(|cause| Error::Read { path: own.file(NAME), cause })?;
    Ok(read.and_then(|note| decode(&note)))
}

/// Notes a request.
pub(super) fn write(own: &OwnFolder, options: &Options) -> Result<(), Error> {
    own.write(NAME, &encode(options)).map_err(|cause| failed(own, cause))
}

/// Removes the note.
pub(super) fn remove(own: &OwnFolder) -> Result<(), Error> {
    own.remove(NAME).map(drop).map_err(|cause| failed(own, cause))
}

fn failed(own: &OwnFolder, cause: io::Error) -> Error {
    Error::Write { path: own.file(NAME), cause }
}

/// Fields between zero bytes, which no path contains: form, program, action, events.
fn encode(options: &Options) -> Vec<u8> {
    let mut fields = vec![FORM.as_bytes(), options.program.as_os_str().as_encoded_bytes()];
    match &options.action {
        Action::Uninstall => fields.push(b"uninstall"),
        Action::Install { events, choice } => {
            fields.push(match choice {
                Choice::Auto => b"install",
                Choice::Script => b"script",
                Choice::Config => b"config",
            });
            fields.extend(events.iter().map(|event| event.name().as_bytes()));
        }
    }
    fields.join(&0)
}

fn decode(note: &[u8]) -> Option<Options> {
    let mut fields = note.split(|byte| *byte == 0);
    if fields.next()? != FORM.as_bytes() {
        return None;
    }
    let program = path_of(fields.next()?)?;
    let choice = match fields.next()? {
        b"uninstall" => return Some(Options { action: Action::Uninstall, program }),
        b"install" => Choice::Auto,
        b"script" => Choice::Script,
        b"config" => Choice::Config,
        _ => return None,
    };
    let events =
        fields.map(|name| Event::from_name(std::str::from_utf8(name).ok()?)).collect::<Option<Vec<Event>>>()?;
    Some(Options { action: Action::Install { events, choice }, program })
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "on other systems not all bytes are a path")]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt as _;
    Some(Path::new(std::ffi::OsStr::from_bytes(bytes)).to_path_buf())
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    Some(Path::new(std::str::from_utf8(bytes).ok()?).to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_as_it_was_written() {
        let check = |action: Action| {
            let options = Options { action, program: PathBuf::from("/it's a\n/tidegate") };
            let read = decode(&encode(&options)).unwrap();
            assert_eq!(format!("{read:?}"), format!("{options:?}"));
        };
        check(Action::Uninstall);
        check(Action::Install { events: Event::ALL.to_vec(), choice: Choice::Auto });
        check(Action::Install { events: vec![Event::PrePush], choice: Choice::Script });
        check(Action::Install { events: Vec::new(), choice: Choice::Config });
    }

    #[test]
    fn a_note_in_another_form_is_not_known() {
        for note in [
            "",
            "tidegate hooks 2\0/p\0install",
            "tidegate hooks 1",
            "tidegate hooks 1\0/p\0install\0post-index-change",
        ] {
            assert!(decode(note.as_bytes()).is_none(), "{note}");
        }
    }
}
