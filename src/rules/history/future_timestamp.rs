#![doc = include_str!("future_timestamp.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::timestamp;
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::text::words;
use chrono::Duration;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "future-timestamp",
        summary: "timestamp is in the future",
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
        let Ok(time) = timestamp::parse(stamp) else {
            continue;
        };
        let ahead = time - options.now;
        if ahead <= options.future_tolerance || options.allowed_timestamps.contains(stamp) {
            continue;
        }
        let start = memchr::memmem::find(migration.name(), stamp.as_bytes()).unwrap_or(0);
        let place = Place::Name { path: migration.path.clone(), span: start..start + stamp.len() };
        let fix = crate::rules::context::rename::fix(context, migration);
        sink.report(
            Diagnostic::new(&RULE.info, place, format!("timestamp {stamp} is {} in the future", distance(ahead)))
                .label(format!("the current time is {} (UTC)", timestamp::format(options.now)))
                .why("Until then, every new migration sorts before this one and is out of order where this one is already applied.")
                .help(crate::rules::context::rename::help(fix.as_ref(), "rename it to the current UTC time: `date -u +%Y%m%d%H%M%S`"))
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
