#![doc = include_str!("secret_in_migration.md")]

use super::{Check, Rule, Scope, ScriptContext, Sink};
use crate::diagnostic::{Diagnostic, Place, Preset, RuleInfo, Severity};

pub(super) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "secret-in-migration",
        summary: "a password, key or token stands in a migration",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        page: include_str!("secret_in_migration.md"),
    },
    scope: Scope::File,
    check: Check::Script(check),
};

/// The script comes with its secrets blotted out; what is drawn cannot show them.
fn check(script: &ScriptContext, sink: &mut Sink) {
    for secret in script.secrets {
        let place = Place::content(script.path, script.content, &secret.span);
        sink.report(
            Diagnostic::new(&RULE.info, place, format!("holds {}", secret.what))
                .label("not shown here")
                .why("Everybody who can read the repository has it from this commit on, and no later commit takes it back: git keeps the old ones.")
                .help("give it to the database from outside the repository (the tool's environment, Supabase Vault, a secret manager), and replace it if it was ever pushed"),
        );
    }
}
