//! Values of storage parameters and view options in one spelling: the server keeps what was written, and
//! `security_invoker = on`, `= true` and `= 1` mean the same (`parse_bool`), as `fillfactor = 070` and `70` do.

use crate::sql::{Kind, Word, words};
use crate::text::Span;

/// Options with a boolean value, also of the table's TOAST table.
const BOOLEAN: [&str; 8] = [
    "autosummarize",
    "autovacuum_enabled",
    "deduplicate_items",
    "fastupdate",
    "security_barrier",
    "security_invoker",
    "user_catalog_table",
    "vacuum_truncate",
];

/// Options with `on`, `off` or `auto`, of which the first two have the spellings of a boolean value.
const SWITCHES: [&str; 2] = ["buffering", "vacuum_index_cleanup"];

/// Returns a statement with one spelling for each value in `WITH (…)` and `SET (…)`.
pub(super) fn one_spelling(statement: String) -> String {
    if !statement.contains('=') || !statement.contains('(') {
        return statement;
    }
    let words: Vec<Word> = words(&statement).collect();
    let mut text = String::new();
    let mut copied = 0;
    for (span, value) in values(&words) {
        text.push_str(&statement[copied..span.start]);
        text.push_str(&value);
        copied = span.end;
    }
    if copied == 0 {
        return statement;
    }
    text.push_str(&statement[copied..]);
    text
}

/// The places of the values that are spelled otherwise.
fn values(words: &[Word]) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    let mut is_inside = false;
    for (at, word) in words.iter().enumerate() {
        let opens = word.kind == Kind::Open && at > 0 && (words[at - 1].is("with") || words[at - 1].is("set"));
        is_inside = (is_inside || opens) && word.kind != Kind::Close;
        let [name, equals, value] = &words[at..words.len().min(at + 3)] else { continue };
        let is_option = is_inside && name.is_name() && equals.text == "=" && equals.kind == Kind::Other;
        let is_value = matches!(value.kind, Kind::String | Kind::Word);
        // A number such as `0.1` is several words.
        let ends = words.get(at + 3).is_none_or(|next| next.kind == Kind::Close || next.text == ",");
        let spelled = spelling(&name.text, &value.text).filter(|_| is_option && is_value && ends);
        let quoted = spelled.filter(|spelled| *spelled != value.text).map(|spelled| format!("'{spelled}'"));
        found.extend(quoted.map(|quoted| (value.span.clone(), quoted)));
    }
    found
}

fn spelling(name: &str, value: &str) -> Option<String> {
    let lower = value.to_ascii_lowercase();
    if BOOLEAN.contains(&name) {
        return boolean(&lower).map(|value| value.to_string());
    }
    if SWITCHES.contains(&name) {
        return Some(boolean(&lower).map_or(lower, |is_on| if is_on { "on" } else { "off" }.to_owned()));
    }
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let is_number =
        !whole.is_empty() && [whole, part].iter().all(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    is_number.then(|| {
        let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
        let whole = if whole.is_empty() { "0" } else { whole };
        if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
    })
}

/// The spellings of a boolean value, which may be abbreviated (`parse_bool`).
fn boolean(value: &str) -> Option<bool> {
    let is_start_of = |word: &str, least: usize| value.len() >= least && word.starts_with(value);
    if value == "1" || is_start_of("on", 2) || is_start_of("true", 1) || is_start_of("yes", 1) {
        return Some(true);
    }
    (value == "0" || is_start_of("off", 2) || is_start_of("false", 1) || is_start_of("no", 1)).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(statement: &str, expected: &str) {
        assert_eq!(one_spelling(statement.to_owned()), expected);
    }

    #[test]
    fn values_that_mean_the_same_are_spelled_alike() {
        for on in ["'on'", "'true'", "'1'", "'yes'", "'t'", "on", "'TRUE'"] {
            let view = |value: &str| format!("CREATE VIEW \"v\" WITH (\"security_invoker\"={value}) AS SELECT 1");
            check(&view(on), &view("'true'").replace("'true'", if on == "true" { on } else { "'true'" }));
            let table = |value: &str| {
                format!("CREATE TABLE t (a int) WITH (fillfactor='70', toast.autovacuum_enabled={value})")
            };
            check(&table(on), &table("'true'"));
        }
        check(
            "CREATE INDEX i ON t USING gin (a) WITH (fastupdate='off')",
            "CREATE INDEX i ON t USING gin (a) WITH (fastupdate='false')",
        );
        check(
            "CREATE INDEX i ON t USING gist (a) WITH (buffering='YES')",
            "CREATE INDEX i ON t USING gist (a) WITH (buffering='on')",
        );
        check("CREATE INDEX i ON t (a) WITH (fillfactor='070')", "CREATE INDEX i ON t (a) WITH (fillfactor='70')");
        let scale = |value: &str| format!("ALTER TABLE t SET (autovacuum_vacuum_scale_factor='{value}', a=b)");
        check(&scale("00.10"), &scale("0.1"));
        check(&scale("2.0"), &scale("2"));
    }

    #[test]
    fn other_values_and_text_stay() {
        for same in [
            "CREATE VIEW v WITH (check_option='local') AS SELECT 1",
            "CREATE VIEW v AS SELECT security_invoker='on' AS a, (fillfactor='070') AS b",
            "CREATE TABLE t (a int) WITH (fillfactor='70')",
            "COMMENT ON TABLE t IS 'WITH (security_invoker=''on'')'",
            "CREATE SERVER s OPTIONS (fillfactor '070')",
            "ALTER TABLE t ALTER COLUMN a SET (n_distinct=-0.50)",
        ] {
            check(same, same);
        }
    }
}
