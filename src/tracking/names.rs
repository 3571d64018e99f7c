//! Versions and names as tables and files write them.

use std::cmp::Ordering;

/// Digits without leading zeros.
pub(super) fn number(digits: &str) -> String {
    let rest = digits.trim_start_matches('0');
    if rest.is_empty() { "0" } else { rest }.to_owned()
}

/// A version of parts, as Flyway compares them: `1_02_0` is `1.2`.
pub(super) fn dotted(version: &str) -> String {
    let mut parts: Vec<String> = version.split(['_', '.']).map(number).collect();
    while parts.len() > 1 && parts.last().is_some_and(|part| part == "0") {
        parts.pop();
    }
    parts.join(".")
}

/// The order of two versions of a table: part by part as numbers, and as text where a part is none.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    let (mut ones, mut others) = (one.split(['.', '_']), other.split(['.', '_']));
    loop {
        let order = match (ones.next(), others.next()) {
            (None, None) => return Ordering::Equal,
            (one, None) => return if one.is_some() { Ordering::Greater } else { Ordering::Equal },
            (None, Some(_)) => return Ordering::Less,
            (Some(one), Some(other)) if is_number(one) && is_number(other) => {
                let (one, other) = (number(one), number(other));
                one.len().cmp(&other.len()).then(one.cmp(&other))
            }
            (Some(one), Some(other)) => one.cmp(other),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Whether two versions of a table are one: `1.0` is `1`, and text is compared as it is.
pub(super) fn is_same_version(one: &str, other: &str) -> bool {
    one == other
        || one.contains('.') != other.contains('.')
            && is_dotted(one)
            && is_dotted(other)
            && dotted(one) == dotted(other)
}

fn is_dotted(version: &str) -> bool {
    version.split('.').all(is_number)
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a recorded name is that of a file. Rows written by hand have the whole name of the file.
pub(super) fn is_same_name(recorded: &str, title: &str) -> bool {
    let bare = |name: &str| {
        let name = name.strip_suffix(".sql").unwrap_or(name);
        name.trim_start_matches(|letter: char| letter.is_ascii_digit()).replace(['_', '-'], " ").trim().to_lowercase()
    };
    bare(recorded) == bare(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_written_as_the_tool_compares_them() {
        assert_eq!([number("007"), number("000")], ["7", "0"]);
        assert_eq!([dotted("1_02_0"), dotted("1.2.0.0"), dotted("0")], ["1.2", "1.2", "0"]);
        for (one, other) in [("9", "10"), ("1.2", "1.10"), ("1", "1.1"), ("20250101000000_a", "20250101000000_b")] {
            assert_eq!(compare(one, other), Ordering::Less, "{one} {other}");
        }
    }

    #[test]
    fn a_name_is_compared_without_version_and_ending() {
        for recorded in ["add_orders", "add orders", "20250101000000_add_orders.sql", "Add-Orders"] {
            assert!(is_same_name(recorded, "add_orders"), "{recorded}");
        }
        assert!(!is_same_name("add_order", "add_orders"));
    }
}
