//! `[rehearse] run`: commands that a rehearsal runs after the migrations.

use crate::text::hex;
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// A line for `sh`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateCommand(pub String);

impl GateCommand {
    /// A hash of it, for the notes of what the user agreed to.
    pub fn fingerprint(&self) -> String {
        hex(Sha256::digest(json!(["gate 1", self.0]).to_string()))
    }
}
