//! Statements that are too many for the rules' pages, a file for each family of rules.

mod destroy;
mod documented;
mod locks;
mod newer;
mod outside;
mod policy;
mod run_files;
mod shared;
mod tools;
