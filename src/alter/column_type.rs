//! Whether the values of a column can be converted to another type, and how.

use super::context::Context;
use crate::catalog::{DataType, Object, TypeForm};
use crate::object::read_name;
use crate::sql::Type;

/// Types in groups: within one, the server converts on assignment.
const GROUPS: [&[&str]; 6] = [
    &["smallint", "integer", "bigint", "numeric", "real", "double precision"],
    &["text", "character varying", "character", "name", "citext"],
    &["timestamp without time zone", "timestamp with time zone", "date"],
    &["json", "jsonb"],
    &["inet", "cidr"],
    &["bit", "bit varying"],
];

/// Pairs besides these groups that the server converts on assignment.
const PAIRS: [(&str, &str); 6] = [
    ("timestamp without time zone", "time without time zone"),
    ("timestamp with time zone", "time with time zone"),
    ("time without time zone", "interval"),
    ("time without time zone", "time with time zone"),
    ("time with time zone", "time without time zone"),
    ("interval", "time without time zone"),
];

/// The type behind a name.
struct Meaning {
    name: String,
    is_array: bool,
    is_enum: bool,
}

/// Returns the expression that converts a column, or `None` where the server needs none.
///
/// # Errors
/// The reason, where no conversion is known that keeps the values or fails.
pub(super) fn using(context: &Context<'_>, column: &str, old: &str, new: &str) -> Result<Option<String>, String> {
    let (before, after) = (meaning(context, old), meaning(context, new));
    let explicit = || Ok(Some(format!("{column}::{new}")));
    let through_text = || {
        let of = if before.is_array { "text[]" } else { "text" };
        Ok(Some(format!("{column}::{of}::{new}")))
    };
    let is_text = |meaning: &Meaning| GROUPS[1].contains(&meaning.name.as_str());
    if before.is_array != after.is_array {
        return if is_text(&after) && !after.is_array || is_text(&before) && !before.is_array {
            explicit()
        } else {
            Err(unknown(old, new))
        };
    }
    let is_same = before.name == after.name;
    let is_grouped =
        GROUPS.iter().any(|group| group.contains(&before.name.as_str()) && group.contains(&after.name.as_str()));
    let is_pair = PAIRS.contains(&(before.name.as_str(), after.name.as_str()));
    if is_same || is_grouped || is_pair || is_text(&after) {
        // An explicit cast would cut a string that is too long; an assignment fails.
        Ok(None)
    } else if before.is_enum {
        through_text()
    } else if is_text(&before)
        || matches!((before.name.as_str(), after.name.as_str()), ("integer", "boolean") | ("boolean", "integer"))
    {
        explicit()
    } else {
        Err(unknown(old, new))
    }
}

fn unknown(old: &str, new: &str) -> String {
    format!("no conversion from {old} to {new} is known that keeps all values")
}

/// Follows a domain to its type.
fn meaning(context: &Context<'_>, written: &str) -> Meaning {
    let mut read = Type::of_server(written);
    let mut is_array = read.array;
    for _ in 0..8 {
        let Some(of) = own_type(context, &read.name) else { break };
        match (of.form, &of.domain) {
            (TypeForm::Domain, Some(domain)) => {
                read = Type::of_server(&domain.r#type);
                is_array |= read.array;
            }
            (TypeForm::Enum, _) => return Meaning { name: read.name, is_array, is_enum: true },
            _ => break,
        }
    }
    let bare = read.name.rsplit('.').next().unwrap_or_default();
    let name = if bare == "citext" { bare.to_owned() } else { read.name };
    Meaning { name, is_array, is_enum: false }
}

/// Returns a type of either side by its written name.
fn own_type<'a>(context: &Context<'a>, written: &str) -> Option<&'a DataType> {
    let (schema, name) = written.split_once('.')?;
    let (schema, name) = (read_name(schema), read_name(name));
    let found =
        [context.target, context.actual].into_iter().find_map(|catalog| Context::whole(catalog, &schema, &name));
    match found? {
        (_, Object::DataType(of)) => Some(of),
        _ => None,
    }
}
