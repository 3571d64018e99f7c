//! The surroundings of a job of lefthook.

use super::lefthook_globs::Dialect;
use super::node::Node;
use crate::hooks::Event;

/// The surroundings of an entry: what the hook and its groups hand down.
#[derive(Clone)]
pub(super) struct Scope<'a> {
    pub(super) file: &'a str,
    pub(super) event: Event,
    /// The mappings from the hook to the entry, outermost first.
    pub(super) nodes: Vec<&'a Node>,
    pub(super) dialect: Dialect,
    pub(super) templates: &'a [(String, Node)],
    /// The folder of scripts.
    pub(super) scripts: &'a str,
    /// The start of names: `group/`.
    pub(super) names: String,
}
