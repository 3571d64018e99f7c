//! What `tidegate verify` says beyond pass or fail.

mod differences;
mod proofs;
mod witness;
