//! The change of one file as a patch for `git apply`.

use super::error::Error;
use crate::text::RelPath;
use std::path::Path;

/// The patch from one content of a file to another; `old` is `None` for a new file. Empty when both
/// are the same.
pub fn patch(path: &RelPath, old: Option<&[u8]>, new: &[u8]) -> Result<Vec<u8>, Error> {
    let failed = |error: git2::Error| {
        let what = format!("the difference of {path}");
        Error::Object { what, cause: error.message().to_owned() }
    };
    let name = path.on_disk(Path::new(""));
    let before = old.unwrap_or_default();
    // A schema is text, whatever bytes are in it.
    let mut options = git2::DiffOptions::new();
    options.force_text(true);
    let patch = git2::Patch::from_buffers(before, Some(&name), new, Some(&name), Some(&mut options));
    let text = patch.and_then(|mut patch| patch.to_buf()).map_err(failed)?.to_vec();
    Ok(if old.is_none() { as_new(text) } else { text })
}

/// The patch with the header of a new file (git-diff(1), "Generating patch text with -p").
fn as_new(text: Vec<u8>) -> Vec<u8> {
    let Some(hunks) = memchr::memmem::find(&text, b"\n@@ ") else { return text };
    let mut patch = Vec::with_capacity(text.len());
    for line in text[..hunks].split(|byte| *byte == b'\n') {
        if line.starts_with(b"index ") {
            patch.extend_from_slice(b"new file mode 100644\n");
        } else {
            patch.extend_from_slice(if line.starts_with(b"--- ") { b"--- /dev/null" } else { line });
            patch.push(b'\n');
        }
    }
    patch.extend_from_slice(&text[hunks + 1..]);
    patch
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(old: Option<&str>, new: &str) -> String {
        let made = patch(&"a b/schema.sql".into(), old.map(str::as_bytes), new.as_bytes()).expect("two contents");
        String::from_utf8(made).expect("text")
    }

    #[test]
    fn names_the_file_on_both_sides() {
        assert_eq!(text(Some("a\n"), "a\n"), "");
        let changed = text(Some("a\nb"), "a\nc\n");
        assert!(changed.starts_with("diff --git a/a b/schema.sql b/a b/schema.sql\nindex "), "{changed}");
        assert!(changed.ends_with("@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n"), "{changed}");
    }

    #[test]
    fn creates_a_new_file() {
        let made = text(None, "a\n");
        assert_eq!(
            made,
            "diff --git a/a b/schema.sql b/a b/schema.sql\nnew file mode 100644\n--- /dev/null\n\
             +++ b/a b/schema.sql\n@@ -0,0 +1 @@\n+a\n"
        );
    }
}
