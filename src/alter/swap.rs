//! Types in use get a successor: the old one is renamed, the columns change to the new one, and the old one is dropped.

use super::context::Context;
use crate::catalog::{DataType, Identity, Kind, Object, TypeForm};

/// The statements that replace a type in use.
pub(super) struct Swap {
    pub(super) rename: String,
    pub(super) drop: String,
    /// The type that both sides convert to: `text` for the values of an enum.
    pub(super) through: String,
}

/// Returns how a type that columns have is replaced.
///
/// # Errors
/// The reason, where its values have no form that both types share.
pub(super) fn swap(context: &Context<'_>, before: &DataType, after: &DataType) -> Result<Swap, String> {
    let through = match (before.form, after.form, &after.domain) {
        (TypeForm::Enum, TypeForm::Enum, _) => "text".to_owned(),
        (TypeForm::Domain, TypeForm::Domain, Some(domain)) => {
            // The values of an enum that is replaced, too, are converted by their names.
            if domain.r#type.contains('.') { "text".to_owned() } else { domain.r#type.clone() }
        }
        _ => return Err("the type is used by columns, and its values have no form that both types share".to_owned()),
    };
    let word = if before.form == TypeForm::Domain { "DOMAIN" } else { "TYPE" };
    let name = context.old.qualified(&before.schema, &before.name);
    let old = free_name(context, before);
    Ok(Swap {
        rename: format!("ALTER {word} {name} RENAME TO {};", context.old.id(&old)),
        drop: format!("DROP {word} {};", context.old.qualified(&before.schema, &old)),
        through,
    })
}

/// Returns a name that no type or table of either side has.
fn free_name(context: &Context<'_>, of: &DataType) -> String {
    let mut begin = of.name.as_str();
    while begin.len() > 50 {
        begin = &begin[..begin.len() - begin.chars().next_back().map_or(1, char::len_utf8)];
    }
    let is_free = |name: &str| {
        [context.actual, context.target].into_iter().all(|catalog| Context::whole(catalog, &of.schema, name).is_none())
    };
    let numbered = (2..).map(|number| format!("{begin}_old{number}"));
    let mut names = std::iter::once(format!("{begin}_old")).chain(numbered);
    names.find(|name| is_free(name)).unwrap_or_default()
}

/// Whether a column has a type, or an array of it.
pub(super) fn is_of(context: &Context<'_>, object: &Object, of: &Identity) -> bool {
    let Object::Column(column) = object else { return false };
    let (Some(written), Some(schema)) = (&column.r#type, &of.schema) else { return false };
    let name = context.old.qualified(schema, &of.name);
    matches!(of.kind, Kind::Type | Kind::Domain) && written.trim_end_matches("[]") == name
}
