//! `tidegate diff`: two schemas compared by meaning, on a real server.

mod drift;
mod files;
mod formats;
mod from_schema;
mod hostile;
mod live;
mod prisma;
mod sides;
mod sql;

use serde_json::Value;

/// The differences of a JSON report: `created table public.a`, `changed column public.a.b: type`.
fn changes(json: &str) -> Vec<String> {
    let report: Value = serde_json::from_str(json).expect("JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let change = |change: &Value| {
        let object = &change["object"];
        let parts = ["schema", "on", "name"].map(|key| text(&object[key]));
        let name = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
        let properties = change["properties"].as_array().expect("properties");
        let properties: Vec<String> = properties.iter().map(|property| text(&property["name"])).collect();
        let properties = if properties.is_empty() { String::new() } else { format!(": {}", properties.join(", ")) };
        format!("{} {} {name}{properties}", text(&change["change"]), text(&object["kind"]))
    };
    report["changes"].as_array().expect("changes").iter().map(change).collect()
}
