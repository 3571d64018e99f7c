//! Paths that git itself refuses to store (`verify_path` in its read-cache.c): they leave the working tree or lead
//! into a `.git` folder, in any spelling that some file system takes for one.

/// Reason why no file of the working tree may have this path, as a fragment that follows its name; `None` for a good
/// path.
pub fn refusal(path: &[u8]) -> Option<&'static str> {
    if path.contains(&0) {
        return Some("contains a NUL byte");
    }
    if path.starts_with(b"/") || (path.len() > 1 && path[0].is_ascii_alphabetic() && path[1] == b':') {
        return Some("must be relative");
    }
    // Windows takes both slashes; on other systems a backslash in a name is never meant.
    let parts = || path.split(|byte| matches!(byte, b'/' | b'\\'));
    if parts().any(|part| part == b"..") {
        return Some("must not leave the repository");
    }
    parts().any(is_git_folder).then_some("must not lead into a `.git` folder")
}

/// Whether some file system takes the name for `.git`: in any case, with characters that HFS+ ignores, and with the
/// endings, streams and short names of NTFS (`.git `, `.git...`, `.git::$INDEX_ALLOCATION`, `git~1`).
fn is_git_folder(part: &[u8]) -> bool {
    let text = String::from_utf8_lossy(part);
    let visible: String = text.chars().filter(|letter| !is_ignored_by_hfs(*letter)).collect();
    let name = visible.split(':').next().unwrap_or_default().trim_end_matches([' ', '.']).to_ascii_lowercase();
    let is_short = name.strip_prefix("git~").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(is_digit));
    name == ".git" || is_short
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// The characters that HFS+ leaves out when it compares names (`next_hfs_char` in git's utf8.c).
fn is_ignored_by_hfs(letter: char) -> bool {
    matches!(letter, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_every_spelling_of_the_git_folder() {
        let spellings = [
            ".git",
            ".GIT",
            ".Git",
            ".git ",
            ".git.",
            ".git . .",
            "git~1",
            "GIT~1",
            "git~12",
            "git~1.",
            ".git:x",
            ".git::$INDEX_ALLOCATION",
            ".git ::$DATA",
            ".g\u{200c}it",
            "\u{feff}.git",
            ".gi\u{206f}t\u{202e}",
        ];
        for spelling in spellings {
            for path in [
                spelling.to_owned(),
                format!("{spelling}/hooks/pre-commit"),
                format!("vendor/lib/{spelling}/config"),
                format!("vendor\\{spelling}\\config"),
            ] {
                assert_eq!(refusal(path.as_bytes()), Some("must not lead into a `.git` folder"), "{path:?}");
            }
        }
    }

    #[test]
    fn refuses_paths_out_of_the_repository() {
        for path in ["/etc/passwd", "C:/x", "c:x", "../x", "a/../../x", "a/..", "..", "..\\x", "a\\..\\x", "a\0b"] {
            assert!(refusal(path.as_bytes()).is_some(), "{path:?}");
        }
    }

    #[test]
    fn accepts_names_that_only_look_alike() {
        for path in [
            "",
            "schema.sql",
            ".github/workflows/x.yml",
            ".gitignore",
            "a.git/x",
            "git/x",
            "..a/b",
            "git~/x",
            "ab:c",
            "dot.git",
        ] {
            assert_eq!(refusal(path.as_bytes()), None, "{path:?}");
        }
        assert_eq!(refusal(b"\xff\xfe.sql"), None);
    }
}
