//! Statements of the wild, many to a rule: what a family of rules says of each.

mod destroy;
