//! Objects that `git replace` or a grafts file replaces by others. libgit2 does not know them, so their
//! repositories are read by the `git` program.

use super::repo_paths::RepoPaths;

/// Whether objects are replaced: by `refs/replace/*`, one file each or packed, or by `info/grafts`.
pub(super) fn has_replacements(paths: &RepoPaths) -> bool {
    let common = &paths.common_dir;
    let has_entries =
        |folder: &str| std::fs::read_dir(common.join(folder)).is_ok_and(|mut entries| entries.next().is_some());
    let is_packed = || {
        let packed = std::fs::read(common.join("packed-refs")).unwrap_or_default();
        memchr::memmem::find(&packed, b" refs/replace/").is_some()
    };
    has_entries("refs/replace") || common.join("info/grafts").exists() || is_packed()
}
