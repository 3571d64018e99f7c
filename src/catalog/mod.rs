//! A schema as data: every object of a database that a schema file can contain, with its properties.
//!
//! A [`Catalog`] is plain and ordered: objects by their [`Identity`], properties by their names, values as the server
//! writes them with an empty `search_path`. Two catalogs that were read from one server are compared property by
//! property, so a new property needs one line in a query and one field here. Each property belongs to an [`Aspect`].
//!
//! Never: connects to a server, compares.

mod aspect;
mod cast;
mod collation;
mod column;
pub mod compact;
mod constraint;
mod data_type;
mod database;
mod dependencies;
mod dependents;
mod foreign_data;
mod grants;
mod identity;
mod index;
mod language;
mod object;
mod operator;
mod options;
mod ordered;
mod policy;
mod privileges;
mod publication;
mod routine;
mod schema;
mod sequence;
mod shown;
mod statistics;
mod table;
mod text_search;
mod trigger;
mod view;
mod whole;
mod wording;

use std::collections::BTreeMap;

pub use aspect::{Aspect, aspect_of};
pub use cast::{Cast, CastContext, CastMethod, Transform};
pub use collation::{Collation, Conversion, Provider};
pub use column::{Column, Compression, Generated, IdentityColumn, IdentityForm, NotNull, Storage};
pub use constraint::{Constraint, ConstraintForm};
pub use data_type::{Attribute, BaseType, DataType, Domain, NotNullOfDomain, RangeType, TypeForm};
pub use database::{Database, DatabaseSettings};
pub use dependencies::Dependencies;
pub use dependents::Dependents;
pub use foreign_data::{ForeignData, ForeignDataForm};
pub use grants::{Grant, Grantee, Grants};
pub use identity::{Identity, Kind, Qualified};
pub use index::{Index, IndexColumn};
pub use language::{AccessMethod, AccessMethodForm, Language};
pub use object::Object;
pub use operator::{FamilyFunction, FamilyOperator, Operator, OperatorClass, OperatorFamily};
pub use options::{ForeignOptions, Parameters};
pub use ordered::Ordered;
pub use policy::{Policy, PolicyCommand};
pub use privileges::{Altered, DefaultPrivileges, ObjectsForm};
pub use publication::{Publication, PublishedTable, Subscription};
pub use routine::{Aggregate, AggregateKind, Modify, Parallel, Routine, RoutineForm, Volatility};
pub use schema::{Extension, Schema};
pub use sequence::{OwningColumn, Sequence};
pub use shown::{shown, shown_in_lines};
pub use statistics::Statistics;
pub use table::{Durability, Partition, ReplicaIdentity, Table, TableForm};
pub use text_search::{TextSearch, TextSearchForm};
pub use trigger::{Enabled, EventTrigger, Rule, Trigger};
pub use view::{View, ViewForm};
pub use whole::{Catalog, VERSION, properties};
pub use wording::{Node, Part, Wording, Words};

/// Security labels by their provider.
pub type Labels = BTreeMap<String, String>;
