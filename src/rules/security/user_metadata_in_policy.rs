#![doc = include_str!("user_metadata_in_policy.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::quoted;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Kind, Operation, tokens};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "user-metadata-in-policy",
        summary: "policy trusts metadata that users can change",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Security,
        expects: None,
        page: include_str!("user_metadata_in_policy.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

/// The claim of a token, and the column of `auth.users` that it is from.
const CHANGEABLE: [&str; 2] = ["user_metadata", "raw_user_meta_data"];

fn check(script: &ScriptContext, sink: &mut Sink) {
    if !script.layout().platform.serves_public_tables() || script.is_down() {
        return;
    }
    for step in script.steps().filter(|step| step.action.operation.policy().is_some()) {
        let (Operation::Create { object, .. } | Operation::Alter { object, .. }) = &step.action.operation else {
            continue;
        };
        let text = script.text(&step.action.span);
        let mut read = tokens(text.as_bytes()).filter(|token| token.kind != Kind::Comment);
        let Some(found) = read.find_map(|token| {
            let word = text[token.span].trim_matches(['\'', '"', '{', '}']).to_ascii_lowercase();
            let is_part = |name: &&&str| word.split(',').any(|part| part.trim() == **name);
            CHANGEABLE.iter().find(is_part)
        }) else {
            continue;
        };
        let name = quoted(&object.name.name);
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("policy `{name}` trusts `{found}`, which every user can change"))
                .label("the condition is in the hands of the user")
                .why("A signed-in user sets this metadata with `auth.updateUser()`, so that everyone can give themselves the role or tenant that the policy asks for.")
                .help("read `app_metadata` (`raw_app_meta_data`), which only the server can change: `(auth.jwt() -> 'app_metadata' ->> 'role')`, or look the role up in a table"),
        );
    }
}
