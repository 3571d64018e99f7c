//! Paths by which the layout of a folder is recognised.

use super::layout::{self, Layout};
use super::project::{Project, Schema};
use crate::text::RelPath;

/// Whether it is the folder of a Prisma migration: it starts with a number, or is in a folder of
/// migrations. Any other `migration.sql` is not Prisma's.
pub(super) fn is_prisma_folder(folder: &RelPath) -> bool {
    let holder = folder.parent();
    let is_numbered = folder.file_name().first().is_some_and(u8::is_ascii_digit);
    !holder.is_top() && (is_numbered || matches!(holder.file_name(), b"migrations" | b"migration"))
}

/// The `supabase/migrations` folder that `folder` is or is in.
pub(super) fn supabase_folder(folder: &RelPath) -> Option<RelPath> {
    let bytes = folder.as_bytes();
    let mark = b"supabase/migrations";
    // Nearly always it is the folder itself; this runs once for every file of a history.
    let is_itself = bytes.strip_suffix(mark).is_some_and(|before| before.is_empty() || before.ends_with(b"/"));
    if is_itself {
        return Some(folder.clone());
    }
    let start = memchr::memmem::find_iter(bytes, mark).find(|start| {
        let end = start + mark.len();
        (*start == 0 || bytes[start - 1] == b'/') && (end == bytes.len() || bytes[end] == b'/')
    })?;
    Some(RelPath::new(&bytes[..start + mark.len()]))
}

/// Whether a name is one that only Flyway's files have. Other tools have files such as `V1.sql`.
pub(super) fn is_flyway(name: &[u8]) -> bool {
    let has_description = memchr::memmem::find(name, b"__").is_some();
    has_description
        && name.first().is_some_and(|letter| b"VURB".contains(letter))
        && (layout::FLYWAY.read)(name).is_some()
}

/// The layout whose configuration may join folders, and whose migrations may be classes in another one.
pub(super) fn joining() -> &'static Layout {
    &layout::FLYWAY
}

/// Flyway's location: `db/migration` where the path has one, else the folder itself.
pub(super) fn flyway_folder(folder: &RelPath) -> RelPath {
    let bytes = folder.as_bytes();
    let mark = b"db/migration/";
    match memchr::memmem::find(bytes, mark) {
        Some(start) => RelPath::new(&bytes[..start + mark.len()]),
        None => folder.clone(),
    }
}

impl Project {
    /// A project whose migrations are not scripts.
    pub fn without_scripts(root: RelPath, schema: Schema) -> Self {
        let folder = root.join("migrations");
        Self {
            root,
            folder,
            layout: &layout::PLAIN,
            platform: None,
            schema,
            declared: Vec::new(),
            locations: Vec::new(),
        }
    }
}

pub(super) fn by_path(folder: &RelPath) -> Option<&'static Layout> {
    let bytes = folder.as_bytes();
    if supabase_folder(folder).is_some() {
        return Some(&layout::SUPABASE);
    }
    bytes.ends_with(b"prisma/migrations").then_some(&layout::PRISMA)
}

/// The module of the folder that a Java build packs as resources: a framework would run a `schema.sql` in there.
pub(super) fn module_of(folder: RelPath) -> RelPath {
    let (above, top) = (folder.parent(), folder.parent().parent());
    let is_resources = [folder.file_name(), above.file_name(), top.file_name()] == [&b"resources"[..], b"main", b"src"];
    if is_resources { top.parent() } else { folder }
}

/// Returns the tool that tidegate cannot read, if only it gives files such a name.
pub(super) fn tool_of_name(name: &[u8]) -> Option<&'static str> {
    if is_of_postgrator(name) {
        Some("Postgrator")
    } else if is_of_pop(name) {
        Some("pop")
    } else if is_of_bun(name) {
        Some("bun")
    } else if is_of_yoyo(name) {
        Some("yoyo")
    } else {
        None
    }
}

/// `001.do.name.sql` and `001.undo.name.sql`, of which the second takes the first back.
fn is_of_postgrator(name: &[u8]) -> bool {
    let mut parts = name.split(|byte| *byte == b'.');
    parts.next().is_some_and(is_number)
        && parts.next().is_some_and(|part| matches!(part, b"do" | b"undo"))
        && name.ends_with(b".sql")
}

/// The kinds of databases in the names of pop's files, as in <https://gobuffalo.io/documentation/database/migrations/>.
const DIALECTS: [&[u8]; 9] =
    [b"postgres", b"postgresql", b"pg", b"cockroach", b"cockroachdb", b"mysql", b"mariadb", b"sqlite", b"sqlite3"];

/// `<version>_name.up.fizz`, and `<version>_name.postgres.up.sql` for one kind of database.
fn is_of_pop(name: &[u8]) -> bool {
    let parts: Vec<&[u8]> = name.rsplit(|byte| *byte == b'.').collect();
    let is_direction = parts.get(1).is_some_and(|part| matches!(*part, b"up" | b"down"));
    let is_numbered = name.first().is_some_and(u8::is_ascii_digit);
    let is_of_dialect = || parts.get(2).is_some_and(|part| DIALECTS.contains(part)) && parts.len() > 3;
    is_numbered && is_direction && (parts[0] == b"fizz" || parts[0] == b"sql" && is_of_dialect())
}

/// `<version>_name.tx.up.sql`, which bun runs in a transaction.
fn is_of_bun(name: &[u8]) -> bool {
    let is_numbered = name.first().is_some_and(u8::is_ascii_digit);
    is_numbered && [&b".tx.up.sql"[..], b".tx.down.sql"].iter().any(|ending| name.ends_with(ending))
}

/// `0001.name.rollback.sql`, which takes back `0001.name.sql`.
fn is_of_yoyo(name: &[u8]) -> bool {
    name.ends_with(b".rollback.sql")
}

fn is_number(part: &[u8]) -> bool {
    !part.is_empty() && part.iter().all(u8::is_ascii_digit)
}
