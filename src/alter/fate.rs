//! The fate of an object.

use crate::catalog::Identity;

/// The fate of an object.
#[derive(Clone, Debug)]
pub(super) enum Fate {
    Create,
    Drop,
    Recreate,
    Alter(Alteration),
}

/// The statements that alter an object in place.
#[derive(Clone, Debug, Default)]
pub(super) struct Alteration {
    /// Run before the objects that it no longer needs are dropped.
    pub(super) release: Vec<String>,
    pub(super) main: Vec<String>,
    /// Run when the objects of `finish_needs` are there.
    pub(super) finish: Vec<String>,
    pub(super) finish_needs: Vec<Identity>,
    /// Run in a transaction of their own, before all others.
    pub(super) first: Vec<String>,
    /// Reasons why something of it cannot be written.
    pub(super) refused: Vec<String>,
    /// Whether what depends on it has to be recreated, as when the type of a column changes.
    pub(super) disturbs: bool,
}

/// The answer of the file of a noun for a changed object.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    Alter(Alteration),
    Recreate,
}

impl From<Alteration> for Outcome {
    fn from(alteration: Alteration) -> Self {
        Self::Alter(alteration)
    }
}

impl Alteration {
    /// One that cannot be written.
    pub(super) fn refuse(reason: impl Into<String>) -> Outcome {
        let mut alteration = Self::default();
        alteration.refused.push(reason.into());
        Outcome::Alter(alteration)
    }

    /// One of these statements.
    pub(super) fn of(main: Vec<String>) -> Outcome {
        Outcome::Alter(Self { main, ..Self::default() })
    }
}

/// The properties of an object that differ, by their names.
pub(super) struct Changed<'a>(pub(super) Vec<&'a str>);

impl Changed<'_> {
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains(&name)
    }

    pub(super) fn any(&self, names: &[&str]) -> bool {
        self.0.iter().any(|name| names.contains(name))
    }
}
