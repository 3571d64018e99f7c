//! Text in HTML and SVG.

use super::wording::safe;

/// Returns text of one line that has no meaning as markup, in an element or in an attribute.
pub(in crate::report) fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in safe(text).chars() {
        match letter {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '"' => shown.push_str("&quot;"),
            '\'' => shown.push_str("&#39;"),
            '`' => shown.push_str("&#96;"),
            letter => shown.push(letter),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        assert_eq!(
            escaped("<a b=\"c\" d='e'>&`\n\u{1b}[31m"),
            r"&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;&#96;\x0a\x1b[31m"
        );
    }
}
