#![doc = include_str!("secret_in_migration.md")]

use crate::diagnostic::{Diagnostic, Family, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "secret-in-migration",
        summary: "migration contains a password, key or token",
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

/// Secrets are already replaced by asterisks in the script, so excerpts cannot show them.
fn check(script: &ScriptContext, sink: &mut Sink) {
    for secret in script.secrets {
        let place = script.place(&secret.span);
        sink.report(
            Diagnostic::new(&RULE.info, place, format!("migration contains {}", secret.what))
                .label("redacted")
                .why("Everyone who can read the repository has it once it is committed, and a later commit does not remove it: git keeps the old ones.")
                .help("set it from outside the repository (the environment of the migration tool, Supabase Vault, a secret manager), and rotate it if it was ever pushed"),
        );
    }
}
