//! The statements that `PostgreSQL` rejects inside a transaction block.
//!
//! Sources: the pages of the `PostgreSQL` 15 to 18 manual that say "cannot be executed inside a
//! transaction block", and the calls of `PreventInTransactionBlock` in `src/backend`. Each answer
//! was checked on `PostgreSQL` 15.18 with `psql -c begin -c '…' -c rollback`, except the failover
//! option of subscriptions, which is new in 17. Every statement refused there is also refused as
//! one of several in a single message, which is an implicit transaction block.
//!
//! What depends on the catalog is not known here: `REINDEX` and `CLUSTER` of a partitioned table
//! are rejected as well.

/// A statement that `PostgreSQL` refuses inside a transaction block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NonTransactional {
    AlterDatabaseSetTablespace,
    /// `SET (failover)` changes the replication slot (`PostgreSQL` 17).
    AlterSubscriptionFailover,
    /// `REFRESH PUBLICATION`, and `SET`, `ADD` and `DROP PUBLICATION` without `refresh = false`.
    AlterSubscriptionRefresh,
    AlterSystem,
    /// `CLUSTER` without a table.
    ClusterAll,
    CommitPrepared,
    CreateDatabase,
    CreateIndexConcurrently,
    /// With a replication slot: not with `create_slot = false` or `connect = false`.
    CreateSubscription,
    CreateTablespace,
    /// `FINALIZE`, which completes an interrupted one, may run in a transaction.
    DetachConcurrently,
    DiscardAll,
    DropDatabase,
    DropIndexConcurrently,
    /// Unless it has no replication slot (`slot_name = NONE`), which the statement does not show.
    DropSubscription,
    DropTablespace,
    ReindexConcurrently,
    ReindexDatabase,
    ReindexSchema,
    ReindexSystem,
    RollbackPrepared,
    Vacuum,
}

impl NonTransactional {
    /// The words by which the statement is known.
    pub fn name(self) -> &'static str {
        match self {
            Self::AlterDatabaseSetTablespace => "ALTER DATABASE SET TABLESPACE",
            Self::AlterSubscriptionFailover => "ALTER SUBSCRIPTION SET (failover)",
            Self::AlterSubscriptionRefresh => "ALTER SUBSCRIPTION with a refresh",
            Self::AlterSystem => "ALTER SYSTEM",
            Self::ClusterAll => "CLUSTER of all tables",
            Self::CommitPrepared => "COMMIT PREPARED",
            Self::CreateDatabase => "CREATE DATABASE",
            Self::CreateIndexConcurrently => "CREATE INDEX CONCURRENTLY",
            Self::CreateSubscription => "CREATE SUBSCRIPTION",
            Self::CreateTablespace => "CREATE TABLESPACE",
            Self::DetachConcurrently => "DETACH PARTITION CONCURRENTLY",
            Self::DiscardAll => "DISCARD ALL",
            Self::DropDatabase => "DROP DATABASE",
            Self::DropIndexConcurrently => "DROP INDEX CONCURRENTLY",
            Self::DropSubscription => "DROP SUBSCRIPTION",
            Self::DropTablespace => "DROP TABLESPACE",
            Self::ReindexConcurrently => "REINDEX CONCURRENTLY",
            Self::ReindexDatabase => "REINDEX DATABASE",
            Self::ReindexSchema => "REINDEX SCHEMA",
            Self::ReindexSystem => "REINDEX SYSTEM",
            Self::RollbackPrepared => "ROLLBACK PREPARED",
            Self::Vacuum => "VACUUM",
        }
    }

    /// Whether the Supabase CLI runs it outside the file's transaction: since 2.109, and
    /// `DROP INDEX CONCURRENTLY` since August 2026 (supabase/cli, pull requests 5671 and 6276).
    pub fn is_lifted(self) -> bool {
        matches!(
            self,
            Self::AlterSystem
                | Self::ClusterAll
                | Self::CreateIndexConcurrently
                | Self::DropIndexConcurrently
                | Self::ReindexConcurrently
                | Self::Vacuum
        )
    }
}
