//! The seal: the line in a schema file that names the migrations it was generated from.
//!
//! `-- tidegate:seal v1 <count> <last version> <hash>`. The hash covers the ordered
//! versions, names and contents of all migrations. Contents are hashed by their git blob id
//! with normalised line endings, so where git already stores LF, the seal of a thousand migrations is
//! checked without reading any of them.

use super::Migration;
use crate::text::hex;
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;

/// The seal of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    pub count: usize,
    /// Version of the last migration; `-` if there is none.
    pub last: String,
    /// The first 32 hexadecimal digits of SHA-256 over the migrations.
    pub hash: String,
}

const MARK: &str = "-- tidegate:seal v1 ";

/// Bytes at the start of a schema file that are searched for the seal.
const HEAD: usize = 16 * 1024;

impl Seal {
    /// Computes the seal of `migrations`; the `content_id` of their scripts is that of the content with
    /// normalised line endings.
    pub fn of(migrations: &[Arc<Migration>]) -> Self {
        let mut hash = Sha256::new();
        for migration in migrations {
            hash.update(migration.version.text.as_bytes());
            for script in &migration.scripts {
                hash.update(b"\0");
                hash.update(script.file.path.file_name());
                hash.update(b"\0");
                hash.update(script.file.content_id.as_bytes());
            }
            hash.update(b"\n");
        }
        let last = migrations.last().map_or_else(|| "-".to_owned(), |migration| migration.version.text.clone());
        Self { count: migrations.len(), last, hash: hex(&hash.finalize()[..16]) }
    }

    /// Finds the seal of a schema file with its span; `None` if there is none, an error if the line is not
    /// valid.
    pub fn find(schema: &[u8]) -> Option<(Result<Self, String>, crate::text::Span)> {
        let head = &schema[..schema.len().min(HEAD)];
        let (span, line) = crate::text::lines::lines(head).find(|(_, line)| line.starts_with(b"-- tidegate:seal"))?;
        let line = String::from_utf8_lossy(line).into_owned();
        Some((Self::read(&line).ok_or(line), span))
    }

    fn read(line: &str) -> Option<Self> {
        let mut fields = line.strip_prefix(MARK)?.split_whitespace();
        let seal = Self {
            count: fields.next()?.parse().ok()?,
            last: fields.next()?.to_owned(),
            hash: fields.next()?.to_owned(),
        };
        fields.next().is_none().then_some(seal)
    }
}

impl fmt::Display for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MARK}{} {} {}", self.count, self.last, self.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_survives_being_written() {
        let seal = Seal::of(&[]);
        let schema = format!("--\n{seal}\r\nCREATE TABLE a();\n");
        assert_eq!(Seal::find(schema.as_bytes()), Some((Ok(seal.clone()), 3..3 + seal.to_string().len())));
        assert_eq!(Seal::find(b"CREATE TABLE a();"), None);
        assert!(Seal::find(b"-- tidegate:seal v2 x").is_some_and(|(seal, _)| seal.is_err()));
    }
}
