//! `plan_migration` and `apply_migration` on a real database.

use super::Agent;
use crate::live::Live;
use crate::support::World;
use serde_json::{Value, json};

/// A database, and a repository with one applied migration, whose servers the tests share.
fn live() -> Option<Live> {
    let mut live = Live::new()?;
    live.world = World::with_server()?;
    let world = &live.world;
    world.file(
        "migrations/1_users.sql",
        "-- +goose Up\ncreate table users (id bigint primary key, name text);\n-- +goose Down\ndrop table users;\n",
    );
    world.tidegate("verify --write --all").passes().done();
    let address = live.address.clone();
    live.world.set("APP_URL", &address);
    live.world.tidegate(&format!("apply --yes --db {address}")).passes().done();
    Some(live)
}

fn asks() -> Value {
    json!({ "elicitation": {} })
}

/// The arguments of `apply_migration` for a migration, from its plan.
fn planned(agent: &mut Agent, sql: &str) -> Value {
    let mut arguments = json!({ "database": "APP_URL", "name": "next step", "sql": sql });
    let plan = agent.report("plan_migration", &arguments);
    assert_eq!(plan["canApply"], true, "{plan:#}");
    arguments["version"] = plan["migration"]["version"].clone();
    arguments["plan_hash"] = plan["planHash"].clone();
    arguments
}

fn files(live: &Live) -> usize {
    std::fs::read_dir(live.world.path("migrations")).unwrap().count()
}

#[test]
fn a_plan_is_confirmed_and_carried_out_with_one_version() {
    let Some(mut live) = live() else { return };
    let mut agent = Agent::start(&live.world, &["--allow-write", "APP_URL"], &asks());
    let arguments = planned(&mut agent, "create table orders (id bigint primary key);");
    assert_eq!(
        (files(&live), live.value("select to_regclass('orders')::text").as_str()),
        (1, ""),
        "a plan changes nothing"
    );

    agent.answer = json!({ "action": "decline" });
    let error = agent.error("apply_migration", &arguments);
    assert!(error.contains("nothing was changed: the user declined"), "{error}");
    let question = agent.seen.iter().find(|message| message["method"] == "elicitation/create").unwrap();
    let message = question["params"]["message"].as_str().unwrap();
    assert!(message.contains("APP_URL") && message.contains("create table orders"), "{message}");
    assert_eq!(files(&live), 1);

    agent.answer = json!({ "action": "accept", "content": { "apply": true } });
    let done = agent.report("apply_migration", &arguments);
    assert_eq!(done["failure"], Value::Null, "{done:#}");
    let version = arguments["version"].as_str().unwrap();
    let path = done["migration"]["files"][0]["path"].as_str().unwrap();
    assert_eq!(done["applied"], json!([path]));
    assert!(live.world.content(path).contains("create table orders"));
    assert_eq!(live.value("select to_regclass('orders')::text"), "orders");
    assert_eq!(live.value("select max(version_id)::text from goose_db_version"), version);
    assert!(live.world.content("schema.sql").contains("orders"), "{done:#}");
    live.world.tidegate("verify --all").passes().done();
    live.world.tidegate(&format!("status --db {}", live.address)).passes().done();

    let error = agent.error("apply_migration", &arguments);
    assert!(error.contains("already exists"), "a plan is carried out once: {error}");
    agent.finish();
}

#[test]
fn without_a_valid_plan_nothing_is_changed() {
    let Some(mut live) = live() else { return };
    // This client cannot ask its user.
    let mut agent = Agent::start(&live.world, &["--allow-write", "APP_URL"], &json!({}));
    let arguments = planned(&mut agent, "create table orders (id bigint primary key);");
    for (key, value) in [("plan_hash", "0"), ("sql", "drop table users;"), ("version", "3"), ("name", "other")] {
        let mut changed = arguments.clone();
        changed[key] = value.into();
        let error = agent.error("apply_migration", &changed);
        assert!(error.contains("nothing was changed") || key == "version", "{key}: {error}");
    }
    let mut other = arguments.clone();
    other["database"] = "prod".into();
    let error = agent.error("apply_migration", &other);
    assert!(error.contains("may not write to `prod`"), "{error}");
    live.sql("insert into goose_db_version (version_id, is_applied) values (7, true)");
    let error = agent.error("apply_migration", &arguments);
    assert!(error.contains("nothing was changed"), "{error}");
    live.sql("delete from goose_db_version where version_id = 7");
    assert_eq!((files(&live), live.value("select to_regclass('orders')::text").as_str()), (1, ""));

    let error = agent.report(
        "plan_migration",
        &json!({ "database": "APP_URL", "name": "bad", "sql": "create table users (id int);" }),
    );
    assert_eq!((&error["canApply"], &error["planHash"]), (&json!(false), &Value::Null));
    assert_eq!(error["replayFailure"]["sqlstate"], "42P07", "{error:#}");
    let done = agent.report("apply_migration", &arguments);
    assert_eq!(done["failure"], Value::Null, "a client that cannot ask needs the plan alone: {done:#}");
    agent.finish();
}

#[test]
fn a_failure_says_what_is_changed_and_shows_no_rows() {
    let Some(mut live) = live() else { return };
    live.sql("insert into users values (1, 'secret name')");
    let mut agent = Agent::start(&live.world, &["--allow-write", "APP_URL"], &json!({}));
    for sql in [
        "update users set id = name::bigint;",
        "create unique index users_one on users ((1)); insert into users values (2, 'x');",
    ] {
        let arguments = planned(&mut agent, sql);
        let result = agent.call("apply_migration", &arguments);
        assert!(!result.to_string().contains("secret name"), "{result:#}");
        let done = &result["structuredContent"]["untrusted"]["report"];
        if sql.starts_with("update") {
            assert_eq!(done["failure"]["message"], "invalid input syntax for type bigint: [value not shown] (22P02)");
        }
        assert!(done["state"]["file"].as_str().unwrap().starts_with("removed"), "{done:#}");
        assert_eq!(done["state"]["schemaFile"], "not changed");
        assert_eq!(files(&live), 1, "{done:#}");
        assert_eq!(live.value("select max(version_id)::text from goose_db_version"), "1");
    }
    agent.finish();
}

#[test]
fn a_protected_database_cannot_be_named() {
    let Some(live) = live() else { return };
    live.world.file("tidegate.local.toml", "[databases.prod]\nurl-env = \"APP_URL\"\nprotected = true\n");
    for name in ["prod", "APP_URL"] {
        let ran = live.world.tidegate(&format!("mcp --allow-write {name}"));
        ran.exits(2).prints(&["database `prod` is protected"]).done();
    }
    // One that becomes protected while the server runs is not changed either.
    live.world.remove("tidegate.local.toml");
    let mut agent = Agent::start(&live.world, &["--allow-write", "APP_URL"], &json!({}));
    let arguments = planned(&mut agent, "create table orders (id bigint primary key);");
    live.world.file("tidegate.local.toml", "[databases.prod]\nurl-env = \"APP_URL\"\nprotected = true\n");
    let error = agent.error("apply_migration", &arguments);
    assert!(error.contains("database `prod` is protected"), "{error}");
    let named = agent.report("status", &json!({ "database": "prod" }));
    assert_eq!(named["tool"], "goose");
    assert_eq!(files(&live), 1);
    agent.finish();
}
