#![doc = include_str!("disabled_triggers.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Class, Name, ObjectKind, quoted};
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::Operation;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "disabled-triggers",
        summary: "triggers and foreign keys are switched off",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("disabled_triggers.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in script.steps().filter(|_| !script.is_down()) {
        match &step.action.operation {
            Operation::SwitchTrigger { table, trigger, disable: true } if script.is_in_use(table, &step) => {
                of_table(script, &step, table, trigger, sink);
            }
            Operation::Set { name, values, .. }
                if name == "session_replication_role" && values.iter().any(|value| value == "replica") =>
            {
                of_session(script, &step, "in this session", sink);
            }
            Operation::Alter { object, .. }
                if matches!(object.kind, ObjectKind::Role | ObjectKind::Database)
                    && sets_replica(&script.text(&step.action.span)) =>
            {
                let place = if object.kind == ObjectKind::Role { "a role" } else { "a database" };
                of_session(script, &step, &format!("in every new session of {place}"), sink);
            }
            _ => {}
        }
    }
}

/// A single trigger that is enabled again later was only left out for a statement; the foreign keys that ALL leaves out
/// are not made up for.
fn of_table(script: &ScriptContext, step: &Step, table: &Name, trigger: &str, sink: &mut Sink) {
    let is_all = trigger.eq_ignore_ascii_case("all");
    let is_enabled_again = script.later(&table.name, step.number).any(|later| match later {
        Operation::SwitchTrigger { table: of, trigger: other, disable: false } => {
            of.is_same(table) && (other == trigger || other.eq_ignore_ascii_case("all"))
        }
        _ => false,
    });
    if !is_all && is_enabled_again {
        return;
    }
    let is_many = is_all || trigger.eq_ignore_ascii_case("user");
    let (what, label) = match (is_all, is_many) {
        (true, _) => {
            (format!("all triggers of `{table}`, with its foreign keys, are disabled"), "foreign keys are not checked")
        }
        (_, true) => (format!("all triggers of `{table}` are disabled"), "they no longer run"),
        _ => (format!("trigger `{}` of `{table}` is disabled", quoted(trigger)), "it no longer runs"),
    };
    let why = if is_all {
        "PostgreSQL checks foreign keys with triggers: rows that violate one are accepted, and ENABLE TRIGGER does not check them later."
    } else {
        "From then on rows are written without what the trigger checks or fills in, and no statement of this script enables it again."
    };
    let help = if is_all {
        format!(
            "leave foreign keys on, and enable the others in the same script: `alter table {table} disable trigger \
             user; … alter table {table} enable trigger user`; or {SAY_WHY}"
        )
    } else {
        let name = if is_many { "user".to_owned() } else { quoted(trigger) };
        format!("enable it in the same script with `alter table {table} enable trigger {name}`, or {SAY_WHY}")
    };
    sink.report(
        script
            .diagnostic(&RULE.info, step, what)
            .statement(step.statement.span.clone(), Some(Class::B))
            .label(label)
            .why(why)
            .help(help),
    );
}

/// Whether `ALTER ROLE` or `ALTER DATABASE` turns ordinary triggers off with a setting.
fn sets_replica(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let value = text.split_once("session_replication_role").map_or("", |(_, value)| value);
    value.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "replica")
}

fn of_session(script: &ScriptContext, step: &Step, place: &str, sink: &mut Sink) {
    sink.report(
        script
            .diagnostic(&RULE.info, step, format!("triggers and foreign keys are off {place}"))
            .statement(step.statement.span.clone(), Some(Class::B))
            .label("foreign keys are not checked")
            .why("With session_replication_role = replica no ordinary trigger runs, and PostgreSQL checks foreign keys with triggers: rows that violate one are accepted, and nothing checks them later.")
            .help(format!("remove it, and write the rows in the order of their foreign keys, or {SAY_WHY}")),
    );
}
