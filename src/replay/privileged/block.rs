//! Statements that need help in the text of a `DO` block, where no splitter of statements sees them.

use super::super::runner::Runner;
use super::helped::helped;
use crate::postgres::Error;
use regex::Regex;
use std::sync::LazyLock;

/// A statement on an event trigger, up to its semicolon.
#[expect(clippy::expect_used, reason = "a constant pattern, which a test compiles")]
static EVENT_TRIGGER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?P<before>'\s*)?\b(?P<statement>(?:create|alter|drop)\s+event\s+trigger\b[^;]*)")
        .expect("a valid pattern")
});

/// Returns the block with calls of the procedure for statements on event triggers; those in a string
/// are left, because their quotation marks are doubled.
pub(in super::super) fn with_calls(runner: &mut Runner, block: &str) -> Result<String, Error> {
    let mut text = String::with_capacity(block.len());
    let mut copied = 0;
    for found in EVENT_TRIGGER.captures_iter(block) {
        let Some(statement) = found.name("statement").filter(|_| found.name("before").is_none()) else { continue };
        let Some(helped) = helped(statement.as_str(), runner.major()) else { continue };
        let Some(sql) = runner.resolved(&helped)? else { continue };
        text.push_str(&block[copied..statement.start()]);
        text.push_str(&runner.signed(&sql)?);
        copied = statement.end();
    }
    text.push_str(&block[copied..]);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_in_a_block_are_found() {
        let found =
            |block: &str| EVENT_TRIGGER.captures_iter(block).filter(|found| found.name("before").is_none()).count();
        assert_eq!(found("do $$ begin drop event trigger if exists a; create event trigger b on x; end $$"), 2);
        assert_eq!(found("do $$ begin execute 'create event trigger b on x'; end $$"), 0);
    }
}
