//! Tracking tables of live databases: which one a database has, its rows, and how they fit the files of a history.
//!
//! One file per migration tool states the name and the columns of its table and how its rows are read into one shape.
//! Pairing rows with files is pure: it takes both and returns one line for each migration. A version alone never decides
//! that a row and a file are the same migration, because the hosted Supabase API records the clock of its server, and
//! branches renumber files; names and statements or checksums are compared as well.
//!
//! Never: writes, asks for a lock, prints.

mod change;
mod checksum;
mod compare;
mod dbmate;
mod detect;
mod diesel;
mod flyway;
mod golang_migrate;
mod goose;
mod line;
mod lock_keys;
mod names;
mod own;
mod pair;
mod prisma;
mod read;
mod registry;
mod rights;
mod row;
mod sqlx;
mod supabase;
mod table;
mod text_match;
mod tool;

pub use change::{forget, keeps_one_row, renumber, restamp};
pub use detect::{Tables, find};
pub use line::{Line, State, Texts};
pub use lock_keys::{OWN_LOCK, lock_keys, lock_owner};
pub use pair::{LocalMigration, pair};
pub use read::read;
pub use registry::{ALL, OWN, tool_of};
pub use rights::{MissingRight, missing_rights, missing_rights_to_create};
pub use row::{Row, RowState, is_applied, row_of};
pub use table::{Column, Table};
pub use text_match::TextMatch;
pub use tool::{Records, Tool};
