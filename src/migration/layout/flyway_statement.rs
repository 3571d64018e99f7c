//! The first words of a statement, by which Flyway decides how it runs (Flyway 13, `PostgreSQLParser.java`).

/// The statement that is being read.
pub(super) struct Current {
    pub(super) start: usize,
    /// The end of the last token.
    pub(super) confirmed: usize,
    /// Its first token that is not a comment.
    pub(super) first: Option<usize>,
    pub(super) has_tokens: bool,
    /// Whether the last token outside parentheses is `BEGIN`.
    pub(super) is_after_begin: bool,
    pub(super) keywords: usize,
    head: String,
    pub(super) kind: Option<Kind>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Copy,
    Outside,
    ConcurrentBuild,
}

/// The number of words after which Flyway no longer looks for a statement that cannot run in a transaction.
const HEAD: usize = 10;

impl Current {
    /// Begins at a place.
    pub(super) fn at(start: usize) -> Self {
        Self {
            start,
            confirmed: start,
            first: None,
            has_tokens: false,
            is_after_begin: false,
            keywords: 0,
            head: String::new(),
            kind: None,
        }
    }

    /// Adds a word to the first words, which decide how the statement runs.
    pub(super) fn add(&mut self, word: &str) {
        if self.keywords > HEAD || self.kind.is_some() {
            return;
        }
        if !self.head.is_empty() {
            self.head.push(' ');
        }
        self.head.push_str(&word.to_uppercase());
        self.kind = kind(&self.head);
    }
}

/// The kind of statement that begins with exactly these words.
fn kind(head: &str) -> Option<Kind> {
    let words: Vec<&str> = head.split(' ').collect();
    match words[..] {
        ["CREATE" | "DROP", "DATABASE" | "TABLESPACE" | "SUBSCRIPTION"]
        | ["ALTER", "SYSTEM"]
        | ["DROP", "INDEX", "CONCURRENTLY"]
        | ["DROP", "UNIQUE", "INDEX", "CONCURRENTLY"]
        | ["REINDEX", "SCHEMA" | "DATABASE" | "SYSTEM"]
        | ["REINDEX", "VERBOSE", "SCHEMA" | "DATABASE" | "SYSTEM"]
        | ["VACUUM"]
        | ["DISCARD", "ALL"] => Some(Kind::Outside),
        ["CREATE", "INDEX", "CONCURRENTLY"] | ["CREATE", "UNIQUE", "INDEX", "CONCURRENTLY"] => {
            Some(Kind::ConcurrentBuild)
        }
        ["COPY", .., "FROM", "STDIN"] => Some(Kind::Copy),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_words_decide() {
        let check = |words: &str, expected: Option<Kind>| {
            let mut current = Current::at(0);
            for word in words.split(' ') {
                current.keywords += 1;
                current.add(word);
            }
            assert!(current.kind == expected, "{words}");
        };
        for words in [
            "vacuum a",
            "drop index concurrently i",
            "reindex verbose schema s",
            "alter system set",
            "discard all",
            "create database d",
            "drop subscription s",
        ] {
            check(words, Some(Kind::Outside));
        }
        check("CREATE UNIQUE INDEX CONCURRENTLY i", Some(Kind::ConcurrentBuild));
        check("copy a from stdin with", Some(Kind::Copy));
        check("copy from stdin", Some(Kind::Copy));
        for words in
            ["reindex table concurrently a", "alter table a detach partition b concurrently", "create table vacuum"]
        {
            check(words, None);
        }
        check("copy a b c d e f g h i j from stdin", None);
    }
}
