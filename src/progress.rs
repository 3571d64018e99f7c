//! How far a long job has come.
//!
//! Never: prints; that is what a face does with it.

/// A receiver of progress reports.
pub trait Progress {
    /// Reports that `done` of `total` steps are done and that `what` is next.
    fn report(&mut self, done: usize, total: usize, what: &str);
}
