//! The files of a configuration.

use super::error::Error;
use super::node::{Node, Unreadable};
use std::collections::BTreeMap;

/// Files by their path from the top of the repository.
pub(super) type Files = BTreeMap<String, String>;

/// Reads a file by the notation of its name.
pub(super) fn node(path: &str, text: &str) -> Result<Node, Error> {
    let is_toml = path.rsplit_once('.').is_some_and(|(_, ending)| ending == "toml");
    let read = if is_toml { Node::toml(text) } else { Node::yaml(text) };
    read.map_err(|(line, reason): Unreadable| Error::Unreadable { path: path.to_owned(), line, reason })
}
