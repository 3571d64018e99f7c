//! Placeholders of Flyway, `${name}`: replaced everywhere in a script, also in comments and strings
//! (Flyway 13, `PlaceholderReplacingReader`, `ParsingContext`).

use super::script::{Replaced, ScriptFile};
use super::tool_settings::Values;
use crate::text::{Span, Spliced};

/// The values of placeholders, and how they are written.
#[derive(Clone, Debug)]
pub(super) struct Placeholders {
    prefix: String,
    suffix: String,
    separator: String,
    /// By name in lower case.
    values: Values,
}

/// A placeholder without a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unknown {
    pub(super) span: Span,
    /// As it is written.
    pub(super) text: String,
    pub(super) name: String,
    pub(super) is_closed: bool,
}

impl Unknown {
    /// A fragment.
    pub(super) fn message(&self) -> String {
        if self.is_closed {
            format!("the placeholder `{}` has no value", self.text)
        } else {
            "a placeholder has no end".to_owned()
        }
    }
}

/// The role and the database of a replay.
const OWN: &str = "postgres";

impl Placeholders {
    /// The placeholders of a script: the settings of the project, and those that Flyway itself gives.
    pub(super) fn of(file: &ScriptFile) -> Self {
        let own = &file.settings.own;
        let or = |name: &str, default: &str| own.get(name).cloned().unwrap_or_else(|| default.to_owned());
        let separator = or("placeholderSeparator", ":");
        let schema = own.get("schemas").and_then(|all| all.split(',').next()).map_or("public", str::trim);
        let given = own.iter().filter_map(|(name, value)| Some((name.strip_prefix("placeholders.")?, value)));
        let mut values = Values::new();
        for (name, value) in [
            ("defaultschema", or("defaultSchema", schema)),
            ("user", OWN.to_owned()),
            ("database", OWN.to_owned()),
            // Any moment: the same in every replay.
            ("timestamp", "2000-01-01 00:00:00".to_owned()),
            ("workingdirectory", "/".to_owned()),
            ("table", or("table", "flyway_schema_history")),
            ("environment", or("environment", "default")),
            ("filename", String::from_utf8_lossy(file.name).into_owned()),
        ] {
            values.insert(format!("flyway{separator}{name}"), value);
        }
        let variables = &file.settings.variables;
        for (name, value) in given {
            if let Some(value) = with_environment(value, variables) {
                values.insert(name.to_lowercase(), value);
            }
        }
        values.extend(variables.iter().map(|(name, value)| (name.to_lowercase(), value.clone())));
        let (prefix, suffix) = (or("placeholderPrefix", "${"), or("placeholderSuffix", "}"));
        Self { prefix, suffix, separator, values }
    }

    /// The placeholders of a text with their values, and those without one.
    pub(super) fn find(&self, content: &[u8]) -> (Vec<Replaced>, Vec<Unknown>) {
        let (prefix, suffix) = (self.prefix.as_bytes(), self.suffix.as_bytes());
        let (mut replaced, mut unknown) = (Vec::new(), Vec::new());
        let Some(first) = prefix.first().filter(|_| !suffix.is_empty()) else { return (replaced, unknown) };
        let mut at = 0;
        while let Some(found) = memchr::memchr(*first, &content[at..]) {
            let start = at + found;
            let common = content[start..].iter().zip(prefix).take_while(|(one, other)| one == other).count();
            if common < prefix.len() {
                // Flyway reads the letter that differs together with those before it: `$${x}` is not a placeholder.
                at = (start + common + 1).min(content.len());
                continue;
            }
            let name = start + prefix.len();
            let length = memchr::memmem::find(&content[name..], suffix);
            let name_end = length.map_or(content.len(), |length| name + length);
            let end = length.map_or(content.len(), |length| name + length + suffix.len());
            let (span, name) = (start..end, String::from_utf8_lossy(&content[name..name_end]).into_owned());
            if let Some(value) = self.values.get(&name.to_lowercase()).filter(|_| length.is_some()) {
                replaced.push(Replaced { span, by: value.clone().into_bytes() });
            } else {
                let text = String::from_utf8_lossy(&content[span.clone()]).into_owned();
                unknown.push(Unknown { span, text, name, is_closed: length.is_some() });
            }
            at = end;
        }
        (replaced, unknown)
    }

    /// The text with every placeholder replaced, or the first that has no value.
    pub(super) fn replace(&self, content: &[u8]) -> Result<Vec<u8>, Unknown> {
        let (replaced, unknown) = self.find(content);
        match unknown.into_iter().next() {
            Some(unknown) => Err(unknown),
            None => Ok(Spliced::new(content, replaced.iter().map(|part| (&part.span, &part.by[..]))).text),
        }
    }

    /// Whether the name is one that only Flyway gives a value.
    pub(super) fn is_own(&self, name: &str) -> bool {
        name.to_lowercase().starts_with(&format!("flyway{}", self.separator))
    }
}

/// A value of a configuration file with the variables of the environment in it; `None` if one is not known.
fn with_environment(value: &str, variables: &Values) -> Option<String> {
    let mut found = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, after) = after.split_once('}')?;
        found = found + before + variables.get(name.strip_prefix("env.").unwrap_or(name))?;
        rest = after;
    }
    Some(found + rest)
}

#[cfg(test)]
mod tests {
    use super::super::tool_settings::ToolSettings;
    use super::*;

    fn placeholders(own: &[(&str, &str)], variables: &[(&str, &str)]) -> Placeholders {
        let values = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Values>()
        };
        let settings = ToolSettings { own: values(own), variables: values(variables), ..ToolSettings::default() };
        Placeholders::of(&ScriptFile { name: b"V1__a.sql", settings: &settings, ..ScriptFile::alone(b"") })
    }

    fn check(placeholders: &Placeholders, text: &str, expected: Result<&str, &str>) {
        let found = placeholders.replace(text.as_bytes()).map(|text| String::from_utf8(text).expect("UTF-8"));
        let found = found.as_deref().map_err(|unknown| unknown.name.as_str());
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn placeholders_are_replaced_everywhere() {
        let found = placeholders(&[("placeholders.Name", "b"), ("placeholders.none", "")], &[("later", "c")]);
        check(&found, "-- ${name}\nselect '${NAME}${none}', $$ ${later} $$;", Ok("-- b\nselect 'b', $$ c $$;"));
        check(&found, "select '$ {name}', $1, $$;", Ok("select '$ {name}', $1, $$;"));
        check(&found, "$${name}", Ok("$${name}"));
        check(&found, "$$${name}", Ok("$$b"));
        check(&found, "select '${x}'", Err("x"));
        check(&found, "select '${name", Err("name"));
        check(&found, "${flyway:filename} ${flyway:defaultSchema}", Ok("V1__a.sql public"));
        check(&found, "${flyway:nothing}", Err("flyway:nothing"));
    }

    #[test]
    fn the_marks_are_settings() {
        let marks = [("placeholderPrefix", "@"), ("placeholderSuffix", "@"), ("placeholders.name", "b")];
        check(&placeholders(&marks, &[]), "@name@ ${x}", Ok("b ${x}"));
    }

    #[test]
    fn a_value_from_the_environment_is_a_variable() {
        let own = [("placeholders.name", "${env.OTHER}_x")];
        check(&placeholders(&own, &[]), "${name}", Err("name"));
        check(&placeholders(&own, &[("OTHER", "b")]), "${name}", Ok("b_x"));
    }
}
