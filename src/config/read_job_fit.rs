//! Jobs that fit neither their hook nor each other.

use super::read_jobs::span_of;
use super::table::{Reader, Table};
use crate::hooks::Event;
use crate::tasks::{Action, Job, Placeholder, Sees, Stdin, Terminal};
use crate::text::{Span, words};
use std::collections::BTreeSet;

impl Reader {
    /// Reports jobs that need one that does not exist, or, in the end, themselves.
    pub(super) fn needed(&mut self, jobs: &[(Job, Span)]) {
        let named = |name: &str| jobs.iter().find(|(job, _)| job.name == name);
        for (job, span) in jobs {
            if let Some(unknown) = job.needs.iter().find(|need| named(need).is_none()) {
                let help = words::nearest(unknown, jobs.iter().map(|(job, _)| job.name.as_str()))
                    .map_or_else(String::new, |near| format!("did you mean `{near}`?"));
                self.problem(span.clone(), format!("this hook has no job `{unknown}`"), "not the name of a job", help);
                continue;
            }
            // Everything that it needs, and what that needs.
            let (mut all, mut next) = (BTreeSet::new(), job.needs.clone());
            while let Some(need) = next.pop() {
                if all.insert(need.clone()) {
                    next.extend(named(&need).into_iter().flat_map(|(job, _)| job.needs.iter().cloned()));
                }
            }
            if all.contains(&job.name) {
                let message = format!("the job `{}` needs itself", job.name);
                self.problem(span.clone(), message, "no order lets it begin", "remove one of the needs");
            }
        }
    }

    /// Reports what a hook does not have.
    pub(super) fn fit_of(&mut self, event: Event, job: &Job, table: &Table) {
        if job.terminal == Terminal::OfUser && job.stdin != Stdin::Nothing {
            let label = "its standard input is the terminal";
            self.problem(
                span_of(table, "stdin"),
                "a job with `interactive` cannot have `stdin`",
                label,
                "remove `stdin`",
            );
        }
        if !event.is_checked() {
            return self.no_files(event, job, table);
        }
        if job.fixes && job.sees == Sees::WorkTree {
            let message = "a job with `fixes` cannot see the working tree";
            let label = "a job that fixes files works on staged content";
            self.problem(span_of(table, "sees"), message, label, "remove `sees`");
        }
        let is_push = event == Event::PrePush;
        if job.fixes && is_push {
            let message = format!("a job of {event} cannot have `fixes`");
            self.problem(span_of(table, "fixes"), message, "nothing is committed at this hook", "remove `fixes`");
        }
        let unfit = if is_push { "{staged}" } else { "{pushed}" };
        if matches!(&job.action, Action::Run(words) if words.iter().any(|word| word == unfit)) {
            let fit = if is_push { "{pushed}" } else { "{staged}" };
            let message = format!("a job of {event} has no `{unfit}`");
            self.problem(span_of(table, "run"), message, "not a list of this hook", format!("write `\"{fit}\"`"));
        }
    }

    /// Reports what only hooks about files have.
    fn no_files(&mut self, event: Event, job: &Job, table: &Table) {
        let label = "git gives this hook no list of files";
        for key in ["files", "exclude", "needs-files", "types", "sees", "fixes"] {
            if let Some(value) = table.entries.get(key)
                && !(key == "types" && matches!(job.action, Action::Use(_)))
            {
                self.problem(value.span(), format!("a job of {event} cannot have `{key}`"), label, "remove the key");
            }
        }
        let lists = [Placeholder::Files, Placeholder::Changed];
        if job.stdin == Stdin::Files || job.placeholders().iter().any(|found| lists.contains(found)) {
            let key = if job.stdin == Stdin::Files { "stdin" } else { "run" };
            let help = "`\"{0}\"` stands for the arguments that git gives the hook";
            self.problem(span_of(table, key), format!("a job of {event} gets no files"), label, help);
        }
    }
}
