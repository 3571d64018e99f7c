//! Clients of both kinds, mistakes, cancellation, and clients that go.

use super::Agent;
use crate::support::World;
use serde_json::json;

#[test]
fn clients_of_2026_need_no_greeting() {
    let world = World::new();
    let mut agent = Agent::connect(&world, &[]);
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let found = agent.request("server/discover", &json!({ "_meta": meta }));
    assert!(found["capabilities"]["tools"].is_object(), "{found}");
    let listed = agent.request("tools/list", &json!({ "_meta": meta }));
    assert_eq!(listed["tools"].as_array().unwrap().len(), 9, "{listed}");
    let called = agent.request("tools/call", &json!({ "_meta": meta, "name": "explain", "arguments": {} }));
    assert_eq!(called["structuredContent"]["verdict"], "passed");
    agent.finish();
}

#[test]
fn mistakes_are_answered_and_do_not_end_the_server() {
    let world = World::new();
    let mut agent = Agent::start(&world, &[], &json!({}));
    let error = agent.request("tools/call", &json!({ "name": "drop_database", "arguments": {} }));
    assert!(error["message"].as_str().unwrap().contains("unknown tool"), "{error}");
    let error = agent.error("status", &json!({ "database": "postgres://u:secret@h/d" }));
    assert!(error.contains("not given by its address") && !error.contains("secret"), "{error}");
    let error = agent.error("status", &json!({ "database": "HOME" }));
    assert!(error.contains("no database is named `HOME`"), "{error}");
    let error = agent.error("status", &json!({}));
    assert!(error.contains("missing field `database`"), "{error}");
    let error = agent.request("no/such/method", &json!({}));
    assert_eq!(error["code"], -32601, "{error}");
    let error = agent.error("verify", &json!({ "to_ref": "nowhere" }));
    assert!(error.contains("is not a commit"), "{error}");
    agent.finish();
    world.tidegate("mcp --allow-write NOT_SET").exits(2).prints(&["no database is named `NOT_SET`"]).done();
}

#[test]
fn a_client_that_says_nothing_is_no_failure() {
    World::new().from_folder("").input("").tidegate("mcp").passes().done();
}

/// A world in which a replay takes as long as it may, with its agent, which has begun it.
fn endless() -> Option<(World, Agent, u64)> {
    let world = World::with_own_server()?;
    world.file("migrations/1_a.sql", "-- +goose Up\ncreate table a ();\n");
    world.file("migrations/2_b.sql", "-- +goose Up\nselect pg_sleep(3600);\n");
    let mut agent = Agent::start(&world, &[], &json!({}));
    let id =
        agent.begin("tools/call", &json!({ "name": "verify", "arguments": {}, "_meta": { "progressToken": "p" } }));
    loop {
        let message = agent.receive();
        assert_eq!(message["method"], "notifications/progress", "{message}");
        assert_eq!(message["params"]["progressToken"], "p");
        if message["params"]["message"].as_str().unwrap().ends_with("migrations/2_b.sql") {
            return Some((world, agent, id));
        }
    }
}

#[test]
fn a_cancelled_call_ends_its_server() {
    let Some((world, mut agent, id)) = endless() else { return };
    agent.send(&json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": id } }));
    world.wait_for_servers();
    assert_eq!(agent.report("check", &json!({ "side": "staged" }))["summary"]["files"], 0, "other calls are answered");
    agent.finish();
}

#[test]
fn a_client_that_goes_ends_everything() {
    let Some((world, mut agent, _)) = endless() else { return };
    agent.hang_up();
    assert_eq!(agent.child.wait().unwrap().code(), Some(0));
    world.wait_for_servers();
}
