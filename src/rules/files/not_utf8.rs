#![doc = include_str!("not_utf8.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::Kind;
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::text::words::shell;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "not-utf8",
        summary: "the migration is not UTF-8 text",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        preset: Preset::Minimal,
        family: Family::Files,
        expects: None,
        page: include_str!("not_utf8.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    for (touched, content) in context.touched().filter(|(touched, _)| touched.file.kind == Kind::File) {
        let path = &touched.file.path;
        let Some((offset, operation, from)) = offence(content) else {
            continue;
        };
        let help = if from == NO_ENCODING {
            format!("take the byte out, then `git add {}`", shell(path))
        } else {
            format!(
                "save it as UTF-8: `iconv -f {from} -t UTF-8 {0} > utf8.tmp && mv utf8.tmp {0} && git add {0}`",
                shell(path)
            )
        };
        sink.report(
            Diagnostic::new(&RULE.info, Place::content(path, content, &(offset..offset + 1)), operation)
                .label(format!("byte {offset} is 0x{:02x}", content[offset]))
                .why("PostgreSQL refuses such bytes in a UTF-8 database, and what it makes of them elsewhere depends on the client's settings.")
                .help(help),
        );
    }
}

/// Stands for "no conversion helps".
const NO_ENCODING: &str = "";

/// The first byte that is no UTF-8 text, what that means, and the encoding it probably is.
fn offence(content: &[u8]) -> Option<(usize, &'static str, &'static str)> {
    if content.starts_with(b"\xff\xfe") || content.starts_with(b"\xfe\xff") {
        return Some((0, "the file is UTF-16, not UTF-8", "UTF-16"));
    }
    if let Err(error) = std::str::from_utf8(content) {
        return Some((error.valid_up_to(), "the file is not UTF-8", "ISO-8859-1"));
    }
    // Every other byte is NUL in UTF-16 without a mark; a single one came in by accident.
    let encoding = if memchr::memchr_iter(0, content).count() > content.len() / 4 { "UTF-16" } else { NO_ENCODING };
    memchr::memchr(0, content).map(|offset| (offset, "the file holds a NUL byte", encoding))
}
