//! The statements that cannot run inside a transaction block; [`super::transaction`] finds them
//! and has the sources.

/// A statement that `PostgreSQL` refuses inside a transaction block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the statement of that name")]
pub enum NonTransactional {
    AlterDatabaseSetTablespace,
    /// `SET (failover)` changes the replication slot (`PostgreSQL` 17).
    AlterSubscriptionFailover,
    /// `REFRESH PUBLICATION`, and `SET`, `ADD` and `DROP PUBLICATION` without `refresh = false`.
    AlterSubscriptionRefresh,
    AlterSystem,
    /// `COMMIT` of a `DO` block, which ends the transaction that the block's own statement has begun.
    BlockCommit,
    /// `ROLLBACK` of a `DO` block.
    BlockRollback,
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
            Self::BlockCommit => "COMMIT of a DO block",
            Self::BlockRollback => "ROLLBACK of a DO block",
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

    /// Whether a `DO` block may contain it, if no transaction is around the block.
    pub fn is_of_block(self) -> bool {
        matches!(self, Self::BlockCommit | Self::BlockRollback)
    }
}
