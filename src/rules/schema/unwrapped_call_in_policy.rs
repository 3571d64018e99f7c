#![doc = include_str!("unwrapped_call_in_policy.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::quoted;
use crate::rules::context::state::{FindingText, table_name};
use crate::rules::{Check, Findings, Needs, Rule, Scope, StateContext};
use crate::sql::{Kind, Token, tokens};
use crate::text::Span;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "unwrapped-call-in-policy",
        summary: "policy calls `auth.uid()` or `current_setting()` for every row",
        severity: Severity::Warning,
        fixable: false,
        forward_only: false,
        preset: Preset::Strict,
        family: Family::Schema,
        expects: None,
        page: include_str!("unwrapped_call_in_policy.md"),
    },
    scope: Scope::File,
    needs: Needs::Replay,
    check: Check::State(check),
};

/// Functions of the schema `auth` without arguments, whose result is the same for all rows of a statement.
const OF_SESSION: [&str; 4] = ["uid", "jwt", "role", "email"];

fn check(state: &StateContext, findings: &mut Findings) {
    for (table, relation) in state.tables().filter(|(table, _)| table.row_security) {
        for policy in &relation.policies {
            let clauses = [("using", &policy.using), ("with check", &policy.check)];
            let written = clauses.iter().filter_map(|(clause, text)| Some((*clause, text.as_deref()?)));
            let found: Vec<(&str, &str, Vec<Span>)> = written
                .map(|(clause, text)| (clause, text, unwrapped(text)))
                .filter(|(.., calls)| !calls.is_empty())
                .collect();
            let Some((_, text, calls)) = found.first() else { continue };
            let (table_name, policy_name) = (table_name(table), quoted(&policy.name));
            let call = &text[calls[0].clone()];
            let clauses: Vec<String> =
                found.iter().map(|(clause, text, calls)| format!("{clause} ({})", wrapped(text, calls))).collect();
            let text = FindingText {
                message: format!(
                    "policy `{policy_name}` on `{table_name}` calls `{}` for every row",
                    call.replace('`', "")
                ),
                label: "the call is not in a subquery of its own",
                why: "The result is the same for all rows of a statement, but PostgreSQL calls the function again for each row it reads. A subquery without FROM runs once.",
                help: format!(
                    "wrap the call in a subquery: `alter policy {policy_name} on {table_name} {}`",
                    clauses.join(" ")
                ),
            };
            findings.report(&RULE.info, policy.identity(), [table.identity()], text);
        }
    }
}

/// Returns the expression with each call in a subquery.
fn wrapped(text: &str, calls: &[Span]) -> String {
    let mut wrapped = String::new();
    let mut at = 0;
    for call in calls {
        wrapped += &text[at..call.start];
        wrapped += "(select ";
        wrapped += &text[call.clone()];
        wrapped.push(')');
        at = call.end;
    }
    (wrapped + &text[at..]).split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "")
}

/// An open parenthesis.
struct Group {
    is_select: bool,
    has_from: bool,
}

/// Returns the calls that are not in a subquery without FROM.
fn unwrapped(text: &str) -> Vec<Span> {
    let tokens: Vec<Token> = tokens(text.as_bytes()).filter(|token| !token.is_blank()).collect();
    let word = |at: usize| tokens.get(at).map_or("", |token: &Token| &text[token.span.clone()]);
    let has_from = has_from(&tokens, text);
    let mut groups: Vec<Group> = Vec::new();
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Open => {
                let is_select = word(at + 1).eq_ignore_ascii_case("select");
                groups.push(Group { is_select, has_from: has_from[at] });
            }
            Kind::Close => drop(groups.pop()),
            Kind::Word => {
                let Some(end) = call_from(&tokens, at, text) else { continue };
                let nearest = groups.iter().rev().find(|group| group.is_select);
                if nearest.is_none_or(|group| group.has_from) {
                    found.push(token.span.start..end);
                }
            }
            _ => {}
        }
    }
    found
}

/// Returns, for each parenthesis that opens, whether FROM is directly inside it.
fn has_from(tokens: &[Token], text: &str) -> Vec<bool> {
    let (mut has, mut open) = (vec![false; tokens.len()], Vec::new());
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Open => open.push(at),
            Kind::Close => drop(open.pop()),
            Kind::Word if text[token.span.clone()].eq_ignore_ascii_case("from") => {
                if let Some(group) = open.last() {
                    has[*group] = true;
                }
            }
            _ => {}
        }
    }
    has
}

/// Returns the end of the call that begins at a token, if it is one of those.
fn call_from(tokens: &[Token], at: usize, text: &str) -> Option<usize> {
    let word = |at: usize| tokens.get(at).map_or("", |token: &Token| &text[token.span.clone()]);
    let is_qualified = at > 0 && word(at - 1) == ".";
    if word(at) == "auth" && word(at + 1) == "." && !is_qualified {
        let is_known = OF_SESSION.contains(&word(at + 2)) && word(at + 3) == "(" && word(at + 4) == ")";
        return is_known.then(|| tokens[at + 4].span.end);
    }
    if word(at) != "current_setting" || word(at + 1) != "(" || is_qualified {
        return None;
    }
    let mut depth = 0_usize;
    for token in &tokens[at + 1..] {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close if depth == 1 => return Some(token.span.end),
            Kind::Close => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_wrapped_in_a_subquery_without_from() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = unwrapped(text).into_iter().map(|span| &text[span]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("(owner = auth.uid())", &["auth.uid()"]);
        check("(owner = ( SELECT auth.uid() AS uid))", &[]);
        check("((( SELECT auth.uid() AS uid) = owner) OR (auth.uid() = editor))", &["auth.uid()"]);
        check("((( SELECT (auth.jwt() ->> 'role'::text)) = 'admin'::text))", &[]);
        check("(EXISTS ( SELECT 1 FROM members m WHERE (m.user_id = auth.uid())))", &["auth.uid()"]);
        check("(EXISTS ( SELECT 1 FROM members m WHERE (m.user_id = ( SELECT auth.uid() AS uid))))", &[]);
        check(
            "(tenant = (current_setting('app.tenant'::text, true))::bigint)",
            &["current_setting('app.tenant'::text, true)"],
        );
        check("(tenant = (( SELECT current_setting('app.tenant'::text) AS current_setting))::bigint)", &[]);
        check("(note = 'auth.uid()'::text)", &[]);
        check("(note = my.auth.uid())", &[]);
        check("((auth.uid() = a) AND (auth.role() = b))", &["auth.uid()", "auth.role()"]);
        check("(tenant = current_setting(lower('A'::text)))", &["current_setting(lower('A'::text))"]);
        assert_eq!(
            wrapped("(owner = auth.uid())", &unwrapped("(owner = auth.uid())")),
            "(owner = (select auth.uid()))"
        );
    }
}
