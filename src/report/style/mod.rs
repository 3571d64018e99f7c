//! Parts shared by all renderers: the door, colours, snippets, wording, annotations, Markdown and JSON.

pub(in crate::report) mod annotation;
pub(in crate::report) mod door;
pub(in crate::report) mod html;
pub(in crate::report) mod json;
pub(in crate::report) mod markdown;
pub(in crate::report) mod paint;
pub(in crate::report) mod snippet;
pub(in crate::report) mod wording;
