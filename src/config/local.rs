//! `tidegate.local.toml`: what one user changes in the jobs of a clone, and databases that this user names. It is not part of any branch.

use super::keys::{self, Key, Type};
use super::table::{Reader, Table};
use super::{Error, NamedDatabase, read};
use crate::git::{self, RepoPaths};
use crate::hooks::Event;
use crate::tasks::Job;
use crate::text::RelPath;
use std::collections::BTreeMap;

/// Name of the file, at the top of the working tree.
pub const LOCAL_FILE: &str = "tidegate.local.toml";

/// Limit of its size in bytes.
const SIZE_LIMIT: u64 = 1 << 20;

/// Changes of one user to the jobs of hooks, and databases of this user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LocalJobs {
    /// Names of jobs that do not run.
    pub disabled: BTreeMap<Event, Vec<String>>,
    /// Jobs that are added, or that take the place of one with the same name.
    pub jobs: BTreeMap<Event, Vec<Job>>,
    /// Live databases of this user, by name.
    pub databases: Vec<NamedDatabase>,
    /// The database that is compared after a merge.
    pub local_database: Option<String>,
}

const HOOKS: Key = Key { name: "hooks", holds: Type::Values, required: false, about: "Jobs of hooks." };
const DISABLE: Key = Key { name: "disable", holds: Type::Texts, required: false, about: "Names of jobs." };
const JOBS: Key = Key { name: "jobs", holds: Type::Tables(&keys::JOBS), required: false, about: keys::JOBS.about };
const GROUPS: Key = Key {
    name: "groups",
    holds: Type::Tables(&keys::GROUPS_OF_JOBS),
    required: false,
    about: keys::GROUPS_OF_JOBS.about,
};

/// Reads the file of a working tree, if there is one.
pub fn local_jobs(paths: &RepoPaths) -> Result<Option<LocalJobs>, Error> {
    let place = RelPath::from(LOCAL_FILE);
    let unreadable = |cause: String| Error::Unreadable { path: LOCAL_FILE.into(), cause };
    let content = git::read_beneath(paths, &place, Some(SIZE_LIMIT)).map_err(|error| unreadable(error.to_string()))?;
    let Some(content) = content else { return Ok(None) };
    let text = String::from_utf8(content).map_err(|_| unreadable("it is not UTF-8 text".to_owned()))?;
    parse_local(text).map(Some)
}

/// Reads the text of such a file.
pub fn parse_local(text: String) -> Result<LocalJobs, Error> {
    read::read(&text, Reader::local).map_err(|problems| Error::Invalid { path: LOCAL_FILE.into(), text, problems })
}

impl Reader {
    fn local(&mut self, top: &Table) -> LocalJobs {
        self.known_names(top, &[&HOOKS, &keys::DATABASES]);
        let mut local = LocalJobs {
            databases: self.databases(top),
            local_database: self.local_database(top),
            ..LocalJobs::default()
        };
        let Some(hooks) = self.table(top, "hooks") else { return local };
        self.known(&hooks, read::keys_of(keys::TOP, "hooks"));
        for event in Event::ALL {
            let Some(hook) = self.table(&hooks, event.name()) else { continue };
            self.known_names(&hook, &[&DISABLE, &JOBS, &GROUPS]);
            local.disabled.insert(event, self.texts(&hook, "disable"));
            local.jobs.insert(event, self.jobs(event, &hook, false));
        }
        local
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_disabled_and_added() {
        let text = "[hooks.pre-commit]\ndisable = ['lint']\n[[hooks.pre-commit.jobs]]\nname = 'mine'\nrun = ['x']\n\
                    needs = ['shared']\n";
        let local = read::read(text, Reader::local).expect("a valid file");
        assert_eq!(local.disabled[&Event::PreCommit], ["lint"]);
        assert_eq!(local.jobs[&Event::PreCommit][0].name, "mine");
        let local = read::read("[databases.local]\nhost = '/run'\n", Reader::local).expect("a valid file");
        assert_eq!(local.databases[0].name, "local");
        let wrong = "[verify]\nat = 'off'\n[hooks.pre-commit]\ndisabled = ['lint']\n";
        let problems = read::read(wrong, Reader::local).expect_err("unknown keys");
        let messages: Vec<&str> = problems.first.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(messages, ["unknown key `verify`", "unknown key `hooks.pre-commit.disabled`"]);
    }
}
