//! Text that git stores in place of SQL: pointers of filters, and encrypted files.

use crate::text::RelPath;
use crate::text::words::shell;

/// A format of text that is stored in place of the SQL.
pub struct Stored {
    /// A noun phrase, or what was done to it: `a Git LFS pointer`, `encrypted by age`.
    pub what: &'static str,
    /// Bytes that the content begins with.
    starts: &'static [&'static [u8]],
    /// Whether a filter in .gitattributes writes it.
    is_by_filter: bool,
}

/// The formats, by the documentation of each tool.
const FORMATS: [Stored; 7] = [
    // docs/spec.md of git-lfs: the version is the first line; `hawser` was its first name.
    Stored {
        what: "a Git LFS pointer",
        starts: &[b"version https://git-lfs.github.com/spec/", b"version https://hawser.github.com/spec/"],
        is_by_filter: true,
    },
    Stored { what: "a git-annex pointer", starts: &[b"/annex/objects/"], is_by_filter: true },
    Stored { what: "encrypted by git-crypt", starts: &[b"\0GITCRYPT\0"], is_by_filter: true },
    // The header `Salted__` of `openssl enc`, also in base64, as transcrypt writes it.
    Stored { what: "encrypted by OpenSSL", starts: &[b"Salted__", b"U2FsdGVkX1"], is_by_filter: true },
    Stored { what: "encrypted by Ansible Vault", starts: &[b"$ANSIBLE_VAULT;"], is_by_filter: false },
    Stored {
        what: "encrypted by age",
        starts: &[b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----"],
        is_by_filter: false,
    },
    Stored { what: "encrypted by PGP", starts: &[b"-----BEGIN PGP MESSAGE-----"], is_by_filter: false },
];

impl Stored {
    /// The help: how to have the SQL in git.
    pub fn remedy(&self, path: &RelPath) -> String {
        let path = shell(path);
        if self.is_by_filter {
            format!(
                "store the SQL itself: remove the `filter` attribute of the file from .gitattributes, then run `git add --renormalize {path}`"
            )
        } else {
            format!("store the SQL itself: decrypt the file, then run `git add {path}`")
        }
    }
}

/// The format of a content that is not the SQL itself.
pub fn stored(content: &[u8]) -> Option<&'static Stored> {
    let text = content.trim_ascii_start();
    let starts =
        |stored: &&Stored| stored.starts.iter().any(|start| content.starts_with(start) || text.starts_with(start));
    FORMATS.iter().find(starts)
}
