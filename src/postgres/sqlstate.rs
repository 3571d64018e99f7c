//! SQLSTATE codes by their condition names (PostgreSQL manual, appendix A).

/// A warning: nothing was revoked.
pub const PRIVILEGE_NOT_REVOKED: &str = "01006";
/// A warning: nothing was granted.
pub const PRIVILEGE_NOT_GRANTED: &str = "01007";
/// Also: an extension that is not installed on the server.
pub const FEATURE_NOT_SUPPORTED: &str = "0A000";
/// Bytes that are not valid in the encoding.
pub const CHARACTER_NOT_IN_REPERTOIRE: &str = "22021";
/// A value that a parameter does not accept.
pub const INVALID_PARAMETER_VALUE: &str = "22023";
/// A NULL in a column with `NOT NULL`.
pub const NOT_NULL_VIOLATION: &str = "23502";
/// A reference to a row that does not exist, or to one that is deleted.
pub const FOREIGN_KEY_VIOLATION: &str = "23503";
/// A key that already exists.
pub const UNIQUE_VIOLATION: &str = "23505";
/// A statement that writes in a read-only transaction.
pub const READ_ONLY_SQL_TRANSACTION: &str = "25006";
/// A statement that cannot run inside a transaction block.
pub const ACTIVE_SQL_TRANSACTION: &str = "25001";
/// A password that is wrong.
pub const INVALID_PASSWORD: &str = "28P01";
/// A drop of an object that others depend on.
pub const DEPENDENT_OBJECTS_STILL_EXIST: &str = "2BP01";
/// A `COMMIT` or `ROLLBACK` in a function or block where none is allowed.
pub const INVALID_TRANSACTION_TERMINATION: &str = "2D000";
/// A database that does not exist.
pub const INVALID_CATALOG_NAME: &str = "3D000";
/// A schema that does not exist.
pub const INVALID_SCHEMA_NAME: &str = "3F000";
/// A privilege that the role lacks.
pub const INSUFFICIENT_PRIVILEGE: &str = "42501";
/// SQL that does not follow the grammar.
pub const SYNTAX_ERROR: &str = "42601";
/// A column that already exists.
pub const DUPLICATE_COLUMN: &str = "42701";
/// A column that does not exist.
pub const UNDEFINED_COLUMN: &str = "42703";
/// A type, role, index or other object that does not exist.
pub const UNDEFINED_OBJECT: &str = "42704";
/// A type, role, policy or other object that already exists.
pub const DUPLICATE_OBJECT: &str = "42710";
/// A function that already exists.
pub const DUPLICATE_FUNCTION: &str = "42723";
/// A foreign key to columns without a unique key.
pub const INVALID_FOREIGN_KEY: &str = "42830";
/// An object of another kind than the statement needs, such as a template database.
pub const WRONG_OBJECT_TYPE: &str = "42809";
/// A function or operator that does not exist.
pub const UNDEFINED_FUNCTION: &str = "42883";
/// A table, view or other relation that does not exist.
pub const UNDEFINED_TABLE: &str = "42P01";
/// A cursor that already exists.
pub const DUPLICATE_CURSOR: &str = "42P03";
/// A schema that already exists.
pub const DUPLICATE_SCHEMA: &str = "42P06";
/// A table, view, index or other relation that already exists.
pub const DUPLICATE_TABLE: &str = "42P07";
/// `out_of_memory`
pub const OUT_OF_MEMORY: &str = "53200";
/// An object that another session uses, such as a database.
pub const OBJECT_IN_USE: &str = "55006";
/// `lock_not_available`
pub const LOCK_NOT_AVAILABLE: &str = "55P03";
/// A new enum value used in the transaction that adds it.
pub const UNSAFE_NEW_ENUM_VALUE_USAGE: &str = "55P04";
/// An error of the operating system.
pub const SYSTEM_ERROR: &str = "58000";
/// A failed read or write.
pub const IO_ERROR: &str = "58030";
/// A file that does not exist, such as the library of a C function.
pub const UNDEFINED_FILE: &str = "58P01";
/// An exception of PL/pgSQL without a code of its own.
pub const RAISE_EXCEPTION: &str = "P0001";
/// Damaged data.
pub const DATA_CORRUPTED: &str = "XX001";
/// A damaged index.
pub const INDEX_CORRUPTED: &str = "XX002";

/// Whether the code says that a schema, table, column, function or other object does not exist.
pub fn is_undefined(code: &str) -> bool {
    matches!(code, INVALID_SCHEMA_NAME | UNDEFINED_TABLE | UNDEFINED_COLUMN | UNDEFINED_FUNCTION | UNDEFINED_OBJECT)
}

/// Whether the code says that a schema, table, column, function or other object already exists.
pub fn is_duplicate(code: &str) -> bool {
    matches!(code, DUPLICATE_SCHEMA | DUPLICATE_TABLE | DUPLICATE_COLUMN | DUPLICATE_FUNCTION | DUPLICATE_OBJECT)
}
/// A transaction that cannot be serialised with others.
pub const SERIALIZATION_FAILURE: &str = "40001";
/// A transaction that was ended because it waited in a circle with others.
pub const DEADLOCK_DETECTED: &str = "40P01";
