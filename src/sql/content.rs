//! Kind of the content of a file, by its tokens alone.

use super::lex::{Kind, tokens};

/// Whether the file contains only white space, comments and lone semicolons.
pub fn is_empty(content: &[u8]) -> bool {
    tokens(content).all(|token| token.is_blank() || token.kind == Kind::Semicolon)
}

/// Whether two files are the same SQL apart from white space and comments.
pub fn same_statements(one: &[u8], other: &[u8]) -> bool {
    let meaning = |content| tokens(content).filter(|token| !token.is_blank()).map(move |token| &content[token.span]);
    meaning(one).eq(meaning(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_comments_is_empty() {
        for empty in ["", "  \n", "-- hi", "/* a /* nested */ b */ ;\n;", "\u{feff}"] {
            assert!(is_empty(empty.as_bytes()), "{empty:?}");
        }
        for full in ["select 1", "'--'", "$$ $$", "/* x */ a"] {
            assert!(!is_empty(full.as_bytes()), "{full:?}");
        }
    }

    #[test]
    fn comments_and_white_space_do_not_change_the_statements() {
        let check = |one: &str, other: &str, expected: bool| {
            assert_eq!(same_statements(one.as_bytes(), other.as_bytes()), expected, "{one} ~ {other}");
        };
        check("create  table a(b int);", "-- new\ncreate table a(b int);\r\n", true);
        check("select 'a b'", "select 'a  b'", false);
        check("select $$a -- b$$", "select $$a$$", false);
        check("select 1", "select 2", false);
    }
}
