//! Text search, and extended statistics.

use super::context::Context;
use super::fate::{Alteration, Changed, Outcome};
use super::name::named;
use crate::catalog::{Object, Qualified, Statistics, TextSearch, TextSearchForm};

/// Says how an object of text search is altered.
pub(super) fn alter(context: &Context<'_>, before: &TextSearch, after: &TextSearch, changed: &Changed<'_>) -> Outcome {
    let object = named(&context.new, &Object::TextSearch(after.clone())).full();
    match after.form {
        TextSearchForm::Dictionary
            if !changed.has("template") && before.options.is_some() && after.options.is_some() =>
        {
            // Options that are not named stay, so all of them have to be there.
            let names = |options: &str| -> Vec<String> {
                options.split(", ").filter_map(|option| Some(option.split_once(" = ")?.0.to_owned())).collect()
            };
            let (old, new) =
                (before.options.as_deref().unwrap_or_default(), after.options.as_deref().unwrap_or_default());
            let gone = names(old).into_iter().filter(|name| !names(new).contains(name));
            let options: Vec<String> = gone.chain([new.to_owned()]).collect();
            Alteration::of(vec![format!("ALTER {object} ({});", options.join(", "))])
        }
        TextSearchForm::Dictionary if !changed.has("template") => {
            let old = before.options.as_deref().unwrap_or_default();
            let gone = old.split(", ").filter_map(|option| Some(option.split_once(" = ")?.0.to_owned()));
            let options: Vec<String> = gone.chain(after.options.clone()).collect();
            Alteration::of(vec![format!("ALTER {object} ({});", options.join(", "))])
        }
        TextSearchForm::Configuration if !changed.has("parser") => mappings(context, &object, before, after),
        _ => Outcome::Recreate,
    }
}

fn mappings(context: &Context<'_>, object: &str, before: &TextSearch, after: &TextSearch) -> Outcome {
    let (old, new) = (before.mappings.clone().unwrap_or_default(), after.mappings.clone().unwrap_or_default());
    let mut main = Vec::new();
    for token in old.keys().filter(|token| !new.contains_key(*token)) {
        main.push(format!("ALTER {object} DROP MAPPING FOR {};", context.new.id(token)));
    }
    for (token, dictionaries) in &new {
        let word = match old.get(token) {
            None => "ADD",
            Some(known) if known != dictionaries => "ALTER",
            Some(_) => continue,
        };
        let list: Vec<String> = dictionaries.iter().map(|name: &Qualified| context.new.full(name)).collect();
        main.push(format!("ALTER {object} {word} MAPPING FOR {} WITH {};", context.new.id(token), list.join(", ")));
    }
    Alteration::of(main)
}

/// Says how a statistics object is altered.
pub(super) fn statistics(context: &Context<'_>, after: &Statistics, changed: &Changed<'_>) -> Outcome {
    if changed.any(&["definition", "table"]) {
        return Outcome::Recreate;
    }
    let name = context.new.qualified(&after.schema, &after.name);
    Alteration::of(vec![format!("ALTER STATISTICS {name} SET STATISTICS {};", after.target.unwrap_or(-1))])
}
