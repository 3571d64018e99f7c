//! tidegate lets migrations forward and drift never back.
//!
//! Everything it does is one shape: **judge a target side against a base side.** A side is
//! the staged index, the work tree or a commit; what the target does to the base is a
//! changeset; rules turn a changeset into diagnostics.
//!
//! ```text
//! hook, shell, CI → cli → jobs → git      reads both sides (blobs, never a checkout)
//!                          │   → migration  finds projects, histories, what is new
//!                          │   → rules      judge
//!                          │   → replay     runs a history on a throw-away database (verify)
//!                          │      → postgres  servers and databases
//!                          └→ report       tells people and machines
//! ```
//!
//! # The map
//!
//! Modules stand on floors. **A module may use lower floors only, and modules of one floor
//! do not know each other**; a test reads the floors from the comments below and fails on
//! an arrow that runs up. Below `git` there are no files, no clock, no environment.
//!
//! | floor | module | role |
//! |---|---|---|
//! | 11 | [`cli`] | the front door: arguments → options → job → report → exit code |
//! | 9 | [`report`] | rendering: human, json, github, sarif, junit |
//! | 8 | [`jobs`] | check, verify, fix, push, install, …: request → outcome |
//! | 7 | [`config`] | `tidegate.toml` → the options that lower floors own |
//! | 6 | [`hooks`] | the git hooks: where, whose, in and out |
//! | 6 | [`replay`] | a history run for real on a throw-away database |
//! | 5 | [`cache`] | small files worth keeping between runs, under a hash of their inputs |
//! | 5 | [`git`] | the only door to git |
//! | 5 | [`postgres`] | the only door to Postgres: servers, databases, the driver |
//! | 4 | [`rules`] | one rule = one `.rs` + one `.md` |
//! | 2 | [`migration`], [`sql`] | the nouns |
//! | 1 | [`diagnostic`], [`progress`] | speech |
//! | 0 | [`text`] | words, lines, paths |
//!
//! What is absent on purpose: no async runtime, no subprocess and no scan of the
//! repository on the way of a commit.

// floor 11: front door
pub mod cli;

// floor 9: rendering
pub mod report;

// floor 8: jobs
pub mod jobs;

// floor 7: settings
pub mod config;

// floor 6: meetings
pub mod replay;

// floor 5: meetings
pub mod hooks;
pub mod platform;

// floor 4: world
pub mod cache;
pub mod git;
pub mod postgres;

// floor 3: judgement
pub mod rules;

// floor 2: nouns
pub mod dump;
pub mod migration;
pub mod sql;

// floor 1: speech
pub mod diagnostic;
pub mod progress;

// floor 0: words
pub mod object;
pub mod text;
