//! The merge driver of the schema file: its command in the repository's own configuration, and the lines of
//! `.gitattributes` that name it (gitattributes(5), "Defining a custom merge driver").

use super::changes::Changes;
use super::error::Error;
use super::git_program::Git;
use super::script::quoted_program;
use crate::git::Repository;
use crate::text::RelPath;
use std::path::Path;

/// The end of a line that names the driver.
const USES: &str = " merge=tidegate";

const SECTION: &str = "merge.tidegate";

/// The command of the driver in the repository's own configuration.
pub fn command(repository: &dyn Repository) -> Result<Option<String>, Error> {
    Git::new(repository).value(&["config", "--local", "--get", "merge.tidegate.driver"])
}

/// Writes the driver into the repository's own configuration.
pub fn write(repository: &dyn Repository, program: &Path, changes: &mut Changes) -> Result<(), Error> {
    // A percent sign begins one of git's placeholders.
    let program = quoted_program(program).replace('%', "%%");
    let command = format!("{program} merge-schema -- %O %A %B %L %P %S %X %Y");
    changes.edit_config(
        repository,
        &[
            vec!["--replace-all", "merge.tidegate.name", "schema file generated from the merged migrations"],
            vec!["--replace-all", "merge.tidegate.driver", &command],
        ],
    )
}

/// Removes the driver from the repository's own configuration; returns whether it was there.
pub fn remove(repository: &dyn Repository, changes: &mut Changes) -> Result<bool, Error> {
    let known = Git::new(repository).run(&["config", "--local", "--get-regexp", "^merge\\.tidegate\\."])?;
    if known.is_none() {
        return Ok(false);
    }
    changes.edit_config(repository, &[vec!["--remove-section", SECTION]])?;
    Ok(true)
}

/// The line for a file; `None` for a path that needs quotes or holds a letter with a meaning.
pub fn attribute_line(path: &RelPath) -> Option<String> {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-./@+,=".contains(byte);
    let bytes = path.as_bytes();
    let text = std::str::from_utf8(bytes).ok().filter(|_| !bytes.is_empty() && bytes.iter().all(is_plain))?;
    Some(format!("/{text}{USES}"))
}

/// The content of `.gitattributes` with these lines, without those that it has; `None` if it has all of them.
pub fn with_lines(content: &[u8], lines: &[String]) -> Option<Vec<u8>> {
    let has =
        |line: &&String| content.split(|byte| *byte == b'\n').any(|known| known.trim_ascii_end() == line.as_bytes());
    let missing: Vec<&String> = lines.iter().filter(|line| !has(line)).collect();
    if missing.is_empty() {
        return None;
    }
    let mut new = content.to_vec();
    if !new.is_empty() && !new.ends_with(b"\n") {
        new.push(b'\n');
    }
    for line in missing {
        new.extend_from_slice(line.as_bytes());
        new.push(b'\n');
    }
    Some(new)
}

/// The content of `.gitattributes` without the lines that name the driver; `None` if there are none.
pub fn without_lines(content: &[u8]) -> Option<Vec<u8>> {
    let lines = content.split_inclusive(|byte| *byte == b'\n');
    let is_kept = |line: &&[u8]| !(line.starts_with(b"/") && line.trim_ascii_end().ends_with(USES.as_bytes()));
    let kept: Vec<u8> = lines.filter(is_kept).flatten().copied().collect();
    (kept.len() != content.len()).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &str, lines: &[&str], expected: Option<&str>) {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let with = with_lines(content.as_bytes(), &lines);
        assert_eq!(with.as_deref(), expected.map(str::as_bytes), "{content:?}");
    }

    #[test]
    fn lines_are_added_once_and_removed_again() {
        let line = "/db/schema.sql merge=tidegate";
        check("", &[line], Some("/db/schema.sql merge=tidegate\n"));
        check("*.sql text eol=lf\n", &[line], Some("*.sql text eol=lf\n/db/schema.sql merge=tidegate\n"));
        check("*.sql text", &[line], Some("*.sql text\n/db/schema.sql merge=tidegate\n"));
        check("/db/schema.sql merge=tidegate\r\n", &[line], None);
        assert_eq!(without_lines(b"a text\n/db/schema.sql merge=tidegate\n").as_deref(), Some(&b"a text\n"[..]));
        assert_eq!(without_lines(b"/a.sql merge=tidegate"), Some(Vec::new()));
        assert_eq!(without_lines(b"*.sql merge=union\n# /a merge=tidegate2\n"), None);
    }

    #[test]
    fn only_plain_paths_have_a_line() {
        assert_eq!(attribute_line(&"db/schema.sql".into()).as_deref(), Some("/db/schema.sql merge=tidegate"));
        for path in ["a b.sql", "a*.sql", "a\"b.sql", "a\\b", "", "caf\u{e9}.sql", "a\nb merge=x"] {
            assert_eq!(attribute_line(&path.into()), None, "{path}");
        }
    }
}
