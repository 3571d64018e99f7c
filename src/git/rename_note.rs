//! The note of renames under way: what each file was, so that a later process sees which are done.

use crate::text::RelPath;
use std::path::Path;

/// A file's identity on its file system, which a rename does not change.
pub(super) type FileId = (u64, u64);

/// One rename.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Noted {
    pub(super) from: RelPath,
    pub(super) to: RelPath,
    /// `None` if the working tree has no such file.
    pub(super) file: Option<FileId>,
    /// The staged entry as `<mode> <id> <stage>`; `None` if the file is not staged.
    pub(super) entry: Option<String>,
    /// Whether a sparse checkout leaves the file out.
    pub(super) is_not_checked_out: bool,
}

/// The first field of a note in this form.
const FORM: &[u8] = b"tidegate renames 1";

/// Fields of one rename.
const FIELDS: usize = 5;

/// Fields between zero bytes, which no path contains.
pub(super) fn encode(noted: &[Noted]) -> Vec<u8> {
    let mut fields = vec![FORM.to_vec()];
    for rename in noted {
        fields.push(rename.from.as_bytes().to_vec());
        fields.push(rename.to.as_bytes().to_vec());
        fields.push(rename.file.map_or_else(Vec::new, |(device, number)| format!("{device} {number}").into_bytes()));
        fields.push(rename.entry.clone().unwrap_or_default().into_bytes());
        fields.push(if rename.is_not_checked_out { b"sparse".to_vec() } else { Vec::new() });
    }
    fields.join(&0)
}

/// The renames of a note; `None` for one in another form.
pub(super) fn decode(note: &[u8]) -> Option<Vec<Noted>> {
    let mut fields = note.split(|byte| *byte == 0);
    if fields.next()? != FORM {
        return None;
    }
    let fields: Vec<&[u8]> = fields.collect();
    let chunks = fields.chunks_exact(FIELDS);
    if !chunks.remainder().is_empty() {
        return None;
    }
    let noted = chunks.map(|fields| {
        let text = |field: &[u8]| String::from_utf8(field.to_vec()).ok();
        let id = text(fields[2])?;
        let id = id.split_once(' ').map(|(device, number)| Some((device.parse().ok()?, number.parse().ok()?)));
        Some(Noted {
            from: RelPath::new(fields[0]),
            to: RelPath::new(fields[1]),
            file: id.unwrap_or_default(),
            entry: text(fields[3]).filter(|entry| !entry.is_empty()),
            is_not_checked_out: !fields[4].is_empty(),
        })
    });
    noted.collect()
}

/// The identity of a file, or `None` if there is none.
#[cfg(unix)]
pub(super) fn file_id(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt as _;
    path.symlink_metadata().ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// The identity of a file: where the system gives none, that of its path.
#[cfg(not(unix))]
pub(super) fn file_id(path: &Path) -> Option<FileId> {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    path.symlink_metadata().ok()?;
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    Some((0, hasher.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_as_it_was_written() {
        let noted = vec![
            Noted {
                from: RelPath::new("a/1_x.sql"),
                to: RelPath::new(b"a/2_\xff\n.sql"),
                file: Some((64_769, 1 << 40)),
                entry: Some("100644 0123 0".to_owned()),
                is_not_checked_out: true,
            },
            Noted {
                from: RelPath::new("b"),
                to: RelPath::new("c"),
                file: None,
                entry: None,
                is_not_checked_out: false,
            },
        ];
        assert_eq!(decode(&encode(&noted)), Some(noted));
        assert_eq!(decode(&encode(&[])), Some(Vec::new()));
    }

    #[test]
    fn a_note_in_another_form_is_not_read() {
        for note in ["", "tidegate renames 2", "tidegate renames 1\0a\0b\0"] {
            assert_eq!(decode(note.as_bytes()), None, "{note}");
        }
    }
}
