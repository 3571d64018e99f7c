//! Functions and procedures.

use super::entry::{Described, Entry};
use super::name::{in_dollars, literal, without_defaults};
use super::source::Source;
use crate::catalog::{Ordered, Parallel, Routine, RoutineForm, Volatility};

/// Settings whose value is a list of names.
const LISTS: [&str; 6] = [
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
];

pub(super) fn routine(source: &Source<'_>, routine: &Routine) -> Vec<Entry> {
    let keyword = if routine.form == RoutineForm::Procedure { "PROCEDURE" } else { "FUNCTION" };
    let named = |arguments: &str| format!("{}({arguments})", source.id(&routine.name));
    let schema = source.id(&routine.schema);
    let mut text = format!("CREATE {keyword} {schema}.{}", named(&routine.arguments));
    if let Some(returns) = routine.returns.as_ref().filter(|_| routine.form != RoutineForm::Procedure) {
        text.push_str(&[" RETURNS ", returns].concat());
    }
    text.push_str(&["\n    LANGUAGE ", &source.id(&routine.language), &attributes(routine)].concat());
    for (name, value) in settings(source, routine) {
        text.push_str(&["\n    SET ", &source.id(&name), " TO ", &setting(&name, &value)].concat());
    }
    text.push_str(&["\n    ", &body(routine), ";"].concat());
    let signature = named(&without_defaults(&routine.arguments));
    let mut entry =
        Entry::new(keyword, Some(&routine.schema), format!("{}({})", routine.name, routine.signature)).with(text);
    for extension in routine.depends_on_extensions.iter().flatten() {
        let extension = source.id(extension);
        entry.statements.push(format!("ALTER {keyword} {schema}.{signature} DEPENDS ON EXTENSION {extension};"));
    }
    let mut entries = vec![entry];
    let described = Described { kind: keyword, schema: Some(&routine.schema), name: signature };
    entries.extend(described.entries(source, routine.comment.as_deref(), routine.labels.as_ref()));
    entries
}

fn attributes(routine: &Routine) -> String {
    let mut text = String::new();
    if let Some(transforms) = routine.transforms.as_ref().filter(|transforms| !transforms.is_empty()) {
        let transforms: Vec<String> = transforms.iter().map(|of| format!("FOR TYPE {of}")).collect();
        text.push_str(&[" TRANSFORM ", &transforms.join(", ")].concat());
    }
    let mut add = |is_there: bool, word: &str| {
        if is_there {
            text.push_str(word);
        }
    };
    add(routine.form == RoutineForm::Window, " WINDOW");
    add(routine.volatility == Volatility::Immutable, " IMMUTABLE");
    add(routine.volatility == Volatility::Stable, " STABLE");
    add(routine.strict, " STRICT");
    add(routine.security_definer, " SECURITY DEFINER");
    add(routine.leakproof, " LEAKPROOF");
    let (cost, rows) = (number(&routine.cost), number(&routine.rows));
    let usual = if matches!(routine.language.as_str(), "internal" | "c") { "1" } else { "100" };
    add(cost != "0" && cost != usual, &format!(" COST {cost}"));
    add(rows != "0" && rows != "1000", &format!(" ROWS {rows}"));
    if let Some(support) = &routine.support {
        add(true, &format!(" SUPPORT {}", super::name::parts(support).0));
    }
    add(routine.parallel == Parallel::Safe, " PARALLEL SAFE");
    add(routine.parallel == Parallel::Restricted, " PARALLEL RESTRICTED");
    text
}

/// Writes a number of type `real` as the server does.
fn number(number: &serde_json::Number) -> String {
    let Some(value) = number.as_f64() else { return number.to_string() };
    if value.abs() < 1e6 && value.fract() == 0.0 {
        return format!("{value:.0}");
    }
    let text = format!("{value:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    match exponent.parse::<i32>() {
        Ok(exponent) if !(-4..6).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.abs())
        }
        _ => value.to_string(),
    }
}

/// Returns the settings of a routine in the order in which they were made.
fn settings(source: &Source<'_>, routine: &Routine) -> Vec<(String, String)> {
    let words = source.words(&routine.identity()).and_then(|words| words.settings.as_ref());
    if let Some(words) = words {
        let pairs = words.iter().filter_map(|setting| setting.split_once('='));
        return pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    }
    let all = routine.settings.iter().flat_map(Ordered::pairs);
    all.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn setting(name: &str, value: &str) -> String {
    if !LISTS.contains(&name.to_ascii_lowercase().as_str()) {
        return literal(value);
    }
    let names: Vec<String> = super::name::items(value).into_iter().map(unquoted).collect();
    if names.is_empty() { literal("") } else { names.join(", ") }
}

fn unquoted(name: &str) -> String {
    let inner = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
    literal(&inner.map_or_else(|| name.to_owned(), |name| name.replace("\"\"", "\"")))
}

fn body(routine: &Routine) -> String {
    if let Some(body) = &routine.body {
        return body.clone();
    }
    let text = routine.source.as_deref().unwrap_or_default();
    match routine.library.as_deref().filter(|library| !library.is_empty()) {
        Some(library) if text.is_empty() => format!("AS {}", literal(library)),
        Some(library) if !text.contains(['\'', '\\']) => format!("AS {}, {}", literal(library), literal(text)),
        Some(library) => format!("AS {}, {}", literal(library), in_dollars(text)),
        None => format!("AS {}", in_dollars(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Number;

    #[test]
    fn numbers_are_written_as_the_server_writes_them() {
        for (value, expected) in
            [(100.0, "100"), (0.5, "0.5"), (1e6, "1e+06"), (2.5e7, "2.5e+07"), (1e-5, "1e-05"), (0.0001, "0.0001")]
        {
            assert_eq!(number(&Number::from_f64(value).expect("finite")), expected);
        }
    }

    #[test]
    fn a_list_of_names_is_a_list_of_strings() {
        assert_eq!(setting("search_path", "\"\""), "''");
        assert_eq!(setting("search_path", "a, \"B\"\"x\", pg_temp"), "'a', 'B\"x', 'pg_temp'");
        assert_eq!(setting("work_mem", "1, 2"), "'1, 2'");
    }
}
