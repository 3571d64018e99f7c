//! Clients that send what is no message, ask for what is not allowed, or answer questions that were not asked.

use super::Agent;
use crate::live::Live;
use crate::support::World;
use serde_json::{Value, json};

fn explained(agent: &mut Agent) {
    let called = agent.call("explain", &json!({ "rule": "frozen" }));
    assert_eq!(called["isError"], false, "{called}");
}

#[test]
fn what_is_no_message_does_not_end_the_server() {
    let world = World::new();
    let mut agent = Agent::start(&world, &[], &json!({}));
    for bytes in [
        &b"{not json\n"[..],
        b"[1, 2\n",
        b"\xff\xfe\x00\n",
        b"\n\n",
        b"null\n",
        b"{}\n",
        b"{\"jsonrpc\":\"2.0\",\"method\":7}\n",
        b"{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"tools/list\"}\n",
        b"{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{}}\n",
        "[".repeat(100_000).as_bytes(),
        b"\n",
    ] {
        agent.send_raw(bytes);
    }
    explained(&mut agent);
    agent.finish();
}

#[test]
fn large_messages_need_no_large_memory_and_long_sql_is_taken() {
    let world = World::new();
    world.file("migrations/1_a.sql", "-- +goose Up\ncreate table a ();\n");
    let mut agent = Agent::start(&world, &[], &json!({}));
    let sql = format!("create table b (id bigint primary key); -- {}\n", "x".repeat(200_000));
    agent.report("new_migration", &json!({ "name": "long", "sql": sql }));
    // A line of 200 MB is not kept.
    let part = vec![b'x'; 1 << 20];
    agent.send_raw(b"{\"jsonrpc\":\"2.0\",\"id\":99,\"method\":\"");
    for _ in 0..200 {
        agent.send_raw(&part);
    }
    agent.send_raw(b"\"}\n");
    explained(&mut agent);
    if cfg!(target_os = "linux") {
        let status = std::fs::read_to_string(format!("/proc/{}/status", agent.child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let peak: usize = peak.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(peak < 150_000, "{peak} kB");
    }
    agent.finish();
}

#[test]
fn arguments_that_are_wrong_or_lead_elsewhere_are_refused() {
    let world = World::new();
    world.file("migrations/1_a.sql", "-- +goose Up\ncreate table a ();\n");
    let mut agent = Agent::start(&world, &[], &json!({}));
    for (tool, arguments) in [
        ("list_migrations", json!({ "project": "../.." })),
        ("list_migrations", json!({ "project": "/etc" })),
        ("list_migrations", json!({ "project": 7 })),
        ("list_migrations", json!({ "unknown": true })),
        ("new_migration", json!({ "name": "" })),
        ("new_migration", json!({ "name": "a", "sql": ["drop table a"] })),
        ("explain", json!({ "rule": "../../README" })),
        ("check", json!({ "side": "elsewhere" })),
        ("check", json!({ "from_ref": "--upload-pack=touch x", "to_ref": "HEAD" })),
        ("drift", json!({ "databases": [] })),
        ("drift", json!({ "databases": ["postgres://u:s3cret@h/d"] })),
        ("status", json!({ "database": "PATH\u{0}" })),
        ("status", json!({ "database": "x".repeat(100_000) })),
    ] {
        let error = agent.error(tool, &arguments);
        assert!(!error.is_empty() && error.len() < 20_000 && !error.contains("s3cret"), "{tool} {arguments}: {error}");
    }
    // Without `--allow-write` the tool that writes does not exist.
    let arguments = json!({ "database": "PROD", "name": "a", "sql": "drop table a" });
    let error = agent.request("tools/call", &json!({ "name": "apply_migration", "arguments": arguments }));
    assert!(error["message"].as_str().is_some_and(|text| text.contains("unknown tool")), "{error}");
    assert_eq!(std::fs::read_dir(world.path("migrations")).unwrap().count(), 1);
    agent.finish();
}

/// The metadata of a client of 2026-07-28 that can ask its user.
fn meta() -> Value {
    json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
        "io.modelcontextprotocol/clientCapabilities": { "elicitation": { "form": {} } },
    })
}

#[test]
fn a_client_of_2026_confirms_by_a_second_call_and_cannot_forge_it() {
    let Some(mut live) = Live::new() else { return };
    live.world = World::with_server().unwrap();
    live.world.file("migrations/1_a.sql", "-- +goose Up\ncreate table a (id int);\n-- +goose Down\ndrop table a;\n");
    live.world.tidegate(&format!("apply --yes --db {}", live.address)).passes().done();
    let address = live.address.clone();
    live.world.set("APP_URL", &address);
    let mut agent = Agent::connect(&live.world, &["--allow-write", "APP_URL"]);
    let mut call = |name: &str, arguments: &Value, more: &Value| {
        let mut params = json!({ "_meta": meta(), "name": name, "arguments": arguments });
        for (key, value) in more.as_object().unwrap() {
            params[key] = value.clone();
        }
        agent.request("tools/call", &params)
    };
    let mut arguments = json!({ "database": "APP_URL", "name": "b", "sql": "create table b (id bigint primary key);" });
    let planned = call("plan_migration", &arguments, &json!({}));
    let plan = &planned["structuredContent"]["untrusted"]["report"];
    arguments["version"] = plan["migration"]["version"].clone();
    arguments["plan_hash"] = plan["planHash"].clone();
    let mut ask = || {
        let asked = call("apply_migration", &arguments, &json!({}));
        assert_eq!(asked["resultType"], "input_required", "{asked:#}");
        asked["requestState"].as_str().unwrap().to_owned()
    };
    // A question is answered once, whatever the answer is.
    let states: Vec<String> = (0..6).map(|_| ask()).collect();
    let answer = |action: &str, state: &str| {
        let content = if action == "accept" { json!({ "apply": true }) } else { Value::Null };
        let mut response = json!({ "action": action });
        if !content.is_null() {
            response["content"] = content;
        }
        json!({ "inputResponses": { "apply": response }, "requestState": state })
    };
    let mut other = arguments.clone();
    other["sql"] = "drop table a;".into();
    for (arguments, answer) in [
        (&arguments, answer("accept", &states[0][1..])),
        (&arguments, answer("accept", "")),
        (&other, answer("accept", &states[1])),
        (&arguments, answer("accept", &states[1])),
        (&arguments, answer("decline", &states[2])),
        (&arguments, answer("accept", &states[2])),
        (&arguments, answer("cancel", &states[3])),
        (&arguments, json!({ "requestState": states[4] })),
    ] {
        let refused = call("apply_migration", arguments, &answer);
        assert_ne!(refused["isError"], false, "{answer} {refused:#}");
        assert_eq!(live.value("select to_regclass('b') is null"), "t", "{refused:#}");
    }
    let done = call("apply_migration", &arguments, &answer("accept", &states[5]));
    assert_eq!(done["isError"], false, "{done:#}");
    assert_eq!(live.value("select to_regclass('b')::text"), "b");
    agent.finish();
}
