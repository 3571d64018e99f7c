//! `tidegate mcp`: a client that speaks the protocol line by line, and the SDK of Python.

mod apply;
mod hostile;
mod protocol;
mod sdk;
mod tools;

use crate::support::World;
use crate::support::json_schema::assert_valid;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// A client with its server. Every line of the server must be a message of the protocol.
pub(super) struct Agent {
    pub(super) child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    next: u64,
    /// The answer to a question for confirmation.
    pub(super) answer: Value,
    /// The questions and progress that arrived.
    pub(super) seen: Vec<Value>,
    /// The schemas of results.
    outputs: BTreeMap<String, Value>,
}

impl Agent {
    /// Starts a server and greets it as clients before 2026-07-28 do.
    pub(super) fn start(world: &World, arguments: &[&str], capabilities: &Value) -> Self {
        let mut agent = Self::connect(world, arguments);
        let hello = agent.request(
            "initialize",
            &json!({ "protocolVersion": "2025-06-18", "capabilities": capabilities, "clientInfo": { "name": "test", "version": "1" } }),
        );
        assert_eq!(hello["serverInfo"]["name"], "tidegate", "{hello}");
        assert_eq!(hello["protocolVersion"], "2025-06-18");
        agent.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        let tools = agent.request("tools/list", &json!({}));
        let output = |tool: &Value| (tool["name"].as_str().unwrap().to_owned(), tool["outputSchema"].clone());
        agent.outputs = tools["tools"].as_array().unwrap().iter().map(output).collect();
        agent
    }

    /// Starts a server without a greeting.
    pub(super) fn connect(world: &World, arguments: &[&str]) -> Self {
        let mut command = world.from_folder("").command(crate::support::tidegate_binary());
        command.arg("mcp").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let (input, output) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, input, output, next: 1, answer: Value::Null, seen: Vec::new(), outputs: BTreeMap::new() }
    }

    /// The names of the tools.
    pub(super) fn tools(&self) -> Vec<&str> {
        self.outputs.keys().map(String::as_str).collect()
    }

    pub(super) fn send(&mut self, message: &Value) {
        writeln!(self.input.as_mut().unwrap(), "{message}").unwrap();
    }

    /// Sends a request without waiting for its result.
    pub(super) fn begin(&mut self, method: &str, params: &Value) -> u64 {
        let id = self.next;
        self.next += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The next message, of any kind.
    pub(super) fn receive(&mut self) -> Value {
        let mut line = String::new();
        assert!(self.output.read_line(&mut line).unwrap() > 0, "the server has ended");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    /// The result of a request, or its error. A question that arrives meanwhile is answered.
    pub(super) fn request(&mut self, method: &str, params: &Value) -> Value {
        let id = self.begin(method, params);
        loop {
            let message = self.receive();
            if message["method"] == "elicitation/create" {
                let answer = self.answer.clone();
                self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": answer }));
            }
            if message["id"] == id && message["method"].is_null() {
                return if message["error"].is_null() { message["result"].clone() } else { message["error"].clone() };
            }
            self.seen.push(message);
        }
    }

    /// The result of a tool, which must have the form that its description promises.
    pub(super) fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        let result = self.request("tools/call", &json!({ "name": tool, "arguments": arguments }));
        let (structured, text) = (&result["structuredContent"], result["content"][0]["text"].as_str().unwrap());
        if result["isError"] == true {
            assert!(structured.is_null() && text.contains("<untrusted-"), "{result}");
            return result;
        }
        assert_valid(&self.outputs[tool], structured);
        result
    }

    /// The report of a tool that was carried out.
    pub(super) fn report(&mut self, tool: &str, arguments: &Value) -> Value {
        let result = self.call(tool, arguments);
        assert_eq!(result["isError"], false, "{result:#}");
        result["structuredContent"]["untrusted"]["report"].clone()
    }

    /// The text of a tool that could not be carried out.
    pub(super) fn error(&mut self, tool: &str, arguments: &Value) -> String {
        let result = self.call(tool, arguments);
        assert_eq!(result["isError"], true, "{result:#}");
        result["content"][0]["text"].as_str().unwrap().to_owned()
    }

    /// Sends bytes that need not be a message.
    pub(super) fn send_raw(&mut self, bytes: &[u8]) {
        self.input.as_mut().unwrap().write_all(bytes).unwrap();
    }

    /// Closes the connection and waits for the end of the server.
    pub(super) fn finish(mut self) {
        drop(self.input.take());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }

    /// Closes the connection.
    pub(super) fn hang_up(&mut self) {
        drop(self.input.take());
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
