//! Column types as written, and whether a change from one to another rewrites the table.
//!
//! The matrix is what `PostgreSQL` does in `ATColumnChangeRequiresRewrite` and the cast table,
//! measured on `PostgreSQL` 15: a cast that changes no bytes, or only checks a length that
//! grows, does not rewrite the table.

use crate::object::quoted;

/// A type as written, aliases resolved: `int` is `integer`, `varchar` is `character varying`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Type {
    /// The schema, if written.
    pub schema: Option<String>,
    /// Without length and array brackets.
    pub name: String,
    /// Length, or precision and scale.
    pub modifiers: Vec<i64>,
    /// Whether it is an array of this type.
    pub array: bool,
}

/// The cost of changing the type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// Only the catalog changes.
    Nothing,
    /// The table is not rewritten, but indexes on the column are rebuilt or rows are checked.
    Indexes,
    /// The table and all its indexes are rewritten.
    Rewrite,
}

/// Names of types that every server has and that are frequent.
const BUILT_IN: [&str; 20] = [
    "bigint",
    "bigserial",
    "boolean",
    "bytea",
    "character",
    "character varying",
    "date",
    "double precision",
    "inet",
    "integer",
    "json",
    "jsonb",
    "numeric",
    "real",
    "serial",
    "smallint",
    "text",
    "timestamp with time zone",
    "timestamp without time zone",
    "uuid",
];

impl Type {
    /// Reads a type as the server writes it (`format_type`): `numeric(10,2)`, `timestamp(3) with time zone`, `text[]`.
    pub fn of_server(text: &str) -> Self {
        let (text, array) = text.strip_suffix("[]").map_or((text, false), |text| (text, true));
        let (name, modifiers) = match text.split_once('(').and_then(|(name, rest)| Some((name, rest.split_once(')')?)))
        {
            Some((name, (modifiers, rest))) => (format!("{name}{rest}"), modifiers),
            None => (text.to_owned(), ""),
        };
        let name = match name.as_str() {
            "timestamp" => "timestamp without time zone".to_owned(),
            "time" => "time without time zone".to_owned(),
            _ => name,
        };
        let modifiers = modifiers.split(',').filter_map(|number| number.trim().parse().ok()).collect();
        Self { schema: None, name, modifiers, array }
    }

    /// Whether it is a frequent type of the server itself.
    pub fn is_built_in(&self) -> bool {
        self.schema.is_none() && BUILT_IN.binary_search(&self.name.as_str()).is_ok()
    }

    /// Whether it is `SERIAL` or similar: an integer with a sequence.
    pub fn is_serial(&self) -> bool {
        self.schema.is_none()
            && matches!(self.name.as_str(), "serial" | "bigserial" | "smallserial" | "serial2" | "serial4" | "serial8")
    }

    /// The cost of changing a column of this type to another. Types that are not built in are unknown,
    /// which counts as a rewrite unless they are equal.
    pub fn change_to(&self, new: &Self) -> Cost {
        if self == new {
            return Cost::Nothing;
        }
        if self.array != new.array {
            return Cost::Rewrite;
        }
        let (old_length, new_length) = (self.modifiers.first(), new.modifiers.first());
        let grows = match (old_length, new_length) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(old), Some(new)) => new >= old,
        };
        let (old, name) = (stored(&self.name), stored(&new.name));
        if old == name && self.name != new.name {
            return Cost::Nothing;
        }
        let is_kept = match (old, name) {
            ("character varying" | "text", "text") | ("cidr", "inet") => true,
            ("text", "character varying") => new.modifiers.is_empty(),
            ("numeric", "numeric") => {
                let scale = |modifiers: &[i64]| modifiers.get(1).copied().unwrap_or(0);
                let is_known = !self.modifiers.is_empty();
                let same_scale =
                    new.modifiers.is_empty() || (is_known && scale(&self.modifiers) == scale(&new.modifiers));
                grows && same_scale
            }
            // Since PostgreSQL 12, when the session's time zone is UTC, as it is on hosted
            // servers.
            ("timestamp without time zone", "timestamp with time zone")
            | ("timestamp with time zone", "timestamp without time zone") => grows,
            _ => old == name && grows && has_growing_modifier(old),
        };
        if is_kept {
            return Cost::Nothing;
        }
        match (old, name) {
            ("citext" | "xml", "text") | ("text", "citext") => Cost::Indexes,
            _ => Cost::Rewrite,
        }
    }

    /// Whether values may be truncated or rejected when the type changes to another.
    pub fn narrows_to(&self, new: &Self) -> bool {
        let rank = |name: &str| match name {
            "smallint" => Some(2),
            "integer" => Some(4),
            "bigint" => Some(8),
            _ => None,
        };
        if let (Some(old), Some(new)) = (rank(&self.name), rank(&new.name)) {
            return new < old;
        }
        let is_text = |name: &str| matches!(name, "text" | "character varying" | "character" | "citext");
        if is_text(&self.name) && is_text(&new.name) {
            return match (self.modifiers.first(), new.modifiers.first()) {
                (_, None) => false,
                (None, Some(_)) => true,
                (Some(old), Some(new)) => new < old,
            };
        }
        if self.name == "numeric" && new.name == "numeric" {
            let scale = |modifiers: &[i64]| modifiers.get(1).copied().unwrap_or(0);
            let whole = |modifiers: &[i64]| modifiers.first().map(|precision| precision - scale(modifiers));
            return match (whole(&self.modifiers), whole(&new.modifiers)) {
                (_, None) => false,
                (None, Some(_)) => true,
                (Some(old), Some(whole)) => whole < old || scale(&new.modifiers) < scale(&self.modifiers),
            };
        }
        // Fractional digits of seconds: six unless they are written.
        let digits = |type_: &Self| type_.modifiers.first().copied().unwrap_or(6);
        if self.name == new.name && self.name.contains("time") {
            return digits(new) < digits(self);
        }
        let loses = |old: &str, name: &str| {
            matches!(
                (old, name),
                ("double precision" | "integer" | "bigint", "real")
                    | ("bigint", "double precision")
                    | ("text" | "character varying", "name")
                    | ("double precision" | "real" | "numeric", "smallint" | "integer" | "bigint")
                    | ("numeric", "real" | "double precision")
                    | (
                        "timestamp with time zone" | "timestamp without time zone",
                        "date" | "time without time zone" | "time with time zone"
                    )
            )
        };
        loses(&self.name, &new.name)
    }
}

/// The stored type of a column: `SERIAL` is only a notation.
fn stored(name: &str) -> &str {
    match name {
        "serial" | "serial4" => "integer",
        "bigserial" | "serial8" => "bigint",
        "smallserial" | "serial2" => "smallint",
        other => other,
    }
}

/// Whether the length or precision of a type may grow without a change of stored values.
fn has_growing_modifier(name: &str) -> bool {
    matches!(
        name,
        "character varying"
            | "bit varying"
            | "varbit"
            | "timestamp without time zone"
            | "timestamp with time zone"
            | "time without time zone"
            | "time with time zone"
            | "interval"
    )
}

/// As SQL writes it.
impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{}.", quoted(schema))?;
        }
        f.write_str(&self.name)?;
        if !self.modifiers.is_empty() {
            let modifiers: Vec<String> = self.modifiers.iter().map(ToString::to_string).collect();
            write!(f, "({})", modifiers.join(","))?;
        }
        f.write_str(if self.array { "[]" } else { "" })
    }
}
