//! What `tidegate verify` says beyond pass or fail.

mod differences;
mod github;
mod proofs;
mod roles;
mod settings;
mod witness;
