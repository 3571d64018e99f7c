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

/// Returns the start of a statement on one line, without comments: at most `limit` characters, then ` ...`.
pub fn on_one_line(statement: &str, limit: usize) -> String {
    let mut line = String::new();
    let mut count = 0;
    for token in tokens(statement.as_bytes()) {
        let written = if token.is_blank() { " " } else { &statement[token.span] };
        for letter in written.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter }) {
            if letter == ' ' && (line.is_empty() || line.ends_with(' ')) {
                continue;
            }
            if count == limit {
                return format!("{} ...", line.trim_end());
            }
            line.push(letter);
            count += 1;
        }
    }
    line.truncate(line.trim_end().len());
    line
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

    #[test]
    fn a_statement_is_shown_on_one_line_without_comments() {
        assert_eq!(
            on_one_line("-- a\ncreate  table t ( -- key\n  id int /* b */,\n  c text)", 100),
            "create table t ( id int , c text)"
        );
        assert_eq!(on_one_line("select 'a\n  -- b'", 100), "select 'a -- b'");
        assert_eq!(on_one_line("select é, b", 8), "select é ...");
        assert_eq!(on_one_line("", 8), "");
    }
}
