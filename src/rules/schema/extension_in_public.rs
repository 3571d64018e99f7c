#![doc = include_str!("extension_in_public.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{PUBLIC, quoted};
use crate::rules::context::state::FindingText;
use crate::rules::{Check, Findings, Needs, Rule, Scope, StateContext};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "extension-in-public",
        summary: "extension is installed in the exposed schema `public`",
        severity: Severity::Warning,
        fixable: false,
        forward_only: false,
        preset: Preset::Recommended,
        family: Family::Schema,
        expects: None,
        page: include_str!("extension_in_public.md"),
    },
    scope: Scope::File,
    needs: Needs::Replay,
    check: Check::State(check),
};

fn check(state: &StateContext, findings: &mut Findings) {
    if !state.platform.serves_public_tables() {
        return;
    }
    let is_public = |schema: Option<&str>| schema == Some(PUBLIC);
    for extension in state.extensions.iter().filter(|extension| is_public(extension.schema.as_deref())) {
        let name = quoted(&extension.name);
        let text = FindingText {
            message: format!("extension `{name}` is installed in the schema `public`"),
            label: "without a schema of its own",
            why: "Supabase serves every function and table of the public schema over its API, including those of the extension.",
            help: format!(
                "install it in the schema `extensions`: `create extension {name} with schema extensions`; if it is installed already: `alter extension {name} set schema extensions`"
            ),
        };
        findings.report(&RULE.info, extension.identity(), [], text);
    }
}
