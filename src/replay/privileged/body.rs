//! Text of a history in statements that run as the superuser.

use crate::object::literal;
use crate::postgres::{Error, SqlError, sqlstate};

/// Characters that end a quotation of some kind. PostgreSQL refuses them in the schema of an
/// extension for the same reason (CVE-2023-39417).
const QUOTATION: [char; 5] = ['"', '$', '\'', '\\', '@'];

/// Returns a `DO` block with this body. Never a quotation by dollars, which a name could end.
pub(super) fn block(body: &str) -> String {
    format!("DO {}", literal(body))
}

/// Fails for a name that could end a quotation in the script of an extension.
pub(in super::super) fn check_name(kind: &str, name: &str) -> Result<(), Error> {
    if !name.contains(QUOTATION) && !name.contains(char::is_control) {
        return Ok(());
    }
    Err(Error::Sql(Box::new(SqlError {
        sqlstate: sqlstate::INVALID_PARAMETER_VALUE.to_owned(),
        message: format!("invalid character in the {kind} of an extension: {name:?}"),
        ..SqlError::default()
    })))
}
