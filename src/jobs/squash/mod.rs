//! One migration in the place of others: `squash` from the replayed history, `baseline` from a live database.
//!
//! The migrations that are replaced are moved to an archive folder, which no tool reads. The new one is proven first: the
//! history with it gives the same schema, by the catalog and by the dump.
//!
//! `range` proves the squash of another clone once more.
//!
//! Never: writes to a database, deletes a file.

mod archive;
mod baseline;
mod data;
mod plan;
mod range;

pub use archive::Archive;
pub use baseline::{Baseline, BaselineRequest};
pub use data::{DataStatement, KeptData};
pub use plan::{Cut, Error, Proof, Squash, SquashRequest, squash};
pub use range::{RangeProof, RangeRequest, prove_range};
