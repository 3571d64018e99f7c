//! Reports of `tidegate squash` and `baseline`: the proof, the new migration, and the files that it replaces.

mod baseline;
mod files;
mod plan;
mod range;

pub use baseline::write_baseline;
pub use files::write_files;
pub use plan::write_squash;
pub use range::write_range;
