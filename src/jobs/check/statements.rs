//! The statements of touched scripts, judged one script at a time.

use super::material::CheckInputs;
use super::{Classes, Opaque, Request};
use crate::config::Levels;
use crate::migration::{FileStatus, Kind, Role, Transaction};
use crate::object::Class;
use crate::rules::{self, Check, ProjectContext, ScriptContext, Sink};
use crate::sql::{self, Operation, Timeline};
use crate::text::{RelPath, Span, position};
use std::cell::OnceCell;

/// A touched script, read.
pub(in crate::jobs) struct ReadScript {
    pub(super) path: RelPath,
    pub(super) script: sql::Script,
    timeline: Timeline,
    role: Role,
    transaction: Transaction,
    /// The file, blotted where it holds secrets.
    content: Vec<u8>,
    secrets: Vec<sql::Secret>,
}

impl ReadScript {
    /// The file of a script that moves forward.
    pub(super) fn forward(&self) -> Option<RelPath> {
        (self.role != Role::Down).then(|| self.path.clone())
    }
}

/// Reads the scripts of a project that are to be judged: what a published migration does can
/// no longer be changed, so it is read only where everything is asked for.
pub(super) fn read(material: &CheckInputs, everything: bool) -> Vec<ReadScript> {
    let mut scripts = Vec::new();
    let subject = material.subject();
    for (touched, content) in subject.touched() {
        let path = &touched.file.path;
        let is_published = material.is_published(path);
        let is_ours = matches!(touched.status, FileStatus::Added | FileStatus::Renamed { .. } | FileStatus::Edited);
        if touched.file.kind != Kind::File || (is_published && !everything && (!is_ours || !material.is_new(path))) {
            continue;
        }
        let of_file = material
            .target
            .of_file(path)
            .and_then(|migration| migration.scripts.iter().find(|script| &script.file.path == path));
        let Some(script) = of_file else {
            continue;
        };
        let transaction = (material.project.layout.transaction)(content);
        for (part, role) in parts(material, content, script.role) {
            let mut secrets = sql::secrets(&content[part.clone()]);
            for secret in &mut secrets {
                secret.span = part.start + secret.span.start..part.start + secret.span.end;
            }
            let content = sql::without(content, &secrets);
            let script = read_script(&content, &part);
            let timeline = Timeline::of(script.run().map(|(_, action)| action));
            scripts.push(ReadScript { path: path.clone(), script, timeline, role, transaction, content, secrets });
        }
    }
    scripts
}

/// From this size on it is worth while to read a file with more than one thread, in bytes.
const LARGE: usize = 1 << 17;

fn read_script(content: &[u8], part: &Span) -> sql::Script {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(4);
    if part.len() < LARGE || threads == 1 {
        return sql::Script::read(content, part);
    }
    sql::Script::read_in_portions(content, part, threads, |portions| {
        std::thread::scope(|scope| {
            let running: Vec<_> = portions.into_iter().map(|portion| scope.spawn(move || portion.read())).collect();
            running
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        })
    })
}

/// The way forward, and the way back where the layout keeps it in the same file.
pub(super) fn parts(material: &CheckInputs, content: &[u8], role: Role) -> Vec<(Span, Role)> {
    let forward = material.project.layout.forward_part(content).len();
    let mut parts = vec![(0..forward, role)];
    if forward < content.len() {
        parts.push((forward..content.len(), Role::Down));
    }
    parts
}

/// A script with everything that rules about statements look at.
fn subject_of<'a>(
    material: &'a CheckInputs,
    read: &'a ReadScript,
    subject: &'a ProjectContext<'a>,
) -> ScriptContext<'a> {
    ScriptContext {
        context: subject,
        path: &read.path,
        content: &read.content,
        secrets: &read.secrets,
        script: &read.script,
        timeline: &read.timeline,
        prior: material.prior.as_ref(),
        conventions: material.conventions.as_ref(),
        role: read.role,
        transaction: read.transaction,
        steps: OnceCell::new(),
    }
}

/// Runs every rule about statements on every script.
pub(super) fn judge(
    material: &CheckInputs,
    subject: &ProjectContext,
    request: &Request,
    levels: &Levels,
    outcome: &mut Judgement,
) {
    for read in &material.scripts {
        let script = subject_of(material, read, subject);
        for rule in rules::ALL.iter().filter(|rule| request.runs(rule) && levels.is_on(&rule.info)) {
            if let Check::Script(check) = rule.check {
                check(&script, &mut outcome.sink);
            }
        }
        if read.role != Role::Down {
            outcome.tally(&script);
        }
    }
}

/// What rules said of statements, and what was judged.
#[derive(Default)]
pub(super) struct Judgement {
    pub(super) sink: Sink,
    pub(super) classes: Classes,
    pub(super) opaque: Vec<Opaque>,
}

impl Judgement {
    /// Counts the classes, and notes what could not be seen through.
    fn tally(&mut self, script: &ScriptContext) {
        for step in script.steps() {
            match script.class(&step) {
                Some(Class::A) => self.classes.additive += 1,
                Some(Class::B) => self.classes.destructive += 1,
                Some(Class::C) | None => self.classes.neutral += 1,
            }
            if step.action.operation == Operation::DynamicSql {
                let start = position(script.content, step.action.span.start);
                self.opaque.push(Opaque { path: script.path.clone(), start });
            }
        }
    }
}
