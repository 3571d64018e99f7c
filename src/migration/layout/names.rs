//! Parsers of names and heads that several tools share.

use super::facts::{Name, Role};

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
