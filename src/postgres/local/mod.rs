//! A private server, started from programs found on the machine, on a cluster that is kept in
//! the cache folder.
//!
//! A run has exclusive use of a cluster: it locks a slot (`slot.rs`), starts a server on it
//! (`process.rs`) and stops the server at the end. A shared server that keeps running was
//! rejected: it would be a daemon to manage. A cluster is copied from one that `initdb` created
//! once (`seed.rs`) and is then kept, with the databases left in it, until the machine is
//! rebooted: it is written without `fsync`, and whatever the system had not written when it
//! went down is missing without a trace.
//!
//! Measured in one run each, medians, PostgreSQL 15, two shared and busy cores; on a disk whose
//! file system creates files slowly (ext4 without a journal, which skips every inode freed in
//! the last minutes before it allocates one), and in memory (tmpfs):
//!
//! | operation | disk | memory |
//! |---|--:|--:|
//! | `initdb` | 1,590 ms | 700 ms |
//! | first start ever: `initdb`, seed, copy, start | 3,280 ms | 970 ms |
//! | first start after a boot, or in another slot: copy of the seed (28 MB, 970 files), start | 1,360 ms | 130 ms |
//! | start on the kept cluster | 68 ms | 39 ms |
//! | the same after `kill -9`: recovery, scratch databases dropped | 73 ms | 65 ms |
//! | clean stop | 28 ms | 17 ms |
//! | connection | 5 ms | 4 ms |
//! | `CREATE DATABASE` from an empty template (7 MB), `file_copy` | 81 ms | 19 ms |
//! | the same, `wal_log` | 94 ms | 23 ms |
//! | from a template with 300 tables (24 MB), `file_copy` | 2,730 ms | 74 ms |
//! | the same, `wal_log` | 3,570 ms | 257 ms |
//! | copy of a whole cluster with three such databases (85 MB) | 2,470 ms | 256 ms |
//! | renaming a database | 1 ms | 1 ms |
//! | `pg_dump` of the small, of the large one | 109, 328 ms | 123, 300 ms |
//!
//! So databases are cloned by `file_copy` and whole clusters never; two concurrent runs get a
//! cluster each instead of waiting; and a clean stop is waited for, because it keeps the next
//! start cheap and costs less than it saves.
//!
//! Never: listens on the network, leaves a server running, uses a cluster that may be damaged.

pub(super) mod account;
mod boot_id;
mod cluster_store;
mod clusters_dir;
mod engine;
mod limits;
mod password;
mod process;
mod programs;
mod sandbox;
mod seed;
mod settings;
pub(super) mod slot;
mod socket_dir;
mod start;
mod survivors;

#[cfg(feature = "embedded")]
pub(super) use cluster_store::evict;
pub use cluster_store::{StoredCluster, stored_clusters};
pub use engine::Local;
