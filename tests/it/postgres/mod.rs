//! The engines on real servers. Every test has a cache folder of its own.

mod clusters;
mod connections;
mod damaged;
mod deadlines;
mod fenced;
mod interrupted;
mod killed;
#[cfg(unix)]
pub(crate) mod tls;
mod url;

use crate::support::skipped;
use tidegate::postgres::{Engine, Error};

/// Dumps a database that has a table `a`; some packages bring a server without `pg_dump`.
fn can_dump(engine: &mut dyn Engine, name: &str) -> bool {
    match engine.dump(name, &["--schema-only", "--no-owner"]) {
        Ok(dump) => {
            let dump = String::from_utf8(dump).unwrap();
            assert!(dump.contains("CREATE TABLE public.a"), "{dump}");
            true
        }
        Err(Error::NoDump { .. }) => skipped(&format!("{} has no pg_dump", engine.server())),
        Err(error) => panic!("{}: {error}", engine.server()),
    }
}
