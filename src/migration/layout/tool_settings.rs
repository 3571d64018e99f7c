//! The settings of a migration tool in a project: from the tool's own configuration file, and from `tidegate.toml`
//! what the tool takes from its environment or its command line.

use crate::text::RelPath;
use std::collections::BTreeMap;

/// Values by name.
pub type Values = BTreeMap<String, String>;

/// The settings of a tool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolSettings {
    /// Values of placeholders and environment variables that no file of the repository gives to the tool:
    /// `replay.variables`.
    pub variables: Values,
    /// The tool's configuration file.
    pub file: Option<RelPath>,
    /// The settings in that file, under the tool's own names.
    pub own: Values,
    /// The reason why the file cannot be used: a fragment that follows its path.
    pub broken: Option<String>,
    /// The program that runs the files of a plain folder: `runner`.
    pub runner: Runner,
    /// Whether golang-migrate cuts files at every semicolon (`x-multi-statement`): `multi-statement`.
    pub cuts_at_semicolons: bool,
}

/// The program that runs the files of a plain folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Runner {
    #[default]
    Psql,
    /// A program that sends each file to the server as one message.
    Driver,
}

impl Runner {
    /// Its names in `tidegate.toml`.
    pub const NAMES: [&'static str; 2] = ["psql", "driver"];

    /// The runner with this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "psql" => Some(Self::Psql),
            "driver" => Some(Self::Driver),
            _ => None,
        }
    }
}

/// No settings.
pub(super) static NONE: ToolSettings = ToolSettings {
    variables: Values::new(),
    file: None,
    own: Values::new(),
    broken: None,
    runner: Runner::Psql,
    cuts_at_semicolons: false,
};

/// The configuration file of a tool.
#[derive(Debug)]
pub struct ConfigFile {
    /// Its places below the folder that the tool is started in; the first file that exists is read.
    pub places: &'static [&'static str],
    /// Reads the settings from the file at one of these places, or says what is wrong with it.
    pub read: fn(place: &RelPath, content: &[u8]) -> Result<Values, String>,
    /// Whether the settings of a file at a path are about the migrations in a folder.
    pub is_about: fn(own: &Values, path: &RelPath, migrations: &RelPath) -> bool,
}

impl ConfigFile {
    /// Whether a path may be that of such a file.
    pub fn fits(&self, path: &[u8]) -> bool {
        self.places.iter().any(|place| {
            let rest = path.strip_suffix(place.as_bytes());
            rest.is_some_and(|folder| folder.is_empty() || folder.ends_with(b"/"))
        })
    }

    /// Every path at which the file may be, the nearest first: the tool is started in the folder of the migrations or
    /// in one above.
    pub fn paths(&self, migrations: &RelPath) -> Vec<RelPath> {
        let mut found = Vec::new();
        let mut folder = migrations.clone();
        loop {
            found.extend(self.places.iter().map(|place| folder.join(place)));
            if folder.is_top() {
                return found;
            }
            folder = folder.parent();
        }
    }
}

impl ToolSettings {
    /// Whether the tool uses these settings for the migrations in a folder.
    pub fn are_about(&self, config: &ConfigFile, migrations: &RelPath) -> bool {
        self.file.as_ref().is_none_or(|path| (config.is_about)(&self.own, path, migrations))
    }

    /// The settings with what the tool's configuration file says.
    #[must_use]
    pub fn with_file(mut self, config: &ConfigFile, path: RelPath, content: &[u8]) -> Self {
        match (config.read)(&path, content) {
            Ok(own) => self.own = own,
            Err(cause) => self.broken = Some(cause),
        }
        self.file = Some(path);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_file_of_a_project_is_read() {
        let config =
            ConfigFile { places: &["x.toml", "conf/x.conf"], read: |_, _| Ok(Values::new()), is_about: |_, _, _| true };
        let paths: Vec<String> = config.paths(&"app/sql".into()).iter().map(ToString::to_string).collect();
        assert_eq!(
            paths,
            ["app/sql/x.toml", "app/sql/conf/x.conf", "app/x.toml", "app/conf/x.conf", "x.toml", "conf/x.conf"]
        );
        assert!(paths.iter().all(|path| config.fits(path.as_bytes())));
        assert!(!config.fits(b"app/xx.toml"));
    }
}
