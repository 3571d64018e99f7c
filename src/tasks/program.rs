//! Finds the program of a job.

use super::job::{Action, Job};
use std::env::consts::EXE_SUFFIX;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Folder of the programs that npm and its like install for a project.
const LOCAL_PROGRAMS: &str = "node_modules/.bin";

/// The path of a program: one with a slash is in the folder that the job runs in, any other on `PATH`, and after that
/// among the programs installed for one of these folders. Relative folders of `PATH` do not count: a branch could bring
/// the program along.
pub(super) fn find(name: &str, run_in: &Path, path: &OsStr, projects: &[PathBuf]) -> Option<PathBuf> {
    if name.contains(['/', std::path::MAIN_SEPARATOR]) {
        let program = run_in.join(name);
        return program.is_file().then_some(program);
    }
    let on_path = std::env::split_paths(path).filter(|folder| folder.is_absolute());
    let local = projects.iter().map(|project| project.join(LOCAL_PROGRAMS));
    on_path.chain(local).map(|folder| folder.join(format!("{name}{EXE_SUFFIX}"))).find(|program| is_program(program))
}

/// The program of a job that does not exist, if it starts one; `path` is as in `PATH`.
pub fn missing_program(job: &Job, top: &Path, path: &OsStr) -> Option<String> {
    let name = match &job.action {
        Action::Run(words) => words.first()?,
        Action::Shell(_) => "sh",
        Action::Use(_) => return None,
    };
    let root = job.root.on_disk(top);
    let path = job.env.get("PATH").map_or(path, OsStr::new);
    let is_found = find(name, &root, path, &[root.clone(), top.to_owned()]).is_some();
    (!is_found).then(|| name.to_owned())
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}
