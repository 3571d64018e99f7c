//! `supabase/config.toml`, the settings of the Supabase CLI: the files that fill and describe its database.

use super::file::SIZE_LIMIT;
use crate::text::{PathPattern, RelPath};
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The part of the settings that tidegate uses. Patterns are relative to the folder of the file, as for the CLI
/// (supabase/cli, `pkg/config`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupabaseFile {
    /// `[db.seed] enabled`
    pub seeds: bool,
    /// `[db.seed] sql_paths`
    pub seed_paths: Vec<String>,
    /// `[db.migrations] schema_paths`
    pub schema_paths: Vec<String>,
}

impl Default for SupabaseFile {
    fn default() -> Self {
        Self { seeds: true, seed_paths: vec!["./seed.sql".to_owned()], schema_paths: Vec::new() }
    }
}

impl SupabaseFile {
    /// Reads the text of a file; what it does not set, or sets wrongly, has the CLI's default.
    pub fn read(text: &[u8]) -> Self {
        let mut file = Self::default();
        let Some(text) = std::str::from_utf8(text).ok().filter(|text| text.len() as u64 <= SIZE_LIMIT) else {
            return file;
        };
        let (document, _) = DeTable::parse_recoverable(text);
        let Some(db) = table(document.get_ref(), "db") else { return file };
        if let Some(seed) = table(db, "seed") {
            file.seeds = !matches!(seed.get("enabled").map(Spanned::get_ref), Some(DeValue::Boolean(false)));
            file.seed_paths = texts(seed, "sql_paths").unwrap_or(file.seed_paths);
        }
        if let Some(migrations) = table(db, "migrations") {
            file.schema_paths = texts(migrations, "schema_paths").unwrap_or_default();
        }
        file
    }
}

/// The folder of the files that declare the schema, where the settings name none.
const SCHEMAS: &str = "schemas";

/// The files that declare the schema of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeclaredFiles {
    /// In the order in which the CLI loads them.
    pub files: Vec<RelPath>,
    /// The patterns that match no file, at which the CLI stops.
    pub unmatched: Vec<String>,
}

impl SupabaseFile {
    /// Returns the files that declare the schema: those that `schema_paths` names, or else all below `schemas`, by
    /// path (supabase/cli, `loadDeclaredSchemas`). `folder` is the folder `supabase`, and `paths` are sorted.
    pub fn declared_files<'a>(
        &self,
        folder: &RelPath,
        paths: &(impl Iterator<Item = &'a RelPath> + Clone),
    ) -> DeclaredFiles {
        if self.schema_paths.is_empty() {
            let schemas = folder.join(SCHEMAS);
            let is_declared = |path: &&RelPath| path.as_bytes().ends_with(b".sql") && path.below(&schemas).is_some();
            let files = paths.clone().filter(is_declared).cloned().collect();
            return DeclaredFiles { files, unmatched: Vec::new() };
        }
        let is_unmatched = |pattern: &&String| named_files(std::slice::from_ref(*pattern), folder, paths).is_empty();
        DeclaredFiles {
            files: named_files(&self.schema_paths, folder, paths),
            unmatched: self.schema_paths.iter().filter(is_unmatched).cloned().collect(),
        }
    }
}

/// Returns the SQL files that patterns name: those of each pattern by name, each file once, as the CLI does.
pub fn named_files<'a>(
    patterns: &[String],
    folder: &RelPath,
    paths: &(impl Iterator<Item = &'a RelPath> + Clone),
) -> Vec<RelPath> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for pattern in patterns.iter().filter_map(|pattern| PathPattern::new(folder, pattern)) {
        let matching: BTreeSet<&RelPath> = paths.clone().filter(|path| pattern.is_match(path)).collect();
        found.extend(matching.into_iter().filter(|path| seen.insert(*path)).cloned());
    }
    found
}

fn table<'t, 's>(table: &'t DeTable<'s>, name: &str) -> Option<&'t DeTable<'s>> {
    match table.get(name).map(Spanned::get_ref) {
        Some(DeValue::Table(table)) => Some(table),
        _ => None,
    }
}

fn texts(table: &DeTable<'_>, name: &str) -> Option<Vec<String>> {
    let Some(DeValue::Array(values)) = table.get(name).map(Spanned::get_ref) else { return None };
    let text = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        _ => None,
    };
    Some(values.iter().filter_map(text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_seeds_and_schemas() {
        let text = "project_id = \"a\"\n[db]\nport = 1\n[db.seed]\nenabled = false\nsql_paths = [\"./a.sql\", \"./seeds/*.sql\"]\n[db.migrations]\nschema_paths = [\"./schemas/a.sql\"]\n";
        let file = SupabaseFile::read(text.as_bytes());
        assert_eq!(
            (file.seeds, file.seed_paths.len(), &file.schema_paths[..]),
            (false, 2, &["./schemas/a.sql".to_owned()][..])
        );
        for text in ["", "[", "db = 3", "[db.seed]\nsql_paths = 3", "[db]\nseed = []", "\0"] {
            assert_eq!(SupabaseFile::read(text.as_bytes()), SupabaseFile::default(), "{text}");
        }
        assert_eq!(SupabaseFile::read(b"[db.seed]\nsql_paths = []").seed_paths, [""; 0]);
    }

    #[test]
    fn files_are_named_in_the_order_of_the_patterns() {
        let paths: Vec<RelPath> =
            ["supabase/b.sql", "supabase/seeds/a.sql", "supabase/seeds/b.sql", "supabase/seeds/x/c.sql"]
                .map(RelPath::from)
                .to_vec();
        let check = |patterns: &[&str], expected: &[&str]| {
            let patterns: Vec<String> = patterns.iter().map(ToString::to_string).collect();
            let found = named_files(&patterns, &"supabase".into(), &paths.iter());
            assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), expected, "{patterns:?}");
        };
        check(&["./seeds/b.sql", "seeds/*.sql"], &["supabase/seeds/b.sql", "supabase/seeds/a.sql"]);
        check(&["./*.sql"], &["supabase/b.sql"]);
        // For the CLI `**` is `*`: one folder.
        check(&["seeds/**/*.sql"], &["supabase/seeds/x/c.sql"]);
        check(
            &["../supabase/seeds/[!a].sql", "../../x.sql", "(", "[", "seeds/?.sql"],
            &["supabase/seeds/b.sql", "supabase/seeds/a.sql"],
        );
        check(&[], &[]);
    }

    #[test]
    fn declared_files_are_those_of_the_settings_or_of_the_folder() {
        let paths: Vec<RelPath> = [
            "supabase/migrations/1_a.sql",
            "supabase/schemas/b.sql",
            "supabase/schemas/b/a.sql",
            "supabase/schemas/c.SQL",
            "supabase/schemas/readme.md",
            "supabase/tables.sql",
        ]
        .map(RelPath::from)
        .to_vec();
        let check = |patterns: &[&str], expected: &[&str], unmatched: &[&str]| {
            let schema_paths = patterns.iter().map(ToString::to_string).collect();
            let file = SupabaseFile { schema_paths, ..SupabaseFile::default() };
            let found = file.declared_files(&"supabase".into(), &paths.iter());
            assert_eq!(found.files.iter().map(ToString::to_string).collect::<Vec<_>>(), expected, "{patterns:?}");
            assert_eq!(found.unmatched, unmatched);
        };
        check(&[], &["supabase/schemas/b.sql", "supabase/schemas/b/a.sql"], &[]);
        check(&["./tables.sql", "./schemas/*.sql"], &["supabase/tables.sql", "supabase/schemas/b.sql"], &[]);
        check(&["schemas/*/*.sql", "./x/*.sql"], &["supabase/schemas/b/a.sql"], &["./x/*.sql"]);
    }
}
