#![doc = include_str!("enum_value_used.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, Object, ObjectKind};
use crate::rules::context::literal::{is_text, mentions};
use crate::rules::{Check, Needs, PendingValue, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, Origin, TransactionControl};
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

/// The first release that accepts a new value of a type which the same transaction creates.
const ACCEPTS_NEW_TYPES: u16 = 17;

const WHY: &str = "PostgreSQL 12 and later allow a transaction to add the value but reject its use before the commit with \
    `unsafe use of new value`; earlier versions reject adding it there.";

fn check(script: &ScriptContext, sink: &mut Sink) {
    let steps: Vec<_> = script.steps().collect();
    let ends: Vec<usize> = (0..steps.len()).filter(|at| ends_transaction(&steps[*at].action.operation)).collect();
    let uses = Uses { script, steps, ends, literals: OnceCell::new() };
    let mut reported = HashSet::new();
    check_pending(&uses, &mut reported, sink);
    for at in 0..uses.steps.len() {
        check_added(&uses, at, &mut reported, sink);
    }
}

/// Reports the use of a value that a statement of the script adds.
fn check_added<'s>(uses: &'s Uses, at: usize, reported: &mut HashSet<(usize, &'s Name)>, sink: &mut Sink) {
    let (script, step) = (uses.script, &uses.steps[at]);
    let Operation::AddEnumValue { name, value, if_not_exists, .. } = &step.action.operation else { return };
    let type_ = Object::new(ObjectKind::Type, name.clone());
    let is_new = script.timeline.origin(&type_, step.number) == Origin::New;
    let major = script.options().postgres;
    let is_accepted = is_new && major.is_some_and(|major| major >= ACCEPTS_NEW_TYPES);
    if step.in_transaction != Some(true) || is_accepted {
        return;
    }
    if *if_not_exists && is_known(script, &uses.steps[..at], name, value) {
        return;
    }
    // Without its creation, the tables with the type are not known either.
    let is_declared = is_new || !script.is_created_outside_migrations(&type_, step);
    let Some((user, span)) = uses.first_from(at + 1, step.index, name, value, is_declared) else { return };
    if !reported.insert((user.index, name)) {
        return;
    }
    let message = format!("value `{value}` of enum `{name}` is used in the transaction that adds it");
    let diagnostic =
        script.diagnostic_at(&RULE.info, user, &span, message).label("not usable before the transaction commits");
    let shown = value.replace('`', "…");
    let diagnostic = match (is_new, major) {
        (false, _) => diagnostic
            .why(WHY)
            .help(format!("add the value in a migration of its own before this one: `alter type {name} add value '{shown}'`")),
        (true, known) => diagnostic
            .severity(if known.is_some() { Severity::Error } else { Severity::Warning })
            .why("PostgreSQL 12 to 16 reject it with `unsafe use of new value`, although the transaction also creates the type.")
            .help(format!("list '{shown}' where the type `{name}` is created instead of adding it")),
    };
    sink.report(diagnostic);
}

/// Reports the use of values that earlier scripts of the transaction add.
fn check_pending<'s>(uses: &'s Uses, reported: &mut HashSet<(usize, &'s Name)>, sink: &mut Sink) {
    let script = uses.script;
    let Some(pending) = script.pending else { return };
    for added in &pending.values {
        let PendingValue { name, value, if_not_exists, path } = added;
        let is_new = pending.types.contains(name);
        if is_new && script.options().postgres.is_some_and(|major| major >= ACCEPTS_NEW_TYPES) {
            continue;
        }
        let labels = if_not_exists.then(|| script.enum_labels_before(name, path)).flatten();
        if labels.is_some_and(|labels| labels.contains(value)) {
            continue;
        }
        let is_declared = is_new || script.prior.is_some_and(|prior| prior.creates_type(name));
        let Some((user, span)) = uses.first_from(0, usize::MAX, name, value, is_declared) else { continue };
        if !reported.insert((user.index, name)) {
            continue;
        }
        let tool = script.layout().tool;
        let message = format!("value `{value}` of enum `{name}` is used in the transaction that adds it");
        let apart = script.layout().statement_break.map(|mark| {
            format!(", or end the transaction above the statement with `COMMIT;{mark}` on a line of its own")
        });
        let diagnostic = script
            .diagnostic_at(&RULE.info, user, &span, message)
            .label("not usable before the transaction commits")
            .why(format!("{tool} runs all pending migrations in one transaction, and `{path}`, which is not published, adds the value in it. {WHY}"))
            .help(format!("publish `{path}` and deploy it before this migration{}", apart.unwrap_or_default()));
        sink.report(diagnostic);
    }
}

/// The statements of a script that may use a value.
struct Uses<'s, 'a> {
    script: &'s ScriptContext<'a>,
    steps: Vec<Step<'a>>,
    /// The steps that end a transaction.
    ends: Vec<usize>,
    literals: OnceCell<Literals<'a>>,
}

impl<'a> Uses<'_, 'a> {
    /// The first use of a value before the end of the transaction of a step, from that step on and in a statement other than the
    /// one with a number.
    fn first_from(
        &self,
        from: usize,
        except: usize,
        name: &Name,
        value: &str,
        is_declared: bool,
    ) -> Option<(&Step<'a>, Span)> {
        let end = self.ends.get(self.ends.partition_point(|end| *end < from)).copied().unwrap_or(self.steps.len());
        let literals = self.literals.get_or_init(|| Literals::of(self.script, &self.steps));
        let following = literals.steps_with(value, from..end).map(|later| &self.steps[later]);
        following.filter(|later| later.index != except).find_map(|later| {
            let span = use_of(self.script, later, name, value, is_declared)?;
            Some((later, span))
        })
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
