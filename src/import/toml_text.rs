//! Texts as TOML writes them.

/// A text as a TOML string: in single quotes where that needs no escape, over several lines where it has some.
pub(super) fn string(text: &str) -> String {
    let is_plain = |letter: char| letter == '\t' || !letter.is_control();
    if text.contains('\n') && text.chars().all(|letter| letter == '\n' || is_plain(letter)) && !text.contains("'''") {
        return format!("'''\n{text}'''");
    }
    let needs_escape = text.contains(['"', '\\']) || !text.chars().all(is_plain);
    if needs_escape && !text.contains('\'') && text.chars().all(is_plain) {
        return format!("'{text}'");
    }
    let escaped: String = text
        .chars()
        .map(|letter| match letter {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            '\n' => "\\n".to_owned(),
            letter if letter.is_control() => format!("\\u{:04X}", u32::from(letter)),
            letter => letter.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// A list of texts.
pub(super) fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| string(text)).collect::<Vec<_>>().join(", "))
}

/// A name as a key.
pub(super) fn key(name: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    if !name.is_empty() && name.chars().all(is_bare) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.escape_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_read_as_it_was() {
        for text in ["a", "", "a'b", "a\"b", "a\\b", "it's \"x\"\\", "a\nb", "'''\nx", "\u{7f}\u{1}\r\n", "\tx", "a\n'"]
        {
            let line = format!("x = {}", string(text));
            let table: toml_document::Table = toml_document::parse(&line);
            assert_eq!(table["x"], text, "{line}");
        }
    }

    /// The strings of a document.
    mod toml_document {
        use crate::import::node::{Node, Value};
        pub(super) type Table = std::collections::BTreeMap<String, String>;

        pub(super) fn parse(text: &str) -> Table {
            let node = Node::toml(text).expect("a document");
            let Value::Map(entries) = node.value else { panic!("a table") };
            entries.into_iter().map(|(name, node)| (name, node.text().unwrap_or_default().to_owned())).collect()
        }
    }
}
