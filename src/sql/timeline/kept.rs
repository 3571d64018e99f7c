//! State of a timeline about columns, domains, partitions and indexes.

use super::compact::{Few, IdSet, Ids};
use crate::object::Name;
use crate::sql::details::DomainDetails;

#[derive(Clone, Debug, Default)]
pub(super) struct Relations {
    /// The constraints of domains.
    pub(super) domains: Ids<DomainDetails>,
    /// Since which action a column accepts NULL or not.
    pub(super) nullable: Ids<Few<(u32, bool)>>,
    /// The default partitions, each with the action that makes it one.
    pub(super) defaults: Ids<(u32, Name)>,
    /// The partitions of each table.
    pub(super) partitions: Ids<Vec<Name>>,
    /// The definitions of the indexes of each table, as hashes.
    pub(super) indexes: Ids<Vec<u64>>,
    /// The table and the columns of each index.
    pub(super) columns: Ids<(Name, Vec<String>)>,
    /// Primary keys with a name.
    pub(super) primary_keys: IdSet,
}
