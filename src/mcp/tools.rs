//! The tools: the description of each, and the job that a call becomes.

use super::arguments::{Apply, Explain};
use super::job::Job;
use super::schema;
use rmcp::model::{JsonObject, Tool as Described, ToolAnnotations};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A tool.
pub(super) struct Tool {
    pub(super) name: &'static str,
    title: &'static str,
    description: &'static str,
    pub(super) effect: Effect,
    input: fn() -> Value,
    /// The schema of the report.
    report: &'static str,
    read: fn(Value) -> Result<Action, serde_json::Error>,
}

/// The changes that a tool makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Nothing,
    /// It adds a file to the working tree.
    AddsFile,
    /// It changes a live database as well.
    ChangesDatabase,
}

/// The request of a call.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Action {
    Run(Job),
    /// Asks for confirmation first, where the client can.
    Apply(Apply),
    /// The page of a rule, or the list of rules.
    Explain(Option<String>),
}

/// All tools, in the order in which clients list them.
static ALL: [Tool; 10] = [
    Tool {
        name: "list_migrations",
        title: "List migrations",
        description: "List the migrations of the working tree in the order in which they run, with their versions, and the schema file of each project. No database is read: for what a database has, use `status`.",
        effect: Effect::Nothing,
        input: schema::list,
        report: include_str!("schemas/list_migrations.json"),
        read: |arguments| job(arguments, Job::ListMigrations),
    },
    Tool {
        name: "new_migration",
        title: "Create a migration file",
        description: "Create the file of a new migration with the next free version. Without `sql` it has a placeholder to replace. No database is changed, and nothing is staged. Then use `check` and `verify`.",
        effect: Effect::AddsFile,
        input: schema::new,
        report: include_str!("schemas/new_migration.json"),
        read: |arguments| job(arguments, Job::NewMigration),
    },
    Tool {
        name: "check",
        title: "Check migrations",
        description: "Check migrations without a database: names, versions, edited history, the schema file, and SQL that loses data, locks tables or fails. Every problem has a rule; `explain` shows its page.",
        effect: Effect::Nothing,
        input: schema::check,
        report: include_str!("schemas/check.json"),
        read: |arguments| job(arguments, Job::Check),
    },
    Tool {
        name: "verify",
        title: "Replay migrations and compare with the schema file",
        description: "Run all migrations on a temporary PostgreSQL and compare the result with the schema file. Proves that the migrations run, and that the schema file is up to date. No live database is touched.",
        effect: Effect::Nothing,
        input: schema::verify,
        report: include_str!("schemas/verify.json"),
        read: |arguments| job(arguments, Job::Verify),
    },
    Tool {
        name: "diff",
        title: "Compare two schemas",
        description: "Compare two schemas by meaning; the differences are the steps that make `from` like `to`. With `sql`, also the SQL of these steps, which is never run on a live database. Live databases are only read.",
        effect: Effect::Nothing,
        input: schema::diff,
        report: include_str!("schemas/diff.json"),
        read: |arguments| job(arguments, Job::Diff),
    },
    Tool {
        name: "status",
        title: "Show which migrations a database has",
        description: "Compare the tracking table of a live database with the migrations of the working tree: applied, pending, edited since, unknown, out of order. The database is only read.",
        effect: Effect::Nothing,
        input: schema::status,
        report: include_str!("schemas/status.json"),
        read: |arguments| job(arguments, Job::Status),
    },
    Tool {
        name: "drift",
        title: "Compare live databases with the migrations",
        description: "Compare the schemas of live databases with the schema that the migrations give, with the risk of each difference: A additive, B destructive or risky, C unmanaged. The databases are only read.",
        effect: Effect::Nothing,
        input: schema::drift,
        report: include_str!("schemas/drift.json"),
        read: |arguments| job(arguments, Job::Drift),
    },
    Tool {
        name: "explain",
        title: "Explain a rule",
        description: "Show the page of a rule: what it catches, why it matters, examples, and when to allow it. Without `rule`, list all rules.",
        effect: Effect::Nothing,
        input: schema::explain,
        report: include_str!("schemas/explain.json"),
        read: |arguments| serde_json::from_value(arguments).map(|Explain { rule }| Action::Explain(rule)),
    },
    Tool {
        name: "plan_migration",
        title: "Plan a migration",
        description: "Plan a new migration of a live database without a change: check its SQL, run it on a temporary PostgreSQL after the other migrations, and list everything that `apply_migration` would apply. Returns `version` and `planHash`, which `apply_migration` needs. The database is only read.",
        effect: Effect::Nothing,
        input: schema::plan,
        report: include_str!("schemas/plan_migration.json"),
        read: |arguments| job(arguments, Job::Plan),
    },
    Tool {
        name: "apply_migration",
        title: "Apply a migration",
        description: "Run a plan from `plan_migration`: write the migration file, apply it to the live database and regenerate the schema file, all with the same version. Show the plan to the user first. If anything has changed since the plan was made, nothing is done.",
        effect: Effect::ChangesDatabase,
        input: schema::apply,
        report: include_str!("schemas/apply_migration.json"),
        read: |arguments| serde_json::from_value(arguments).map(Action::Apply),
    },
];

fn job<A: DeserializeOwned>(arguments: Value, job: fn(A) -> Job) -> Result<Action, serde_json::Error> {
    serde_json::from_value(arguments).map(|arguments| Action::Run(job(arguments)))
}

/// The tools that exist: those that change a database only if some may be changed.
pub(super) fn available(is_writable: bool) -> impl Iterator<Item = &'static Tool> {
    ALL.iter().filter(move |tool| is_writable || tool.effect != Effect::ChangesDatabase)
}

impl Tool {
    /// The description that clients get.
    pub(super) fn described(&self) -> Described {
        let annotations = ToolAnnotations::with_title(self.title)
            .read_only(self.effect == Effect::Nothing)
            .destructive(self.effect == Effect::ChangesDatabase)
            .idempotent(self.effect == Effect::Nothing)
            .open_world(false);
        Described::new(self.name, self.description, object((self.input)()))
            .with_title(self.title)
            .with_raw_output_schema(object(schema::output(self.report)).into())
            .with_annotations(annotations)
    }

    /// The job of a call. Mistakes in arguments name the argument.
    pub(super) fn action(&self, arguments: Option<JsonObject>) -> Result<Action, String> {
        let arguments = Value::Object(arguments.unwrap_or_default());
        (self.read)(arguments).map_err(|error| format!("invalid arguments of {}: {error}", self.name))
    }
}

fn object(value: Value) -> JsonObject {
    match value {
        Value::Object(object) => object,
        _ => JsonObject::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mcp::arguments::{Check, Databases, Drift, Side};
    use serde_json::json;

    fn named(name: &str) -> &'static Tool {
        available(true).find(|tool| tool.name == name).expect("a tool")
    }

    #[track_caller]
    fn check(tool: &str, arguments: &Value, expected: Result<Action, &str>) {
        let read = named(tool).action(arguments.as_object().cloned());
        match (read, expected) {
            (Ok(action), Ok(expected)) => assert_eq!(action, expected),
            (Err(error), Err(expected)) => assert!(error.contains(expected), "{error}"),
            (read, _) => panic!("{read:?}"),
        }
    }

    #[test]
    fn arguments_become_jobs() {
        let staged = Check { side: Side::Staged, ..Check::default() };
        check("check", &json!({ "side": "staged" }), Ok(Action::Run(Job::Check(staged))));
        check("check", &json!({}), Ok(Action::Run(Job::Check(Check::default()))));
        let drift = Drift { databases: Databases(vec!["A".to_owned()]), ..Drift::default() };
        check("drift", &json!({ "databases": ["A"] }), Ok(Action::Run(Job::Drift(drift))));
        check("drift", &json!({ "databases": [] }), Err("name at least one database"));
        check("drift", &json!({ "database": "A" }), Err("unknown field `database`"));
        check("status", &json!({}), Err("missing field `database`"));
        check("explain", &json!({ "rule": "x" }), Ok(Action::Explain(Some("x".to_owned()))));
    }

    /// The keys that the description of a tool lists are those that it reads.
    #[test]
    fn every_described_argument_is_read() {
        for tool in available(true) {
            let input = (tool.input)();
            let described = input["properties"].as_object().expect("properties");
            let required: Vec<&str> =
                input["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            assert_eq!(input["additionalProperties"], false, "{}", tool.name);
            for (key, property) in described {
                assert!(property["description"].as_str().is_some_and(|text| text.len() > 10), "{}: {key}", tool.name);
            }
            let sample = |key: &String| (key.clone(), sample(&described[key]));
            let all: JsonObject = described.keys().map(sample).collect();
            tool.action(Some(all.clone())).unwrap_or_else(|error| panic!("{error}"));
            for key in described.keys() {
                let mut without = all.clone();
                without.remove(key);
                assert_eq!(
                    tool.action(Some(without)).is_err(),
                    required.contains(&key.as_str()),
                    "{}: {key}",
                    tool.name
                );
            }
        }
    }

    fn sample(property: &Value) -> Value {
        match (property["type"].as_str(), &property["enum"]) {
            (_, Value::Array(values)) => values[0].clone(),
            (Some("boolean"), _) => true.into(),
            (Some("array"), _) => json!(["a"]),
            _ => "a".into(),
        }
    }

    #[test]
    fn a_tool_that_writes_exists_only_if_it_may() {
        let names = |is_writable| available(is_writable).map(|tool| tool.name).collect::<Vec<_>>();
        assert_eq!(names(true).len(), ALL.len());
        assert!(!names(false).contains(&"apply_migration") && names(false).contains(&"plan_migration"));
        for tool in available(true) {
            let annotations = tool.described().annotations.expect("annotations");
            assert_eq!(annotations.read_only_hint, Some(!["new_migration", "apply_migration"].contains(&tool.name)));
            assert_eq!(annotations.destructive_hint, Some(tool.name == "apply_migration"));
        }
    }
}
