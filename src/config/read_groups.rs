//! `[[hooks.<hook>.groups]]`: what several jobs have in common. A group has no existence of its own: its settings become
//! those of its jobs.

use super::keys::{self};
use super::read_jobs::{is_name, span_of};
use super::table::{Reader, Table};
use crate::hooks::Event;
use crate::tasks::{Condition, Job};
use crate::text::{RelPath, Span, words};
use std::collections::BTreeMap;

/// The settings that a group hands down.
struct Group {
    name: String,
    root: RelPath,
    env: BTreeMap<String, String>,
    tags: Vec<String>,
    skip: Vec<Condition>,
    only: Vec<Condition>,
    /// Whether its jobs may run at once.
    parallel: bool,
}

impl Reader {
    /// Gives the jobs of groups what their groups have. Each job comes with the name of its group, and its place.
    pub(super) fn grouped(&mut self, event: Event, hook: &Table, jobs: &mut [(Job, Option<(String, Span)>)]) {
        let groups = self.groups(event, hook);
        let mut before: BTreeMap<&str, String> = BTreeMap::new();
        for (job, name) in jobs {
            let Some((name, span)) = name else { continue };
            let Some(group) = groups.iter().find(|group| group.name == *name) else {
                let help = words::nearest(name, groups.iter().map(|group| group.name.as_str())).map_or_else(
                    || format!("add `[[hooks.{event}.groups]]` with this name"),
                    |near| format!("did you mean `{near}`?"),
                );
                self.problem(span.clone(), format!("this hook has no group `{name}`"), "not the name of a group", help);
                continue;
            };
            if !group.parallel
                && let Some(earlier) = before.insert(&group.name, job.name.clone())
            {
                job.after.push(earlier);
            }
            hand_down(group, job);
        }
    }

    fn groups(&mut self, event: Event, hook: &Table) -> Vec<Group> {
        let mut found: Vec<Group> = Vec::new();
        for table in self.tables(hook, "groups") {
            self.known(&table, keys::GROUPS_OF_JOBS.keys);
            let Some((name, span)) = self.text(&table, "name") else { continue };
            if !is_name(&name) {
                self.problem(span, "invalid name of a group", super::read_jobs::NAME_FORM, "");
                continue;
            }
            if found.iter().any(|group| group.name == name) {
                let message = format!("two groups of {event} are named `{name}`");
                self.problem(
                    span_of(&table, "name"),
                    message,
                    "an entry above has the same name",
                    "rename one of them",
                );
            }
            found.push(Group {
                name,
                root: self.path(&table, "root").unwrap_or_default(),
                env: self.variables_of(&table),
                tags: self.tags(&table),
                skip: self.conditions(&table, "skip"),
                only: self.conditions(&table, "only"),
                parallel: self.flag(&table, "parallel").unwrap_or(true),
            });
        }
        found
    }
}

fn hand_down(group: &Group, job: &mut Job) {
    if !group.root.is_top() {
        job.root = if job.root.is_top() { group.root.clone() } else { group.root.join(job.root.as_bytes()) };
    }
    for (name, value) in &group.env {
        job.env.entry(name.clone()).or_insert_with(|| value.clone());
    }
    job.tags.extend(group.tags.iter().cloned());
    job.skip.extend(group.skip.iter().cloned());
    // One of its own conditions must hold, and those of the group do not widen them.
    if job.only.is_empty() {
        job.only.clone_from(&group.only);
    }
}
