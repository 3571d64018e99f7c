//! A short hash of everything that a platform is made of.

use super::source::{Step, text};
use super::stub::STUBS;
use crate::cache::Hasher;
use crate::migration::Platform;
use std::sync::LazyLock;

impl Platform {
    /// Returns a hash of the program's version, the SQL of the platform and that of all stubs.
    pub fn fingerprint(self) -> String {
        let mut hasher = Hasher::new("platform");
        hasher.part(env!("CARGO_PKG_VERSION")).part(self.name());
        for step in self.steps() {
            match step {
                Step::Cluster(file) | Step::Database(file) => hasher.part(text(file).unwrap_or_default()),
                Step::Version(word) | Step::Dashboard(word) => hasher.part(word),
                Step::Setting(name, value) => hasher.part(name).part(value),
            };
        }
        hasher.part(&*STUBS_HASH);
        format!("{:.32}", hasher.finish().to_string())
    }
}

/// A hash of all stubs, which are half a megabyte.
static STUBS_HASH: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = Hasher::new("stubs");
    for (name, sql) in STUBS {
        hasher.part(name).part(sql);
    }
    hasher.finish().to_string()
});
