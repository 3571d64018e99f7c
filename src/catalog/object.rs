//! An object of a catalog, of any kind.

use super::cast::{Cast, Transform};
use super::collation::{Collation, Conversion};
use super::column::Column;
use super::constraint::Constraint;
use super::data_type::DataType;
use super::database::Database;
use super::foreign_data::ForeignData;
use super::identity::Identity;
use super::index::Index;
use super::language::{AccessMethod, Language};
use super::operator::{Operator, OperatorClass, OperatorFamily};
use super::policy::Policy;
use super::privileges::{Altered, DefaultPrivileges};
use super::publication::{Publication, Subscription};
use super::routine::Routine;
use super::schema::{Extension, Schema};
use super::sequence::Sequence;
use super::statistics::Statistics;
use super::table::Table;
use super::text_search::TextSearch;
use super::trigger::{EventTrigger, Rule, Trigger};
use super::view::View;
use serde::{Deserialize, Serialize};

/// Declares the objects of a catalog, each with a noun of its own.
macro_rules! objects {
    ($($noun:ident),* $(,)?) => {
        /// An object of a catalog.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "noun", rename_all = "kebab-case")]
        #[expect(missing_docs, reason = "each is the object of that name")]
        pub enum Object {
            $($noun($noun),)*
        }

        impl Object {
            /// Returns its identity.
            pub fn identity(&self) -> Identity {
                match self {
                    $(Self::$noun(object) => object.identity(),)*
                }
            }
        }

        $(impl From<$noun> for Object {
            fn from(object: $noun) -> Self {
                Self::$noun(object)
            }
        })*
    };
}

objects!(
    Schema,
    Extension,
    Table,
    Column,
    Constraint,
    Index,
    View,
    Sequence,
    Routine,
    Trigger,
    Rule,
    EventTrigger,
    Policy,
    DataType,
    Collation,
    Conversion,
    Cast,
    Transform,
    Operator,
    OperatorClass,
    OperatorFamily,
    Language,
    AccessMethod,
    TextSearch,
    Statistics,
    Publication,
    Subscription,
    ForeignData,
    DefaultPrivileges,
    Altered,
    Database,
);
