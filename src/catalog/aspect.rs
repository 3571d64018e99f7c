//! Aspects: groups of properties that a side of a comparison has or lacks as a whole.

use super::identity::Kind;
use serde::{Deserialize, Serialize};

/// A group of properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// Everything that is in no other group.
    Structure,
    Comments,
    /// The order of the columns of a table.
    ColumnOrder,
    /// Names of not-null constraints, which older servers do not have.
    NotNullNames,
    Owners,
    /// Privileges, and default privileges.
    Grants,
    /// The version of an extension, and the comment that comes with it.
    ExtensionVersions,
    /// Objects that are in no schema.
    OutsideSchemas,
    SecurityLabels,
    /// State that a schema file does not have: rows of a materialized view, a subscription that is enabled, settings of
    /// the database.
    State,
}

impl Aspect {
    /// All aspects.
    pub const ALL: [Self; 10] = [
        Self::Structure,
        Self::Comments,
        Self::ColumnOrder,
        Self::NotNullNames,
        Self::Owners,
        Self::Grants,
        Self::ExtensionVersions,
        Self::OutsideSchemas,
        Self::SecurityLabels,
        Self::State,
    ];

    /// Returns the word for it in a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Comments => "comments",
            Self::ColumnOrder => "column order",
            Self::NotNullNames => "names of not-null constraints",
            Self::Owners => "owners",
            Self::Grants => "privileges",
            Self::ExtensionVersions => "extension versions",
            Self::OutsideSchemas => "objects outside schemas",
            Self::SecurityLabels => "security labels",
            Self::State => "state",
        }
    }

    /// Returns the aspect to which the existence of an object belongs.
    pub fn of_kind(kind: Kind) -> Self {
        match kind {
            Kind::DefaultPrivileges | Kind::Altered => Self::Grants,
            Kind::Database => Self::State,
            kind if kind.is_outside_schemas() => Self::OutsideSchemas,
            _ => Self::Structure,
        }
    }
}

/// Returns the aspect of a property of an object.
pub fn aspect_of(kind: Kind, property: &str) -> Aspect {
    match property {
        _ if kind == Kind::Database => Aspect::State,
        "version" | "comment" | "relocatable" if kind == Kind::Extension => Aspect::ExtensionVersions,
        "populated" => Aspect::State,
        // `CREATE COLLATION` takes it from the database, or from another collation, and a dump does not have it.
        "encoding" if kind == Kind::Collation => Aspect::State,
        "enabled" if kind == Kind::Subscription => Aspect::State,
        "row_security" | "force_row_security" if kind == Kind::Altered => Aspect::Structure,
        "column_order" => Aspect::ColumnOrder,
        "not_null_name" | "not_null_constraint" => Aspect::NotNullNames,
        "labels" => Aspect::SecurityLabels,
        "owner" | "sequence_owner" => Aspect::Owners,
        "grants" | "sequence_grants" | "type_grants" => Aspect::Grants,
        property if property == "comment" || property.ends_with("_comment") => Aspect::Comments,
        _ => Aspect::of_kind(kind),
    }
}
