//! Progress of a long job.
//!
//! Never: prints; that is the work of `cli` and `report`.

/// A receiver of progress reports.
pub trait Progress {
    /// Reports that `done` of `total` steps are done and that `what` is next.
    fn report(&mut self, done: usize, total: usize, what: &str);
}
