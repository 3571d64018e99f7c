//! Options of objects: storage parameters by their meaning, options of foreign data as they are.

use super::ordered::Ordered;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// Storage parameters. A value has several spellings (`on`, `true`, `1`; `70`, `0x46`): it is kept as the server
/// reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Parameters(pub Ordered);

impl Parameters {
    /// Returns one spelling for all values of a parameter with the same meaning.
    pub fn meaning(name: &str, value: &str) -> String {
        meaning(name, value)
    }
}

/// Options that a foreign-data wrapper reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ForeignOptions(pub BTreeMap<String, String>);

/// Options as the server has them, or as a catalog has written them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    List(Vec<String>),
    Map(Ordered),
}

impl Written {
    fn map(self) -> Ordered {
        match self {
            Self::Map(map) => map,
            Self::List(list) => list
                .iter()
                .map(|option| option.split_once('=').unwrap_or((option, "")))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        }
    }
}

impl<'de> Deserialize<'de> for Parameters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Written::deserialize(deserializer)?.map().map(meaning)))
    }
}

impl<'de> Deserialize<'de> for ForeignOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = Written::deserialize(deserializer)?.map();
        Ok(Self(map.pairs().map(|(name, value)| (name.clone(), value.clone())).collect()))
    }
}

/// Parameters that are boolean (`reloptions.c`); elsewhere `1` is a number.
const BOOLEANS: [&str; 8] = [
    "autosummarize",
    "autovacuum_enabled",
    "deduplicate_items",
    "fastupdate",
    "security_barrier",
    "security_invoker",
    "user_catalog_table",
    "vacuum_truncate",
];

/// Parameters that are integers, besides most of those that begin with `autovacuum_`.
const INTEGERS: [&str; 7] = [
    "fillfactor",
    "gin_pending_list_limit",
    "log_autovacuum_min_duration",
    "pages_per_range",
    "parallel_workers",
    "siglen",
    "toast_tuple_target",
];

/// Parameters that are real numbers, by the ends of their names.
const REALS: [&str; 6] =
    ["scale_factor", "cost_delay", "page_cost", "failure_rate", "n_distinct", "n_distinct_inherited"];

/// Returns one spelling for all values with the same meaning. The value of an unknown parameter stays as it is.
fn meaning(name: &str, value: &str) -> String {
    let folded = value.trim().to_ascii_lowercase();
    let known = if BOOLEANS.contains(&name) {
        boolean(&folded).map(|is_on| is_on.to_string())
    } else if REALS.iter().any(|end| name.ends_with(end)) {
        folded.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number.to_string())
    } else if INTEGERS.contains(&name) || name.starts_with("autovacuum_") {
        integer(&folded).map(|number| number.to_string())
    } else if matches!(name, "buffering" | "check_option" | "vacuum_index_cleanup") {
        // `buffering=AUTO`, `check_option=Local`
        Some(boolean(&folded).map_or(folded, |is_on| if is_on { "on" } else { "off" }.to_owned()))
    } else {
        None
    };
    known.unwrap_or_else(|| value.to_owned())
}

/// Reads a boolean as the server does (`parse_bool`): a unique beginning of a word is enough.
fn boolean(value: &str) -> Option<bool> {
    let begins = |word: &str, least: usize| value.len() >= least && word.starts_with(value);
    if begins("true", 1) || begins("yes", 1) || value == "on" || value == "1" {
        Some(true)
    } else if begins("false", 1) || begins("no", 1) || begins("off", 2) || value == "0" {
        Some(false)
    } else {
        None
    }
}

/// Reads an integer as the server does (`parse_int`): `0x` begins hexadecimal digits, and `0` octal ones.
fn integer(value: &str) -> Option<i64> {
    let (sign, digits) = match value.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, value.strip_prefix('+').unwrap_or(value)),
    };
    let number = match (digits.strip_prefix("0x"), digits.strip_prefix('0')) {
        (Some(digits), _) => i64::from_str_radix(digits, 16),
        (None, Some(digits)) if !digits.is_empty() => i64::from_str_radix(digits, 8),
        _ if digits.starts_with(|letter: char| letter.is_ascii_digit()) => digits.parse(),
        _ => return None,
    };
    number.ok().map(|number| sign * number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_with_the_same_meaning_have_one_spelling() {
        for (name, value, expected) in [
            ("security_invoker", "on", "true"),
            ("security_invoker", "1", "true"),
            ("security_invoker", "TRUE", "true"),
            ("autovacuum_enabled", "off", "false"),
            ("autovacuum_enabled", "f", "false"),
            ("parallel_workers", "1", "1"),
            ("fillfactor", "70", "70"),
            ("fillfactor", "0x46", "70"),
            // `strtol` of the server: a fill factor of '010' is refused as 8.
            ("fillfactor", "0106", "70"),
            ("autovacuum_vacuum_scale_factor", "1e-1", "0.1"),
            ("autovacuum_vacuum_scale_factor", "0.10", "0.1"),
            ("n_distinct", "-0.50", "-0.5"),
            ("check_option", "LOCAL", "local"),
            ("buffering", "AUTO", "auto"),
            ("autovacuum_vacuum_scale_factor", "010", "10"),
            ("lists", "0100", "0100"),
            ("opclass_specific", "Some Text", "Some Text"),
        ] {
            assert_eq!(meaning(name, value), expected, "{name}={value}");
        }
    }

    #[test]
    fn a_written_catalog_is_read_back() {
        let read: Parameters = serde_json::from_str(r#"["fillfactor=0x46", "security_barrier=on"]"#).expect("a list");
        let written = serde_json::to_string(&read).expect("JSON");
        assert_eq!(written, r#"{"fillfactor":"70","security_barrier":"true"}"#);
        assert_eq!(serde_json::from_str::<Parameters>(&written).expect("a map"), read);
    }
}
