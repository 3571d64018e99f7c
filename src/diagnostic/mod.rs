//! Diagnostics: what a rule reports about a file, before a format is chosen.
//!
//! A [`Diagnostic`] carries its `&'static RuleInfo`, so every renderer knows the rule's page and
//! summary without a list of all rules. The severity is the rule's own until `config::levels`
//! changes it, once, after all rules have run.
//!
//! Never: formats, colours, prints.

mod place;
mod problem;
mod rule_info;
mod severity;

pub use place::{Excerpt, Place};
pub use problem::{Diagnostic, Fix, Rename};
pub use rule_info::{ExpectedEffect, Family, RuleInfo};
pub use severity::{Preset, Severity};
