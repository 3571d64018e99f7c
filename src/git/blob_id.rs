//! The id of content that is not necessarily stored.

/// The blob id (SHA-1) of content with its line endings normalised to `\n`, as git stores text.
pub fn normalised_blob_id(content: &[u8]) -> String {
    let id = |text: &[u8]| {
        // Hashing bytes in memory does not fail; an empty id would match nothing.
        git2::Oid::hash_object(git2::ObjectType::Blob, text).map_or_else(|_| String::new(), |id| id.to_string())
    };
    if memchr::memmem::find(content, b"\r\n").is_none() {
        return id(content);
    }
    let mut text = Vec::with_capacity(content.len());
    for line in content.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(line) => {
                text.extend_from_slice(line);
                text.push(b'\n');
            }
            None => text.extend_from_slice(line),
        }
    }
    id(&text)
}
