//! Stored texts under `tests/snapshots`. `UPDATE=1 INSTA_UPDATE=always` refreshes them.

/// Compares a text with the stored one of this name.
pub(crate) fn assert_stored(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// A text with `[VERSION]` in place of a server's version and folder.
pub(super) fn without_server(text: &str) -> String {
    let server = regex::Regex::new(r"PostgreSQL\s+\d\S*\s+from [^ ,;)\n]+|PostgreSQL\n\s+\d+\.\d+\b").unwrap();
    server.replace_all(text, "PostgreSQL [VERSION]").into_owned()
}
