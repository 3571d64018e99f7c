#![doc = include_str!("long_identifier.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Kind, tokens};
use std::collections::BTreeMap;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "long-identifier",
        summary: "a name is longer than PostgreSQL keeps",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Correctness,
        expects: None,
        page: include_str!("long_identifier.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

/// `NAMEDATALEN` less one: what the server keeps of a name, in bytes.
const LIMIT: usize = 63;

fn check(script: &ScriptContext, sink: &mut Sink) {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for statement in script.script.statements.iter().filter(|statement| statement.error.is_none()) {
        let written = &script.content[statement.span.clone()];
        for token in tokens(written) {
            let Some(name) = long_name(token.kind, &written[token.span.clone()]) else {
                continue;
            };
            let kept = kept(&name).to_owned();
            let other = seen.insert(kept.clone(), name.clone());
            if other.as_ref() == Some(&name) {
                continue;
            }
            let clash = other.map(|other| format!(", as `{other}` is")).unwrap_or_default();
            let span = statement.span.start + token.span.start..statement.span.start + token.span.end;
            sink.report(
                Diagnostic::new(
                    &RULE.info,
                    Place::content(script.path, script.content, &span),
                    format!("a name of {} bytes is cut to {}{clash}", name.len(), kept.len()),
                )
                .statement(statement.span.clone(), None)
                .label(format!("becomes `{kept}`"))
                .why("PostgreSQL cuts longer names with nothing but a notice: code that looks for the whole name in the catalog does not find it, and two names that begin alike are one.")
                .help(format!("give it a name of at most {LIMIT} bytes")),
            );
        }
    }
}

/// The name that a token is, where it is too long.
fn long_name(kind: Kind, written: &[u8]) -> Option<String> {
    if written.len() <= LIMIT {
        return None;
    }
    let text = String::from_utf8_lossy(written);
    let name = match kind {
        Kind::Word if !text.starts_with(|first: char| first.is_ascii_digit()) => text.to_lowercase(),
        Kind::QuotedName => text.trim_matches('"').replace("\"\"", "\""),
        _ => return None,
    };
    (name.len() > LIMIT).then_some(name)
}

fn kept(name: &str) -> &str {
    let end = (0..=LIMIT).rev().find(|end| name.is_char_boundary(*end)).unwrap_or_default();
    &name[..end]
}
