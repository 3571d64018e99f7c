//! Names of objects as `PostgreSQL` sees them: unquoted ones folded to lower case (manual,
//! section 4.1.1), quoted ones as they are.

use std::fmt;

/// The schema that an unqualified name means unless `search_path` says otherwise.
pub const PUBLIC: &str = "public";

/// A name, with its schema if written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    pub schema: Option<String>,
    pub name: String,
}

impl Name {
    /// Makes a name of its written parts, the last of which is the name; a database in front is ignored.
    pub fn of_parts(mut parts: Vec<String>) -> Self {
        let name = parts.pop().unwrap_or_default();
        Self { schema: parts.pop(), name }
    }

    /// The schema, or `default` for an unqualified name.
    pub fn schema_or<'a>(&'a self, default: &'a str) -> &'a str {
        self.schema.as_deref().unwrap_or(default)
    }

    /// Whether both names mean the same object if unqualified names mean `public`.
    pub fn is_same(&self, other: &Self) -> bool {
        self.name == other.name && self.schema_or(PUBLIC) == other.schema_or(PUBLIC)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{}.", quoted(schema))?;
        }
        f.write_str(&quoted(&self.name))
    }
}

/// Writes a name as SQL, quoted if necessary, without backticks: messages have statements between them.
pub fn quoted(name: &str) -> String {
    if name.contains('`') {
        // Manual, section 4.1.1.
        let escaped = name.replace('\\', r"\\").replace('"', "\"\"").replace('`', r"\0060");
        return format!("U&\"{escaped}\"");
    }
    let is_start = |letter: char| letter.is_lowercase() || letter == '_';
    let is_part = |letter: char| is_start(letter) || letter.is_ascii_digit() || letter == '$';
    let is_plain = name.chars().next().is_some_and(is_start) && name.chars().all(is_part);
    if is_plain && !RESERVED.contains(&name) { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// Writes a string as SQL, valid with any value of `standard_conforming_strings`, without backticks.
pub fn literal(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''").replace('`', r"\x60"))
}

/// Reads a written name as the server does.
pub fn read(written: &str) -> String {
    match written.strip_prefix('"') {
        Some(inner) => inner.strip_suffix('"').unwrap_or(inner).replace("\"\"", "\""),
        None => written.to_ascii_lowercase(),
    }
}

/// Reserved words that are common as names (manual, appendix C).
const RESERVED: [&str; 20] = [
    "all",
    "array",
    "check",
    "column",
    "constraint",
    "default",
    "desc",
    "end",
    "for",
    "from",
    "group",
    "limit",
    "offset",
    "order",
    "primary",
    "references",
    "table",
    "to",
    "user",
    "window",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_written_as_the_server_does() {
        for (written, read_as, back) in [
            ("Users", "users", "users"),
            ("\"Users\"", "Users", "\"Users\""),
            ("\"a\"\"b\"", "a\"b", "\"a\"\"b\""),
            ("\"user\"", "user", "\"user\""),
            ("\"my_table\"", "my_table", "my_table"),
        ] {
            assert_eq!(read(written), read_as);
            assert_eq!(quoted(read_as), back);
        }
    }

    #[test]
    fn literals_escape_quotes_and_backslashes() {
        assert_eq!(literal(r"a'b\c"), r"E'a''b\\c'");
        assert_eq!(literal("a`b"), r"E'a\x60b'");
        assert_eq!(quoted(r#"a`b\"c"#), r#"U&"a\0060b\\""c""#);
    }

    #[test]
    fn the_public_schema_may_be_left_out() {
        let name = |schema: Option<&str>| Name { schema: schema.map(str::to_owned), name: "t".to_owned() };
        assert!(name(None).is_same(&name(Some("public"))));
        assert!(!name(None).is_same(&name(Some("auth"))));
        assert_eq!(name(Some("auth")).to_string(), "auth.t");
    }
}
