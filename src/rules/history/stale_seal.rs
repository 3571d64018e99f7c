#![doc = include_str!("stale_seal.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, SealState, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "stale-seal",
        summary: "schema file's seal does not match the staged migrations",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        preset: Preset::Minimal,
        family: Family::History,
        expects: None,
        page: include_str!("stale_seal.md"),
    },
    scope: Scope::History,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

fn check(context: &ProjectContext, sink: &mut Sink) {
    let (SealState::Stale { found, expected, span }, Some(path)) = (context.seal, context.project.schema.file()) else {
        return;
    };
    let place = match context.contents.get(path) {
        Some(content) => Place::content(path, content, span),
        None => Place::File { path: path.clone() },
    };
    sink.report(
        Diagnostic::new(&RULE.info, place, format!("{path} was generated from other migrations"))
            .label("this seal names other migrations")
            .why(format!(
                "The seal `{found}` names the migrations that the file was generated from, and they have changed since."
            ))
            .help(format!(
                "regenerate {path} from these migrations, with the seal `{expected}`, and stage it: `tidegate verify --write --stage`"
            )),
    );
}
