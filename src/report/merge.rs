//! Report of the merge driver.

use super::style::wording::safe;
use crate::jobs::merge::Left;
use crate::text::{RelPath, words};
use std::io::{self, Write};

/// Writes that the file was generated.
pub fn write_generated(path: &RelPath, migrations: usize, out: &mut dyn Write) -> io::Result<()> {
    let migrations = words::count(migrations, "migration");
    writeln!(out, "tidegate: {} was regenerated from {migrations} of both sides", safe(&path.to_string()))
}

/// Writes why it was not, and what resolves the conflict.
pub fn write_left(path: &RelPath, left: &Left, is_clean: bool, out: &mut dyn Write) -> io::Result<()> {
    let result = if is_clean { "its text was merged without conflict" } else { "its conflict was left" };
    let path = safe(&path.to_string());
    writeln!(out, "tidegate: {path} was not regenerated, {result}: {}", safe(&reason(left)))?;
    if *left == Left::NotAgreed {
        writeln!(out, "  help: agree to replays in merges with these settings: tidegate install --merge-driver")?;
    }
    if let Left::OtherWriter(command) = left {
        return writeln!(
            out,
            "  help: resolve the conflict, and write the file again with the tool that writes it: {command}"
        );
    }
    let when = if matches!(left, Left::Conflicts(_)) { "after the other conflicts are resolved, " } else { "" };
    writeln!(out, "  help: {when}regenerate and stage it: tidegate verify --write --stage")
}

fn reason(left: &Left) -> String {
    match left {
        Left::UnknownSides => {
            "the commits that are merged are not known at this point (git 2.45 or newer names them in a merge, rebase or cherry-pick)".to_owned()
        }
        Left::Conflicts(files) => {
            let names: Vec<String> = files.iter().map(ToString::to_string).collect();
            format!("{} of the replay in conflict as well: {}", words::count(names.len(), "file"), words::list(&names, 3))
        }
        Left::Skipped => "TIDEGATE or TIDEGATE_SKIP in the environment skips the replay".to_owned(),
        Left::NotAgreed => "you have not agreed to replays with the settings of this merge".to_owned(),
        Left::OtherWriter(command) => format!("`{command}` writes this file, in a form of its own"),
        Left::NoProject => "it is the schema file of no project in the merge".to_owned(),
        Left::Failed(cause) => format!("the migrations of both sides do not replay: {cause}"),
    }
}
