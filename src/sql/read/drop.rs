//! `DROP …`

use super::objects;
use super::reader::Reader;
use crate::sql::action::Operation;
use crate::sql::tree::{At, SyntaxKind as K};

impl Reader<'_> {
    /// Returns false if the node is not a `DROP` of objects.
    pub(super) fn drop(&mut self, node: At) -> bool {
        if !starts_with(node, K::DROP_KW) {
            return false;
        }
        let Some(dropped) = objects::named(node) else {
            return false;
        };
        let (if_exists, cascade) = (node.has(K::IF_EXISTS), node.has(K::CASCADE));
        let concurrently = node.has(K::CONCURRENTLY_KW);
        for object in dropped {
            self.push(node.span(), Operation::Drop { object, if_exists, cascade, concurrently });
        }
        true
    }
}

pub(super) fn starts_with(node: At, word: K) -> bool {
    node.children().next().is_some_and(|first| first.kind() == word)
}
