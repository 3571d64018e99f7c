#![doc = include_str!("secret_in_migration.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "secret-in-migration",
        summary: "a password, key or token stands in a migration",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::Security,
        expects: None,
        page: include_str!("secret_in_migration.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
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
