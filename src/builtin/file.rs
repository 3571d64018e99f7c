//! A file that is about to be committed.

/// A file with its content, as the index has it.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// From the top of the repository, with `/`, as git stores it.
    pub path: &'a [u8],
    pub mode: Mode,
    /// The bytes of the blob; the target for a link.
    pub content: &'a [u8],
}

/// The kind of a file, as git records it (git-fast-import(1), "filemodify").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Regular,
    Executable,
    Link,
    Submodule,
}

/// git looks for a NUL in so many bytes to distinguish text from other files (`FIRST_FEW_BYTES` in its xdiff-interface.c).
const LOOKED_AT: usize = 8000;

impl File<'_> {
    /// Whether it is a file of text, by git's measure.
    pub fn is_text(&self) -> bool {
        matches!(self.mode, Mode::Regular | Mode::Executable)
            && memchr::memchr(0, &self.content[..self.content.len().min(LOOKED_AT)]).is_none()
    }

    /// The last part of its path.
    pub fn name(&self) -> &[u8] {
        self.path.rsplit(|byte| *byte == b'/').next().unwrap_or(self.path)
    }

    /// Whether its name ends so, in any case of its letters. `endings` are in lower case, with their dot.
    pub fn ends_with(&self, endings: &[&str]) -> bool {
        let name = self.name().to_ascii_lowercase();
        endings.iter().any(|ending| name.ends_with(ending.as_bytes()))
    }
}
