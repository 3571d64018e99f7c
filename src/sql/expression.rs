//! Defaults and conditions: which functions they call, and whether one of these is volatile.

use super::tree::{At, SyntaxKind as K};
use crate::object::Name;
use crate::text::Span;

/// An expression of a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    pub span: Span,
    /// As written.
    pub text: String,
    /// The functions it calls.
    pub calls: Vec<Name>,
}

/// Functions that `PostgreSQL` and the extensions of hosted databases declare `VOLATILE`
/// (`pg_proc.provolatile`), as far as they are used in defaults. `now()` and similar are
/// stable, and so are the functions of Supabase's `auth` schema.
const VOLATILE: [&str; 21] = [
    "clock_timestamp",
    "currval",
    "gen_random_bytes",
    "gen_random_uuid",
    "gen_salt",
    "lastval",
    "nextval",
    "pg_sleep",
    "random",
    "random_normal",
    "setval",
    "timeofday",
    "txid_current",
    "uuid_generate_v1",
    "uuid_generate_v1mc",
    "uuid_generate_v4",
    "uuid_generate_v7",
    "uuidv4",
    "uuidv7",
    "gen_uuid_v7",
    "gen_random_ulid",
];

impl Expression {
    /// The first function that returns another value for every row. Functions that are not built in
    /// are unknown.
    pub fn volatile_call(&self) -> Option<&Name> {
        self.calls.iter().find(|call| {
            let is_built_in =
                call.schema.as_deref().is_none_or(|schema| matches!(schema, "pg_catalog" | "public" | "extensions"));
            is_built_in && VOLATILE.contains(&call.name.as_str())
        })
    }

    /// Whether it is `NULL`, with or without a cast.
    pub fn is_null(&self) -> bool {
        let value = self.text.split("::").next().unwrap_or_default();
        value.trim().eq_ignore_ascii_case("null")
    }

    pub(super) fn read(node: At) -> Self {
        Self { span: node.span(), text: node.text().to_owned(), calls: calls(node) }
    }
}

/// The functions called anywhere in a node (itself included).
pub(super) fn calls(node: At) -> Vec<Name> {
    let itself = std::iter::once(node);
    itself.chain(node.all()).filter(|found| found.kind() == K::CALL_EXPR).filter_map(called).collect()
}

fn called(call: At) -> Option<Name> {
    let target = call.children().next()?;
    match target.kind() {
        K::NAME_REF | K::FIELD_EXPR => {
            let tokens = target.all().filter(|token| token.is_token() && token.kind() != K::DOT);
            Some(Name::of_parts(tokens.map(|token| crate::object::read_name(token.text())).collect()))
        }
        _ => None,
    }
}
