//! tidegate keeps migrations, `schema.sql` and databases in step at every commit.
//!
//! Everything is one shape: **compare an actual side with an expected or base side.** A side is
//! the staged index, the working tree or a commit; what the target does to the base is a
//! changeset; rules turn a changeset into diagnostics, and a replay turns a history into a schema.
//!
//! ```text
//! hook, shell, CI → cli → jobs → git      reads both sides (blobs, never a checkout)
//!                          │   → migration  finds projects, histories, what is new
//!                          │   → rules      report problems
//!                          │   → replay     applies a history to a temporary database (verify)
//!                          │      → postgres  servers and databases
//!                          └→ report       renders for people and machines
//! ```
//!
//! # Floors
//!
//! Modules are on floors. **A module may use lower floors only, and modules of one floor do not
//! know each other**; a letter splits a floor (`2a` is below `2b`). A test reads the floors from
//! the comments below and fails on an arrow that runs up, and on an import cycle between the files
//! of a module. Below floor 4 there are no files, no clock, no environment, no threads but the one whose
//! stack is large enough to parse a long statement.
//!
//! | floor | module | role |
//! |---|---|---|
//! | 11 | [`cli`] | front door: arguments → request → job → report → exit code |
//! | 10 | [`mcp`] | second front end: the jobs as tools for coding agents |
//! | 9 | [`report`] | rendering: human, json, github, sarif, junit |
//! | 8 | [`jobs`] | check, verify, hook, new, setup, ci: request → outcome |
//! | 7 | [`config`] | `tidegate.toml` → the options that lower floors own |
//! | 6b | [`live`] | migrations applied to a live database, under locks; snapshots |
//! | 6a | [`replay`] | a history applied to a temporary database |
//! | 6a | [`tasks`] | the repository's own commands that hooks run |
//! | 6a | [`import`] | configurations of other hook managers → jobs |
//! | 5 | [`platform`] | what Supabase provides, as SQL, and extension stubs |
//! | 5 | [`introspect`] | `pg_catalog` → catalog |
//! | 5 | [`tracking`] | the tracking tables of live databases, paired with a history |
//! | 5 | [`hooks`] | git hooks: install and uninstall |
//! | 4b | [`git`] | the only door to git |
//! | 4b | [`postgres`] | the only door to Postgres: servers, databases, the driver |
//! | 4b | [`cache`] | small files kept between runs under a hash of their inputs |
//! | 4a | [`process`] | the only door to child processes |
//! | 3b | [`alter`] | two catalogs → the SQL that makes one like the other |
//! | 3a | [`definition`] | catalog → the SQL that makes it |
//! | 3a | [`diff`] | two catalogs → changes |
//! | 3a | [`rules`] | one rule = one `.rs` + one `.md` |
//! | 2b | [`migration`] | layouts, histories, changesets, the seal |
//! | 2b | [`catalog`] | a schema as data |
//! | 2b | [`mirror`] | what programs are compiled with: Diesel's tables, SQLx's queries |
//! | 2b | [`prisma`] | `schema.prisma`, and the SQL that it stands for |
//! | 2b | [`dump`] | the text of `pg_dump`: entries, normal form |
//! | 2a | [`sql`] | statements and what they do |
//! | 2a | [`builtin`] | checks of files, names and messages without SQL |
//! | 1 | [`diagnostic`], [`progress`] | what is reported |
//! | 0b | [`object`] | kinds, names, classes, lock modes, observations |
//! | 0a | [`text`] | words, lines, paths |
//!
//! Absent on purpose: no async runtime (only [`mcp`] and the drivers of servers have one), no subprocess and no scan of
//! the repository on the path of a commit.

// floor 11: front door
pub mod cli;

// floor 10: second front end
#[cfg(feature = "mcp")]
pub mod mcp;

// floor 9: rendering
pub mod report;

// floor 8: jobs
pub mod jobs;

// floor 7: settings
pub mod config;

// floor 6b: live databases
pub mod live;

// floor 6a: meetings
pub mod import;
pub mod replay;
pub mod tasks;

// floor 5: meetings
pub mod hooks;
pub mod introspect;
pub mod platform;
pub mod tracking;

// floor 4b: world
pub mod cache;
pub mod git;
pub mod postgres;

// floor 4a: child processes
pub mod process;

// floor 3b: the way from one schema to another
pub mod alter;

// floor 3a: rules and differences
pub mod definition;
pub mod diff;
pub mod rules;

// floor 2b: nouns
pub mod catalog;
pub mod dump;
pub mod migration;
pub mod mirror;
pub mod prisma;

// floor 2a: SQL, and what needs none
pub mod builtin;
pub mod sql;

// floor 1: speech
pub mod diagnostic;
pub mod progress;

// floor 0b: objects
pub mod object;

// floor 0a: words
pub mod text;
