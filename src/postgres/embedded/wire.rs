//! The messages of the frontend/backend protocol, for a backend without a driver (`PostgreSQL`
//! manual, sections "Message Formats" and "Error and Notice Message Fields").

use super::super::database::{Level, Notice, Rows};
use super::super::error::SqlError;
use super::super::error_fields::byte_offset;

/// Bytes of COPY data in one message.
const CHUNK: usize = 64 * 1024;

/// Reason why a COPY without its data is rejected; the message of the server ends with it.
pub(super) const NO_DATA: &str = "tidegate sends the data separately";

/// The response of a backend to one request.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Response {
    /// The rows of all statements.
    pub(super) rows: Rows,
    /// The number of rows that a COPY read.
    pub(super) copied: u64,
    pub(super) notices: Vec<Notice>,
    pub(super) rejected: Option<Rejection>,
    /// Whether a statement copied to the client.
    pub(super) copies_out: bool,
}

/// An error that a backend reports.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rejection {
    /// Whether it is FATAL or PANIC, which end the session.
    pub(super) is_fatal: bool,
    pub(super) error: SqlError,
}

/// A request to run SQL. A COPY in it is rejected, because a backend that waits for data would wait
/// forever; without a COPY the backend ignores the rejection.
pub(super) fn query(sql: &str) -> Vec<u8> {
    let mut request = message(b'Q', &terminated(sql));
    request.extend(message(b'f', &terminated(NO_DATA)));
    request
}

/// A request to run one `COPY … FROM stdin`. A backend that rejects the statement ignores the data.
pub(super) fn copy(statement: &str, data: &[u8]) -> Vec<u8> {
    let mut request = message(b'Q', &terminated(statement));
    for chunk in data.chunks(CHUNK) {
        request.extend(message(b'd', chunk));
    }
    request.extend(message(b'c', &[]));
    request
}

/// The messages at the start of a session, with the server's parameters: one row for each name and
/// value.
pub(super) fn greeting(parameters: &Rows) -> Vec<u8> {
    // No password is requested.
    let mut greeting = message(b'R', &[0; 4]);
    for parameter in &parameters.rows {
        let body: Vec<u8> = parameter.iter().flatten().flat_map(|text| terminated(text)).collect();
        greeting.extend(message(b'S', &body));
    }
    greeting.extend(message(b'K', &[0; 8]));
    greeting.extend(message(b'Z', b"I"));
    greeting
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    let mut message = Vec::with_capacity(body.len() + 5);
    message.push(kind);
    message.extend(length.to_be_bytes());
    message.extend(body);
    message
}

fn terminated(text: &str) -> Vec<u8> {
    [text.as_bytes(), &[0]].concat()
}

/// Parses a response to SQL; `None` when it does not follow the protocol, or ends before the backend
/// is ready for the next request.
pub(super) fn read(mut answer: &[u8], sent: &str) -> Option<Response> {
    let mut read = Response::default();
    let mut is_ready = false;
    while let Some((&kind, rest)) = answer.split_first() {
        let length = usize::try_from(u32::from_be_bytes(rest.first_chunk().copied()?)).ok()?;
        let body = rest.get(4..length)?;
        answer = rest.get(length..)?;
        match kind {
            b'T' => read.rows.columns = columns(body)?,
            b'D' => read.rows.rows.push(row(body)?),
            b'C' => read.copied = copied(body).unwrap_or(read.copied),
            b'H' => read.copies_out = true,
            b'N' => {
                let (fields, severity) = fields(body, sent)?;
                read.notices.push(Notice { level: level(&severity), fields });
            }
            b'E' => {
                let (error, severity) = fields(body, sent)?;
                let is_fatal = matches!(severity.as_str(), "FATAL" | "PANIC");
                // The first one causes those that follow.
                read.rejected.get_or_insert(Rejection { is_fatal, error });
            }
            b'Z' => is_ready = true,
            _ => {}
        }
    }
    is_ready.then_some(read)
}

/// Reads a text up to its NUL from the front of a message.
fn text<'a>(body: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = body.iter().position(|byte| *byte == 0)?;
    let text = &body[..end];
    *body = &body[end + 1..];
    Some(text)
}

/// Reads a number of items from the front of a message.
fn count(body: &mut &[u8]) -> Option<u16> {
    let (count, rest) = body.split_first_chunk()?;
    *body = rest;
    Some(u16::from_be_bytes(*count))
}

/// The names of a `RowDescription`: each is followed by 18 bytes about its type.
fn columns(mut body: &[u8]) -> Option<Vec<String>> {
    let count = count(&mut body)?;
    let column = |_| {
        let name = String::from_utf8_lossy(text(&mut body)?).into_owned();
        body = body.get(18..)?;
        Some(name)
    };
    (0..count).map(column).collect()
}

/// The values of a `DataRow`: each is preceded by its length, and NULL has the length -1.
fn row(mut body: &[u8]) -> Option<Vec<Option<String>>> {
    let count = count(&mut body)?;
    let mut values = Vec::with_capacity(usize::from(count));
    for _ in 0..count {
        let (length, rest) = body.split_first_chunk()?;
        body = rest;
        let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else {
            values.push(None);
            continue;
        };
        values.push(Some(String::from_utf8_lossy(body.get(..length)?).into_owned()));
        body = &body[length..];
    }
    Some(values)
}

/// The number of rows of a `CommandComplete`: `COPY 2`.
fn copied(mut body: &[u8]) -> Option<u64> {
    let tag = String::from_utf8_lossy(text(&mut body)?);
    tag.strip_prefix("COPY ")?.parse().ok()
}

/// The fields of an `ErrorResponse` or `NoticeResponse`, with the untranslated severity.
fn fields(mut body: &[u8], sent: &str) -> Option<(SqlError, String)> {
    let mut error = SqlError::default();
    let mut severity = String::new();
    let (mut inner, mut inner_position) = (None, None);
    while let Some((&field, rest)) = body.split_first() {
        body = rest;
        if field == 0 {
            break;
        }
        let value = String::from_utf8_lossy(text(&mut body)?).into_owned();
        match field {
            b'V' => severity = value,
            b'C' => error.sqlstate = value,
            b'M' => error.message = value,
            b'D' => error.detail = Some(value),
            b'H' => error.hint = Some(value),
            b'P' => error.position = value.parse().ok().map(|position| byte_offset(sent, position)),
            b'p' => inner_position = value.parse().ok(),
            b'q' => inner = Some(value),
            b'W' => error.context = Some(value),
            b's' => error.schema = Some(value),
            b't' => error.table = Some(value),
            b'c' => error.column = Some(value),
            b'd' => error.data_type = Some(value),
            b'n' => error.constraint = Some(value),
            _ => {}
        }
    }
    error.inner = inner.zip(inner_position).map(|(query, position)| {
        let at = byte_offset(&query, position);
        (query, at)
    });
    Some((error, severity))
}

fn level(severity: &str) -> Level {
    match severity {
        "DEBUG" => Level::Debug,
        "LOG" => Level::Log,
        "INFO" | "NOTICE" => Level::Notice,
        _ => Level::Warning,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(fields: &[&str]) -> Vec<u8> {
        fields.iter().flat_map(|field| terminated(field)).chain([0]).collect()
    }

    #[test]
    fn reads_rows_and_the_number_of_copied_rows() {
        let description = [&[0, 1][..], &terminated("a"), &[0; 18]].concat();
        let row = [&[0, 2][..], &3_i32.to_be_bytes(), "é!".as_bytes(), &(-1_i32).to_be_bytes()].concat();
        let answer = [
            message(b'T', &description),
            message(b'D', &row),
            message(b'C', &terminated("COPY 7")),
            message(b'Z', b"I"),
        ];
        let read = read(&answer.concat(), "").expect("it follows the protocol");
        assert_eq!(read.rows.columns, ["a"]);
        assert_eq!(read.rows.rows, [[Some("é!".to_owned()), None]]);
        assert_eq!((read.copied, read.copies_out, read.rejected), (7, false, None));
    }

    #[test]
    fn reads_the_first_error_with_its_position_in_bytes() {
        let first = body(&["VERROR", "C42601", "Msyntax", "P10", "Dmore", "q é x", "p4"]);
        let answer = [
            message(b'N', &body(&["VWARNING", "C01000", "Mcareful"])),
            message(b'E', &first),
            message(b'E', &body(&["VFATAL", "C57P01", "Mover"])),
            message(b'Z', b"I"),
        ];
        let read = read(&answer.concat(), "select é x").expect("it follows the protocol");
        let rejected = read.rejected.expect("it was rejected");
        assert!(!rejected.is_fatal);
        assert_eq!((rejected.error.sqlstate.as_str(), rejected.error.position), ("42601", Some(10)));
        assert_eq!(rejected.error.inner, Some((" é x".to_owned(), 4)));
        assert_eq!((read.notices[0].level, read.notices[0].fields.message.as_str()), (Level::Warning, "careful"));
    }

    #[test]
    fn rejects_a_truncated_response() {
        let whole = [message(b'C', &terminated("SELECT 1")), message(b'Z', b"I")].concat();
        assert!(read(&whole, "").is_some());
        for end in 0..whole.len() {
            assert_eq!(read(&whole[..end], ""), None, "{end}");
        }
    }
}
