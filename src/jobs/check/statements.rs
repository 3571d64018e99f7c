//! The rules about statements, run on one migration script at a time.

use super::facts::Facts;
use super::gather::GatheredProject;
use super::outcome::{Classes, Opaque};
use super::parsed_script::ParsedScript;
use super::segment::Segment;
use crate::diagnostic::Diagnostic;
use crate::migration::Role;
use crate::object::Class;
use crate::rules::{self, Check, NotRun, ProjectContext, Rule, ScriptContext, Sink};
use crate::sql::{Operation, assembled_by_psql};
use std::cell::OnceCell;

/// Facts about the statements of a project.
#[derive(Default)]
pub(super) struct ScriptReport {
    pub(super) not_run: Vec<NotRun>,
    pub(super) classes: Classes,
    pub(super) opaque: Vec<Opaque>,
}

/// Runs every rule about statements on every script of a project; `found` receives the diagnostics of one script or one
/// segment of a script after the other.
pub(super) fn check(
    project: &GatheredProject,
    context: &ProjectContext,
    facts: &Facts,
    is_on: &dyn Fn(&Rule) -> bool,
    found: &mut dyn FnMut(&ParsedScript, Vec<Diagnostic>),
) -> ScriptReport {
    let mut report = ScriptReport::default();
    for parsed in &project.scripts {
        parsed.each_segment(&mut |segment| {
            let script = script_context(parsed, segment, context, facts);
            let mut sink = Sink::default();
            for rule in rules::ALL.iter().filter(|rule| is_on(rule)) {
                if let Check::Script(check) = rule.check {
                    check(&script, &mut sink);
                }
            }
            if segment.carried > 0 {
                let is_own =
                    |diagnostic: &Diagnostic| diagnostic.statement.as_ref().is_none_or(|at| segment.is_own(at));
                sink.diagnostics.retain(is_own);
            }
            if let Some(original) = &parsed.original {
                // Allowances and observations are about places in the file.
                let statements = sink.diagnostics.iter_mut().filter_map(|diagnostic| diagnostic.statement.as_mut());
                statements.for_each(|statement| *statement = original.spliced.old_span(statement));
            }
            if parsed.role != Role::Down {
                report.count(&script, segment);
            }
            report.not_run.append(&mut sink.not_run);
            found(parsed, sink.diagnostics);
        });
    }
    report
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
        conventions: facts.conventions.as_ref(),
        role: parsed.role,
        transaction: parsed.transaction,
        left_open: parsed.left_open,
        refuses_ended: parsed.refuses_ended,
        refusals: if segment.script.continues { &[] } else { &parsed.refusals },
        conditions: if segment.script.continues { &[] } else { &parsed.conditions },
        steps: OnceCell::new(),
        index: OnceCell::new(),
    }
}

impl ScriptReport {
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
