//! The table of contents of an archive, and the values of sequences in it.

use super::error::Error;
use super::folder::write_file;
use crate::postgres::Archiver;
use std::collections::BTreeMap;
use std::path::Path;

/// The name of the file that lists entries, while they are read.
const ENTRIES: &str = "entries";

/// Reads the values of the sequences in an archive, which proves that the archive is complete.
pub(super) fn sequences(
    archiver: &Archiver,
    archive: &Path,
    folder: &Path,
) -> Result<BTreeMap<String, (String, bool)>, Error> {
    let list = archiver.list(archive)?;
    let wanted = sequence_entries(&list);
    if wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let entries = folder.join(ENTRIES);
    write_file(&entries, wanted.as_bytes())?;
    let sql = archiver.sql_of(archive, &entries);
    super::folder::remove_file(&entries)?;
    let found: BTreeMap<_, _> = sql?.lines().filter_map(set_value).collect();
    let expected = wanted.lines().count();
    if found.len() == expected {
        Ok(found)
    } else {
        Err(Error::Unread { what: format!("{expected} sequences of the archive, of which {} were found", found.len()) })
    }
}

/// The lines of the table of contents that set a sequence: `3400; 0 0 SEQUENCE SET public t_id_seq postgres`.
fn sequence_entries(list: &str) -> String {
    let is_entry = |line: &&str| {
        let words = line.split(' ').skip(3).take(2);
        !line.starts_with(';') && words.eq(["SEQUENCE", "SET"])
    };
    list.lines().filter(is_entry).flat_map(|line| [line, "\n"]).collect()
}

/// Reads `SELECT pg_catalog.setval('public.t_id_seq', 5, true);`.
fn set_value(line: &str) -> Option<(String, (String, bool))> {
    let arguments = line.strip_prefix("SELECT pg_catalog.setval(")?.strip_suffix(");")?;
    let (rest, is_called) = arguments.rsplit_once(", ")?;
    let (name, value) = rest.rsplit_once(", ")?;
    // A name with a backslash is written as E'...'.
    let is_escaped = name.starts_with('E');
    let name = name.trim_start_matches('E').strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'");
    let name = if is_escaped { name.replace("\\\\", "\\") } else { name };
    Some((name, (value.to_owned(), is_called == "true")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_values_of_sequences() {
        let list = "; comment SEQUENCE SET\n3400; 0 0 SEQUENCE SET public t_id_seq postgres\n\
                    215; 1259 1638 TABLE public SEQUENCE SET x\n";
        assert_eq!(sequence_entries(list), "3400; 0 0 SEQUENCE SET public t_id_seq postgres\n");
        let check = |line: &str, expected: Option<(&str, &str, bool)>| {
            let found = set_value(line);
            let expected = expected.map(|(name, value, called)| (name.to_owned(), (value.to_owned(), called)));
            assert_eq!(found, expected, "{line}");
        };
        check("SELECT pg_catalog.setval('public.t_id_seq', 5, true);", Some(("public.t_id_seq", "5", true)));
        check("SELECT pg_catalog.setval('\"a, b\".\"it''s\"', -1, false);", Some(("\"a, b\".\"it's\"", "-1", false)));
        check("SELECT pg_catalog.set_config('search_path', '', false);", None);
    }
}
