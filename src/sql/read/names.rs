//! Names and strings as a node of the syntax tree writes them.

use crate::object::{Name, read_name};
use crate::sql::tree::{At, SyntaxKind as K};

/// The content of a string or a name.
pub(in crate::sql) fn unquoted(written: &str) -> String {
    match written.strip_prefix('\'') {
        Some(inner) => inner.strip_suffix('\'').unwrap_or(inner).replace("''", "'"),
        None => read_name(written),
    }
}

/// The first dotted name in a node.
pub(super) fn path_name(node: At) -> Name {
    let is_path = |found: &At| matches!(found.kind(), K::PATH | K::PATH_REF);
    let path = std::iter::once(node).chain(node.all()).find(is_path);
    let tokens = path.unwrap_or(node);
    let is_part = |token: &At| token.is_token() && token.kind() != K::DOT;
    let parts: Vec<String> = tokens.all().filter(is_part).map(|token| read_name(token.text())).collect();
    if path.is_some() || parts.len() < 2 {
        return Name::of_parts(parts);
    }
    // Without a path it is one plain name with keywords around it.
    Name { schema: None, name: parts.into_iter().next().unwrap_or_default() }
}

/// The plain name in a node: of a column, a policy, a role.
pub(super) fn plain_name(node: At) -> String {
    let token = node.all().find(|found| found.is_token());
    read_name(token.unwrap_or(node).text())
}

pub(super) fn path_in(node: At, kind: K) -> Name {
    node.child(kind).map(path_name).unwrap_or_default()
}

pub(super) fn plain_in(node: At, kind: K) -> String {
    node.child(kind).map(plain_name).unwrap_or_default()
}
