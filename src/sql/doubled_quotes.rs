//! Strings with backslashes, in the form of the standard.

use super::split::visit_with;
use super::strings::Strings;
use std::borrow::Cow;

/// Returns a file with `''` for every `\'` that stands for a quote because `standard_conforming_strings` is off: of the
/// same length and with the same statements, whatever the setting is.
pub fn with_doubled_quotes(content: &[u8]) -> Cow<'_, [u8]> {
    let Some(strings) = Strings::noting(content) else { return Cow::Borrowed(content) };
    visit_with(content, &strings, &mut |_, _| true);
    let escaped = strings.noted();
    if escaped.is_empty() {
        return Cow::Borrowed(content);
    }
    let mut doubled = content.to_vec();
    escaped.into_iter().for_each(|at| doubled[at] = b'\'');
    Cow::Owned(doubled)
}
