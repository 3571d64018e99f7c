//! The rules about statements, run on one migration script at a time.

use super::facts::Facts;
use super::gather::GatheredProject;
use super::outcome::{Classes, Opaque};
use super::parsed_script::ParsedScript;
use super::request::Request;
use crate::config::Levels;
use crate::migration::Role;
use crate::object::Class;
use crate::rules::{self, Check, ProjectContext, ScriptContext, Sink};
use crate::sql::Operation;
use std::cell::OnceCell;

/// The diagnostics of a project, and what is known of its statements.
#[derive(Default)]
pub(super) struct ScriptReport {
    pub(super) sink: Sink,
    pub(super) classes: Classes,
    pub(super) opaque: Vec<Opaque>,
}

/// Runs every rule about statements on every script of a project.
pub(super) fn check(
    project: &GatheredProject,
    context: &ProjectContext,
    facts: &Facts,
    request: &Request,
    levels: &Levels,
    report: &mut ScriptReport,
) {
    for parsed in &project.scripts {
        let script = script_context(parsed, context, facts);
        for rule in rules::ALL.iter().filter(|rule| request.runs(rule) && levels.is_on(&rule.info)) {
            if let Check::Script(check) = rule.check {
                check(&script, &mut report.sink);
            }
        }
        if parsed.role != Role::Down {
            report.count(&script);
        }
    }
}

fn script_context<'a>(
    parsed: &'a ParsedScript,
    context: &'a ProjectContext<'a>,
    facts: &'a Facts,
) -> ScriptContext<'a> {
    ScriptContext {
        context,
        path: &parsed.path,
        content: &parsed.content,
        secrets: &parsed.secrets,
        lines: &parsed.lines,
        script: &parsed.script,
        timeline: &parsed.timeline,
        prior: facts.prior.as_ref(),
        conventions: facts.conventions.as_ref(),
        role: parsed.role,
        transaction: parsed.transaction,
        refusals: &parsed.refusals,
        steps: OnceCell::new(),
        index: OnceCell::new(),
    }
}

impl ScriptReport {
    /// Counts the classes, and lists the statements that cannot be analysed.
    fn count(&mut self, script: &ScriptContext) {
        self.classes.neutral += script.script.repeated;
        for step in script.steps() {
            match script.class(&step) {
                Some(Class::A) => self.classes.additive += 1,
                Some(Class::B) => self.classes.destructive += 1,
                Some(Class::C) | None => self.classes.neutral += 1,
            }
            if step.action.operation == Operation::DynamicSql {
                let start = script.lines.position(script.content, step.action.span.start);
                self.opaque.push(Opaque { path: script.path.clone(), start });
            }
        }
    }
}
