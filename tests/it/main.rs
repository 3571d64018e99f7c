//! t
mod bad_input;
mod conformance;
mod fuzz;
mod situations;
mod world;
