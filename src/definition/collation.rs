//! Collations, conversions of encodings, casts and transforms.

use super::entry::{Described, Entry};
use super::name::literal;
use super::source::{Source, function_name};
use crate::catalog::{Cast, CastContext, CastMethod, Collation, Conversion, Provider, Transform};

pub(super) fn collation(source: &Source<'_>, collation: &Collation) -> Vec<Entry> {
    let provider = match collation.provider {
        Provider::Libc => "libc",
        Provider::Icu => "icu",
        Provider::Default => "default",
        Provider::Builtin => "builtin",
    };
    let mut options = vec![format!("provider = {provider}")];
    options.extend((!collation.deterministic).then(|| "deterministic = false".to_owned()));
    match (&collation.locale, &collation.collate, &collation.ctype) {
        (Some(locale), _, _) => options.push(format!("locale = {}", literal(locale))),
        (None, Some(collate), Some(ctype)) if collate == ctype => {
            options.push(format!("locale = {}", literal(collate)));
        }
        (None, Some(collate), Some(ctype)) => {
            options.push(format!("lc_collate = {}", literal(collate)));
            options.push(format!("lc_ctype = {}", literal(ctype)));
        }
        _ => {}
    }
    options.extend(collation.rules.as_ref().map(|rules| format!("rules = {}", literal(rules))));
    let name = source.qualified(&collation.schema, &collation.name);
    let create = format!("CREATE COLLATION {name} ({});", options.join(", "));
    let mut entries = vec![Entry::new("COLLATION", Some(&collation.schema), &collation.name).with(create)];
    let name = source.id(&collation.name);
    let described = Described { kind: "COLLATION", schema: Some(&collation.schema), name };
    entries.extend(described.entries(source, collation.comment.as_deref(), None));
    entries
}

pub(super) fn conversion(source: &Source<'_>, conversion: &Conversion) -> Vec<Entry> {
    let default = if conversion.default { "DEFAULT " } else { "" };
    let name = source.qualified(&conversion.schema, &conversion.name);
    let (from, to) = (literal(&conversion.source), literal(&conversion.target));
    let function = function_name(&conversion.function);
    let create = format!("CREATE {default}CONVERSION {name} FOR {from} TO {to} FROM {function};");
    let mut entries = vec![Entry::new("CONVERSION", Some(&conversion.schema), &conversion.name).with(create)];
    let name = source.id(&conversion.name);
    let described = Described { kind: "CONVERSION", schema: Some(&conversion.schema), name };
    entries.extend(described.entries(source, conversion.comment.as_deref(), None));
    entries
}

pub(super) fn cast(source: &Source<'_>, cast: &Cast) -> Vec<Entry> {
    let name = format!("({} AS {})", cast.source, cast.target);
    let method = match (cast.method, &cast.function) {
        (CastMethod::Function, Some(function)) => format!("WITH FUNCTION {}", source.function(function)),
        (CastMethod::InOut, _) => "WITH INOUT".to_owned(),
        _ => "WITHOUT FUNCTION".to_owned(),
    };
    let context = match cast.context {
        CastContext::Explicit => "",
        CastContext::Assignment => " AS ASSIGNMENT",
        CastContext::Implicit => " AS IMPLICIT",
    };
    let mut entries =
        vec![Entry::new("CAST", None, format!("CAST {name}")).with(format!("CREATE CAST {name} {method}{context};"))];
    let described = Described { kind: "CAST", schema: None, name };
    entries.extend(described.entries(source, cast.comment.as_deref(), None));
    entries
}

pub(super) fn transform(source: &Source<'_>, transform: &Transform) -> Vec<Entry> {
    let name = format!("FOR {} LANGUAGE {}", transform.r#type, source.id(&transform.language));
    let functions = [("FROM", &transform.from_sql), ("TO", &transform.to_sql)];
    let functions: Vec<String> = functions
        .into_iter()
        .filter_map(|(word, function)| {
            Some(format!("{word} SQL WITH FUNCTION {}", source.function(function.as_ref()?)))
        })
        .collect();
    let create = format!("CREATE TRANSFORM {name} ({});", functions.join(", "));
    let mut entries = vec![Entry::new("TRANSFORM", None, format!("TRANSFORM {name}")).with(create)];
    let described = Described { kind: "TRANSFORM", schema: None, name };
    entries.extend(described.entries(source, transform.comment.as_deref(), None));
    entries
}
