#![doc = include_str!("long_identifier.md")]

use crate::diagnostic::{Diagnostic, Family, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Kind, tokens, visit_statements};
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "long-identifier",
        summary: "identifier is longer than 63 bytes",
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

/// Length in bytes to which PostgreSQL truncates names: `NAMEDATALEN` minus one.
const LIMIT: usize = 63;

fn check(script: &ScriptContext, sink: &mut Sink) {
    if !script.script.is_text {
        return;
    }
    let part = &script.content[script.script.part.clone()];
    if memchr::memchr(b'"', part).is_none() && !has_long_word(part) {
        return;
    }
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let invalid: BTreeSet<usize> =
        script.script.statements.iter().filter(|found| found.error.is_some()).map(|found| found.span.start).collect();
    let part = script.script.part.clone();
    visit_statements(&script.content[part.clone()], &mut |span| {
        let statement = part.start + span.start..part.start + span.end;
        if invalid.contains(&statement.start) {
            return;
        }
        let written = &script.content[statement.clone()];
        if !has_long_word(written) && !has_distant_quotes(written) {
            return;
        }
        for token in tokens(written) {
            let Some(name) = long_name(token.kind, &written[token.span.clone()]) else {
                continue;
            };
            let kept = truncated(&name).to_owned();
            let other = seen.insert(kept.clone(), name.clone());
            if other.as_ref() == Some(&name) {
                continue;
            }
            let clash = other.map(|other| format!(", like `{other}`")).unwrap_or_default();
            let span = statement.start + token.span.start..statement.start + token.span.end;
            sink.report(
                Diagnostic::new(
                    &RULE.info,
                    script.place(&span),
                    format!("identifier of {} bytes is truncated to {}{clash}", name.len(), kept.len()),
                )
                .statement(statement.clone(), None)
                .label(format!("becomes `{kept}`"))
                .why("PostgreSQL truncates longer names with no more than a notice: code that looks up the full name in the catalog does not find it, and two names with the same first 63 bytes are the same name.")
                .help(format!("choose a name of at most {LIMIT} bytes")),
            );
        }
    });
}

/// Whether a text may have a quoted name that is longer than the limit: two quotes that are so far apart, whether they
/// are those of one name or not, or quotes in a name, which are doubled.
fn has_distant_quotes(text: &[u8]) -> bool {
    let (mut last, mut count) = (None, 0_usize);
    for at in memchr::memchr_iter(b'"', text) {
        let distance = last.replace(at).map(|last| at - last);
        if distance.is_some_and(|distance| distance >= LIMIT || distance == 1) {
            return true;
        }
        count += 1;
    }
    count % 2 == 1
}

/// Whether a text has a word that is longer than the limit. The bytes that cannot be part of a word are looked for at the
/// distance of the limit, so that most are not looked at.
fn has_long_word(text: &[u8]) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || *byte >= 0x80;
    let mut at = 0;
    while let Some(window) = text.get(at..at + LIMIT + 1) {
        match window.iter().rposition(|byte| !is_word(byte)) {
            Some(behind) => at += behind + 1,
            None => return true,
        }
    }
    false
}

/// The name in a token, if it is too long.
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

fn truncated(name: &str) -> &str {
    let end = (0..=LIMIT).rev().find(|end| name.is_char_boundary(*end)).unwrap_or_default();
    &name[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_with_a_long_name_is_read() {
        let (long, part) = ("a".repeat(LIMIT + 1), "b".repeat(LIMIT / 2));
        let names =
            [long.clone(), format!("\"{long}\""), format!("\"{part}\"\"{part}c\""), format!("\"{part} {part}cc\"")];
        for name in &names {
            for statement in
                [format!("drop {name}"), format!("drop \"a\", {name}"), format!("call 'a\"b', {name}, '\"'")]
            {
                let is_long = tokens(statement.as_bytes())
                    .any(|token| long_name(token.kind, &statement.as_bytes()[token.span.clone()]).is_some());
                assert!(is_long, "{statement}");
                assert!(has_long_word(statement.as_bytes()) || has_distant_quotes(statement.as_bytes()), "{statement}");
            }
        }
        let short = format!("create policy \"own 1\" on {} for select using (a = '{}')", "b".repeat(LIMIT), part);
        assert!(!has_long_word(short.as_bytes()) && !has_distant_quotes(short.as_bytes()));
    }
}
