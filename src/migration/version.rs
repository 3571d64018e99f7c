//! The version of a migration: the part of its name that orders it and that the migration tool records.

use super::collation;
use super::layout::Order;

/// The version of a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// As written in the name (`20240101120000`, `002`, `1.2`); the whole name if the
    /// layout has no separate version.
    pub text: String,
    /// Compares, as bytes, in the order in which the tool applies.
    pub order: Vec<u8>,
    /// Equal for two migrations that the tool records as the same version.
    pub identity: Vec<u8>,
}

impl Version {
    /// Makes the version `text` of the migration named `name` in a layout's order.
    pub(super) fn new(order: Order, text: &[u8], name: &[u8]) -> Self {
        let shown = crate::text::path::printable(text);
        match order {
            Order::LocaleName => Self { text: shown, order: collation::key(name), identity: name.to_vec() },
            Order::NameButVersionIsKey => Self { text: shown, order: name.to_vec(), identity: text.to_vec() },
            Order::WithoutDashes => {
                let mut key = text.to_vec();
                key.retain(|byte| *byte != b'-');
                Self { text: shown, order: key.clone(), identity: key }
            }
            Order::Number => {
                let key = numbers(text);
                Self { text: shown, order: key.clone(), identity: key }
            }
        }
    }

    /// Whether it has fourteen digits, so that it is meant as a timestamp.
    pub fn is_stamp(&self) -> bool {
        self.text.len() == 14 && self.text.bytes().all(|digit| digit.is_ascii_digit())
    }
}

/// Encodes numbers with any separators so that bytes compare as the numbers do: each is the count of its
/// digits followed by the digits without leading zeros.
fn numbers(text: &[u8]) -> Vec<u8> {
    let mut key = Vec::new();
    for digits in text.split(|byte| !byte.is_ascii_digit()).filter(|digits| !digits.is_empty()) {
        let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
        let digits = &digits[zeros..];
        key.push(u8::try_from(digits.len()).unwrap_or(u8::MAX));
        key.extend_from_slice(digits);
    }
    // Flyway treats 1 and 1.0 as the same version.
    while key.last() == Some(&0) && key.len() > 1 {
        key.pop();
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_between_digits_are_ignored() {
        let version = |text: &str| Version::new(Order::WithoutDashes, text.as_bytes(), b"");
        assert!(version("20170820180453").order < version("2017-08-31-230457").order);
        assert_eq!(version("2017-08-31-230457").identity, version("20170831230457").identity);
    }

    #[test]
    fn numbers_order_as_numbers() {
        let key = |text: &str| numbers(text.as_bytes());
        assert!(key("9") < key("10"));
        assert!(key("1.9") < key("1.10"));
        assert_eq!(key("007"), key("7"));
        assert_eq!(key("1.0"), key("1"));
        assert!(key("0") < key("1"));
    }
}
