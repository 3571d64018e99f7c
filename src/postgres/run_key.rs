//! The key with which tidegate proves to a private server that a statement is its own.
//!
//! It is in a file beside the databases, which SQL without superuser rights cannot read, and is
//! another one at every start.

use sha2::{Digest as _, Sha256};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The name of the file in the folder of the cluster.
const FILE: &str = "tidegate.key";

/// Proves that a statement is tidegate's own.
#[derive(Clone)]
pub struct RunKey(String);

/// Without the key itself.
impl std::fmt::Debug for RunKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RunKey")
    }
}

impl RunKey {
    /// Writes a new key to the folder of a cluster, and returns it with the path of its file.
    pub(super) fn create(cluster: &Path) -> io::Result<(Self, PathBuf)> {
        let path = cluster.join(FILE);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let key = random()?;
        let mut options = OpenOptions::new();
        // Never through a link that the server's user has put there.
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path)?.write_all(key.as_bytes())?;
        Ok((Self(key), path))
    }

    /// The signature of the statement with this number. Each number is accepted once.
    pub fn signature(&self, number: u64, sql: &str) -> String {
        let keyed = |bytes: &[u8]| {
            let mut hash = Sha256::new();
            hash.update(self.0.as_bytes());
            hash.update(bytes);
            hash.finalize()
        };
        crate::text::hex(keyed(&keyed(format!("{number}:{sql}").as_bytes())))
    }
}

/// 256 random bits in hexadecimal digits.
#[cfg(unix)]
pub(super) fn random() -> io::Result<String> {
    let mut bytes = [0; 32];
    io::Read::read_exact(&mut fs::File::open("/dev/urandom")?, &mut bytes)?;
    Ok(crate::text::hex(bytes))
}

/// The same from the keys of hash maps: where only embedded Postgres runs, nothing else can read the
/// file.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it fails on Unix")]
pub(super) fn random() -> io::Result<String> {
    use std::hash::{BuildHasher as _, Hasher as _, RandomState};
    Ok((0..4).map(|_| format!("{:016x}", RandomState::new().build_hasher().finish())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_new_at_every_start_and_signs_one_statement() {
        let folder = tempfile::tempdir().expect("a folder");
        let (first, path) = RunKey::create(folder.path()).expect("a key");
        let (second, _) = RunKey::create(folder.path()).expect("a key");
        assert_eq!(fs::read_to_string(path).expect("its file"), second.0);
        assert_ne!(first.signature(1, "select 1"), second.signature(1, "select 1"));
        assert_ne!(first.signature(1, "select 1"), first.signature(2, "select 1"));
        assert_ne!(first.signature(1, "select 1"), first.signature(1, "select 2"));
        assert_eq!(format!("{first:?}"), "RunKey");
    }
}
