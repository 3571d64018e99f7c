//! Actions of a statement, as rules can match on them: `ALTER TABLE a DROP COLUMN b,
//! ALTER c SET NOT NULL` is two actions on one table.

use super::declared::{Column, Constraint, CreateIndex, CreateRoutine, CreateTable};
use super::details::Details;
use super::expression::Expression;
use super::non_transactional::NonTransactional;
use super::types::Type;
use crate::object::{Name, Object};
use crate::text::Span;

/// One thing that a statement does.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// The part of the file that a message points at.
    pub span: Span,
    pub operation: Operation,
    pub within: Within,
}

impl Action {
    /// Whether the migration itself runs it.
    pub fn runs(&self) -> bool {
        self.within != Within::Body
    }
}

/// The runner of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// The migration itself.
    Script,
    /// A `DO` block of the migration; `guarded` inside an `IF`, a loop or a block with an exception
    /// handler, so that it may not run or may fail without effect.
    Do {
        /// Whether it may not run, or may fail without failing the migration.
        guarded: bool,
    },
    /// A function that the migration only defines: not run now.
    Body,
}

/// The operation of an action.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// `CREATE TABLE`, `CREATE TABLE AS`, `SELECT INTO`, `CREATE FOREIGN TABLE`.
    CreateTable(Box<CreateTable>),
    CreateIndex(Box<CreateIndex>),
    /// `CREATE FUNCTION` and `CREATE PROCEDURE`.
    CreateRoutine(Box<CreateRoutine>),
    CreateType {
        /// The type.
        name: Name,
        /// The values of an enum.
        labels: Option<Vec<String>>,
    },
    /// `CREATE` of any other object.
    Create {
        object: Object,
        if_not_exists: bool,
        or_replace: bool,
        temporary: bool,
        details: Option<Box<Details>>,
    },
    /// `DROP` of a whole object, a policy, a trigger or a rule.
    Drop {
        object: Object,
        if_exists: bool,
        cascade: bool,
        /// `CONCURRENTLY`, for an index.
        concurrently: bool,
    },
    /// `DROP OWNED BY`.
    DropOwned,
    AddColumn {
        table: Name,
        column: Box<Column>,
        if_not_exists: bool,
    },
    /// `DROP COLUMN`, `DROP CONSTRAINT`.
    DropPart {
        /// The column or constraint.
        part: Object,
        if_exists: bool,
        cascade: bool,
    },
    /// `ALTER COLUMN … TYPE`.
    SetType {
        table: Name,
        column: String,
        /// The new type.
        to: Type,
        using: Option<Expression>,
        collate: bool,
    },
    /// Any other `ALTER COLUMN`.
    AlterColumn {
        table: Name,
        column: String,
        change: ColumnChange,
    },
    AddConstraint {
        table: Name,
        constraint: Box<Constraint>,
    },
    ValidateConstraint {
        table: Name,
        /// The constraint.
        name: String,
    },
    AttachPartition {
        /// The partitioned table.
        table: Name,
        partition: Name,
        is_default: bool,
    },
    DetachPartition {
        /// The partitioned table.
        table: Name,
        partition: Name,
        /// `CONCURRENTLY`, or `FINALIZE`, which takes the same locks
        concurrently: bool,
        /// `FINALIZE`, which completes an interrupted concurrent one
        finalize: bool,
    },
    /// `ENABLE`, `DISABLE`, `FORCE`, `NO FORCE ROW LEVEL SECURITY`.
    RowSecurity {
        table: Name,
        change: RowSecurity,
    },
    /// `ENABLE TRIGGER` and `DISABLE TRIGGER`.
    SwitchTrigger {
        table: Name,
        /// The trigger's name, or `all` or `user`.
        trigger: String,
        /// Whether it is `DISABLE TRIGGER`.
        disable: bool,
    },
    /// `SET LOGGED`, `SET UNLOGGED`, `SET ACCESS METHOD`, `SET TABLESPACE`: the whole table is
    /// rewritten.
    Rewrite {
        /// The table (or index).
        object: Object,
        /// The words of the clause.
        by: &'static str,
    },
    ReplicaIdentity {
        table: Name,
        /// `NOTHING`
        nothing: bool,
    },
    /// Any other `ALTER TABLE`, `ALTER POLICY` and the like.
    Alter {
        object: Object,
        details: Option<Box<Details>>,
    },
    /// `RENAME TO` of an object, a column, a constraint, an enum value.
    Rename {
        /// The object under its old name.
        object: Object,
        /// The new name.
        to: String,
    },
    SetSchema {
        object: Object,
        /// The new schema.
        schema: String,
    },
    OwnerTo {
        object: Object,
        role: String,
    },
    /// `ALTER TYPE … ADD VALUE`.
    AddEnumValue {
        /// The type.
        name: Name,
        value: String,
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
        table: Name,
        /// The number of rows, if they are written out.
        from_query: bool,
        on_conflict: bool,
        /// A column that is listed twice.
        repeated: Option<String>,
    },
    /// `UPDATE`, `DELETE`, `MERGE`.
    Write {
        table: Name,
        verb: WriteVerb,
        /// Whether it has a `WHERE` that is more than `true`.
        filtered: bool,
        /// The columns that an `UPDATE` sets, each with the value as written.
        sets: Vec<(String, String)>,
        /// A column that an `UPDATE` sets twice, as a whole.
        repeated: Option<String>,
    },
    Truncate {
        tables: Vec<Name>,
        cascade: bool,
    },
    /// `SELECT`, `VALUES`, `TABLE`, with the functions it calls.
    Query {
        /// The functions.
        calls: Vec<Name>,
    },
    /// `GRANT` and `REVOKE` of privileges or roles, `ALTER DEFAULT PRIVILEGES`.
    Privileges {
        /// The roles that gain or lose privileges.
        roles: Vec<String>,
        /// Whether it is `REVOKE`.
        revoke: bool,
        /// The objects that it names.
        on: Vec<Name>,
        /// The schemas of the objects that it does not name.
        schemas: Vec<String>,
    },
    /// `REFRESH MATERIALIZED VIEW`.
    Refresh {
        view: Name,
        concurrently: bool,
    },
    Reindex {
        /// The index or table; none for a schema or database.
        object: Option<Object>,
        scope: ReindexScope,
        concurrently: bool,
    },
    /// `CLUSTER`, of every table if none is named.
    Cluster {
        table: Option<Name>,
    },
    Vacuum {
        full: bool,
    },
    /// `LOCK TABLE`.
    Lock {
        tables: Vec<Name>,
        /// The mode as written, in upper case; `ACCESS EXCLUSIVE` if none is written.
        mode: String,
    },
    /// `SET`, `RESET`, `set_config(…)`.
    Set {
        /// The setting.
        name: String,
        /// The values as written, unquoted.
        values: Vec<String>,
        local: bool,
    },
    /// `BEGIN`, `COMMIT` and similar.
    Transaction(TransactionControl),
    /// A statement that PostgreSQL refuses in a transaction block and that is not another operation.
    /// [`Operation::non_transactional`] finds these and the others.
    OutsideTransaction(NonTransactional),
    /// SQL built at run time, which cannot be read before.
    DynamicSql,
    /// A `DO` block; what could be read of it follows as further actions.
    Do,
    /// Anything else.
    Other,
}

/// Scope of `REINDEX`.
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

/// A change of row-level security.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the clause of that name")]
pub enum RowSecurity {
    Enable,
    Disable,
    Force,
    NoForce,
}

/// Kind of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the statement of that name")]
pub enum WriteVerb {
    Update,
    Delete,
    Merge,
}

/// Effect of a statement on the transaction it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionControl {
    /// `BEGIN`, `START TRANSACTION`
    Begin,
    /// `COMMIT`, `END`, and `PREPARE TRANSACTION`, which ends the block as well
    Commit,
    /// `ROLLBACK`, `ABORT`
    Rollback,
    /// Savepoints, `SET TRANSACTION`, `SET CONSTRAINTS`: the transaction stays open.
    Inside,
}

impl Operation {
    /// The table that it changes, if any: for indexes, triggers, policies and parts of a table, that
    /// table.
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
            | Self::ReplicaIdentity { table, .. }
            | Self::Insert { table, .. }
            | Self::Write { table, .. }
            | Self::Refresh { view: table, .. } => Some(table),
            Self::Cluster { table } => table.as_ref(),
            _ => {
                let object = self.object()?;
                object.on.as_ref().or_else(|| of_object(object).then_some(&object.name))
            }
        }
    }

    /// The object or part of a table that it is about, for the operations that many kinds of objects have.
    pub fn object(&self) -> Option<&Object> {
        match self {
            Self::Create { object, .. }
            | Self::Drop { object, .. }
            | Self::DropPart { part: object, .. }
            | Self::Rewrite { object, .. }
            | Self::Alter { object, .. }
            | Self::Rename { object, .. }
            | Self::SetSchema { object, .. }
            | Self::OwnerTo { object, .. } => Some(object),
            _ => None,
        }
    }
}
