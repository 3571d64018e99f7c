//! The git hooks of a repository: where they are, whose they are, and how tidegate's own
//! get in and out again.
//!
//! The scripts are data (`hooks/` at the top of the package): the code finds the folder,
//! keeps what was there, writes, and undoes. Whose a hook is, is decided by the id line in
//! it. Git 2.54 and newer can also run hooks that are named in the configuration
//! ([`config_form`]), which needs no file in anybody's way.
//!
//! Never: prints, judges migrations, reads the configuration of tidegate.

mod beside;
pub mod config_form;
mod error;
mod event;
mod files;
mod folder;
mod git_program;
mod managers;
mod program;
mod script;
mod slot;
mod state;

pub use beside::{caller, dropper};
pub use error::Error;
pub use event::Event;
pub use files::{Changes, FileMode};
pub use folder::{Folder, Place, default_folder};
pub use git_program::{GitVersion, git_version};
pub use managers::{Advice, Found, Manager, Owner, advice, found, is_called};
pub use program::stable_program;
pub use script::ID;
pub use slot::{Put, Slot, Taken, take};
pub use state::{ConfigHook, EventState, Program, ScriptHook, State, state};
