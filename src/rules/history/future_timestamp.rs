#![doc = include_str!("future_timestamp.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::timestamp;
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::text::words;
use chrono::Duration;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "future-timestamp",
        summary: "the timestamp lies in the future",
        severity: Severity::Error,
        fixable: true,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::History,
        expects: None,
        page: include_str!("future_timestamp.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    let options = context.options;
    for migration in context.added().filter(|migration| migration.version.is_stamp()) {
        let stamp = &migration.version.text;
        let Ok(moment) = timestamp::parse(stamp) else {
            continue;
        };
        let ahead = moment - options.now;
        if ahead <= options.future_tolerance || options.allowed_timestamps.contains(stamp) {
            continue;
        }
        let start = memchr::memmem::find(migration.name(), stamp.as_bytes()).unwrap_or(0);
        let place = Place::Name { path: migration.path.clone(), span: start..start + stamp.len() };
        let fix = crate::rules::context::rename::fix(context, migration);
        sink.report(
            Diagnostic::new(&RULE.info, place, format!("`{stamp}` lies {} in the future", distance(ahead)))
                .label(format!("now is {} UTC", timestamp::format(options.now)))
                .why("Every migration written until then sorts before this one and counts as out of order where this one is applied already.")
                .help(crate::rules::context::rename::help(fix.as_ref(), "give it the current UTC time, `date -u +%Y%m%d%H%M%S`"))
                .fix(fix),
        );
    }
}

fn distance(ahead: Duration) -> String {
    let number = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
    if ahead.num_days() > 0 {
        words::count(number(ahead.num_days()), "day")
    } else {
        words::count(number(ahead.num_minutes().max(1)), "minute")
    }
}
