//! The result of a comparison of texts.

use serde::Serialize;

/// The text of a file compared with the recorded one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextMatch {
    Same,
    /// Only line ends differ.
    LineEnds,
    Different,
    /// The row has no text and no checksum.
    NotRecorded,
}
