//! Spellings of one meaning in the text of a dump: options in another order or form, members of an operator family in
//! another order.

use crate::catalog::Parameters;
use regex::{Captures, Regex};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Matches an option of a table, view or index: `fillfactor='70'`.
static OPTION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#""?([a-z_0-9]+)"?=(?:'([^']*)'|([A-Za-z0-9.+-]+))"#).ok());

/// Matches a list of options, whose order means nothing.
static LIST: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"WITH \(([^()]*)\)").ok());

/// Matches a setting of a function, which is on a line of its own.
static SETTING: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"^    SET "?\w+"? TO '(\w+)'$"#).ok());

/// Whether two texts of one entry of a dump mean the same.
pub(super) fn is_same(kind: &str, expected: Option<&str>, actual: Option<&str>) -> bool {
    let (Some(expected), Some(actual)) = (expected, actual) else { return expected == actual };
    expected == actual
        || match kind {
            "table" | "view" | "materialized view" | "index" | "constraint" => {
                with_meanings(expected) == with_meanings(actual)
            }
            "function" | "procedure" => has_same_settings(expected, actual),
            "operator family" | "operator class" => items(expected) == items(actual),
            "event trigger" => with_sorted_tags(expected) == with_sorted_tags(actual),
            _ => false,
        }
}

/// Returns a text with one spelling for each value of an option.
fn with_meanings(text: &str) -> String {
    let Some(option) = &*OPTION else { return text.to_owned() };
    let replaced = option.replace_all(text, |found: &Captures<'_>| {
        let (name, value) = (&found[1], found.get(2).or(found.get(3)).map_or("", |value| value.as_str()));
        format!("{name}='{}'", Parameters::meaning(name, value))
    });
    let Some(list) = &*LIST else { return replaced.into_owned() };
    let sorted = list.replace_all(&replaced, |found: &Captures<'_>| {
        let options: BTreeSet<&str> = found[1].split(", ").collect();
        format!("WITH ({})", options.into_iter().collect::<Vec<_>>().join(", "))
    });
    sorted.into_owned()
}

/// Whether two functions differ in the spelling of settings only. Only the server knows which ones are boolean: two
/// spellings of one boolean are equal.
fn has_same_settings(expected: &str, actual: &str) -> bool {
    let Some(setting) = &*SETTING else { return false };
    let boolean = |line: &str| {
        let value = setting.captures(line)?.get(1)?.as_str();
        (Parameters::meaning("security_barrier", value) != value || matches!(value, "true" | "false"))
            .then(|| line.replace(value, &Parameters::meaning("security_barrier", value)))
    };
    // Their order means nothing, either.
    let parts = |text: &str| -> (Vec<String>, BTreeSet<String>) {
        let (settings, rest): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with("    SET "));
        let spelled = settings.iter().map(|line| boolean(line).unwrap_or_else(|| (*line).to_owned()));
        (rest.into_iter().map(str::to_owned).collect(), spelled.collect())
    };
    parts(expected) == parts(actual)
}

/// Returns the lines of an event trigger, with its tags in order: `WHEN TAG IN ('B', 'A')` means the same.
fn with_sorted_tags(text: &str) -> Vec<BTreeSet<&str>> {
    const BEFORE: &str = "WHEN TAG IN (";
    let tags = |line: &'_ str| line.trim().strip_prefix(BEFORE).map(|rest| rest.trim_end_matches(')').len());
    text.lines()
        .map(|line| match tags(line) {
            Some(length) => line.trim()[BEFORE.len()..][..length].split(", ").collect(),
            None => BTreeSet::from([line]),
        })
        .collect()
}

/// Returns the lines of a statement without the commas between them.
fn items(text: &str) -> BTreeSet<&str> {
    text.lines().map(|line| line.trim().trim_end_matches([',', ';']).trim()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_equal_and_values_are_not() {
        let check = |kind: &str, one: &str, other: &str, expected: bool| {
            assert_eq!(is_same(kind, Some(one), Some(other)), expected, "{one} {other}");
        };
        check("index", "CREATE INDEX i WITH (fillfactor='0x46')", "CREATE INDEX i WITH (fillfactor='70')", true);
        check("index", "CREATE INDEX i WITH (fillfactor='71')", "CREATE INDEX i WITH (fillfactor='70')", false);
        check("index", "CREATE INDEX i WITH (a='1', b='2')", "CREATE INDEX i WITH (b='2', a='1')", true);
        check("function", "f\n    SET a TO 'x'\n    SET b TO 'y'", "f\n    SET b TO 'y'\n    SET a TO 'x'", true);
        check("function", "f\n    SET a TO 'x'\n    SET b TO 'y'", "f\n    SET b TO 'x'\n    SET a TO 'y'", false);
        check("view", "WITH (security_invoker='on')", "WITH (security_invoker=true)", true);
        check("function", "f\n    SET jit TO 'on'\n$$", "f\n    SET jit TO 'true'\n$$", true);
        check("function", "f\n    SET jit TO 'on'\n$$", "f\n    SET jit TO 'off'\n$$", false);
        check("function", "$$fillfactor='0x46'$$", "$$fillfactor='70'$$", false);
        check("operator family", "ADD\n    A ,\n    B", "ADD\n    B ,\n    A", true);
        check("operator family", "ADD\n    A ,\n    B", "ADD\n    A ,\n    C", false);
        check("event trigger", "E\n  WHEN TAG IN ('A', 'B')\n X", "E\n  WHEN TAG IN ('B', 'A')\n X", true);
        check("event trigger", "E\n  WHEN TAG IN ('A', 'B')\n X", "E\n  WHEN TAG IN ('B', 'C')\n X", false);
        check("event trigger", "E\n  WHEN TAG IN ('A')\n X", "E\n  WHEN TAG IN ('A')\n Y", false);
        assert!(!is_same("table", None, Some("")));
    }
}
