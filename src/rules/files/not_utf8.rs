#![doc = include_str!("not_utf8.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::Kind;
use crate::rules::context::stored::stored;
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::sql;
use crate::text::words::shell;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "not-utf8",
        summary: "migration is not valid UTF-8",
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
        // A conversion would destroy an encrypted file, and psql reads the encoding that a script sets.
        if stored(content).is_some() || context.project.layout.may_be_psql && sql::decoded(content).is_some() {
            continue;
        }
        let Some((offset, message, encoding)) = violation(content) else {
            continue;
        };
        let help = match encoding {
            None => format!("remove the byte, then run `git add {}`", shell(path)),
            Some(encoding) => format!(
                "convert it to UTF-8: `iconv -f {encoding} -t UTF-8 {0} > utf8.tmp && mv utf8.tmp {0} && git add {0}`",
                shell(path)
            ),
        };
        sink.report(
            Diagnostic::new(&RULE.info, Place::content(path, content, &(offset..offset + 1)), message)
                .label(format!("byte {offset} is 0x{:02x}", content[offset]))
                .why("PostgreSQL rejects such bytes in a UTF-8 database; in other databases their meaning depends on the client encoding.")
                .help(help),
        );
    }
}

/// The first byte that is not UTF-8 text, the message, and the probable encoding if a conversion
/// helps.
fn violation(content: &[u8]) -> Option<(usize, &'static str, Option<&'static str>)> {
    if content.starts_with(b"\xff\xfe") || content.starts_with(b"\xfe\xff") {
        return Some((0, "file is UTF-16, not UTF-8", Some("UTF-16")));
    }
    if let Err(error) = std::str::from_utf8(content) {
        return Some((error.valid_up_to(), "file is not valid UTF-8", Some("ISO-8859-1")));
    }
    // In UTF-16 without a byte order mark every other byte is NUL; a single NUL is an accident.
    let is_wide = memchr::memchr_iter(0, content).count() > content.len() / 4;
    memchr::memchr(0, content).map(|offset| (offset, "file contains a NUL byte", is_wide.then_some("UTF-16")))
}
