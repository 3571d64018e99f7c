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

/// What is stored in place of the SQL.
struct Stored {
    what: &'static str,
    /// Bytes that the content begins with.
    starts: &'static [&'static [u8]],
    /// The command that ends it, before the path.
    undo: &'static str,
}

/// The formats, by the documentation of each tool.
const FORMATS: [Stored; 7] = [
    // docs/spec.md of git-lfs: the version is the first line; `hawser` was its first name.
    Stored {
        what: "a Git LFS pointer",
        starts: &[b"version https://git-lfs.github.com/spec/", b"version https://hawser.github.com/spec/"],
        undo: "git lfs untrack",
    },
    Stored { what: "a git-annex pointer", starts: &[b"/annex/objects/"], undo: "git annex unannex" },
    Stored { what: "encrypted by git-crypt", starts: &[b"\0GITCRYPT\0"], undo: "" },
    Stored { what: "encrypted by Ansible Vault", starts: &[b"$ANSIBLE_VAULT;"], undo: "ansible-vault decrypt" },
    Stored {
        what: "encrypted by age",
        starts: &[b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----"],
        undo: "",
    },
    Stored { what: "encrypted by OpenPGP", starts: &[b"-----BEGIN PGP MESSAGE-----"], undo: "" },
    // The header `Salted__` of `openssl enc`, also in base64, as transcrypt writes it.
    Stored { what: "encrypted by OpenSSL", starts: &[b"Salted__", b"U2FsdGVkX1"], undo: "" },
];

fn check(context: &ProjectContext, sink: &mut Sink) {
    for (path, content) in context.contents {
        let Some(stored) = stored(content) else { continue };
        let file = if context.project.schema.file() == Some(path) { "schema file" } else { "migration" };
        let end = memchr::memchr(b'\n', content).unwrap_or(content.len()).min(80);
        let path_text = shell(path);
        let first = if stored.undo.is_empty() {
            format!("remove the `filter` attribute of {path_text} from .gitattributes")
        } else {
            format!("`{} {path_text}`", stored.undo)
        };
        sink.report(
            Diagnostic::new(&RULE.info, Place::content(path, content, &(0..end)), format!("{file} is {}", stored.what))
                .label("not SQL")
                .why("git stores this text and not the SQL, so the SQL was not checked, and the migration tool fails on it wherever the filter is not installed.")
                .help(format!("store the SQL itself: {first}, then `git add --renormalize {path_text}`")),
        );
    }
}

fn stored(content: &[u8]) -> Option<&'static Stored> {
    let text = content.trim_ascii_start();
    let starts =
        |stored: &&Stored| stored.starts.iter().any(|start| content.starts_with(start) || text.starts_with(start));
    FORMATS.iter().find(starts)
}
