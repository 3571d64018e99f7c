//! Versions of git.

use std::fmt;

/// Major and minor version of git.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GitVersion {
    /// `2` in 2.54.0
    pub major: u32,
    /// `54` in 2.54.0
    pub minor: u32,
}

impl GitVersion {
    /// The first version with config-based hooks.
    pub const CONFIG_HOOKS: Self = Self { major: 2, minor: 54 };

    /// Parses the output of `git version`: `git version 2.39.5 (Apple Git-154)`,
    /// `git version 2.45.1.windows.1`, `git version 2.55.GIT`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split_whitespace().nth(2)?.split(['.', '-']);
        let major = numbers.next()?.parse().ok()?;
        let minor = numbers.next()?.parse().ok()?;
        Some(Self { major, minor })
    }
}

impl fmt::Display for GitVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_versions_of_all_vendors() {
        let check = |text: &str, expected: Option<(u32, u32)>| {
            assert_eq!(GitVersion::parse(text).map(|version| (version.major, version.minor)), expected, "{text}");
        };
        check("git version 2.47.3", Some((2, 47)));
        check("git version 2.39.5 (Apple Git-154)", Some((2, 39)));
        check("git version 2.45.1.windows.1", Some((2, 45)));
        check("git version 2.54.0-rc1", Some((2, 54)));
        check("git version 2.55.GIT", Some((2, 55)));
        check("git version unknown", None);
        check("", None);
    }

    #[test]
    fn config_hooks_need_2_54() {
        assert!(GitVersion { major: 2, minor: 53 } < GitVersion::CONFIG_HOOKS);
        assert!(GitVersion { major: 3, minor: 0 } > GitVersion::CONFIG_HOOKS);
    }
}
