//! The agreement of the user of a clone to what hooks run besides reading.
//!
//! Settings come from the branch. Those that make a hook run more than reading apply once the user has agreed to them,
//! by `tidegate install` or `tidegate trust`; the notes of that are in the folder of the repository, where no branch can
//! write. Databases that the settings name are agreed to in the same way.

mod agree;
mod agreement;
mod notes;

pub use agree::{Agreed, Outcome, agree, agree_to_hooks, agree_to_merges, revoke};
pub use agreement::{
    agreed_databases, agreed_gates, agreed_jobs, is_agreed, is_merge_agreed, is_noted, shared_settings,
};
