//! Versions of servers and programs.

use std::fmt;

/// The oldest major version of a server whose catalog can be read.
pub const OLDEST: u32 = 14;

/// The version of a server or of one of its programs: `15.18`, `18beta1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub major: u32,
    text: String,
}

impl Version {
    /// Reads what `postgres --version` or `SHOW server_version` prints:
    /// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
    pub fn parse(printed: &str) -> Option<Self> {
        let text = printed.split_whitespace().find(|word| word.starts_with(|letter: char| letter.is_ascii_digit()))?;
        let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
        Some(Self { major: text[..end].parse().ok()?, text: text.to_owned() })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_the_versions_that_programs_and_servers_print() {
        let read = |printed| Version::parse(printed).map(|version| (version.major, version.to_string()));
        assert_eq!(read("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some((15, "15.18".to_owned())));
        assert_eq!(read("pg_dump (PostgreSQL) 18beta1"), Some((18, "18beta1".to_owned())));
        assert_eq!(read("16.14"), Some((16, "16.14".to_owned())));
        assert_eq!(read("PostgreSQL"), None);
        assert_eq!(read(""), None);
    }
}
