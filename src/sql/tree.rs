//! The syntax tree of a piece of SQL or PL/pgSQL: the only door to the parser.
//!
//! The parser yields a stream of steps; they are kept as one flat list in the order of the text, which
//! is built several times faster than a tree of shared nodes and is sufficient for reading. White space
//! and comments are omitted.
//!
//! Never: knows what a statement means.

pub(super) use squawk_parser::SyntaxKind;

use crate::text::Span;
use squawk_parser::{EntryPoint, LexedStr, StrStep};

/// A parsed piece of a file.
pub(super) struct Tree<'a> {
    text: &'a str,
    origin: Origin,
    nodes: Vec<Node>,
    /// Syntax errors: the place, and what the parser expected.
    pub(super) errors: Vec<(Span, String)>,
}

/// The place of a piece of text in its file.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// In the file unchanged, from this byte on.
    At(usize),
    /// Written with escapes, so only the span of the whole is known.
    Within(Span),
}

impl Origin {
    pub(super) fn in_file(&self, span: Span) -> Span {
        match self {
            Self::At(start) => start + span.start..start + span.end,
            Self::Within(whole) => whole.clone(),
        }
    }
}

struct Node {
    kind: SyntaxKind,
    start: usize,
    end: usize,
    /// The index of the first node after this one and its descendants.
    behind: usize,
    is_token: bool,
}

impl<'a> Tree<'a> {
    /// Parses SQL.
    pub(super) fn of_sql(text: &'a str, origin: Origin) -> Self {
        Self::parse(text, origin, EntryPoint::SourceFile)
    }

    /// Parses the body of a `DO` block or of a PL/pgSQL function.
    pub(super) fn of_plpgsql(text: &'a str, origin: Origin) -> Self {
        Self::parse(text, origin, EntryPoint::Plpgsql)
    }

    fn parse(text: &'a str, origin: Origin, entry: EntryPoint) -> Self {
        let lexed = LexedStr::new(text);
        let output = entry.parse(&lexed.to_input());
        // About as many as needed: growing would copy them repeatedly.
        let nodes = Vec::with_capacity(text.len() / 3 + 16);
        let mut tree = Self { text, origin, nodes, errors: Vec::new() };
        let mut open = Vec::new();
        let mut at = 0;
        lexed.intersperse_trivia(&output, &mut |step| match step {
            StrStep::Enter { kind } => {
                open.push(tree.nodes.len());
                tree.nodes.push(Node { kind, start: at, end: at, behind: 0, is_token: false });
            }
            StrStep::Exit => {
                if let Some(index) = open.pop() {
                    let behind = tree.nodes.len();
                    let node = &mut tree.nodes[index];
                    (node.end, node.behind) = (at, behind);
                }
            }
            StrStep::Token { kind, text } => {
                let start = at;
                at += text.len();
                // The parser reports white space and comments as tokens as well.
                if !matches!(kind, SyntaxKind::WHITESPACE | SyntaxKind::COMMENT) {
                    let behind = tree.nodes.len() + 1;
                    tree.nodes.push(Node { kind, start, end: at, behind, is_token: true });
                }
            }
            StrStep::Error { msg, pos } => tree.errors.push((pos..pos, msg.to_owned())),
        });
        for (span, message) in lexed.errors() {
            tree.errors.push((span.start as usize..span.end as usize, message.to_owned()));
        }
        for (span, _) in &mut tree.errors {
            *span = tree.origin.in_file(span.clone());
        }
        tree.errors.sort_by_key(|(span, _)| span.start);
        tree
    }

    /// The root.
    pub(super) fn root(&self) -> At<'_> {
        At { tree: self, index: 0 }
    }
}

/// A node or a token of a tree.
#[derive(Clone, Copy)]
pub(super) struct At<'t> {
    tree: &'t Tree<'t>,
    index: usize,
}

impl<'t> At<'t> {
    fn node(self) -> &'t Node {
        &self.tree.nodes[self.index]
    }

    pub(super) fn kind(self) -> SyntaxKind {
        self.node().kind
    }

    pub(super) fn is_token(self) -> bool {
        self.node().is_token
    }

    /// Its span in the file.
    pub(super) fn span(self) -> Span {
        self.tree.origin.in_file(self.node().start..self.node().end)
    }

    pub(super) fn text(self) -> &'t str {
        &self.tree.text[self.node().start..self.node().end]
    }

    /// The place of a text inside it, `from` bytes after its start.
    pub(super) fn origin_from(self, from: usize) -> Origin {
        match &self.tree.origin {
            Origin::At(start) => Origin::At(start + self.node().start + from),
            Origin::Within(whole) => Origin::Within(whole.clone()),
        }
    }

    /// Its direct children, nodes and tokens.
    pub(super) fn children(self) -> impl Iterator<Item = At<'t>> {
        let end = self.node().behind;
        let mut next = self.index + 1;
        std::iter::from_fn(move || {
            let found = (next < end).then_some(At { tree: self.tree, index: next })?;
            next = found.node().behind;
            Some(found)
        })
    }

    /// Its descendants, in the order of the text.
    pub(super) fn all(self) -> impl Iterator<Item = At<'t>> {
        (self.index + 1..self.node().behind).map(move |index| At { tree: self.tree, index })
    }

    /// The first child of this kind.
    pub(super) fn child(self, kind: SyntaxKind) -> Option<At<'t>> {
        self.children().find(|child| child.kind() == kind)
    }

    /// The children of this kind.
    pub(super) fn every(self, kind: SyntaxKind) -> impl Iterator<Item = At<'t>> {
        self.children().filter(move |child| child.kind() == kind)
    }

    /// Whether a child has this kind.
    pub(super) fn has(self, kind: SyntaxKind) -> bool {
        self.child(kind).is_some()
    }

    /// The first descendant of this kind.
    pub(super) fn find(self, kind: SyntaxKind) -> Option<At<'t>> {
        self.all().find(|found| found.kind() == kind)
    }

    /// The text before a node that is inside it.
    pub(super) fn before(self, inner: At) -> &'t str {
        self.tree.text.get(self.node().start..inner.node().start).unwrap_or_default()
    }

    /// The text from the start of one node to the end of another.
    pub(super) fn slice(self, first: At, last: At) -> &'t str {
        self.tree.text.get(first.node().start..last.node().end).unwrap_or_default()
    }
}
