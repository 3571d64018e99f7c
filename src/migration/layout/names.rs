//! Parsers of names and heads that several tools share.

use super::facts::{Name, Role};

/// Whether one of the leading comment lines contains these words, in this order.
pub(super) fn head_says(content: &[u8], words: &str) -> bool {
    let text = String::from_utf8_lossy(&content[..content.len().min(4096)]).to_lowercase();
    let head = text.lines().take_while(|line| line.trim().is_empty() || line.trim_start().starts_with("--"));
    head.into_iter().any(|line| line.split_whitespace().collect::<Vec<_>>().join(" ").contains(words))
}

/// Parses `<digits>_<anything><ending>`, the form that most tools use.
pub(super) fn digits_then_underscore(name: &[u8], endings: &[(&str, Role)]) -> Option<Name> {
    let digits = leading_digits(name);
    if digits == 0 || name.get(digits) != Some(&b'_') {
        return None;
    }
    with_ending(name, digits, endings)
}

/// Parses the ending of a file name, which gives the role.
pub(super) fn with_ending(name: &[u8], digits: usize, endings: &[(&str, Role)]) -> Option<Name> {
    let (ending, role) = endings.iter().find(|(ending, _)| name.ends_with(ending.as_bytes()))?;
    let stem = name.len() - ending.len();
    (stem >= digits).then_some(Name { version: 0..digits, stem: 0..stem, role: *role })
}

pub(super) fn leading_digits(name: &[u8]) -> usize {
    name.iter().take_while(|byte| byte.is_ascii_digit()).count()
}
