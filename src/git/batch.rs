//! Objects read through one `git cat-file --batch`, which is started with the first of them.
//!
//! A process for each object takes 10 ms, so a history of a thousand migrations would take 10 s.

use super::error::Error;
use super::program::{error_of, git_reading};
use super::replaced::Objects;
use crate::process::{Dialogue, Failure};
use std::cell::RefCell;
use std::io;
use std::path::PathBuf;

/// The process, once it runs.
pub(super) struct Batch {
    run_in: PathBuf,
    objects: Objects,
    running: RefCell<Option<Dialogue>>,
}

/// An object.
pub(super) struct Object {
    /// `blob`, `tree`, `commit` or `tag`.
    pub(super) kind: String,
    pub(super) content: Vec<u8>,
}

const ARGUMENTS: [&str; 2] = ["cat-file", "--batch"];

impl Batch {
    pub(super) fn new(run_in: PathBuf, objects: Objects) -> Self {
        Self { run_in, objects, running: RefCell::new(None) }
    }

    /// The object with a name (gitrevisions(7)), or `None` when there is none.
    pub(super) fn object(&self, name: &str) -> Result<Option<Object>, Error> {
        if name.contains('\n') {
            return Ok(None);
        }
        let failed = |failure: &Failure| error_of(&ARGUMENTS.join(" "), failure);
        let mut running = self.running.borrow_mut();
        let start = || git_reading(self.objects, &self.run_in, &ARGUMENTS).dialogue();
        let mut dialogue = match running.take() {
            Some(dialogue) => dialogue,
            None => start().map_err(|error| failed(&Failure::Start(error)))?,
        };
        match answer(&mut dialogue, name) {
            Ok(object) => {
                *running = Some(dialogue);
                Ok(object)
            }
            Err(error) => Err(failed(&dialogue.failure(error))),
        }
    }
}

/// Asks for one object (git-cat-file(1), "Batch output"): `<id> <type> <size>`, the content and a line
/// end, or `<name> missing`.
fn answer(dialogue: &mut Dialogue, name: &str) -> io::Result<Option<Object>> {
    dialogue.ask(format!("{name}\n").as_bytes())?;
    let header = String::from_utf8_lossy(&dialogue.until(b'\n')?).into_owned();
    if header.ends_with(" missing") || header.ends_with(" ambiguous") {
        return Ok(None);
    }
    let fields: Vec<&str> = header.split(' ').collect();
    let [_, kind, size] = fields[..] else {
        return Err(unexpected(&header));
    };
    let content = dialogue.bytes(size.parse().map_err(|_| unexpected(&header))?)?;
    if dialogue.bytes(1)? != b"\n" {
        return Err(unexpected(&header));
    }
    Ok(Some(Object { kind: kind.to_owned(), content }))
}

fn unexpected(header: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("unexpected output `{header}`"))
}
