//! JSON that has to be as its schema says.

use boon::{Compiler, Schemas};
use serde_json::Value;

/// Fails where a value does not fit a schema, or has keys that the schema does not describe.
#[track_caller]
pub(crate) fn assert_valid(schema: &Value, value: &Value) {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("file:///output.json", schema.clone()).unwrap();
    let index = compiler.compile("file:///output.json", &mut schemas).unwrap();
    if let Err(error) = schemas.validate(value, index) {
        panic!("{error:#}\n{value:#}");
    }
    assert_described(schema, value, "");
}

/// Every key of a result is described, so that a new one is not forgotten in the schema.
#[track_caller]
fn assert_described(schema: &Value, value: &Value, place: &str) {
    match value {
        Value::Object(entries) => {
            let Some(properties) = schema["properties"].as_object() else { return };
            for (key, value) in entries {
                let property = properties.get(key).unwrap_or_else(|| panic!("{place}/{key} is not described"));
                assert_described(property, value, &format!("{place}/{key}"));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| assert_described(&schema["items"], item, place)),
        _ => {}
    }
}
