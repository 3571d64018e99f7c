//! The JSON Schemas of `docs/schemas`, and real outputs that have to fit them.

use super::reconcile::{FILE, date, decide, drifted, run};
use crate::support::json_schema::assert_valid;
use serde_json::Value;
use std::fs;
use std::path::Path;

fn schema(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas").join(format!("{name}.json"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Checks the output of a command.
#[track_caller]
fn check(name: &str, text: &str) -> Value {
    let value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_valid(&schema(name), &value);
    value
}

#[test]
fn outputs_are_as_their_schemas_say() {
    let Some(live) = drifted() else { return };
    live.world.file("db/schema.sql", "create table public.orders (id bigint primary key);\n");
    let drift = run(&live, "drift --format json --against schema").exits(1);
    let drift = check("drift", &drift.out);
    assert_eq!(
        (drift["databases"].as_array().map(Vec::len), drift["beside"].as_array().map(Vec::len)),
        (Some(1), Some(1))
    );
    run(&live, "reconcile").exits(1).done();
    decide(&live, "fax", "database", "");
    decide(&live, "note", "database", "approved-by = \"bea\"");
    date(&live);
    check("drift", &run(&live, "drift --format json").exits(1).out);

    live.world
        .file("db/migrations/20250102000000_b.sql", "-- migrate:up\ncreate table public.b ();\n-- migrate:down\n");
    live.world.file("db/migrations/20250103000000_c.sql", "-- migrate:up\nselect 1 / 0;\n-- migrate:down\n");
    let status = check("status", &run(&live, "status --format json").exits(1).out);
    assert_eq!(status["migrations"][2]["state"], "pending");
    let plan = check("apply", &run(&live, "apply --dry-run --format json").passes().out);
    assert!(plan["applied"].is_null() && plan["steps"][1]["parts"][0]["transaction"] == true, "{plan}");
    let done = check("apply", &run(&live, "apply --yes --format json").exits(1).out);
    assert_eq!(
        (&done["applied"][0], &done["failure"]["line"]),
        (&"db/migrations/20250102000000_b.sql".into(), &2.into())
    );
    live.world.file("db/migrations/20250100000000_late.sql", "-- migrate:up\nselect 1;\n-- migrate:down\n");
    let blocked = check("apply", &run(&live, "apply --dry-run --format json").exits(1).out);
    assert_eq!(blocked["blocked"].as_array().map(Vec::len), Some(1), "{blocked}");
}

#[test]
fn decisions_are_as_their_schema_says() {
    let Some(live) = drifted() else { return };
    run(&live, "reconcile").exits(1).done();
    let decisions = || toml::from_str::<Value>(&live.world.content(FILE)).unwrap();
    assert_valid(&schema("decisions"), &decisions());
    assert_eq!(decisions()["change"].as_array().map(Vec::len), Some(7));
    decide(&live, "o", "migrations", "approved-by = \"bea\"");
    date(&live);
    assert_valid(&schema("decisions"), &decisions());
}

/// An agent gets the same object.
#[cfg(feature = "mcp")]
#[test]
fn an_agent_and_a_script_get_the_same_object() {
    for name in ["status", "drift"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mcp/schemas").join(format!("{name}.json"));
        let of_agents: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let mut of_scripts = schema(name);
        of_scripts.as_object_mut().unwrap().retain(|key, _| key != "$schema" && key != "title");
        assert_eq!(of_scripts, of_agents, "{name}");
    }
}
