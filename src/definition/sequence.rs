//! Sequences, and those of identity columns.

use super::entry::{Described, Entry};
use super::source::Source;
use crate::catalog::{Column, Durability, IdentityColumn, IdentityForm, Sequence};

pub(super) fn sequence(source: &Source<'_>, sequence: &Sequence) -> Vec<Entry> {
    let name = source.qualified(&sequence.schema, &sequence.name);
    let unlogged = if sequence.durability == Durability::Unlogged { "UNLOGGED " } else { "" };
    let of = if sequence.r#type == "bigint" { String::new() } else { format!("\n    AS {}", sequence.r#type) };
    let values = Values {
        of: &sequence.r#type,
        start: sequence.start,
        increment: sequence.increment,
        min: sequence.min,
        max: sequence.max,
        cache: sequence.cache,
        cycle: sequence.cycle,
    };
    let create = format!("CREATE {unlogged}SEQUENCE {name}{of}\n{};", values.text());
    let mut entries = vec![Entry::new("SEQUENCE", Some(&sequence.schema), &sequence.name).with(create)];
    entries.extend(owned_by(source, sequence));
    let described = Described { kind: "SEQUENCE", schema: Some(&sequence.schema), name: source.id(&sequence.name) };
    entries.extend(described.entries(source, sequence.comment.as_deref(), sequence.labels.as_ref()));
    entries
}

/// Returns the statement that gives a sequence to its column.
fn owned_by(source: &Source<'_>, sequence: &Sequence) -> Option<Entry> {
    let owner = sequence.owned_by.as_ref()?;
    let name = source.qualified(&sequence.schema, &sequence.name);
    let column = format!("{}.{}", source.qualified(&owner.schema, &owner.table), source.id(&owner.column));
    let statement = format!("ALTER SEQUENCE {name} OWNED BY {column};");
    Some(Entry::new("SEQUENCE OWNED BY", Some(&sequence.schema), &sequence.name).with(statement))
}

/// Returns the sequence of an identity column.
pub(super) fn identity(source: &Source<'_>, column: &Column, identity: &IdentityColumn) -> Vec<Entry> {
    let table = source.parts(&column.schema, &column.table).and_then(|parts| parts.table);
    let form = if identity.form == IdentityForm::Always { "ALWAYS" } else { "BY DEFAULT" };
    let durability = match table.map(|table| table.durability) {
        Some(durability) if durability != identity.durability => {
            if identity.durability == Durability::Unlogged {
                "    UNLOGGED\n"
            } else {
                "    LOGGED\n"
            }
        }
        _ => "",
    };
    let of = column.r#type.as_deref().unwrap_or("bigint");
    let values = Values {
        of,
        start: identity.start,
        increment: identity.increment,
        min: identity.min,
        max: identity.max,
        cache: identity.cache,
        cycle: identity.cycle,
    };
    let statement = format!(
        "ALTER TABLE {} ALTER COLUMN {} ADD GENERATED {form} AS IDENTITY (\n    SEQUENCE NAME {}\n{durability}{}\n);",
        source.qualified(&column.schema, &column.table),
        source.id(&column.name),
        source.qualified(&column.schema, &identity.sequence),
        values.text()
    );
    let mut entries = vec![Entry::new("SEQUENCE", Some(&column.schema), &identity.sequence).with(statement)];
    let described = Described { kind: "SEQUENCE", schema: Some(&column.schema), name: source.id(&identity.sequence) };
    entries.extend(described.entries(source, column.sequence_comment.as_deref(), None));
    entries
}

/// The values of a sequence.
struct Values<'a> {
    of: &'a str,
    start: i64,
    increment: i64,
    min: i64,
    max: i64,
    cache: i64,
    cycle: bool,
}

impl Values<'_> {
    fn text(&self) -> String {
        let (least, greatest) = match self.of {
            "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
            "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
            _ => (i64::MIN, i64::MAX),
        };
        let (min, max) = if self.increment < 0 { (least, -1) } else { (1, greatest) };
        let min = if self.min == min { "NO MINVALUE".to_owned() } else { format!("MINVALUE {}", self.min) };
        let max = if self.max == max { "NO MAXVALUE".to_owned() } else { format!("MAXVALUE {}", self.max) };
        let cycle = if self.cycle { "\n    CYCLE" } else { "" };
        format!(
            "    START WITH {}\n    INCREMENT BY {}\n    {min}\n    {max}\n    CACHE {}{cycle}",
            self.start, self.increment, self.cache
        )
    }
}
