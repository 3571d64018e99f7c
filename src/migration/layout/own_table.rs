//! `_migrations`, in which tidegate records the migrations of projects that no tool applies.

use super::tracking::{FoundBy, Tracking};
use crate::object::literal;
use crate::text::hex;
use sha2::{Digest as _, Sha256};

/// The table; `execution_time` has milliseconds, `checksum` the SHA-256 of the file.
pub static OWN_TRACKING: Tracking = Tracking {
    table: "_migrations",
    found: FoundBy::SearchPath,
    create: "CREATE TABLE IF NOT EXISTS _migrations (version varchar(20) PRIMARY KEY, name varchar(255) NOT NULL, \
        checksum varchar(64), applied_at timestamp NOT NULL, applied_by varchar(255), execution_time integer, \
        success boolean NOT NULL)",
    before: None,
    within: Some(|entry| {
        format!(
            "INSERT INTO _migrations (version, name, checksum, applied_at, applied_by, execution_time, success) \
             VALUES ({}, {}, '{}', pg_catalog.now(), session_user, \
             (extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.now()) * 1000)::integer, true)",
            entry.text(),
            literal(&entry.title),
            hex(Sha256::digest(entry.content))
        )
    }),
    after: None,
    remove: |entry| format!("DELETE FROM _migrations WHERE version = {}", entry.text()),
    is_held: false,
    in_schema_file: None,
};
