//! `tidegate.toml` in a folder: jobs relative to that folder.

use super::keys::{Key, Type};
use super::table::{Reader, Table};
use super::{Error, file, read};
use crate::hooks::Event;
use crate::tasks::Job;
use std::collections::BTreeMap;
use std::path::Path;

/// The only key of such a file.
const HOOKS: Key = Key { name: "hooks", holds: Type::Values, required: false, about: "Jobs of hooks." };

/// Parses the content of a file in a folder. One without `[hooks]` says nothing: it may belong to a copy of another
/// repository.
pub fn parse_nested(path: &Path, content: Vec<u8>) -> Result<BTreeMap<Event, Vec<Job>>, Error> {
    let text = file::text(path, content)?;
    read::read(&text, Reader::nested).map_err(|problems| Error::Invalid { path: path.to_owned(), text, problems })
}

impl Reader {
    fn nested(&mut self, top: &Table) -> BTreeMap<Event, Vec<Job>> {
        if !top.entries.contains_key(HOOKS.name) {
            return BTreeMap::new();
        }
        self.known_names(top, &[&HOOKS]);
        let found = self.hooks(top);
        if let Some(hooks) = self.table(top, HOOKS.name) {
            for (name, value) in hooks.entries {
                if name.get_ref() == "local-database" {
                    let help = "write it in tidegate.toml at the top of the repository";
                    self.problem(value.span(), "`hooks.local-database` cannot be in a folder", "", help);
                }
                let event = Event::from_name(name.get_ref()).filter(|event| !event.is_checked());
                if let Some(event) = event {
                    let message = format!("a job of {event} cannot be in a folder");
                    let help = "write it in tidegate.toml at the top of the repository";
                    self.problem(value.span(), message, "git gives this hook no list of files", help);
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<usize, &[&str]>) {
        let found = read::read(text, Reader::nested);
        let problems = found.as_ref().err().map(|problems| problems.first.clone()).unwrap_or_default();
        let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(found.as_ref().map(BTreeMap::len).map_err(|_| messages.as_slice()), expected);
    }

    #[test]
    fn only_jobs_about_files_count() {
        check("schema = 'a.sql'\nno-such-key = 1\n", Ok(0));
        check("[[hooks.pre-commit.jobs]]\nname = 'a'\nrun = ['a']\n", Ok(1));
        check("schema = 'a.sql'\n[[hooks.pre-commit.jobs]]\nname = 'a'\nrun = ['a']\n", Err(&["unknown key `schema`"]));
        let message = "[[hooks.commit-msg.jobs]]\nname = 'a'\nrun = ['a']\n";
        check("hooks.local-database = 'a'\n", Err(&["`hooks.local-database` cannot be in a folder"]));
        check(message, Err(&["a job of commit-msg cannot be in a folder"]));
    }
}
