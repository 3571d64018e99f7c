//! The kinds of files on disk.

/// The kind of a file on disk, links not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    File,
    Folder,
    Link,
    /// A pipe, socket or device.
    Other,
}
