//! Storage parameters, options of foreign data, and replica identities.

use super::name::{literal, quote_literal};
use super::source::Source;
use crate::catalog::{Identity, Parameters, ReplicaIdentity};

/// Writes `WITH (…)`, or nothing.
pub(super) fn with(
    source: &Source<'_>,
    identity: &Identity,
    options: Option<&Parameters>,
    toast: Option<&Parameters>,
    before: &str,
) -> String {
    let words = source.words(identity);
    let written = |words: Option<&Vec<String>>, parameters: Option<&Parameters>| {
        words.cloned().or_else(|| parameters.map(pairs)).unwrap_or_default()
    };
    let own = written(words.and_then(|words| words.options.as_ref()), options);
    let toast = written(words.and_then(|words| words.toast_options.as_ref()), toast);
    let is_shown = |option: &&String| !matches!(option.as_str(), "check_option=local" | "check_option=cascaded");
    let each = |prefix: &'static str| {
        move |option: &String| {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            let is_plain = !value.is_empty() && source.id(value) == value;
            let value = if is_plain { value.to_owned() } else { literal(value) };
            format!("{prefix}{}={value}", source.id(name))
        }
    };
    let own = own.iter().filter(is_shown).map(each(""));
    let all: Vec<String> = own.chain(toast.iter().map(each("toast."))).collect();
    if all.is_empty() { String::new() } else { format!("{before}WITH ({})", all.join(", ")) }
}

/// Writes parameters as the server keeps them.
pub(super) fn pairs(parameters: &Parameters) -> Vec<String> {
    parameters.0.pairs().map(|(name, value)| format!("{name}={value}")).collect()
}

/// Writes the options of foreign data.
pub(super) fn foreign_options<'o>(source: &Source<'_>, options: impl Iterator<Item = (&'o String, &'o str)>) -> String {
    let options = options.map(|(name, value)| format!("{} {}", source.id(name), quote_literal(value)));
    options.collect::<Vec<_>>().join(",\n    ")
}

/// Returns the statement that sets a replica identity without an index.
pub(super) fn replica_identity(name: &str, identity: Option<ReplicaIdentity>) -> Option<String> {
    let identity = match identity? {
        ReplicaIdentity::Nothing => "NOTHING",
        ReplicaIdentity::Full => "FULL",
        ReplicaIdentity::Default | ReplicaIdentity::Index => return None,
    };
    Some(format!("ALTER TABLE ONLY {name} REPLICA IDENTITY {identity};"))
}
