//! The git hooks of a repository: where they are, who owns them, and how tidegate's own are installed and
//! uninstalled.
//!
//! The scripts are data (`hooks/` at the top of the package): the code finds the folder, keeps the
//! existing hook, writes, and undoes. The owner of a hook is decided by the id line in it. Git 2.54
//! and newer can also run hooks that are named in the configuration ([`config_hooks`]), which needs no
//! file.
//!
//! Never: prints, checks migrations, reads the configuration of tidegate.

mod advice;
mod changes;
mod coexistence;
mod config_file;
pub mod config_hooks;
mod config_order;
mod created;
mod detect;
mod error;
mod event;
mod file_mode;
mod git_program;
mod git_version;
mod hook_file;
mod hooks_dir;
mod kept;
mod later;
mod manager;
pub mod merge_driver;
mod owner;
mod placing;
mod script;
mod stable_program;
mod state;

pub use advice::advice;
pub use changes::Changes;
pub use coexistence::{calling_manager, replacing_manager};
pub use detect::{DetectedManager, calls_tidegate, detect_managers};
pub use error::Error;
pub use event::Event;
pub use file_mode::FileMode;
pub use git_program::git_version;
pub use git_version::GitVersion;
pub use hook_file::{HookFile, Installed, Uninstalled, uninstall};
pub use hooks_dir::{HooksDir, Location, default_hooks_dir};
pub use later::{Later, has_script, later_hook, script_after_config};
pub use manager::{Advice, Manager};
pub use owner::Owner;
pub use script::ID;
pub use stable_program::stable_program;
pub use state::{ConfigHook, EventState, HookText, Program, ScriptHook, State, state};
