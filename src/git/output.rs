//! Output of the `git` program, parsed.

use super::change::Change;
use super::entry::{Content, Entry, Mode};
use super::error::Error;
use super::id::Id;
use crate::text::RelPath;

/// The output without its final line end.
pub(super) fn line_of(output: &[u8]) -> String {
    String::from_utf8_lossy(output).trim_end_matches(['\n', '\r']).to_owned()
}

/// The NUL-terminated parts of an output.
pub(super) fn pieces(output: &[u8]) -> impl Iterator<Item = &[u8]> {
    output.split(|byte| *byte == 0).filter(|piece| !piece.is_empty())
}

/// The path of a `…\t<path>` line.
pub(super) fn path_of(line: &[u8]) -> Option<&[u8]> {
    memchr::memchr(b'\t', line).map(|tab| &line[tab + 1..])
}

fn unreadable(line: &[u8]) -> Error {
    Error::Command {
        arguments: "…".to_owned(),
        cause: format!("unexpected output `{}`", String::from_utf8_lossy(line)),
    }
}

/// An entry of `ls-tree`: `<mode> <type> <id>\t<path>`.
pub(super) fn tree_line(line: &[u8]) -> Result<Entry, Error> {
    let path = path_of(line).ok_or_else(|| unreadable(line))?;
    let fields = String::from_utf8_lossy(&line[..line.len() - path.len() - 1]).into_owned();
    let mut fields = fields.split(' ');
    let (Some(mode), Some(_), Some(id)) = (fields.next(), fields.next(), fields.next()) else {
        return Err(unreadable(line));
    };
    entry(mode, id, path).ok_or_else(|| unreadable(line))
}

fn entry(mode: &str, id: &str, path: &[u8]) -> Option<Entry> {
    let mode = u32::from_str_radix(mode, 8).ok()?;
    Some(Entry { path: RelPath::new(path), mode: Mode::from_bits(mode), content: Content::Blob(Id::new(id)) })
}

/// One entry of `ls-files --stage --debug -z`.
pub(super) struct StageLine<'a> {
    head: &'a [u8],
    pub(super) path: &'a [u8],
    pub(super) stage: u8,
    /// `CE_INTENT_TO_ADD`, bit 29 of the flags: added by `git add -N`.
    pub(super) is_intent_to_add: bool,
    /// `CE_SKIP_WORKTREE`, bit 30: a sparse checkout leaves it out.
    pub(super) is_not_checked_out: bool,
}

impl StageLine<'_> {
    /// The entry as an owned value.
    pub(super) fn entry(&self) -> Result<Entry, Error> {
        let head = String::from_utf8_lossy(self.head).into_owned();
        let mut fields = head.split(' ');
        let found = fields.next().zip(fields.next()).and_then(|(mode, id)| entry(mode, id, self.path));
        found.ok_or_else(|| unreadable(self.head))
    }
}

/// The entries of `ls-files --stage --debug -z`: `<mode> <id> <stage>\t<path>\0` and then five lines of
/// debug fields, the last ending in `flags: <hex>`.
pub(super) fn stage_lines(output: &[u8]) -> impl Iterator<Item = StageLine<'_>> {
    let mut rest = output;
    std::iter::from_fn(move || {
        let end = memchr::memchr(0, rest)?;
        let line = &rest[..end];
        rest = &rest[end + 1..];
        let mut flags = 0;
        while rest.starts_with(b"  ") {
            let newline = memchr::memchr(b'\n', rest).unwrap_or(rest.len() - 1);
            let debug = String::from_utf8_lossy(&rest[..newline]).into_owned();
            if let Some((_, hex)) = debug.rsplit_once("flags: ") {
                flags = u64::from_str_radix(hex.trim(), 16).unwrap_or(0);
            }
            rest = &rest[newline + 1..];
        }
        let path = path_of(line)?;
        let head = &line[..line.len() - path.len() - 1];
        Some(StageLine {
            head,
            path,
            stage: head.last().copied().unwrap_or(b'0'),
            is_intent_to_add: flags & (1 << 29) != 0,
            is_not_checked_out: flags & (1 << 30) != 0,
        })
    })
}

/// The changes of a raw diff: `:<mode> <mode> <id> <id> <status>\0<path>\0`.
pub(super) fn raw_changes(output: &[u8]) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::new();
    let mut fields = pieces(output);
    while let Some(head) = fields.next() {
        let path = fields.next().ok_or_else(|| unreadable(head))?;
        let text = String::from_utf8_lossy(head).into_owned();
        let fields_of_head: Vec<&str> = text.trim_start_matches(':').split(' ').collect();
        let [old_mode, new_mode, old_id, new_id, status] = fields_of_head[..] else {
            return Err(unreadable(head));
        };
        // An unmerged path is reported by `unmerged`.
        if status.starts_with('U') {
            continue;
        }
        // A folder is in the output of a command that was not asked to look into it: its files would go
        // unseen.
        if [old_mode, new_mode].contains(&"040000") {
            return Err(unreadable(head));
        }
        let side = |mode: &str, id: &str| (mode != "000000").then(|| entry(mode, id, path)).flatten();
        let change = Change { old: side(old_mode, old_id), new: side(new_mode, new_id) };
        if change.old != change.new {
            // A tree that has a name twice; git checks out one of the two.
            if changes.last().is_some_and(|last: &Change| last.path() == change.path()) {
                return Err(unreadable(head));
            }
            changes.push(change);
        }
    }
    Ok(changes)
}
