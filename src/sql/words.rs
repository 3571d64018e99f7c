//! The words of a statement. A statement may be megabytes long, so words are read one by one
//! and only as far as they are asked for.

use super::lex::{Kind, tokens};
use crate::text::Span;

/// A token other than white space, read as the server reads it: words in lower case, quoted names
/// without their quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub kind: Kind,
    pub text: String,
    pub span: Span,
}

impl Word {
    /// Whether it is this keyword, unquoted.
    pub fn is(&self, keyword: &str) -> bool {
        self.kind == Kind::Word && self.text == keyword
    }

    /// Whether it can be a name.
    pub fn is_name(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::QuotedName)
    }
}

/// Returns the words of a statement, in order.
pub fn words(statement: &str) -> impl Iterator<Item = Word> {
    tokens(statement.as_bytes()).filter(|token| !token.is_blank()).map(|token| {
        let written = &statement[token.span.clone()];
        let inner = || written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
        let text = match token.kind {
            Kind::Word => written.to_ascii_lowercase(),
            Kind::QuotedName => inner().replace("\"\"", "\""),
            Kind::String => inner().replace("''", "'"),
            _ => written.to_owned(),
        };
        Word { kind: token.kind, text, span: token.span }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_the_server_reads_them() {
        let read: Vec<String> =
            words("Create EXTENSION \"uuid-ossp\" -- x\n VERSION '1''0'").map(|word| word.text).collect();
        assert_eq!(read, ["create", "extension", "uuid-ossp", "version", "1'0"]);
    }
}
