//! What all renderers share: drawn snippets and wording.

pub(in crate::report) mod snippet;
pub(in crate::report) mod wording;
