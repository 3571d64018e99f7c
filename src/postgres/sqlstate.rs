//! SQLSTATE codes by their condition names (PostgreSQL manual, appendix A).

pub const FEATURE_NOT_SUPPORTED: &str = "0A000";
pub const CHARACTER_NOT_IN_REPERTOIRE: &str = "22021";
pub const NOT_NULL_VIOLATION: &str = "23502";
pub const FOREIGN_KEY_VIOLATION: &str = "23503";
pub const UNIQUE_VIOLATION: &str = "23505";
pub const ACTIVE_SQL_TRANSACTION: &str = "25001";
pub const DEPENDENT_OBJECTS_STILL_EXIST: &str = "2BP01";
pub const INVALID_TRANSACTION_TERMINATION: &str = "2D000";
pub const INVALID_SCHEMA_NAME: &str = "3F000";
pub const SYNTAX_ERROR: &str = "42601";
pub const DUPLICATE_COLUMN: &str = "42701";
pub const UNDEFINED_COLUMN: &str = "42703";
pub const UNDEFINED_OBJECT: &str = "42704";
pub const DUPLICATE_OBJECT: &str = "42710";
pub const DUPLICATE_FUNCTION: &str = "42723";
pub const INVALID_FOREIGN_KEY: &str = "42830";
pub const UNDEFINED_FUNCTION: &str = "42883";
pub const UNDEFINED_TABLE: &str = "42P01";
pub const DUPLICATE_CURSOR: &str = "42P03";
pub const DUPLICATE_SCHEMA: &str = "42P06";
pub const DUPLICATE_TABLE: &str = "42P07";
pub const UNSAFE_NEW_ENUM_VALUE_USAGE: &str = "55P04";
pub const SYSTEM_ERROR: &str = "58000";
pub const IO_ERROR: &str = "58030";
pub const UNDEFINED_FILE: &str = "58P01";
pub const RAISE_EXCEPTION: &str = "P0001";
pub const DATA_CORRUPTED: &str = "XX001";
pub const INDEX_CORRUPTED: &str = "XX002";

/// Whether the code says that a schema, table, column, function or other object does not exist.
pub fn is_undefined(code: &str) -> bool {
    matches!(code, INVALID_SCHEMA_NAME | UNDEFINED_TABLE | UNDEFINED_COLUMN | UNDEFINED_FUNCTION | UNDEFINED_OBJECT)
}

/// Whether the code says that a schema, table, column, function or other object already exists.
pub fn is_duplicate(code: &str) -> bool {
    matches!(code, DUPLICATE_SCHEMA | DUPLICATE_TABLE | DUPLICATE_COLUMN | DUPLICATE_FUNCTION | DUPLICATE_OBJECT)
}
