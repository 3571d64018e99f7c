//! The repository: git, how it is read, and which migrations are published.

use super::sheet::{Mark, Sheet};
use crate::jobs::setup::doctor::Outcome;
use crate::text::words;

pub(super) fn add(outcome: &Outcome, sheet: &mut Sheet) {
    match &outcome.hooks.git_version {
        Ok(version) => sheet.line(Mark::Ok, &format!("git {version}")),
        Err(error) => {
            sheet.line(Mark::Wrong, &format!("git: {error}"));
            sheet.next("install git, or add it to PATH");
        }
    }
    if outcome.reader == "libgit2" {
        sheet.line(Mark::Ok, "the repository is read with libgit2");
    } else {
        let text =
            format!("the repository is read with the git program (a few milliseconds slower): {}", outcome.reader);
        sheet.line(Mark::Note, &text);
    }
    for name in &outcome.unknown_branches {
        sheet.line(Mark::Wrong, &format!("`published` in tidegate.toml names `{name}`, which is not a branch here"));
        sheet.next("fetch it, or correct the name");
    }
    for remote in &outcome.unknown_defaults {
        let text =
            format!("the default branch of the remote `{remote}` is not known, so every branch counts as shared");
        sheet.line(Mark::Note, &text);
        sheet.next(&format!("`git remote set-head {remote} --auto`"));
    }
    match outcome.published.as_slice() {
        [] => sheet.line(Mark::Note, "no commit yet, so no migration is published"),
        [head] if head == "HEAD" => {
            sheet.line(Mark::Note, "no shared branch was found: every committed migration counts as published");
            sheet.next("if there is one, name it in tidegate.toml: `published = [\"origin/main\"]`");
        }
        places => {
            sheet
                .line(Mark::Ok, &format!("migrations on {} are published and must not change", words::list(places, 3)));
        }
    }
}
