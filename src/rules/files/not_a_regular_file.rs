#![doc = include_str!("not_a_regular_file.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::migration::Kind;
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::text::words::shell;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "not-a-regular-file",
        summary: "migration is a symbolic link, a submodule or another special file",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        preset: Preset::Minimal,
        family: Family::Files,
        expects: None,
        page: include_str!("not_a_regular_file.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    for (touched, content) in context.touched() {
        let path = &touched.file.path;
        let message = match touched.file.kind {
            Kind::File => continue,
            Kind::Symlink => format!("migration is a symbolic link to `{}`", crate::text::path::printable(content)),
            Kind::Submodule => "migration is a submodule".to_owned(),
            Kind::Special => {
                sink.report(
                    Diagnostic::new(
                        &RULE.info,
                        Place::File { path: path.clone() },
                        "migration is a pipe, a socket or a device",
                    )
                    .why("Git cannot store it, and its content was not read.")
                    .help(format!(
                        "replace {0} with a file that contains the SQL, or remove it: `rm {0}`",
                        shell(path)
                    )),
                );
                continue;
            }
        };
        sink.report(
            Diagnostic::new(&RULE.info, Place::File { path: path.clone() }, message)
                .why("The target can change without any migration changing, and it is missing where links are not followed.")
                .help(format!("replace {path} with a copy of the SQL, then run `git add {}`", shell(path))),
        );
    }
}
