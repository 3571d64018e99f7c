//! The statements of touched scripts, judged one script at a time.

use super::material::Material;
use super::{Classes, Opaque, Request};
use crate::config::Levels;
use crate::diagnostic::Class;
use crate::migration::{Kind, Role, Standing, Transaction};
use crate::rules::{self, Check, ScriptSubject, Sink, Subject};
use crate::sql::{self, Known, What, Within};
use crate::text::{RelPath, Span, position};

/// A touched script, read.
pub(in crate::jobs) struct ReadScript {
    pub(super) path: RelPath,
    pub(super) script: sql::Script,
    known: Known,
    role: Role,
    transaction: Transaction,
    /// The file, blotted where it holds secrets.
    content: Vec<u8>,
    secrets: Vec<sql::Secret>,
}

/// Reads the scripts of a project that are to be judged: what a published migration does can
/// no longer be changed, so it is read only where everything is asked for.
pub(super) fn read(material: &Material, everything: bool) -> Vec<ReadScript> {
    let mut scripts = Vec::new();
    let subject = material.subject();
    for (touched, content) in subject.touched() {
        let path = &touched.file.path;
        let is_published = material.is_published(path);
        let is_ours = matches!(touched.standing, Standing::Added | Standing::Renamed { .. } | Standing::Edited);
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
            let script = sql::Script::read(&content, &part);
            let known = Known::of(script.run().map(|(_, action)| action));
            scripts.push(ReadScript { path: path.clone(), script, known, role, transaction, content, secrets });
        }
    }
    scripts
}

/// The way forward, and the way back where the layout keeps it in the same file.
pub(super) fn parts(material: &Material, content: &[u8], role: Role) -> Vec<(Span, Role)> {
    let forward = material.project.layout.forward_part(content).len();
    let mut parts = vec![(0..forward, role)];
    if forward < content.len() {
        parts.push((forward..content.len(), Role::Down));
    }
    parts
}

/// Runs every rule about statements on every script.
pub(super) fn judge(material: &Material, subject: &Subject, request: &Request, levels: &Levels, sink: &mut Sink) {
    for read in &material.scripts {
        let subject = ScriptSubject {
            subject,
            path: &read.path,
            content: &read.content,
            secrets: &read.secrets,
            script: &read.script,
            known: &read.known,
            earlier: material.earlier.as_ref(),
            role: read.role,
            transaction: read.transaction,
        };
        for rule in rules::ALL.iter().filter(|rule| request.runs(rule) && levels.is_on(&rule.info)) {
            if let Check::Script(check) = rule.check {
                check(&subject, sink);
            }
        }
    }
}

/// What was judged of each class, and what could not be seen through.
pub(super) fn tally(material: &Material, subject: &Subject) -> (Classes, Vec<Opaque>) {
    let (mut classes, mut opaque) = (Classes::default(), Vec::new());
    for read in material.scripts.iter().filter(|read| read.role != Role::Down) {
        let script = ScriptSubject {
            subject,
            path: &read.path,
            content: &read.content,
            secrets: &read.secrets,
            script: &read.script,
            known: &read.known,
            earlier: material.earlier.as_ref(),
            role: read.role,
            transaction: read.transaction,
        };
        for step in script.steps() {
            match script.class(&step) {
                Some(Class::A) => classes.additive += 1,
                Some(Class::B) => classes.destructive += 1,
                Some(Class::C) | None => classes.neutral += 1,
            }
        }
        let unseen =
            read.script.all().filter(|(_, action)| action.what == What::DynamicSql && action.within != Within::Body);
        opaque.extend(
            unseen.map(|(_, action)| Opaque {
                path: read.path.clone(),
                start: position(&read.content, action.span.start),
            }),
        );
    }
    (classes, opaque)
}
