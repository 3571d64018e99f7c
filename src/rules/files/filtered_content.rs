#![doc = include_str!("filtered_content.md")]

use crate::diagnostic::{Diagnostic, Family, Place, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, ProjectContext, Rule, Scope, Sink};
use crate::text::words::shell;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "filtered-content",
        summary: "git stores a pointer or encrypted text instead of the SQL",
        severity: Severity::Error,
        fixable: false,
        forward_only: false,
        preset: Preset::Minimal,
        family: Family::Files,
        expects: None,
        page: include_str!("filtered_content.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Project(check),
};

/// A format of text that is stored in place of the SQL.
struct Stored {
    what: &'static str,
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

fn check(context: &ProjectContext, sink: &mut Sink) {
    for (path, content) in context.contents {
        let Some(stored) = stored(content) else { continue };
        let file = if context.project.schema.file() == Some(path) { "schema file" } else { "migration" };
        let end = memchr::memchr(b'\n', content).unwrap_or(content.len()).min(80);
        let path_text = shell(path);
        let help = if stored.is_by_filter {
            format!(
                "store the SQL itself: remove the `filter` attribute of the file from .gitattributes, then run `git add --renormalize {path_text}`"
            )
        } else {
            format!("store the SQL itself: decrypt the file, then run `git add {path_text}`")
        };
        sink.report(
            Diagnostic::new(&RULE.info, Place::content(path, content, &(0..end)), format!("{file} is {}", stored.what))
                .label("not SQL")
                .why("Git stores this text and not the SQL, so the SQL was not checked, and the migration tool fails on it wherever the filter is not installed.")
                .help(help),
        );
    }
}

fn stored(content: &[u8]) -> Option<&'static Stored> {
    let text = content.trim_ascii_start();
    let starts =
        |stored: &&Stored| stored.starts.iter().any(|start| content.starts_with(start) || text.starts_with(start));
    FORMATS.iter().find(starts)
}
