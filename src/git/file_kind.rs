//! The kinds of files on disk.

/// What a name on disk is, links not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    File,
    Folder,
    Link,
    /// A pipe, socket or device.
    Other,
}
