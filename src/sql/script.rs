//! The parsed SQL of a migration: its statements in order, with what each of them does.

use super::action::{Action, Operation, Within};
use super::depth::Size;
use super::keeper::Keeper;
use super::lex::is_open_comment;
use super::split::{Part, visit, visit_while};
use super::stack::with_stack_for;
use super::tree::{Origin, SyntaxKind as K, Tree};
use super::{read, rows, version, version_bodies};
use crate::text::Span;

/// A parsed file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script {
    /// In a large file without those that repeat what others do: see [`Script::repeated`].
    pub statements: Vec<Statement>,
    /// The number of statements of a large file that were read and not kept, because enough of those before
    /// do the same: queries, and inserts into one table. They are valid and need no newer syntax.
    pub repeated: usize,
    /// Whether the file is UTF-8; if not, nothing could be read.
    pub is_text: bool,
    /// The part of the file that was read: all that was asked for, or a segment of it.
    pub part: Span,
    /// Whether it is a segment that another one precedes; a reader of segments sets it.
    pub continues: bool,
    /// Whether another segment follows, from the end of `part` on.
    pub is_cut: bool,
    /// A comment without an end.
    pub open_comment: Option<Span>,
}

/// One statement of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// From its first token to its semicolon.
    pub span: Span,
    /// In order, including the bodies of `DO` blocks and functions.
    pub actions: Vec<Action>,
    /// The first syntax error, if any.
    pub error: Option<Box<SyntaxError>>,
    /// The newest syntax that it uses: the `PostgreSQL` major version and the syntax.
    pub needs: Option<Box<(u16, &'static str, Span)>>,
}

/// A place where the grammar does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub span: Span,
    /// The expected syntax, as a fragment.
    pub message: String,
}

/// The text that is parsed before what was read of it is kept or not, in bytes.
const BATCH: usize = 1 << 18;

/// The memory that the statements of a segment and their rules take at most, about and in bytes.
const SEGMENT: usize = 32 << 20;

impl Script {
    /// Parses the part `part` of a file; spans refer to the whole file.
    pub fn read(content: &[u8], part: &Span) -> Self {
        Self::read_some(content, part, &|_| true)
    }

    /// Parses only the statements that `wanted` accepts by their text.
    pub fn read_some(content: &[u8], part: &Span, is_wanted: &dyn Fn(&[u8]) -> bool) -> Self {
        Self::read_with(content, part, is_wanted, usize::MAX, &mut |portion| portion.read())
    }

    /// Parses the statements that `is_wanted` accepts by their text, and passes them on one after the other.
    pub fn read_each(
        content: &[u8],
        part: &Span,
        is_wanted: &dyn Fn(&[u8]) -> bool,
        found: &mut dyn FnMut(&Statement),
    ) {
        let Ok(text) = std::str::from_utf8(&content[part.clone()]) else { return };
        visit(text.as_bytes(), &mut |kind, span| {
            if kind == Part::Statement && is_wanted(&text.as_bytes()[span.clone()]) {
                found(&Statement::read(text, span, part.start));
            }
        });
    }

    /// Parses a segment: the statements from the start of `part` on whose memory is within bounds, which are all of them
    /// except in a file of many megabytes of statements that are not only rows.
    ///
    /// Parses in that many portions at a time: `run` receives one closure per portion and returns their
    /// results in order, so that the caller can run them in threads.
    pub fn read_segment(
        content: &[u8],
        part: &Span,
        portions: usize,
        run: &dyn Fn(Vec<Portion>) -> Vec<Vec<Statement>>,
    ) -> Self {
        Self::read_with(content, part, &|_| true, SEGMENT, &mut |batch| {
            let size = batch.spans.len().div_ceil(portions.max(1)).max(1);
            let pieces = batch.spans.chunks(size).map(|spans| Portion { spans, ..batch }).collect();
            run(pieces).into_iter().flatten().collect()
        })
    }

    fn read_with(
        content: &[u8],
        part: &Span,
        is_wanted: &dyn Fn(&[u8]) -> bool,
        limit: usize,
        read: &mut dyn FnMut(Portion) -> Vec<Statement>,
    ) -> Self {
        let Ok(text) = std::str::from_utf8(&content[part.clone()]) else {
            return Self { part: part.clone(), ..Self::default() };
        };
        let mut script = Self { is_text: true, part: part.clone(), ..Self::default() };
        let mut kept = Kept { keeper: Keeper::of_size(text.len()), last: None, weight: 0 };
        let (mut batch, mut size) = (Vec::new(), 0);
        let mut last_comment = None;
        visit_while(text.as_bytes(), &mut |kind, span| {
            match kind {
                Part::Statement if kept.weight >= limit => {
                    script.part.end = part.start + span.start;
                    script.is_cut = true;
                    return false;
                }
                Part::Statement if is_wanted(&text.as_bytes()[span.clone()]) => {
                    size += span.len();
                    batch.push(span);
                    if size >= BATCH {
                        kept.add(read(Portion { text, spans: &batch, offset: part.start }), &mut script);
                        batch.clear();
                        size = 0;
                    }
                }
                Part::Comment => last_comment = Some(span),
                Part::Statement | Part::Command => {}
            }
            true
        });
        kept.add(read(Portion { text, spans: &batch, offset: part.start }), &mut script);
        // A file may go on with data after its last statement.
        if let Some(last) = kept.last {
            script.repeated -= 1;
            script.statements.push(last);
        }
        let is_open = |span: &Span| span.end == text.len() && is_open_comment(&text.as_bytes()[span.clone()]);
        let open = last_comment.filter(is_open);
        script.open_comment = open.map(|span| part.start + span.start..part.start + span.end);
        script
    }

    /// Whether it is not all of its part of the file.
    pub fn is_segment(&self) -> bool {
        self.continues || self.is_cut
    }

    /// Every action that the migration itself runs, with the number of its statement; the bodies of
    /// functions that it only defines are excluded.
    pub fn run(&self) -> impl Iterator<Item = (usize, &Action)> {
        self.all().filter(|(_, action)| action.runs())
    }

    /// Every action, with the number of its statement.
    pub fn all(&self) -> impl Iterator<Item = (usize, &Action)> {
        self.statements
            .iter()
            .enumerate()
            .flat_map(|(at, statement)| statement.actions.iter().map(move |action| (at, action)))
    }
}

/// The choice of the statements that are kept.
struct Kept {
    keeper: Keeper,
    /// The last statement, if it repeats others and is not kept.
    last: Option<Statement>,
    weight: usize,
}

impl Kept {
    fn add(&mut self, statements: Vec<Statement>, script: &mut Script) {
        for statement in statements {
            let is_plain = statement.error.is_none() && statement.needs.is_none();
            if self.keeper.repeats(&statement.actions, is_plain) {
                script.repeated += 1;
                self.last = Some(statement);
            } else {
                self.weight += statement.weight();
                script.statements.push(statement);
                self.last = None;
            }
        }
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
    /// Its actions that the migration itself runs.
    pub fn run(&self) -> impl Iterator<Item = &Action> {
        self.actions.iter().filter(|action| action.runs())
    }

    /// The memory that it takes with all that rules keep of it, about: names and expressions are several times as
    /// large as their text.
    fn weight(&self) -> usize {
        let is_read = |action: &Action| {
            !matches!(action.operation, Operation::Insert { .. } | Operation::Query { .. } | Operation::Other)
        };
        let text = if self.actions.iter().any(is_read) { 12 * self.span.len() } else { 0 };
        400 + 700 * self.actions.len() + text
    }

    fn read(text: &str, span: Span, offset: usize) -> Self {
        let written = &text[span.clone()];
        let in_file = offset + span.start..offset + span.end;
        let size = Size::of(written);
        if let Some(portions) = rows::portions(written, &size) {
            return Self::of_portions(portions, in_file);
        }
        Self::of_text(written, in_file, &size)
    }

    fn of_text(written: &str, in_file: Span, size: &Size) -> Self {
        let can_be_parsed = !size.is_too_much();
        let parsed = can_be_parsed.then(|| with_stack_for(size.tokens, || Self::parse(written, in_file.clone())));
        parsed.flatten().unwrap_or_else(|| {
            let unseen = Action { span: in_file.clone(), operation: Operation::DynamicSql, within: Within::Script };
            Self { span: in_file, actions: vec![unseen], error: None, needs: None }
        })
    }

    fn parse(written: &str, in_file: Span) -> Self {
        let tree = Tree::of_sql(written, Origin::At(in_file.start));
        let rewritten = if tree.errors.is_empty() { None } else { super::parser_gaps::rewritten(written) };
        if let Some(rewritten) = rewritten {
            let is_as_long = rewritten.text.len() == written.len();
            let origin = if is_as_long { Origin::At(in_file.start) } else { Origin::Within(in_file.clone()) };
            let tree = Tree::of_sql(&rewritten.text, origin);
            if tree.errors.is_empty() {
                let mut read = Self::of_tree(&tree, written, in_file.clone());
                let known = read.needs.as_ref().map_or(0, |needs| needs.0);
                let needs = rewritten.needs.filter(|(major, _)| *major > known);
                read.needs = needs.map(|(major, what)| Box::new((major, what, in_file))).or(read.needs);
                return read;
            }
        }
        Self::of_tree(&tree, written, in_file)
    }

    fn of_tree(tree: &Tree<'_>, written: &str, in_file: Span) -> Self {
        let mut actions = Vec::new();
        for node in tree.root().children().filter(|child| !child.is_token() && child.kind() != K::ERROR) {
            read::statement(node, Within::Script, &mut actions);
        }
        if actions.is_empty() {
            actions.push(Action { span: in_file.clone(), operation: Operation::Other, within: Within::Script });
        }
        actions.shrink_to_fit();
        let error = tree.errors.first().filter(|_| !super::parser_gaps::is_known(written));
        let error = error.map(|(span, message)| Box::new(SyntaxError { span: span.clone(), message: message.clone() }));
        let error = error.or_else(|| unseparated(tree).filter(|_| !super::parser_gaps::is_known(written)));
        let needs = [version::needed(tree.root()), version_bodies::needed(tree)].into_iter().flatten();
        let needs = needs.max_by_key(|(major, _, _)| *major).map(Box::new);
        Self { needs, span: in_file, actions, error }
    }

    /// Reads a statement from portions of it, which are statements of the same kind.
    fn of_portions(portions: impl Iterator<Item = rows::Portion>, in_file: Span) -> Self {
        let mut whole = Self { span: in_file.clone(), actions: Vec::new(), error: None, needs: None };
        for portion in portions {
            let found = Self::of_text(&portion.text, 0..portion.text.len(), &Size::of(&portion.text));
            let place = |span: &Span| {
                let span = portion.in_statement(span);
                in_file.start + span.start..in_file.start + span.end
            };
            let is_opaque = found.actions.iter().any(|action| action.operation == Operation::DynamicSql);
            if !whole.actions.iter().any(|action| action.operation == Operation::DynamicSql) || is_opaque {
                whole.actions = found.actions;
            }
            let error = found.error.map(|error| Box::new(SyntaxError { span: place(&error.span), ..*error }));
            whole.error = whole.error.or(error);
            let needs = found.needs.map(|needs| Box::new((needs.0, needs.1, place(&needs.2))));
            whole.needs = [whole.needs, needs].into_iter().flatten().max_by_key(|needs| needs.0);
        }
        for action in &mut whole.actions {
            action.span = in_file.clone();
        }
        whole
    }
}

/// The words with which a statement begins and no clause of another one does at its end.
const BEGINNINGS: [&str; 11] =
    ["create", "alter", "drop", "insert", "update", "delete", "grant", "revoke", "comment", "truncate", "select"];

/// Returns the place of a second statement in the text of one: the text was cut at each semicolon, so that there
/// is none between them.
fn unseparated(tree: &Tree<'_>) -> Option<Box<SyntaxError>> {
    let root = tree.root();
    let mut statements = root.children().filter(|child| !child.is_token());
    let (first, second) = (statements.next()?, statements.next()?);
    // Its elements follow without a semicolon (manual, "CREATE SCHEMA").
    if first.kind() == K::CREATE_SCHEMA {
        return None;
    }
    let begins = |word: &str| {
        second.text().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
            && !second.text()[word.len()..].starts_with(|letter: char| letter.is_alphanumeric() || letter == '_')
    };
    let start = second.span().start;
    BEGINNINGS.into_iter().any(begins).then(|| {
        Box::new(SyntaxError { span: start..start, message: "expected SEMICOLON before this statement".to_owned() })
    })
}
