//! The parsed SQL of a migration: its statements in order, with what each of them does.

use super::action::{Action, Operation, Within};
use super::depth::is_too_deep;
use super::read;
use super::split::statements;
use super::tree::{Origin, SyntaxKind as K, Tree};
use super::version;
use crate::text::Span;

/// A parsed file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script {
    pub statements: Vec<Statement>,
    /// Whether the file is UTF-8; if not, nothing could be read.
    pub is_text: bool,
}

/// One statement of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// From its first token to its semicolon.
    pub span: Span,
    /// In order, including the bodies of `DO` blocks and functions.
    pub actions: Vec<Action>,
    /// The first syntax error, if any.
    pub error: Option<SyntaxError>,
    /// The newest syntax that it uses: the `PostgreSQL` major version and the syntax.
    pub needs: Option<(u16, &'static str, Span)>,
}

/// A place where the grammar does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub span: Span,
    /// The expected syntax, as a fragment.
    pub message: String,
}

impl Script {
    /// Parses the part `part` of a file; spans refer to the whole file.
    pub fn read(content: &[u8], part: &Span) -> Self {
        Self::read_some(content, part, &|_| true)
    }

    /// Parses only the statements that `wanted` accepts by their text.
    pub fn read_some(content: &[u8], part: &Span, is_wanted: &dyn Fn(&[u8]) -> bool) -> Self {
        let Ok(text) = std::str::from_utf8(&content[part.clone()]) else {
            return Self::default();
        };
        let statements =
            statements(text.as_bytes()).into_iter().filter(|span| is_wanted(&text.as_bytes()[span.clone()]));
        let statements = statements.map(|span| Statement::read(text, span, part.start)).collect();
        Self { statements, is_text: true }
    }

    /// Parses in that many portions: `run` receives one closure per portion and returns their results in
    /// order, so that the caller can run them in threads.
    pub fn read_in_portions(
        content: &[u8],
        part: &Span,
        portions: usize,
        run: impl FnOnce(Vec<Portion>) -> Vec<Vec<Statement>>,
    ) -> Self {
        let Ok(text) = std::str::from_utf8(&content[part.clone()]) else {
            return Self::default();
        };
        let spans = statements(text.as_bytes());
        let size = spans.len().div_ceil(portions.max(1)).max(1);
        let pieces = spans.chunks(size).map(|spans| Portion { text, spans, offset: part.start }).collect();
        Self { statements: run(pieces).into_iter().flatten().collect(), is_text: true }
    }

    /// Every action that the migration itself runs, with the number of its statement; the bodies of
    /// functions that it only defines are excluded.
    pub fn run(&self) -> impl Iterator<Item = (usize, &Action)> {
        self.all().filter(|(_, action)| action.within != Within::Body)
    }

    /// Every action, with the number of its statement.
    pub fn all(&self) -> impl Iterator<Item = (usize, &Action)> {
        self.statements
            .iter()
            .enumerate()
            .flat_map(|(at, statement)| statement.actions.iter().map(move |action| (at, action)))
    }
}

/// Some of the statements of a file, still to be parsed.
#[derive(Clone, Copy, Debug)]
pub struct Portion<'a> {
    text: &'a str,
    spans: &'a [Span],
    offset: usize,
}

impl Portion<'_> {
    /// Parses them.
    pub fn read(self) -> Vec<Statement> {
        self.spans.iter().map(|span| Statement::read(self.text, span.clone(), self.offset)).collect()
    }
}

impl Statement {
    fn read(text: &str, span: Span, offset: usize) -> Self {
        let written = &text[span.clone()];
        let in_file = offset + span.start..offset + span.end;
        if is_too_deep(written) {
            let unseen = Action { span: in_file.clone(), operation: Operation::DynamicSql, within: Within::Script };
            return Self { span: in_file, actions: vec![unseen], error: None, needs: None };
        }
        let tree = Tree::of_sql(written, Origin::At(in_file.start));
        let mut actions = Vec::new();
        for node in tree.root().children().filter(|child| !child.is_token() && child.kind() != K::ERROR) {
            read::statement(node, Within::Script, &mut actions);
        }
        if actions.is_empty() {
            actions.push(Action { span: in_file.clone(), operation: Operation::Other, within: Within::Script });
        }
        let error = tree.errors.first().filter(|_| !super::parser_gaps::is_known(written));
        let error = error.map(|(span, message)| SyntaxError { span: span.clone(), message: message.clone() });
        Self { needs: version::needed(tree.root()), span: in_file, actions, error }
    }
}
