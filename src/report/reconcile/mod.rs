//! Reports of `tidegate reconcile` and `pull`: the differences with their decisions, and the files that follow.

mod item;
mod plan;
mod survey;

pub use item::write_item;
pub(super) use plan::write_result;
pub use plan::{write_plan, write_pull};
pub use survey::{View, write_survey};
