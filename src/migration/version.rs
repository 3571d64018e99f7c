//! The version of a migration: the part of its name that orders it and that the migration tool records.

use super::layout::Order;
use super::{collation, timestamp};

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
    pub fn new(order: Order, text: &[u8], name: &[u8]) -> Self {
        let shown = crate::text::path::printable(text);
        match order {
            Order::LocaleName => Self { text: shown, order: collation::key(name), identity: name.to_vec() },
            Order::NameButVersionIsKey => Self { text: shown, order: name.to_vec(), identity: text.to_vec() },
            Order::WithoutDashes => {
                let mut key = text.to_vec();
                key.retain(|byte| *byte != b'-');
                Self { text: shown, order: key.clone(), identity: key }
            }
            Order::TimeThenName => {
                let letters: Vec<u8> = name.iter().copied().filter(u8::is_ascii_alphanumeric).collect();
                let order = [&numbers(&milliseconds(text)), &b"\0"[..], &collation::key(&letters)].concat();
                Self { text: shown, order, identity: name.to_vec() }
            }
            Order::NumberThenName => {
                let is_number = text.first().is_some_and(u8::is_ascii_digit);
                let number = if is_number { numbers(text) } else { Vec::new() };
                // The length comes first, so that no number is taken for the beginning of a name.
                let order = if is_number { [&number[..], b"\0", name].concat() } else { name.to_vec() };
                Self { text: shown, order, identity: name.to_vec() }
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

/// The number of milliseconds that 17 digits stand for; other digits as they are.
fn milliseconds(text: &[u8]) -> Vec<u8> {
    let stamp =
        text.get(..timestamp::LENGTH).filter(|_| text.len() == 17).and_then(|stamp| std::str::from_utf8(stamp).ok());
    match stamp.map(timestamp::parse) {
        Some(Ok(moment)) => [moment.timestamp().to_string().as_bytes(), &text[timestamp::LENGTH..]].concat(),
        _ => text.to_vec(),
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
    fn seventeen_digits_are_a_time_in_milliseconds() {
        let order = |name: &str| {
            let digits = name.bytes().take_while(u8::is_ascii_digit).count();
            Version::new(Order::TimeThenName, &name.as_bytes()[..digits], name.as_bytes()).order
        };
        let sorted = ["9_b", "010_a", "20200101000000000_a", "1700000000000_b", "20250101000000000_c"];
        assert!(sorted.windows(2).all(|pair| order(pair[0]) < order(pair[1])));
        assert!(order("1_a") < order("1_B") && order("1-b") < order("1_c"));
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
