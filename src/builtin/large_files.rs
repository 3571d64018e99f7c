//! Files that are too large for a repository.

use super::file::{File, Mode};
use super::finding::Finding;
use super::options::Options;

pub(super) fn check(file: &File<'_>, options: &Options) -> Vec<Finding> {
    let bytes = file.content.len() as u64;
    if !matches!(file.mode, Mode::Regular | Mode::Executable) || bytes <= options.max_bytes {
        return Vec::new();
    }
    let message = format!("{} kB, and {} kB are allowed", bytes.div_ceil(1024), options.max_bytes / 1024);
    vec![Finding::of(file.path, message)]
}

#[cfg(test)]
mod tests {
    use super::super::registry::tests::messages;

    #[test]
    fn compares_with_the_limit() {
        assert_eq!(messages("large-files", "a.bin", &"x".repeat(500 * 1024)), [""; 0]);
        assert_eq!(messages("large-files", "a.bin", &"x".repeat(500 * 1024 + 1)), ["501 kB, and 500 kB are allowed"]);
    }
}
