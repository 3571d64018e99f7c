#![doc = include_str!("invalid_timestamp.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::timestamp;
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "invalid-timestamp",
        summary: "timestamp is not a valid date (month 13, 30 February, hour 25)",
        severity: Severity::Error,
        fixable: true,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::History,
        expects: None,
        page: include_str!("invalid_timestamp.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    for migration in context.added().filter(|migration| migration.version.is_stamp()) {
        let stamp = &migration.version.text;
        if context.options.allowed_timestamps.contains(stamp) {
            continue;
        }
        let Err(impossible) = timestamp::parse(stamp) else {
            continue;
        };
        let start = memchr::memmem::find(migration.name(), stamp.as_bytes()).unwrap_or(0);
        let place = Place::Name {
            path: migration.path.clone(),
            span: start + impossible.span.start..start + impossible.span.end,
        };
        let fix = crate::rules::context::rename::fix(context, migration);
        sink.report(
            Diagnostic::new(&RULE.info, place, format!("timestamp {stamp} is not a valid date ({})", impossible.what))
                .label(format!("{} does not exist", impossible.what))
                .why("A hand-written counter sorts among real timestamps by chance only: sooner or later a migration with a real timestamp sorts on the wrong side of it.")
                .help(crate::rules::context::rename::help(fix.as_ref(), "rename it to the current UTC time: `date -u +%Y%m%d%H%M%S`"))
                .fix(fix),
        );
    }
}
