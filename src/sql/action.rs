//! What a statement does, in parts that rules can ask about: `ALTER TABLE a DROP COLUMN b,
//! ALTER c SET NOT NULL` is two actions on one table.

use super::declared::{Column, Constraint, CreateIndex, CreateRoutine, CreateTable};
use super::expression::Expression;
use super::non_transactional::NonTransactional;
use super::types::Type;
use crate::object::{Name, Object};
use crate::text::Span;

/// One thing that a statement does.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// The part of the file to point at.
    pub span: Span,
    /// What is done.
    pub operation: Operation,
    /// Who runs it.
    pub within: Within,
}

/// Who runs an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// The migration itself.
    Script,
    /// A `DO` block of the migration; `guarded` below an `IF`, a loop or beside an exception
    /// handler, so that it may not run or may fail without harm.
    Do {
        /// True when it does not run or fail for sure.
        guarded: bool,
    },
    /// A function that the migration only defines: not run now.
    Body,
}

/// The deeds.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// `CREATE TABLE`, `CREATE TABLE AS`, `SELECT INTO`, `CREATE FOREIGN TABLE`.
    CreateTable(Box<CreateTable>),
    /// `CREATE INDEX`.
    CreateIndex(Box<CreateIndex>),
    /// `CREATE FUNCTION` and `CREATE PROCEDURE`.
    CreateRoutine(Box<CreateRoutine>),
    /// `CREATE TYPE`.
    CreateType {
        /// The type.
        name: Name,
        /// Its values, where it is an enum.
        labels: Option<Vec<String>>,
    },
    /// `CREATE` of any other object.
    Create {
        /// The object.
        object: Object,
        /// `IF NOT EXISTS`
        if_not_exists: bool,
        /// `OR REPLACE`
        or_replace: bool,
        /// `TEMPORARY`
        temporary: bool,
    },
    /// `DROP` of a whole object, a policy, a trigger or a rule.
    Drop {
        /// The object.
        object: Object,
        /// `IF EXISTS`
        if_exists: bool,
        /// `CASCADE`
        cascade: bool,
        /// `CONCURRENTLY`, of an index.
        concurrently: bool,
    },
    /// `DROP OWNED BY`.
    DropOwned,
    /// `ADD COLUMN`.
    AddColumn {
        /// The table.
        table: Name,
        /// The column.
        column: Box<Column>,
        /// `IF NOT EXISTS`
        if_not_exists: bool,
    },
    /// `DROP COLUMN`, `DROP CONSTRAINT`.
    DropPart {
        /// The column or constraint.
        part: Object,
        /// `IF EXISTS`
        if_exists: bool,
        /// `CASCADE`
        cascade: bool,
    },
    /// `ALTER COLUMN … TYPE`.
    SetType {
        /// The table.
        table: Name,
        /// The column.
        column: String,
        /// The new type.
        to: Type,
        /// `USING`
        using: Option<Expression>,
        /// `COLLATE`
        collate: bool,
    },
    /// `ALTER COLUMN … <something else>`.
    AlterColumn {
        /// The table.
        table: Name,
        /// The column.
        column: String,
        /// What is done to it.
        change: ColumnChange,
    },
    /// `ADD CONSTRAINT`.
    AddConstraint {
        /// The table.
        table: Name,
        /// The constraint.
        constraint: Box<Constraint>,
    },
    /// `VALIDATE CONSTRAINT`.
    ValidateConstraint {
        /// The table.
        table: Name,
        /// The constraint.
        name: String,
    },
    /// `ATTACH PARTITION`.
    AttachPartition {
        /// The partitioned table.
        table: Name,
        /// The partition.
        partition: Name,
        /// `DEFAULT`
        is_default: bool,
    },
    /// `DETACH PARTITION`.
    DetachPartition {
        /// The partitioned table.
        table: Name,
        /// The partition.
        partition: Name,
        /// `CONCURRENTLY`, or `FINALIZE`, which takes the same locks
        concurrently: bool,
        /// `FINALIZE`, which completes an interrupted concurrent one
        finalize: bool,
    },
    /// `ENABLE`, `DISABLE`, `FORCE`, `NO FORCE ROW LEVEL SECURITY`.
    RowSecurity {
        /// The table.
        table: Name,
        /// Which of them.
        change: RowSecurity,
    },
    /// `ENABLE` and `DISABLE TRIGGER`, of every trigger where no name is given.
    SwitchTrigger {
        /// The table.
        table: Name,
        /// The trigger's name, or `all` or `user`.
        trigger: String,
        /// True for `DISABLE`.
        disable: bool,
    },
    /// `SET LOGGED`, `SET UNLOGGED`, `SET ACCESS METHOD`, `SET TABLESPACE`: the whole table is
    /// written anew.
    Rewrite {
        /// The table (or index).
        object: Object,
        /// The words that do it.
        by: &'static str,
    },
    /// `REPLICA IDENTITY`.
    ReplicaIdentity {
        /// The table.
        table: Name,
    },
    /// Any other `ALTER TABLE`, `ALTER POLICY` and the like.
    Alter {
        /// The object.
        object: Object,
    },
    /// `RENAME TO` of an object, a column, a constraint, an enum value.
    Rename {
        /// The object by its old name.
        object: Object,
        /// The new name.
        to: String,
    },
    /// `SET SCHEMA`.
    SetSchema {
        /// The object.
        object: Object,
        /// The new schema.
        schema: String,
    },
    /// `OWNER TO`.
    OwnerTo {
        /// The object.
        object: Object,
        /// The role.
        role: String,
    },
    /// `ALTER TYPE … ADD VALUE`.
    AddEnumValue {
        /// The type.
        name: Name,
        /// The value.
        value: String,
        /// `IF NOT EXISTS`
        if_not_exists: bool,
    },
    /// `ALTER TYPE … RENAME VALUE`.
    RenameEnumValue {
        /// The type.
        name: Name,
        /// The old value.
        from: String,
        /// The new value.
        to: String,
    },
    /// `INSERT`, `COPY … FROM`.
    Insert {
        /// The table.
        table: Name,
        /// The number of rows, where they are written out.
        from_query: bool,
        /// `ON CONFLICT`
        on_conflict: bool,
    },
    /// `UPDATE`, `DELETE`, `MERGE`.
    Write {
        /// The table.
        table: Name,
        /// Which of them.
        verb: WriteVerb,
        /// A `WHERE` that is more than `true`.
        filtered: bool,
        /// The columns that an `UPDATE` sets, each with the value as written.
        sets: Vec<(String, String)>,
    },
    /// `TRUNCATE`.
    Truncate {
        /// The tables.
        tables: Vec<Name>,
        /// `CASCADE`
        cascade: bool,
    },
    /// `SELECT`, `VALUES`, `TABLE`, with the functions it calls.
    Query {
        /// The functions.
        calls: Vec<Name>,
    },
    /// `GRANT` and `REVOKE` of privileges or roles, `ALTER DEFAULT PRIVILEGES`.
    Privileges {
        /// The roles that get or lose.
        roles: Vec<String>,
        /// True for `REVOKE`.
        revoke: bool,
    },
    /// `REFRESH MATERIALIZED VIEW`.
    Refresh {
        /// The view.
        view: Name,
        /// `CONCURRENTLY`
        concurrently: bool,
    },
    /// `REINDEX`.
    Reindex {
        /// The index or table; none for a schema, a database.
        object: Option<Object>,
        scope: ReindexScope,
        /// `CONCURRENTLY`
        concurrently: bool,
    },
    /// `CLUSTER`, of every table where none is named.
    Cluster {
        /// The table.
        table: Option<Name>,
    },
    /// `VACUUM`.
    Vacuum {
        /// `FULL`
        full: bool,
    },
    /// `LOCK TABLE`.
    Lock {
        /// The tables.
        tables: Vec<Name>,
        /// The mode as written, in upper case; `ACCESS EXCLUSIVE` where none is.
        mode: String,
    },
    /// `SET`, `RESET`, `set_config(…)`.
    Set {
        /// The setting.
        name: String,
        /// The values as written, unquoted.
        values: Vec<String>,
        /// `LOCAL`
        local: bool,
    },
    /// `BEGIN`, `COMMIT` and their kin.
    Transaction(TransactionControl),
    /// A statement that PostgreSQL refuses in a transaction block and that is no other operation.
    /// [`Operation::non_transactional`] finds these and the others.
    OutsideTransaction(NonTransactional),
    /// SQL put together at run time, which nobody can read before.
    DynamicSql,
    /// A `DO` block; what could be read of it follows as actions of its own.
    Do,
    /// Anything else.
    Other,
}

/// What `REINDEX` rebuilds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReindexScope {
    /// `INDEX` or `TABLE`
    One,
    Schema,
    Database,
    System,
}

/// A change of a column other than its type.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each is the ALTER COLUMN clause of that name")]
pub enum ColumnChange {
    SetNotNull,
    DropNotNull,
    SetDefault(Expression),
    DropDefault,
    AddIdentity,
    DropIdentity,
    DropExpression,
    Other,
}

/// A change of row level security.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the clause of that name")]
pub enum RowSecurity {
    Enable,
    Disable,
    Force,
    NoForce,
}

/// What a write does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the statement of that name")]
pub enum WriteVerb {
    Update,
    Delete,
    Merge,
}

/// What a statement does to the transaction it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionControl {
    /// `BEGIN`, `START TRANSACTION`
    Begin,
    /// `COMMIT`, `END`, and `PREPARE TRANSACTION`, which ends the block as well
    Commit,
    /// `ROLLBACK`, `ABORT`
    Rollback,
    /// Savepoints, `SET TRANSACTION`, `SET CONSTRAINTS`: it stays open.
    Inside,
}

impl Operation {
    /// The table that it works on, if it works on one: for indexes, triggers, policies and
    /// parts of a table, that table.
    pub fn table(&self) -> Option<&Name> {
        use crate::object::ObjectKind::{ForeignTable, MaterializedView, Table};
        let of_object = |object: &'_ Object| -> bool { matches!(object.kind, Table | ForeignTable | MaterializedView) };
        match self {
            Self::CreateTable(create) => Some(&create.table),
            Self::CreateIndex(create) => Some(&create.table),
            Self::AddColumn { table, .. }
            | Self::SetType { table, .. }
            | Self::AlterColumn { table, .. }
            | Self::AddConstraint { table, .. }
            | Self::ValidateConstraint { table, .. }
            | Self::AttachPartition { table, .. }
            | Self::DetachPartition { table, .. }
            | Self::RowSecurity { table, .. }
            | Self::SwitchTrigger { table, .. }
            | Self::ReplicaIdentity { table }
            | Self::Insert { table, .. }
            | Self::Write { table, .. }
            | Self::Refresh { view: table, .. } => Some(table),
            Self::Cluster { table } => table.as_ref(),
            Self::Create { object, .. }
            | Self::Drop { object, .. }
            | Self::DropPart { part: object, .. }
            | Self::Rewrite { object, .. }
            | Self::Alter { object }
            | Self::Rename { object, .. }
            | Self::SetSchema { object, .. }
            | Self::OwnerTo { object, .. } => object.on.as_ref().or_else(|| of_object(object).then_some(&object.name)),
            _ => None,
        }
    }
}
