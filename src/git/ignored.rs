//! Whether git ignores paths, asked of one `git check-ignore`.

use super::error::Error;
use super::ignore_files::IgnoreFiles;
use super::program::{error_of, git_command};
use super::repository::Repository;
use crate::process::{Dialogue, Failure};
use crate::text::RelPath;
use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};

/// The process, once it runs.
pub(super) struct Ignored {
    run_in: PathBuf,
    running: RefCell<Option<Dialogue>>,
    files: IgnoreFiles,
}

impl Ignored {
    pub(super) fn new(run_in: PathBuf) -> Self {
        Self { run_in, running: RefCell::new(None), files: IgnoreFiles::default() }
    }

    /// Whether git ignores a path, whether or not it is tracked.
    pub(super) fn contains(&self, repository: &dyn Repository, path: &RelPath) -> Result<bool, Error> {
        self.files.check(repository, path)?;
        let top = repository.paths().work_dir.as_deref().filter(|top| *top != self.run_in);
        self.ask(&path.on_disk(top.unwrap_or(Path::new(""))))
    }

    fn ask(&self, path: &Path) -> Result<bool, Error> {
        let arguments = ["check-ignore", "--no-index", "--stdin", "-z", "--verbose", "--non-matching"];
        let failed = |failure: &Failure| error_of("check-ignore", failure);
        let mut running = self.running.borrow_mut();
        let mut dialogue = match running.take() {
            Some(dialogue) => dialogue,
            None => git_command(&self.run_in, &arguments).dialogue().map_err(|error| failed(&Failure::Start(error)))?,
        };
        match answer(&mut dialogue, path) {
            Ok(is_ignored) => {
                *running = Some(dialogue);
                Ok(is_ignored)
            }
            Err(error) => Err(failed(&dialogue.failure(error))),
        }
    }
}

/// Asks for one path: the answer is source, line, pattern and path; without a matching pattern the
/// first three are empty. A pattern that begins with `!` takes the path back.
fn answer(dialogue: &mut Dialogue, path: &Path) -> io::Result<bool> {
    let mut request = path.as_os_str().as_encoded_bytes().to_vec();
    request.push(0);
    dialogue.ask(&request)?;
    let mut fields = Vec::with_capacity(4);
    for _ in 0..4 {
        fields.push(dialogue.until(0)?);
    }
    Ok(!fields[2].is_empty() && !fields[2].starts_with(b"!"))
}
