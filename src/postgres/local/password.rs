//! The password of a private server's superuser. SQL cannot read it, so nothing that runs in the
//! server can connect to it as that role.
//!
//! It is random and never typed, so the verifier needs no repeated hashing, which would take
//! milliseconds at every connection (RFC 5802, "SCRAM Algorithm Overview").

use super::super::error::Error;
use super::super::run_key::random;
use crate::text::hex;
use sha2::{Digest as _, Sha256};
use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// The name of its file beside the clusters that have it.
const FILE: &str = "password";

/// The length of a block of SHA-256 (FIPS 180-4).
const BLOCK: usize = 64;

/// The password of the clusters in a folder, a new one if it has none.
pub(super) fn of(folder: &Path) -> Result<String, Error> {
    let path = folder.join(FILE);
    if let Some(password) = read(&path) {
        return Ok(password);
    }
    // One of another length is damaged.
    let _ = fs::remove_file(&path);
    let write = || -> std::io::Result<()> {
        let mut file = tempfile::Builder::new().permissions(Permissions::from_mode(0o600)).tempfile_in(folder)?;
        file.write_all(random()?.as_bytes())?;
        // Another run may have been first.
        let _ = file.persist_noclobber(&path);
        Ok(())
    };
    write().map_err(Error::files("write", &path))?;
    read(&path).ok_or_else(|| Error::files("read", &path)(std::io::ErrorKind::InvalidData.into()))
}

fn read(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok().filter(|password| password.len() == 2 * 32)
}

/// The hash of a password, to recognise the clusters that have it.
pub(super) fn fingerprint(password: &str) -> String {
    hex(&Sha256::digest(password.as_bytes())[..8])
}

/// The text that PostgreSQL stores for a password (PostgreSQL manual, "`pg_authid`").
pub(super) fn verifier(password: &str) -> String {
    // The password is random, and so the salt can be constant.
    let salt = b"tidegate";
    let salted = hmac(password.as_bytes(), &[&salt[..], &1_u32.to_be_bytes()].concat());
    let stored = Sha256::digest(hmac(&salted, b"Client Key"));
    let server = hmac(&salted, b"Server Key");
    format!("SCRAM-SHA-256$1:{}${}:{}", base64(salt), base64(&stored), base64(&server))
}

/// HMAC with SHA-256 (RFC 2104) of a key that is not longer than a block.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let padded = |pad: u8| {
        let mut block = [pad; BLOCK];
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
        block
    };
    let hash = |first: [u8; BLOCK], second: &[u8]| Sha256::new().chain_update(first).chain_update(second).finalize();
    hash(padded(0x5c), &hash(padded(0x36), message)).into()
}

/// Base64 (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let number = (0..3).fold(0, |number, at| number << 8 | usize::from(chunk.get(at).copied().unwrap_or_default()));
        for at in 0..4 {
            let letter = ALPHABET[number >> (18 - 6 * at) & 63];
            text.push(if at <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computes_the_values_of_the_standards() {
        assert_eq!(["", "f", "fo", "foobar"].map(|text| base64(text.as_bytes())), ["", "Zg==", "Zm8=", "Zm9vYmFy"]);
        // RFC 4231, test case 2.
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex(hmac(b"Jefe", b"what do ya want for nothing?")), expected);
    }

    #[test]
    fn the_clusters_of_a_folder_share_a_password_that_only_the_user_can_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let password = of(folder.path()).expect("a password");
        assert_eq!(of(folder.path()).expect("the same"), password);
        let mode = fs::metadata(folder.path().join(FILE)).expect("its file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::write(folder.path().join(FILE), "damaged").expect("it can be written");
        assert_eq!(of(folder.path()).expect("another one").len(), password.len());
    }
}
