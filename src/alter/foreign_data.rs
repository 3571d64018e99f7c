//! Foreign-data wrappers, servers and user mappings.

use super::context::Context;
use super::fate::{Alteration, Changed, Outcome};
use super::name::named;
use super::parameters;
use crate::catalog::{ForeignData, Object};
use crate::definition::literal;
use std::collections::BTreeMap;

/// Says how foreign data is altered.
pub(super) fn alter(
    context: &Context<'_>,
    before: &ForeignData,
    after: &ForeignData,
    changed: &Changed<'_>,
) -> Outcome {
    if changed.any(&["type", "wrapper"]) {
        return Outcome::Recreate;
    }
    let object = named(&context.new, &Object::ForeignData(after.clone())).full();
    let mut alteration = Alteration::default();
    for (name, word) in [("handler", "HANDLER"), ("validator", "VALIDATOR")] {
        let function = if name == "handler" { &after.handler } else { &after.validator };
        if changed.has(name) {
            alteration.main.push(match function {
                Some(function) => {
                    format!("ALTER {object} {word} {};", function.split('(').next().unwrap_or_default())
                }
                None => format!("ALTER {object} NO {word};"),
            });
        }
    }
    if changed.has("version") {
        let version = after.version.as_deref().map_or_else(|| "NULL".to_owned(), literal);
        alteration.main.push(format!("ALTER {object} VERSION {version};"));
    }
    if has_secret(before) && changed.has("options") || has_new_secret(before, after) {
        alteration.refused.push("the value of an option may be secret, so the catalog leaves it out".to_owned());
    }
    let (old, new) = (options(before), options(after));
    if let Some(options) = parameters::options(context, &old, &new) {
        alteration.main.push(format!("ALTER {object} {options};"));
    }
    alteration.into()
}

/// Whether an option has a value that the catalog leaves out.
pub(super) fn has_secret(object: &ForeignData) -> bool {
    object.options.iter().flatten().any(|(_, value)| value.is_none())
}

fn has_new_secret(before: &ForeignData, after: &ForeignData) -> bool {
    let known = |name: &str| before.options.iter().flatten().any(|(other, value)| other == name && value.is_none());
    after.options.iter().flatten().any(|(name, value)| value.is_none() && !known(name))
}

fn options(object: &ForeignData) -> BTreeMap<&str, &str> {
    let known = object.options.iter().flatten();
    known.filter_map(|(name, value)| Some((name.as_str(), value.as_deref()?))).collect()
}
