//! Short hashes of everything that databases on a private server depend on.

use super::privileged::INSTALL;
use crate::cache::Hasher;
use crate::migration::Platform;
use crate::postgres::{Engine, Error};

/// Hashes of everything that databases on a private server depend on.
#[derive(Debug)]
pub(super) struct Fingerprint {
    /// The SQL of the platform and of the stubs, and the extensions of the server.
    pub(super) sources: String,
    /// The roles of the server.
    pub(super) roles: String,
}

impl Fingerprint {
    /// Reads the extensions and roles of the server.
    pub(super) fn read(engine: &mut dyn Engine, platform: Platform) -> Result<Self, Error> {
        let mut hasher = Hasher::new("sources");
        hasher.part(platform.fingerprint()).part(INSTALL);
        for extension in engine.extensions()? {
            hasher.part(extension.name).part(extension.version);
        }
        Ok(Self { sources: short(&hasher, 16), roles: roles(engine)? })
    }
}

/// Returns a hash of the roles of the server.
pub(super) fn roles(engine: &mut dyn Engine) -> Result<String, Error> {
    let mut hasher = Hasher::new("roles");
    for role in engine.roles()? {
        hasher.part(role.name).part(role.definition);
    }
    Ok(short(&hasher, 8))
}

/// Returns the first hexadecimal digits of the hash.
pub(super) fn short(hasher: &Hasher, digits: usize) -> String {
    format!("{:.digits$}", hasher.finish().to_string())
}
