//! Collations, conversions, casts and transforms have nothing that can be altered but their owner and comment.

use super::fate::{Alteration, Changed, Outcome};

/// Says how one of them is changed.
pub(super) fn alter(changed: &Changed<'_>) -> Outcome {
    // The encoding of a collation follows from the database.
    if changed.0.iter().all(|name| *name == "encoding") {
        return Alteration::refuse("the encoding of a collation is that of the database in which it was created");
    }
    Outcome::Recreate
}
