//! How far a long job is, told to whoever wants to know.
//!
//! Never: prints; that is what a face does with it.

/// Somebody who is told how far a job is.
pub trait Progress {
    /// `done` of `total` are behind us, and `what` is next.
    fn tell(&mut self, done: usize, total: usize, what: &str);
}
