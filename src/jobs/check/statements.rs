//! The rules about statements, run on one migration script at a time.

use super::facts::Facts;
use super::gather::GatheredProject;
use super::outcome::{Classes, Opaque};
use super::parallel::{self, LARGE};
use super::parsed_script::ParsedScript;
use super::segment::Segment;
use crate::diagnostic::Diagnostic;
use crate::migration::Role;
use crate::object::Class;
use crate::rules::{Needs, NotRun, ProjectContext, Rule, ScriptContext, Sink};
use crate::sql::{Operation, assembled_by_psql};
use std::sync::OnceLock;

/// Facts about the statements of a project.
#[derive(Clone, Default)]
pub(super) struct ScriptReport {
    pub(super) not_run: Vec<NotRun>,
    pub(super) classes: Classes,
    pub(super) opaque: Vec<Opaque>,
}

/// Problems in the scripts of a project, in order; `None` for a long script, which is checked a segment at a time when
/// its problems are reported.
pub(super) struct InScripts(Vec<Option<InScript>>);

/// Problems in a script.
struct InScript {
    /// By the number of the rule, without rules that find nothing.
    by_rule: Vec<(usize, Sink)>,
    report: ScriptReport,
}

/// Runs the rules about statements on every script of a project.
pub(super) fn find(
    project: &GatheredProject,
    context: &ProjectContext,
    facts: &Facts,
    rules: &[&'static Rule],
) -> InScripts {
    let size = |parsed: &ParsedScript| if parsed.whole.is_some() { parsed.content.len() } else { 0 };
    InScripts(parallel::map(&project.scripts, size, |parsed| {
        let whole = parsed.whole.as_ref()?;
        Some(InScript::find(parsed, whole, &script_context(parsed, whole, context, facts), rules))
    }))
}

impl InScripts {
    /// Whether a problem was found that the conventions of the project may make go away.
    pub(super) fn needs_conventions(&self, rules: &[&'static Rule]) -> bool {
        self.0.iter().flatten().flat_map(|found| &found.by_rule).any(|(rule, _)| follows_conventions(rules[*rule]))
    }

    /// Runs the rules again that found something and depend on the conventions of the project.
    pub(super) fn apply_conventions(
        &mut self,
        project: &GatheredProject,
        context: &ProjectContext,
        facts: &Facts,
        rules: &[&'static Rule],
    ) {
        for (parsed, found) in project.scripts.iter().zip(&mut self.0) {
            let (Some(whole), Some(found)) = (&parsed.whole, found) else { continue };
            if !found.by_rule.iter().any(|(rule, _)| follows_conventions(rules[*rule])) {
                continue;
            }
            let script = script_context(parsed, whole, context, facts);
            found.by_rule.retain_mut(|(rule, sink)| {
                if follows_conventions(rules[*rule]) {
                    *sink = run(rules[*rule], parsed, whole, &script);
                }
                !is_empty(sink)
            });
        }
    }

    /// Passes on the diagnostics of one script or one segment of a script after the other.
    pub(super) fn report(
        &self,
        project: &GatheredProject,
        context: &ProjectContext,
        facts: &Facts,
        rules: &[&'static Rule],
        found: &mut dyn FnMut(&ParsedScript, Vec<Diagnostic>),
    ) -> ScriptReport {
        let mut report = ScriptReport::default();
        for (parsed, known) in project.scripts.iter().zip(&self.0) {
            if let Some(known) = known {
                report.absorb(known.report.clone());
                found(parsed, known.diagnostics(&mut report).cloned().collect());
                continue;
            }
            parsed.each_segment(&mut |segment| {
                let script = script_context(parsed, segment, context, facts);
                let InScript { by_rule, report: of_segment } = InScript::find(parsed, segment, &script, rules);
                report.absorb(of_segment);
                let mut diagnostics = Vec::new();
                for (_, mut sink) in by_rule {
                    report.not_run.append(&mut sink.not_run);
                    diagnostics.append(&mut sink.diagnostics);
                }
                found(parsed, diagnostics);
            });
        }
        report
    }
}

impl InScript {
    /// Runs the rules on a script or a segment of one.
    fn find(parsed: &ParsedScript, segment: &Segment, script: &ScriptContext, rules: &[&'static Rule]) -> Self {
        // The rules on a large script, which is one item of work itself, are several.
        let length = segment.script.part.len();
        let share = if length < LARGE { 0 } else { length };
        let sinks = parallel::map(rules, |_| share, |rule| run(rule, parsed, segment, script));
        let by_rule = sinks.into_iter().enumerate().filter(|(_, sink)| !is_empty(sink)).collect();
        let mut report = ScriptReport::default();
        if parsed.role != Role::Down {
            report.count(script, segment);
        }
        Self { by_rule, report }
    }

    /// The diagnostics; rules that could not run are added to `report`.
    fn diagnostics(&self, report: &mut ScriptReport) -> impl Iterator<Item = &Diagnostic> {
        report.not_run.extend(self.by_rule.iter().flat_map(|(_, sink)| &sink.not_run).cloned());
        self.by_rule.iter().flat_map(|(_, sink)| &sink.diagnostics)
    }
}

fn follows_conventions(rule: &Rule) -> bool {
    rule.needs == Needs::Conventions
}

fn is_empty(sink: &Sink) -> bool {
    sink.diagnostics.is_empty() && sink.not_run.is_empty()
}

/// Runs a rule on a script or a segment of one, if it is about statements.
fn run(rule: &Rule, parsed: &ParsedScript, segment: &Segment, script: &ScriptContext) -> Sink {
    let mut sink = Sink::default();
    let Some(check) = rule.script_check() else { return sink };
    check(script, &mut sink);
    if segment.carried > 0 {
        let is_own = |diagnostic: &Diagnostic| diagnostic.statement.as_ref().is_none_or(|at| segment.is_own(at));
        sink.diagnostics.retain(is_own);
    }
    if let Some(original) = &parsed.original {
        // Allowances and observations are about places in the file.
        let statements = sink.diagnostics.iter_mut().filter_map(|diagnostic| diagnostic.statement.as_mut());
        statements.for_each(|statement| *statement = original.spliced.old_span(statement));
    }
    sink
}

fn script_context<'a>(
    parsed: &'a ParsedScript,
    segment: &'a Segment,
    context: &'a ProjectContext<'a>,
    facts: &'a Facts,
) -> ScriptContext<'a> {
    ScriptContext {
        context,
        path: &parsed.path,
        content: &parsed.content,
        original: parsed.original.as_ref(),
        secrets: &parsed.secrets,
        lines: &parsed.lines,
        script: &segment.script,
        timeline: &segment.timeline,
        prior: facts.prior.as_ref(),
        pending: facts.pending.get(&parsed.path).filter(|_| parsed.role != Role::Down && !segment.script.continues),
        conventions: facts.conventions.as_ref(),
        role: parsed.role,
        transaction: parsed.transaction,
        left_open: parsed.left_open,
        refuses_ended: parsed.refuses_ended,
        messages: &parsed.messages,
        refusals: if segment.script.continues { &[] } else { &parsed.refusals },
        conditions: if segment.script.continues { &[] } else { &parsed.conditions },
        steps: OnceLock::new(),
        index: OnceLock::new(),
    }
}

impl ScriptReport {
    fn absorb(&mut self, mut other: Self) {
        self.not_run.append(&mut other.not_run);
        self.classes.add(other.classes);
        self.opaque.append(&mut other.opaque);
    }

    /// Counts the classes, and lists the statements that cannot be analysed.
    fn count(&mut self, script: &ScriptContext, segment: &Segment) {
        self.classes.neutral += script.script.repeated;
        for step in script.steps().filter(|step| step.index >= segment.carried) {
            match script.class(&step) {
                Some(Class::A) => self.classes.additive += 1,
                Some(Class::B) => self.classes.destructive += 1,
                Some(Class::C) | None => self.classes.neutral += 1,
            }
            if step.action.operation == Operation::DynamicSql {
                let start = script.position(step.action.span.start);
                self.opaque.push(Opaque { path: script.path.clone(), start });
            }
        }
        let of_file = if segment.script.continues { Vec::new() } else { assembled_by_psql(script.content) };
        for at in of_file {
            let start = script.position(at);
            self.opaque.push(Opaque { path: script.path.clone(), start });
        }
    }
}
