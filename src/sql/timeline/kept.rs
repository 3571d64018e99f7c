//! State of a timeline about columns, domains, partitions and indexes.

use super::compact::{Few, Id, IdSet, Ids};
use crate::object::Name;
use crate::sql::details::DomainDetails;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A policy, as far as others are compared with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Policy {
    pub(super) id: Id,
    pub(super) created: u32,
    /// The action that drops it.
    pub(super) dropped: Option<u32>,
    /// The command; none for all.
    pub(super) command: Option<&'static str>,
    pub(super) restrictive: bool,
    /// A hash of its roles; none for all.
    pub(super) roles: Option<u64>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Relations {
    /// The policies of each table.
    pub(super) policies: Ids<Vec<Policy>>,
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
    /// The tables of each schema but `public`.
    pub(super) tables: HashMap<String, Vec<Id>>,
    /// The schemas with a routine that runs with its owner's privileges.
    pub(super) definers: BTreeSet<String>,
    /// Since which action a routine runs with its owner's privileges and the caller's `search_path`, or no longer does.
    pub(super) open_definers: Ids<Few<(u32, bool)>>,
    /// The tables with a foreign key, each with the table that it references.
    pub(super) keys: HashSet<(Id, Id)>,
}
