//! The repository's own jobs, by hook.

use super::sheet::{Mark, Sheet};
use crate::config::LOCAL_FILE;
use crate::hooks::State;
use crate::jobs::setup::job_states::{HookJobs, JobState};
use crate::report::setup::trust::action_of;

pub(super) fn add(all: &[HookJobs], hooks: &State, sheet: &mut Sheet) {
    for HookJobs { event, jobs, disabled, protected } in all {
        for JobState { job, is_agreed, missing } in jobs {
            let name = format!("{event}: {}", job.name);
            if !is_agreed {
                sheet.line(Mark::Wrong, &format!("{name}: not run, because you have not agreed to it in this clone"));
                sheet.next("look at the job, then agree: `tidegate trust`");
            } else if let Some(program) = missing {
                sheet.line(Mark::Wrong, &format!("{name}: the program `{program}` does not exist here"));
                sheet.next("install it, or add its folder to PATH");
            } else {
                sheet.line(Mark::Ok, &format!("{name}: {}", action_of(job).replacen(' ', "s ", 1)));
            }
        }
        for name in disabled {
            sheet.line(Mark::Note, &format!("{event}: {name}: disabled in {LOCAL_FILE}"));
        }
        for name in protected {
            sheet.line(Mark::Note, &format!("{event}: {name}: protected, and not changed by {LOCAL_FILE}"));
        }
        // The section of hooks has those with checks in any case.
        if !event.is_checked() && hooks.events.iter().all(|state| state.event != *event) {
            sheet.line(Mark::Wrong, &format!("{event}: the hook is not installed, so that its jobs do not run"));
            sheet.next("`tidegate install`");
        }
    }
}
