//! Types as SQLx records them, and as a server describes them.

use serde_json::Value;

/// A type of a column or a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryType {
    /// In `pg_type`.
    pub name: String,
    pub definition: TypeDefinition,
}

/// The definition of a type, as far as SQLx records it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeDefinition {
    /// A type of the server, or one that SQLx records by its name only.
    Named,
    /// The labels in order.
    Enum(Vec<String>),
    Domain(Box<QueryType>),
    Array(Box<QueryType>),
    /// The fields in order.
    Composite(Vec<(String, QueryType)>),
}

impl QueryType {
    /// A type that its name describes.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), definition: TypeDefinition::Named }
    }

    /// Reads a type as SQLx writes it: `Int4`, `TextArray`, `{"Custom": {"name": "mood", "kind": …}}`; `None` for a form
    /// that is not known.
    pub(super) fn recorded(info: &Value) -> Option<Self> {
        if let Some(name) = info.as_str() {
            return Some(Self::named(built_in(name)));
        }
        let custom = info.get("Custom")?;
        let written = custom.get("name")?.as_str()?;
        let bare = written.rsplit('.').next().unwrap_or(written);
        let name = match bare.strip_suffix("[]") {
            Some(element) => format!("_{}", element.trim_matches('"')),
            None => bare.trim_matches('"').to_owned(),
        };
        let definition = custom.get("kind").and_then(TypeDefinition::recorded).unwrap_or(TypeDefinition::Named);
        Some(Self { name, definition })
    }

    /// Difference of the recorded type from the one of the server, as a fragment that follows the name of its place.
    pub(super) fn difference(&self, now: &Self) -> Option<String> {
        if self.name != now.name {
            return Some(format!(
                "has the type `{}` in the replayed schema, and `{}` is recorded",
                now.name, self.name
            ));
        }
        match (&self.definition, &now.definition) {
            (TypeDefinition::Enum(recorded), TypeDefinition::Enum(values)) if recorded != values => Some(format!(
                "has the type `{}` with the values {} in the replayed schema, and {} are recorded",
                now.name,
                values.join(", "),
                recorded.join(", ")
            )),
            (TypeDefinition::Domain(recorded), TypeDefinition::Domain(now))
            | (TypeDefinition::Array(recorded), TypeDefinition::Array(now)) => recorded.difference(now),
            (TypeDefinition::Composite(recorded), TypeDefinition::Composite(fields)) => {
                let is_same = recorded.len() == fields.len()
                    && recorded
                        .iter()
                        .zip(fields)
                        .all(|((name, field), (other, now))| name == other && field.difference(now).is_none());
                (!is_same).then(|| format!("has the type `{}`, whose fields are not the recorded ones", now.name))
            }
            (TypeDefinition::Named, _) => None,
            (recorded, now_is) if std::mem::discriminant(recorded) == std::mem::discriminant(now_is) => None,
            _ => Some(format!("has the type `{}`, which is of another kind than the recorded one", now.name)),
        }
    }
}

impl TypeDefinition {
    fn recorded(kind: &Value) -> Option<Self> {
        let texts = |values: &Value| -> Option<Vec<String>> {
            values.as_array()?.iter().map(|value| value.as_str().map(str::to_owned)).collect()
        };
        if let Some(labels) = kind.get("Enum") {
            return texts(labels).map(Self::Enum);
        }
        if let Some(base) = kind.get("Domain") {
            return QueryType::recorded(base).map(|base| Self::Domain(Box::new(base)));
        }
        if let Some(element) = kind.get("Array") {
            return QueryType::recorded(element).map(|element| Self::Array(Box::new(element)));
        }
        let field = |field: &Value| Some((field.get(0)?.as_str()?.to_owned(), QueryType::recorded(field.get(1)?)?));
        let fields = kind.get("Composite")?.as_array()?;
        fields.iter().map(field).collect::<Option<Vec<_>>>().map(Self::Composite)
    }
}

/// The name in `pg_type` of a type that SQLx knows.
fn built_in(name: &str) -> String {
    let lower = |name: &str| match name {
        "PgLsn" => "pg_lsn".to_owned(),
        name => name.to_lowercase(),
    };
    match name.strip_suffix("Array") {
        Some(element) => format!("_{}", lower(element)),
        None => lower(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(recorded: &str, now: &QueryType, expected: Option<&str>) {
        let recorded = QueryType::recorded(&serde_json::from_str(recorded).expect("JSON")).expect("a known form");
        let found = recorded.difference(now);
        assert_eq!(found.is_some(), expected.is_some(), "{found:?}");
        assert!(found.as_deref().zip(expected).is_none_or(|(found, part)| found.contains(part)), "{found:?}");
    }

    fn of(name: &str, definition: TypeDefinition) -> QueryType {
        QueryType { name: name.to_owned(), definition }
    }

    #[test]
    fn definitions_are_compared_with_their_parts() {
        let labels = |labels: &[&str]| TypeDefinition::Enum(labels.iter().map(|label| (*label).to_owned()).collect());
        let mood = "{\"Custom\": {\"name\": \"app.mood\", \"kind\": {\"Enum\": [\"sad\", \"ok\"]}}}";
        check(mood, &of("mood", labels(&["sad", "ok"])), None);
        check(mood, &of("mood", labels(&["sad", "ok", "happy"])), Some("the values sad, ok, happy"));
        check(mood, &of("mood", labels(&["ok", "sad"])), Some("the values"));
        check(mood, &of("mood", TypeDefinition::Domain(Box::new(QueryType::named("text")))), Some("another kind"));
        check(mood, &QueryType::named("text"), Some("`mood` is recorded"));
        let moods = format!("{{\"Custom\": {{\"name\": \"mood[]\", \"kind\": {{\"Array\": {mood}}}}}}}");
        let array = |definition| of("_mood", TypeDefinition::Array(Box::new(of("mood", definition))));
        check(&moods, &array(labels(&["sad", "ok"])), None);
        check(&moods, &array(labels(&["sad"])), Some("the values sad"));
        let domain = "{\"Custom\": {\"name\": \"age\", \"kind\": {\"Domain\": \"Int4\"}}}";
        check(domain, &of("age", TypeDefinition::Domain(Box::new(QueryType::named("int8")))), Some("`int8`"));
        let pair = "{\"Custom\": {\"name\": \"\\\"Pair\\\"\", \"kind\": {\"Composite\": [[\"a\", \"Int4\"]]}}}";
        let fields = |name: &str| TypeDefinition::Composite(vec![(name.to_owned(), QueryType::named("int4"))]);
        check(pair, &of("Pair", fields("a")), None);
        check(pair, &of("Pair", fields("b")), Some("fields"));
        check("\"TextArray\"", &of("_text", TypeDefinition::Array(Box::new(QueryType::named("text")))), None);
        check("{\"Custom\": {\"name\": \"citext\", \"kind\": \"Simple\"}}", &QueryType::named("citext"), None);
    }

    #[test]
    fn other_forms_are_not_guessed() {
        for info in ["7", "{\"DeclareWithOid\": 7}", "{}", "null"] {
            assert_eq!(QueryType::recorded(&serde_json::from_str(info).expect("JSON")), None, "{info}");
        }
    }
}
