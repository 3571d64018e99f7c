//! Cuts a script at semicolons as Flyway does (Flyway 13, `Parser.java`, `PostgreSQLParser.java`): outside quotes,
//! comments, parentheses and `BEGIN ATOMIC … END`. It reads some of these in another way than `PostgreSQL` does.

use super::flyway_statement::{Current, Kind};
use crate::text::{Span, lines};

/// A statement that Flyway sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// With the comments above it, without the semicolon; with its data if it is a `COPY … FROM stdin`.
    pub(super) span: Span,
    /// From its first word on.
    pub(super) statement: usize,
    /// Whether Flyway takes it for a statement that cannot run in a transaction.
    pub(super) is_outside: bool,
    /// Whether it builds an index concurrently.
    pub(super) is_concurrent_build: bool,
}

/// A text that Flyway does not accept while it cuts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The end of the file is reached inside a block.
    Incomplete(Span),
    /// The data of a `COPY` has no end, for which Flyway waits for ever.
    EndlessData(Span),
    /// A command of psql, which is sent to the server.
    PsqlCommand(Span),
}

/// The statements in a text, up to the first fault.
pub(super) fn cut(text: &str) -> (Vec<Piece>, Option<Fault>) {
    let mut cutter = Cutter { text, at: 0, parens: 0, blocks: Vec::new(), backslash: None };
    let mut pieces = Vec::new();
    loop {
        match cutter.statement() {
            Ok(Some(piece)) => pieces.push(piece),
            Ok(None) => return (pieces, None),
            Err(fault) => return (pieces, Some(fault)),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    Atomic,
    Case,
}

struct Cutter<'t> {
    text: &'t str,
    at: usize,
    /// Never set back at the end of a statement.
    parens: i64,
    blocks: Vec<Block>,
    /// A backslash outside quotes in the statement.
    backslash: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    /// A parenthesis or a blank.
    Nothing,
    BlankLines,
    Comment,
    Semicolon,
    /// Letters and underscores only.
    Keyword,
    Other,
    End,
}

impl Cutter<'_> {
    /// The next statement; `None` at the end.
    fn statement(&mut self) -> Result<Option<Piece>, Fault> {
        let mut current = Current::at(self.at);
        self.backslash = None;
        loop {
            let start = self.at;
            // Parentheses count from the next token on.
            let token = self.token();
            let word = &self.text[start..self.at];
            match token {
                Token::Nothing if !current.has_tokens => current = Current::at(self.at),
                Token::Nothing => current.confirmed = self.at,
                Token::Semicolon if current.first.is_none() => current = Current::at(self.at),
                Token::Semicolon if self.parens == 0 && self.blocks.is_empty() => {
                    return self.piece(&current).map(Some);
                }
                Token::End if current.first.is_none() => return Ok(None),
                // Parentheses do not count at the end.
                Token::End if !self.blocks.is_empty() => return Err(Fault::Incomplete(self.first_line(&current))),
                Token::End => return self.piece(&current).map(Some),
                token => {
                    if token == Token::Keyword && self.parens == 0 {
                        current.keywords += 1;
                        self.block(word, current.is_after_begin);
                        current.add(word);
                    }
                    let is_text = !matches!(token, Token::Comment | Token::BlankLines);
                    if is_text && self.parens <= 0 {
                        current.is_after_begin = self.parens == 0 && word.eq_ignore_ascii_case("begin");
                    }
                    if is_text && token != Token::Semicolon {
                        current.first.get_or_insert(start);
                    }
                    current.has_tokens = true;
                    current.confirmed = self.at;
                }
            }
        }
    }

    /// Enters and leaves `BEGIN ATOMIC` and `CASE`. A `CASE` inside another one is not counted.
    fn block(&mut self, word: &str, is_after_begin: bool) {
        if is_after_begin && word.eq_ignore_ascii_case("atomic") {
            self.blocks.push(Block::Atomic);
        } else if word.eq_ignore_ascii_case("case") && self.blocks.last() == Some(&Block::Atomic) {
            self.blocks.push(Block::Case);
        } else if word.eq_ignore_ascii_case("end") {
            self.blocks.pop();
        }
    }

    fn piece(&mut self, current: &Current) -> Result<Piece, Fault> {
        if let Some(at) = self.backslash {
            let name = self.text[at + 1..].find(|letter: char| !letter.is_alphanumeric());
            return Err(Fault::PsqlCommand(at..name.map_or(self.text.len(), |length| at + 1 + length)));
        }
        let mut span = current.start..current.confirmed;
        if current.kind == Some(Kind::Copy) {
            span.end = self.data().ok_or_else(|| Fault::EndlessData(self.first_line(current)))?;
        }
        Ok(Piece {
            span,
            statement: current.first.unwrap_or(current.start),
            is_outside: matches!(current.kind, Some(Kind::Outside | Kind::ConcurrentBuild)),
            is_concurrent_build: current.kind == Some(Kind::ConcurrentBuild),
        })
    }

    /// Reads the data of a `COPY`, from the next line to the line `\.`; returns its end.
    fn data(&mut self) -> Option<usize> {
        let content = self.text.as_bytes();
        let mut line = lines::line_end(content, self.at) + 1;
        while line < content.len() {
            let end = lines::line_end(content, line);
            self.at = (end + 1).min(content.len());
            if self.text[line..end].trim() == "\\." {
                return Some(end);
            }
            line = end + 1;
        }
        None
    }

    fn first_line(&self, current: &Current) -> Span {
        let start = current.first.unwrap_or(current.start);
        start..lines::line_end(self.text.as_bytes(), start)
    }

    fn token(&mut self) -> Token {
        let rest = &self.text[self.at..];
        let Some(letter) = rest.chars().next() else { return Token::End };
        let after = letter.len_utf8();
        match letter {
            '$' => self.dollar_quote(rest),
            '\'' => self.quoted(1, '\'', false),
            '(' | ')' => {
                self.parens += if letter == '(' { 1 } else { -1 };
                self.at += after;
                Token::Nothing
            }
            '"' => {
                self.quoted(1, '"', false);
                self.more_parts();
                Token::Other
            }
            '-' if rest.starts_with("--") => {
                self.at += rest.find(['\n', '\r']).unwrap_or(rest.len());
                Token::Comment
            }
            '/' if rest.starts_with("/*") => self.comment(rest),
            '0'..='9' => {
                self.at += rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
                Token::Other
            }
            'B' | 'E' | 'X' if rest[1..].starts_with('\'') => self.quoted(2, '\'', true),
            'U' if rest.starts_with("U&'") => self.quoted(3, '\'', false),
            ';' => {
                self.at += after;
                Token::Semicolon
            }
            letter if letter == '_' || letter.is_alphabetic() => self.word(),
            ' ' | '\r' | '\u{a0}' => {
                self.at += after;
                Token::Nothing
            }
            letter if letter.is_whitespace() => {
                let length = rest.find(|letter: char| !letter.is_whitespace()).unwrap_or(rest.len());
                self.at += length;
                let newlines = rest[..length].bytes().filter(|byte| *byte == b'\n').count();
                if newlines > 1 { Token::BlankLines } else { Token::Nothing }
            }
            letter => {
                if letter == '\\' {
                    self.backslash.get_or_insert(self.at);
                }
                self.at += after;
                Token::Other
            }
        }
    }

    /// From a dollar sign to the next is a tag, and what follows a string up to the same tag; with or without letters
    /// between, and also in `$1`.
    fn dollar_quote(&mut self, rest: &str) -> Token {
        let length = rest[1..].find('$').and_then(|end| {
            let tag = &rest[..end + 2];
            rest[tag.len()..].find(tag).map(|found| tag.len() + found + tag.len())
        });
        self.at += length.unwrap_or(rest.len());
        Token::Other
    }

    /// A string or a quoted name, in which a doubled quote is none.
    fn quoted(&mut self, head: usize, quote: char, has_backslash: bool) -> Token {
        self.at += head;
        let mut letters = self.text[self.at..].char_indices().peekable();
        while let Some((offset, letter)) = letters.next() {
            if has_backslash && letter == '\\' {
                letters.next();
            } else if letter == quote && letters.next_if(|(_, next)| *next == quote).is_none() {
                self.at += offset + letter.len_utf8();
                return Token::Other;
            }
        }
        self.at = self.text.len();
        Token::Other
    }

    fn comment(&mut self, rest: &str) -> Token {
        let (mut depth, mut at) = (0, 0);
        while let Some(found) = memchr::memchr2(b'/', b'*', &rest.as_bytes()[at..]) {
            at += found;
            match &rest.as_bytes()[at..] {
                [b'/', b'*', ..] => depth += 1,
                [b'*', b'/', ..] => depth -= 1,
                _ => {
                    at += 1;
                    continue;
                }
            }
            at += 2;
            if depth == 0 {
                self.at += at;
                return Token::Comment;
            }
        }
        self.at = self.text.len();
        Token::Comment
    }

    fn word(&mut self) -> Token {
        let start = self.at;
        self.word_part();
        self.more_parts();
        let is_keyword = self.text[start..self.at].chars().all(|letter| letter == '_' || letter.is_alphabetic());
        if is_keyword { Token::Keyword } else { Token::Other }
    }

    fn word_part(&mut self) {
        let rest = &self.text[self.at..];
        let is_part = |letter: char| matches!(letter, '_' | '$') || letter.is_alphanumeric();
        self.at += rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
    }

    /// Up to two more parts of a name after dots.
    fn more_parts(&mut self) {
        for _ in 0..2 {
            if !self.text[self.at..].starts_with('.') {
                return;
            }
            self.at += 1;
            if self.text[self.at..].starts_with('"') {
                self.quoted(1, '"', false);
            } else {
                self.word_part();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let (pieces, fault) = cut(text);
        let found: Vec<&str> = pieces.iter().map(|piece| text[piece.span.clone()].trim()).collect();
        assert_eq!((found, fault), (expected.to_vec(), None), "{text}");
    }

    #[test]
    fn a_script_is_cut_at_semicolons() {
        check("a; b /* ; */ ';' \";\" ; -- ;\n", &["a", "b /* ; */ ';' \";\""]);
        check(";;\n-- nothing\n;/* open", &[]);
        check("-- above\na;\n/* open", &["-- above\na"]);
        check("f (a; b); c", &["f (a; b)", "c"]);
        check("do $$ a; $$; do $x$ b; $$ ; $x$;", &["do $$ a; $$", "do $x$ b; $$ ; $x$"]);
        check("a$b; E'\\';' ; b", &["a$b", "E'\\';'", "b"]);
        check(
            "f() begin atomic select case when 1 then 2 end; select 2; end; c;",
            &["f() begin atomic select case when 1 then 2 end; select 2; end", "c"],
        );
    }

    #[test]
    fn some_text_is_cut_otherwise_than_by_the_server() {
        check("e'\\'; ' ; b;", &["e'\\'", "' ; b;"]);
        check("e'\\''; b", &["e'\\''; b"]);
        check(
            "f() begin atomic select case when 1 then case 2 when 3 then 4 end end; 5; end; c;",
            &["f() begin atomic select case when 1 then case 2 when 3 then 4 end end", "5", "end", "c"],
        );
        check("a) b; c; d", &["a) b; c; d"]);
        check("(a) union (b);", &["a) union (b)"]);
        check("a (b; c;\nd", &["a (b; c;\nd"]);
        check("select $1; b; do $$ x $$; c", &["select $1; b; do $$ x $$; c"]);
    }

    #[test]
    fn the_data_of_a_copy_belongs_to_it() {
        check("copy a from stdin;\n1;\n2\n\\.\nb;", &["copy a from stdin;\n1;\n2\n\\.", "b"]);
        check(
            "COPY public.a (id) FROM stdin with (format csv); -- x\n1\n \\. \nb",
            &["COPY public.a (id) FROM stdin with (format csv); -- x\n1\n \\.", "b"],
        );
    }

    #[test]
    fn faults_stop_flyway() {
        let check = |text: &str, expected: Fault| assert_eq!(cut(text).1, Some(expected), "{text}");
        check("a; begin atomic b;\nd", Fault::Incomplete(3..18));
        check("copy a from stdin;\n1\n", Fault::EndlessData(0..18));
        check("a;\n\\set x 1\nb;", Fault::PsqlCommand(3..7));
    }
}
