//! The text of the queries: which lines a server of a major version gets, and the parts that several queries share.
//!
//! A line that ends with `-- since 15` is for servers of that major version and later, `-- until 16` for those up to
//! it. `$name(a, b)` stands for the file `parts/name.sql` with `$1` and `$2` replaced by the arguments, which contain no
//! parentheses outside of strings.

use regex::{Captures, Regex};
use std::sync::LazyLock;

/// The parts that several queries share.
const PARTS: [(&str, &str); 10] = [
    ("address", include_str!("parts/address.sql")),
    ("comment", include_str!("parts/comment.sql")),
    ("extensions", include_str!("parts/extensions.sql")),
    ("free", include_str!("parts/free.sql")),
    ("grants", include_str!("parts/grants.sql")),
    ("items", include_str!("parts/items.sql")),
    ("labels", include_str!("parts/labels.sql")),
    ("lasting", include_str!("parts/lasting.sql")),
    ("name", include_str!("parts/name.sql")),
    ("public", include_str!("parts/public.sql")),
];

/// Matches the use of a part.
static PART: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\$([a-z]+)\(((?:'[^']*'|[^()'])*)\)").ok());

/// Matches an argument of a part.
static ARGUMENT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:'[^']*'|[^,'])+").ok());

/// Returns the text of a query for servers of a major version.
pub fn sql(text: &str, major: u32) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("--") && is_for(line, major)).collect();
    let text = lines.join("\n");
    let (Some(part), Some(argument)) = (&*PART, &*ARGUMENT) else { return text };
    let expanded = part.replace_all(&text, |found: &Captures<'_>| {
        let Some((_, body)) = PARTS.iter().find(|(name, _)| *name == &found[1]) else { return found[0].to_owned() };
        let arguments = argument.find_iter(&found[2]).map(|argument| argument.as_str().trim());
        let fill = |body: String, (at, value): (usize, &str)| body.replace(&format!("${}", at + 1), value);
        sql(&arguments.enumerate().fold(body.trim_end().to_owned(), fill), major)
    });
    expanded.into_owned()
}

/// Whether a line is for servers of this major version.
fn is_for(line: &str, major: u32) -> bool {
    let Some((_, remark)) = line.rsplit_once("-- ") else { return true };
    let mut words = remark.split_whitespace();
    while let (Some(word), Some(number)) = (words.next(), words.next()) {
        let Ok(number) = number.parse::<u32>() else { return true };
        if word == "since" && major < number || word == "until" && major > number {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_parts_are_those_of_the_server() {
        let text = "-- Remark.\nselect a, -- since 15\n b, -- since 15 until 16\n $free(pg_class, c.oid)";
        let free = |major| sql(text, major);
        assert!(free(14).starts_with(" b") || !free(14).contains("select a"), "{}", free(14));
        assert!(free(15).contains("select a") && free(15).contains(" b,"));
        assert!(free(17).contains("select a") && !free(17).contains(" b,"));
        assert!(free(17).contains("'pg_class'::regclass and e_.objid = c.oid"), "{}", free(17));
    }

    #[test]
    fn no_query_keeps_a_placeholder() {
        for query in &super::super::query::QUERIES {
            for major in 14..=18 {
                let text = sql(query.sql, major);
                let is_left = text.match_indices('$').any(|(at, _)| !text[at + 1..].starts_with([')', '\'']));
                assert!(!is_left, "{} for {major}: {text}", query.noun);
            }
        }
    }
}
