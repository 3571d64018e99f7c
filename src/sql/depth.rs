//! Nesting depth of a statement. The parser recurses for every level, so unbounded nesting would
//! overflow the stack and end the process.

use super::lex::{Kind, tokens};

/// The deepest nesting that is parsed. `PostgreSQL` itself refuses a few thousand levels
/// (`max_stack_depth`); SQL written by people and generators stays below thirty.
const LIMIT: usize = 150;

/// The number of tokens that are parsed at once: a parsed token takes about two hundred bytes.
const TOKENS: usize = 200_000;

/// The size of a text for the parser.
pub(super) struct Size {
    pub(super) tokens: usize,
    is_deep: bool,
}

impl Size {
    pub(super) fn of(text: &str) -> Self {
        let mut size = Self { tokens: 0, is_deep: false };
        let (mut depth, mut behind_end) = (0_usize, false);
        for token in tokens(text.as_bytes()).filter(|token| !token.is_blank()) {
            let written = &text.as_bytes()[token.span];
            let is = |word: &str| written.eq_ignore_ascii_case(word.as_bytes());
            let opens = match token.kind {
                Kind::Open => true,
                Kind::Other => written == b"[",
                // `END IF`, `END LOOP` and `END CASE` close.
                Kind::Word => !behind_end && ["begin", "case", "if", "loop"].into_iter().any(is),
                _ => false,
            };
            let closes = match token.kind {
                Kind::Close => true,
                Kind::Other => written == b"]",
                // `IF [NOT] EXISTS` opens nothing.
                Kind::Word => ["end", "exists"].into_iter().any(is),
                _ => false,
            };
            behind_end = token.kind == Kind::Word && is("end");
            if opens {
                depth += 1;
            } else if closes {
                depth = depth.saturating_sub(1);
            }
            size.tokens += 1;
            size.is_deep |= depth > LIMIT;
        }
        size
    }

    pub(super) fn is_too_much(&self) -> bool {
        self.is_deep || self.tokens > TOKENS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_deep(text: &str) -> bool {
        Size::of(text).is_too_much()
    }

    #[test]
    fn only_what_is_nested_is_deep() {
        let nested = |open: &str, close: &str| format!("select {}1{}", open.repeat(500), close.repeat(500));
        assert!(is_deep(&nested("(", ")")));
        assert!(is_deep(&nested("case when a then ", " end")));
        assert!(is_deep(&"begin ".repeat(500)));
        assert!(!is_deep(&"create table if not exists a (b int[]); ".repeat(500)));
        assert!(!is_deep(&"if a then b; end if; case c when d then e end case; loop f; end loop; ".repeat(500)));
    }
}
