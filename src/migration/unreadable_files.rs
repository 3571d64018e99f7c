//! Files of tools whose migrations are neither SQL nor code, or SQL that only the tool can run: changelogs of Liquibase,
//! YAML of Hasura, operations of pgroll, and the folders of Sqitch, graphile-migrate, Postgrator, pop, bun and yoyo.

use super::FileRef;
use super::history::is_shelved;
use super::known_paths::tool_of_name;
use super::unreadable::Unreadable;
use crate::text::{RelPath, words};
use regex::bytes::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Endings of changelogs.
const CHANGELOGS: [&[u8]; 5] = [b".xml", b".yaml", b".yml", b".json", b".sql"];
/// The most files of a folder that are read to find out whether it is one of changelogs.
const READ: usize = 8;

/// Whether a path may be that of such a file.
pub(super) fn is_possible(path: &[u8]) -> bool {
    is_changelog(path) || is_yaml_of_hasura(path) || path.ends_with(b".fizz") || may_be_of_pgroll(path)
}

/// `migrations/01_name.json`, which may be operations of pgroll.
fn may_be_of_pgroll(path: &[u8]) -> bool {
    // Called for every path: most have neither the ending nor the folder.
    if ![&b".json"[..], b".yaml", b".yml"].iter().any(|ending| path.ends_with(ending))
        || !(has(path, b"migrations/") || has(path, b"pgroll/"))
    {
        return false;
    }
    let path = RelPath::new(path);
    matches!(path.parent().file_name(), b"migrations" | b"pgroll")
        && path.file_name().first().is_some_and(u8::is_ascii_digit)
}

/// A file whose path names Liquibase or a changelog.
fn is_changelog(path: &[u8]) -> bool {
    CHANGELOGS.iter().any(|ending| path.ends_with(ending)) && names_changelog(path)
}

fn names_changelog(path: &[u8]) -> bool {
    let has = |word: &[u8]| memchr::memmem::find(path, word).is_some();
    [&b"iquibase"[..], b"hangelog", b"hangeLog"].iter().any(|word| has(word))
}

/// `up.yaml` in the folder of a migration, or `<version>_<name>.up.yaml`.
pub(super) fn is_yaml_of_hasura(path: &[u8]) -> bool {
    if !path.ends_with(b"up.yaml") {
        return false;
    }
    let path = RelPath::new(path);
    let (folder, name) = (path.parent(), path.file_name());
    let numbered = |name: &[u8]| name.first().is_some_and(u8::is_ascii_digit);
    name == b"up.yaml" && numbered(folder.file_name()) || name.ends_with(b".up.yaml") && numbered(name)
}

/// Finds the folders of such files.
pub(super) fn find<'a, E>(
    files: &'a [FileRef],
    ignored: &[RelPath],
    peek: &mut dyn FnMut(&FileRef) -> Result<Vec<u8>, E>,
) -> Result<Vec<Unreadable<'a>>, E> {
    let mut found = of_other_tools(files, ignored);
    found.append(&mut of_hasura(files));
    found.append(&mut of_pgroll(files, peek)?);
    let mut folders: BTreeMap<RelPath, Vec<&FileRef>> = BTreeMap::new();
    for file in files.iter().filter(|file| is_changelog(file.path.as_bytes())) {
        folders.entry(changelog_folder(&file.path)).or_default().push(file);
    }
    for (folder, mut files) in folders {
        // The file that includes the others first.
        let is_master =
            |file: &&FileRef| names_changelog(file.path.file_name()) || has(file.path.file_name(), b"aster");
        files.sort_by_key(|file| (!is_master(file), &file.path));
        let mut is_liquibase = false;
        for file in files.iter().take(READ) {
            is_liquibase = is_liquibase || CHANGELOG.is_match(&peek(file)?);
        }
        if is_liquibase {
            let reason = "tidegate cannot read the changelogs of Liquibase".to_owned();
            found.push(Unreadable { folder, reason, files, other_database: None });
        }
    }
    Ok(found)
}

/// The beginnings of changelogs.
static CHANGELOG: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r#"(?i-u)<databaseChangeLog\b|^['"]?databaseChangeLog['"]?\s*:|^\s*[{\s]*"databaseChangeLog"|\A(?:\xef\xbb\xbf)?\s*--[ \t]*liquibase[ \t]+formatted[ \t]+sql\b"#;
    Regex::new(&format!("(?m){pattern}")).expect("a pattern that compiles")
});

fn has(text: &[u8], word: &[u8]) -> bool {
    memchr::memmem::find(text, word).is_some()
}

/// The topmost folder of a path that names Liquibase or a changelog, or else the folder of the file.
fn changelog_folder(path: &RelPath) -> RelPath {
    let folder = path.parent();
    let above = std::iter::successors(Some(folder.clone()), |folder| (!folder.is_top()).then(|| folder.parent()));
    above.filter(|folder| names_changelog(folder.file_name())).last().unwrap_or(folder)
}

/// The folders of pgroll: the first file of each decides.
fn of_pgroll<'a, E>(
    files: &'a [FileRef],
    peek: &mut dyn FnMut(&FileRef) -> Result<Vec<u8>, E>,
) -> Result<Vec<Unreadable<'a>>, E> {
    let mut folders: BTreeMap<RelPath, Vec<&FileRef>> = BTreeMap::new();
    for file in files.iter().filter(|file| may_be_of_pgroll(file.path.as_bytes())) {
        folders.entry(file.path.parent()).or_default().push(file);
    }
    let mut found = Vec::new();
    for (folder, files) in folders {
        if OPERATIONS.is_match(&peek(files[0])?) {
            found.push(of_tool("pgroll", folder, files));
        }
    }
    Ok(found)
}

/// The list of operations of a migration of pgroll.
static OPERATIONS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?m)^\s*[{\s]*"operations"\s*:\s*\[|^operations:"#).expect("a pattern that compiles")
});

fn of_tool<'a>(tool: &str, folder: RelPath, files: Vec<&'a FileRef>) -> Unreadable<'a> {
    let reason = format!("tidegate cannot read the migrations of {tool}");
    Unreadable { folder, reason, files, other_database: None }
}

fn of_hasura(files: &[FileRef]) -> Vec<Unreadable<'_>> {
    let mut folders: BTreeMap<RelPath, Vec<&FileRef>> = BTreeMap::new();
    for file in files.iter().filter(|file| is_yaml_of_hasura(file.path.as_bytes())) {
        let parent = file.path.parent();
        let folder = if file.path.file_name() == b"up.yaml" { parent.parent() } else { parent };
        folders.entry(folder).or_default().push(file);
    }
    let mut found = Vec::new();
    for (folder, files) in folders {
        let verb = if files.len() == 1 { "is" } else { "are" };
        let reason =
            format!("{} {verb} YAML, which tidegate cannot read", words::count(files.len(), "Hasura migration"));
        found.push(Unreadable { folder, reason, files, other_database: None });
    }
    found
}

/// The folders of tools that their files' names show.
fn of_other_tools<'a>(files: &'a [FileRef], ignored: &[RelPath]) -> Vec<Unreadable<'a>> {
    let mut by_name: BTreeMap<(RelPath, &str), Vec<&FileRef>> = BTreeMap::new();
    let mut found = Vec::new();
    for file in files.iter().filter(|file| !ignored.contains(&file.path)) {
        let parent = file.path.parent();
        match file.path.file_name() {
            b"sqitch.plan" => found.push(of_tool("Sqitch", parent, vec![file])),
            name if name.starts_with(b".gmrc") => {
                found.push(of_tool("graphile-migrate", parent.join("migrations"), vec![file]));
            }
            name => {
                if let Some(tool) = tool_of_name(name) {
                    by_name.entry((parent, tool)).or_default().push(file);
                }
            }
        }
    }
    let by_name = by_name.into_iter().filter(|((folder, _), _)| !is_shelved(folder));
    found.extend(by_name.map(|((folder, tool), files)| of_tool(tool, folder, files)));
    found
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;

    fn check(paths: &[&str], content: &str, expected: &[(&str, &str)]) {
        let file = |path: &&str| FileRef { path: (*path).into(), kind: Kind::File, content_id: "".into() };
        let files: Vec<FileRef> = paths.iter().map(file).collect();
        let mut peek = |_: &FileRef| Ok::<_, std::convert::Infallible>(content.as_bytes().to_vec());
        let Ok(found) = find(&files, &[], &mut peek);
        let found: Vec<_> = found.iter().map(|found| (found.folder.to_string(), found.reason.clone())).collect();
        let expected: Vec<_> =
            expected.iter().map(|(folder, reason)| ((*folder).to_owned(), (*reason).to_owned())).collect();
        assert_eq!(found, expected, "{paths:?}");
    }

    #[test]
    fn changelogs_of_liquibase_are_named() {
        let reason = "tidegate cannot read the changelogs of Liquibase";
        let resources = "src/main/resources";
        for (path, content, folder) in [
            ("db/changelog/db.changelog-master.yaml", "databaseChangeLog:\n  - include:\n", "db/changelog"),
            ("db/changelog/changes/001.xml", "<?xml version=\"1.0\"?>\n<databaseChangeLog\n", "db/changelog"),
            ("config/liquibase/master.xml", "<databaseChangeLog>", "config/liquibase"),
            ("db/changelog.json", "{\n  \"databaseChangeLog\": [", "db"),
            ("db/changelog/001.sql", "--liquibase formatted sql\n--changeset a:1\n", "db/changelog"),
        ] {
            check(&[&format!("{resources}/{path}")], content, &[(&format!("{resources}/{folder}"), reason)]);
        }
        for path in ["CHANGELOG.json", "docs/changelog.yml", "db/changelog/001.sql"] {
            check(&[path], "1.0.0: the databaseChangeLog of Liquibase is read\n", &[]);
        }
    }

    #[test]
    fn yaml_of_hasura_is_named() {
        let reason = "1 Hasura migration is YAML, which tidegate cannot read";
        check(&["migrations/default/1700000000000_a/up.yaml"], "", &[("migrations/default", reason)]);
        check(&["migrations/1700000000000_a.up.yaml"], "", &[("migrations", reason)]);
        check(&["deploy/up.yaml", "migrations/1700000000000_a/down.yaml"], "", &[]);
    }

    #[test]
    fn tools_with_other_files_are_named() {
        check(&["db/sqitch.plan"], "", &[("db", "tidegate cannot read the migrations of Sqitch")]);
        let postgrator = "tidegate cannot read the migrations of Postgrator";
        check(&["migrations/001.do.a.sql", "migrations/001.undo.a.sql"], "", &[("migrations", postgrator)]);
        check(
            &["migrations/002.do.sql", "migrations/001.done.sql", "migrations/do.sql"],
            "",
            &[("migrations", postgrator)],
        );
        let named = |tool: &str| format!("tidegate cannot read the migrations of {tool}");
        let pop = ["migrations/20240101000000_a.postgres.up.sql", "migrations/20240101000000_a.cockroach.down.sql"];
        check(&pop, "", &[("migrations", &named("pop"))]);
        check(&["migrations/20240101000000_a.up.fizz"], "", &[("migrations", &named("pop"))]);
        check(&["migrations/20240101000000_a.tx.up.sql"], "", &[("migrations", &named("bun"))]);
        check(&["migrations/0001.a.sql", "migrations/0001.a.rollback.sql"], "", &[("migrations", &named("yoyo"))]);
        check(&["migrations/20240101000000_a.up.sql", "migrations/1_postgres.up.sql"], "", &[]);
        let operations = "{\n  \"name\": \"01_a\",\n  \"operations\": [{\"create_table\": {}}]\n}\n";
        check(&["migrations/01_a.json"], operations, &[("migrations", &named("pgroll"))]);
        check(&["migrations/01_a.yaml"], "operations:\n  - sql:\n", &[("migrations", &named("pgroll"))]);
        check(&["migrations/01_a.json"], "{\"operation\": 1}", &[]);
        check(&[".gmrc"], "", &[("migrations", "tidegate cannot read the migrations of graphile-migrate")]);
    }
}
