//! Where a statement ends, decided as psql decides it (psql's lexer, `psqlscan.l`): at a
//! semicolon outside parentheses and outside a `BEGIN ATOMIC … END` function body.

use super::lex::{Kind, tokens};
use crate::text::Span;

/// The spans of the statements of `content`, from the first token that is no blank to the
/// semicolon (included) or the last token of the file.
pub fn statements(content: &[u8]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut current: Option<Span> = None;
    let mut body = Body::default();
    for token in tokens(content) {
        if token.is_blank() {
            continue;
        }
        let start = current.as_ref().map_or(token.span.start, |span| span.start);
        let whole = start..token.span.end;
        if token.kind == Kind::Semicolon && body.is_outside() {
            if current.take().is_some() {
                found.push(whole);
            }
            body = Body::default();
            continue;
        }
        body.see(token.kind, &content[token.span]);
        current = Some(whole);
    }
    found.extend(current);
    found
}

/// How deep inside parentheses and a `BEGIN ATOMIC` body the reader stands.
#[derive(Default)]
struct Body {
    parentheses: usize,
    blocks: usize,
    words: usize,
    creates_routine: bool,
    after_begin: bool,
    starts_with_create: bool,
}

impl Body {
    fn is_outside(&self) -> bool {
        self.parentheses == 0 && self.blocks == 0
    }

    fn see(&mut self, kind: Kind, text: &[u8]) {
        match kind {
            Kind::Open => self.parentheses += 1,
            Kind::Close => self.parentheses = self.parentheses.saturating_sub(1),
            Kind::Word => self.see_word(text),
            _ => {}
        }
    }

    fn see_word(&mut self, word: &[u8]) {
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword.as_bytes());
        self.words += 1;
        if self.words == 1 {
            self.starts_with_create = is("create");
        }
        // CREATE [OR REPLACE] FUNCTION | PROCEDURE
        if self.starts_with_create && self.words <= 4 && (is("function") || is("procedure")) {
            self.creates_routine = true;
        }
        if self.creates_routine {
            if self.after_begin && is("atomic") {
                self.blocks = 1;
            } else if self.blocks > 0 && (is("case") || is("begin")) {
                self.blocks += 1;
            } else if self.blocks > 0 && is("end") {
                self.blocks -= 1;
            }
        }
        self.after_begin = is("begin");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: &[&str]) {
        let found: Vec<_> = statements(sql.as_bytes()).into_iter().map(|span| &sql[span]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn statements_end_at_semicolons() {
        check("-- a\nselect 1; ;select 2", &["select 1;", "select 2"]);
        check("select ';' ; select $$;$$;", &["select ';' ;", "select $$;$$;"]);
        check("  -- nothing\n", &[]);
    }

    #[test]
    fn semicolons_inside_a_body_do_not_end_the_statement() {
        let rule = "create rule r as on insert to t do also (select 1; select 2);";
        check(rule, &[rule]);
        let function =
            "create or replace function f() returns int begin atomic select case when true then 1 end; select 2; end;";
        check(&format!("{function} select 3"), &[function, "select 3"]);
        check("begin; select 1; end;", &["begin;", "select 1;", "end;"]);
    }
}
