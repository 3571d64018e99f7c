#![doc = include_str!("enum_value_used.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, Object, ObjectKind};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Kind, Operation, Origin, TransactionControl, tokens};
use crate::text::Span;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "enum-value-used",
        summary: "enum value is used in the transaction that adds it",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::Correctness,
        expects: None,
        page: include_str!("enum_value_used.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    let steps: Vec<_> = script.steps().collect();
    let mut reported = HashSet::new();
    let literals = OnceCell::new();
    let ends: Vec<usize> = (0..steps.len()).filter(|at| ends_transaction(&steps[*at].action.operation)).collect();
    for (at, step) in steps.iter().enumerate() {
        let Operation::AddEnumValue { name, value, if_not_exists, .. } = &step.action.operation else {
            continue;
        };
        let type_ = Object::new(ObjectKind::Type, name.clone());
        // Without its creation, the tables with the type are not known either.
        let is_declared = !script.is_created_outside_migrations(&type_, step);
        if step.in_transaction != Some(true) || script.timeline.origin(&type_, step.number) == Origin::New {
            continue;
        }
        if *if_not_exists && is_known(script, &steps[..at], name, value) {
            continue;
        }
        let end = ends.get(ends.partition_point(|end| *end <= at)).copied().unwrap_or(steps.len());
        let literals = literals.get_or_init(|| Literals::of(script, &steps));
        let following = literals.steps_with(value, at + 1..end).map(|later| &steps[later]);
        let Some((user, span)) = following.filter(|later| later.index != step.index).find_map(|later| {
            let span = use_of(script, later, name, value, is_declared)?;
            Some((later, span))
        }) else {
            continue;
        };
        if !reported.insert((user.index, name)) {
            continue;
        }
        sink.report(
            script
                .diagnostic_at(&RULE.info, user, &span, format!("value `{value}` of enum `{name}` is used in the transaction that adds it"))
                .label("not usable before the transaction commits")
                .why("PostgreSQL 12 and later allow a transaction to add the value but reject its use before the commit with `unsafe use of new value`; earlier versions reject adding it there.")
                .help(format!("add the value in a migration of its own before this one: `alter type {name} add value '{}'`", value.replace('`', "…"))),
        );
    }
}

/// Whether an enum has a value already, because of an earlier script or an earlier transaction of this one.
fn is_known(script: &ScriptContext, above: &[Step], name: &Name, value: &str) -> bool {
    let is_old = script.old_enum_labels(name).is_some_and(|labels| labels.iter().any(|label| label == value));
    let end = above.iter().rposition(|step| ends_transaction(&step.action.operation)).unwrap_or(0);
    let adds = |step: &Step| {
        let Operation::AddEnumValue { name: to, value: added, .. } = &step.action.operation else { return false };
        to == name && added == value
    };
    is_old || above[..end].iter().any(adds)
}

/// The steps that may contain a value as a literal, by the value.
struct Literals<'a> {
    by_value: HashMap<&'a [u8], Vec<usize>>,
    steps: usize,
}

impl<'a> Literals<'a> {
    /// Collects what is between each quote and the next one, wherever the quotes are: also inside of other
    /// strings, which may be SQL.
    fn of(script: &ScriptContext<'a>, steps: &[Step<'a>]) -> Self {
        let mut by_value: HashMap<&[u8], Vec<usize>> = HashMap::new();
        for (at, step) in steps.iter().enumerate() {
            let written = &script.content[step.action.span.clone()];
            let mut before = None;
            for quote in memchr::memchr_iter(b'\'', written) {
                if let Some(before) = before.replace(quote) {
                    let found = by_value.entry(&written[before + 1..quote]).or_default();
                    if found.last() != Some(&at) {
                        found.push(at);
                    }
                }
            }
        }
        Self { by_value, steps: steps.len() }
    }

    fn steps_with(&self, value: &str, among: Range<usize>) -> impl Iterator<Item = usize> {
        // Between two quotes there is none.
        let all = if value.contains('\'') { among.start..among.end.min(self.steps) } else { 0..0 };
        let known = self.by_value.get(value.as_bytes()).map_or(&[][..], Vec::as_slice);
        let known = &known[known.partition_point(|at| *at < among.start)..];
        known[..known.partition_point(|at| *at < among.end)].iter().copied().chain(all)
    }
}

fn ends_transaction(operation: &Operation) -> bool {
    matches!(operation, Operation::Transaction(TransactionControl::Commit | TransactionControl::Rollback))
}

/// The place where a statement converts the value's text to the enum: in a cast, or in a statement
/// about a table that has a column of the type. Before the history is read, any string with that
/// text may be one.
fn use_of(script: &ScriptContext, step: &Step, enum_name: &Name, value: &str, is_declared: bool) -> Option<Span> {
    let is_body_only = matches!(&step.action.operation, Operation::CreateRoutine(routine) if routine.language != "sql");
    if is_body_only || matches!(step.action.operation, Operation::AddEnumValue { .. } | Operation::Other) {
        return None;
    }
    // A new table can use it only in a column of the type.
    if let Operation::CreateTable(create) = &step.action.operation
        && !create.columns.iter().any(|column| column.type_.name == enum_name.name)
    {
        return None;
    }
    let written = &script.content[step.action.span.clone()];
    let literal = format!("'{}'", value.replace('\'', "''"));
    let span = memchr::memmem::find_iter(written, literal.as_bytes())
        .map(|start| start..start + literal.len())
        .find(|span| !is_text(written, span))?;
    let cast = written[span.end..].trim_ascii_start().strip_prefix(b"::");
    let is_cast = cast.is_some_and(|to| {
        let to = String::from_utf8_lossy(&to[..to.len().min(160)]).to_lowercase().replace('"', "");
        to.starts_with(&enum_name.name.to_lowercase())
            || to.split('.').nth(1).is_some_and(|to| to.starts_with(&enum_name.name.to_lowercase()))
    });
    let is_used = is_cast
        || matches!(step.action.operation, Operation::CreateTable(_))
        || match script.tables_with(&enum_name.name).filter(|_| is_declared) {
            Some(tables) => mentions(&script.content[step.statement.span.clone()], &tables),
            None => true,
        };
    is_used.then(|| step.action.span.start + span.start..step.action.span.start + span.end)
}

/// Whether a literal is text: it is cast to it, or compared with text, such as `c::text` and `data ->> 'kind'`.
fn is_text(written: &[u8], literal: &Span) -> bool {
    let text = |written: &[u8]| String::from_utf8_lossy(written).to_lowercase();
    let is_cast = |after: &str| TEXT_CASTS.iter().any(|cast| after.trim_start().starts_with(cast));
    let after = text(&written[literal.end..(literal.end + 80).min(written.len())]);
    let compared = after.trim_start().strip_prefix('=').map(str::trim_start);
    if is_cast(&after) || compared.is_some_and(begins_with_text) {
        return true;
    }
    let mut before = text(&written[..literal.start]);
    // The items before it in a list, and what opens the list.
    loop {
        let short = before.trim_end().trim_end_matches(['(', '[', ',']).trim_end();
        let short = ["array", "any", "all", "in", "not"].iter().fold(short, |short, word| {
            let rest = short.strip_suffix(word).unwrap_or(short);
            if rest.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_') { short } else { rest }
        });
        let is_item = before.trim_end().ends_with(',') && short.ends_with('\'');
        let short = if is_item { without_string(short) } else { short };
        if short.len() == before.len() {
            break;
        }
        before.truncate(short.len());
    }
    let operand = before.trim_end();
    let operand = ["is distinct from", "is not distinct from", "like", "ilike"]
        .iter()
        .find_map(|word| operand.strip_suffix(word))
        .unwrap_or_else(|| operand.trim_end_matches(['=', '<', '>', '!', '~', '|']));
    let operand = operand.trim_end().trim_end_matches(')').trim_end();
    let key = if operand.ends_with('\'') { without_string(operand).trim_end() } else { "" };
    TEXT_CASTS.iter().any(|cast| operand.ends_with(cast))
        || operand.ends_with("as text")
        || operand.ends_with("as varchar")
        || key.ends_with("->>")
        || key.ends_with("#>>")
}

const TEXT_CASTS: [&str; 3] = ["::text", "::varchar", "::character varying"];

/// Whether an expression begins with a name that is cast to text.
fn begins_with_text(expression: &str) -> bool {
    let name = |letter: char| letter.is_alphanumeric() || "_.\"() ".contains(letter);
    let rest = expression.trim_start_matches(name);
    TEXT_CASTS.iter().any(|cast| rest.starts_with(cast)) || rest.starts_with("->>")
}

/// Returns the text before the string at its end.
fn without_string(text: &str) -> &str {
    let inner = text.strip_suffix('\'').unwrap_or(text);
    inner.rfind('\'').map_or(inner, |quote| &inner[..quote])
}

/// Whether a statement contains one of the names and does not query the catalog.
fn mentions(written: &[u8], names: &[&str]) -> bool {
    let words = |written: &[u8]| -> Vec<String> {
        let tokens =
            tokens(written).filter(|token| matches!(token.kind, Kind::Word | Kind::QuotedName | Kind::DollarString));
        tokens.map(|token| String::from_utf8_lossy(&written[token.span]).trim_matches('"').to_owned()).collect()
    };
    let words = words(written);
    let names: HashSet<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
    !words.iter().any(|word| word.contains("pg_enum"))
        && words.iter().any(|word| names.contains(&word.to_ascii_lowercase()))
}
