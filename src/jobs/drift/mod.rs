//! `drift`: live databases beside the schema that a history gives.
//!
//! Each database is compared as `diff` compares it. One that cannot be read does not hide the others.

mod beside;
mod chosen;
mod outcome;
mod request;
mod run;

pub use beside::Beside;
pub use chosen::{Choice, Chosen, Unreachable, choose};
pub use outcome::{Compared, Decided, Outcome, Row, State};
pub use request::{Request, Side};
pub use run::run;
