//! Finding the projects of a repository from the paths of its files.
//!
//! A project is a migrations folder with the layout of one tool. Most layouts are recognised by their
//! paths; where several tools share one (`migrations/*.sql`), the file names decide, then the content of
//! the first file.

use super::FileRef;
use super::history::is_sql;
use super::known_paths::{by_path, flyway_folder, is_flyway, is_prisma_folder, supabase_folder};
use super::layout::{self, Layout, Shape};
use super::project::{Project, ProjectSpec, Schema, SchemaSpec};
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet};

/// File names other than SQL that detection uses.
pub const MARKERS: [&str; 3] = ["Cargo.toml", "diesel.toml", "migration_lock.toml"];

/// A migrations folder that was found and is not checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredFolder {
    pub folder: RelPath,
    /// A fragment.
    pub reason: String,
}

/// The projects of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// By folder.
    pub projects: Vec<Project>,
    pub ignored: Vec<IgnoredFolder>,
}

/// Finds the projects among `files` (SQL files and [`MARKERS`] of a side). `peek` returns the content of
/// a file whose name does not decide; it is called at most once per folder.
pub fn detect<E>(
    files: &[FileRef],
    specs: &[ProjectSpec],
    ignored: &[RelPath],
    peek: &mut dyn FnMut(&FileRef) -> Result<Vec<u8>, E>,
) -> Result<Found, E> {
    let paths = Paths::of(files);
    let mut found = Found::default();
    for (folder, candidate) in candidates(files, &paths) {
        // A folder that the configuration names is a project, whatever its name is.
        let is_named = specs.iter().any(|spec| {
            !spec.root.is_top() && folder.below(&spec.root).is_some() || spec.folder.as_ref() == Some(&folder)
        });
        if let Some(reason) = reason_to_leave(&folder, ignored).filter(|_| !is_named) {
            found.ignored.push(IgnoredFolder { folder, reason });
            continue;
        }
        if specs.iter().any(|spec| spec.folder.as_ref() == Some(&folder)) {
            continue;
        }
        let spec = specs.iter().find(|spec| spec.folder.is_none() && folder.below(&spec.root).is_some());
        let layout = match spec.and_then(|spec| spec.layout).or(candidate.layout) {
            Some(layout) => Some(layout),
            None => candidate.decide(&folder, &paths, peek)?,
        };
        if let Some(layout) = layout {
            let root = root_of(&folder, layout);
            found.projects.push(Project { root, folder, layout, schema: Schema::None });
        }
    }
    for spec in specs.iter().filter(|spec| spec.folder.is_some()) {
        let folder = spec.folder.clone().unwrap_or_default();
        let layout = spec.layout.or_else(|| by_path(&folder)).unwrap_or(&layout::PLAIN);
        found.projects.push(Project { root: spec.root.clone(), folder, layout, schema: Schema::None });
    }
    found.projects.sort_by(|one, other| one.folder.cmp(&other.folder));
    found.ignored.extend(specs.iter().filter_map(|spec| names_nothing(spec, files, &found.projects)));
    let is_only = found.projects.len() == 1;
    for project in &mut found.projects {
        project.schema = schema_of(project, specs, &paths, is_only);
    }
    Ok(found)
}

/// The folder of a configured project that contains no migration.
fn names_nothing(spec: &ProjectSpec, files: &[FileRef], projects: &[Project]) -> Option<IgnoredFolder> {
    let folder = spec.folder.as_ref().unwrap_or(&spec.root);
    let is_at = |path: &RelPath| path == folder || path.below(folder).is_some();
    let is_found = match spec.folder {
        Some(_) => files.iter().any(|file| is_sql(file.path.as_bytes()) && is_at(&file.path)),
        None => folder.is_top() || projects.iter().any(|project| is_at(&project.folder)),
    };
    let reason = "tidegate.toml names it, but it contains no migration";
    (!is_found).then(|| IgnoredFolder { folder: folder.clone(), reason: reason.to_owned() })
}

/// The paths of the files, sorted. They nearly always are already, so that this costs less than a tree.
struct Paths<'a>(Vec<&'a RelPath>);

impl<'a> Paths<'a> {
    fn of(files: &'a [FileRef]) -> Self {
        let mut paths: Vec<&RelPath> = files.iter().map(|file| &file.path).collect();
        paths.sort();
        Self(paths)
    }

    fn contains(&self, path: &RelPath) -> bool {
        self.0.binary_search(&path).is_ok()
    }
}

/// A folder that may contain migrations.
#[derive(Default)]
struct Candidate<'a> {
    /// The layout, if its path or the arrangement of its files decides it.
    layout: Option<&'static Layout>,
    /// SQL files directly in the folder.
    files: Vec<&'a FileRef>,
}

fn candidates<'a>(files: &'a [FileRef], paths: &Paths) -> BTreeMap<RelPath, Candidate<'a>> {
    let mut found: BTreeMap<RelPath, Candidate> = BTreeMap::new();
    // Of a history, nearly every file is in the same folder as the one before it.
    let mut last_supabase: Option<RelPath> = None;
    for file in files.iter().filter(|file| is_sql(file.path.as_bytes())) {
        if last_supabase.as_ref().is_some_and(|folder| file.path.is_directly_in(folder)) {
            continue;
        }
        let parent = file.path.parent();
        if let Some(supabase) = supabase_folder(&parent) {
            found.entry(supabase).or_default().layout = Some(&layout::SUPABASE);
            last_supabase = Some(parent);
            continue;
        }
        match file.path.file_name() {
            b"migration.sql" if is_prisma_folder(&parent) => {
                found.entry(parent.parent()).or_default().layout = Some(&layout::PRISMA);
            }
            b"up.sql" | b"down.sql"
                if layout::diesel::is_generated(parent.file_name()) && !parent.parent().is_top() =>
            {
                found.entry(parent.parent()).or_default().layout = Some(&layout::DIESEL);
            }
            name if is_flyway(name) => {
                let folder = flyway_folder(&parent);
                found.entry(folder).or_default().layout = Some(&layout::FLYWAY);
            }
            _ if matches!(parent.file_name(), b"migrations" | b"migration" | b"migrate") => {
                found.entry(parent).or_default().files.push(file);
            }
            _ => {}
        }
    }
    // A folder inside a migration's own folder is not another project.
    let is_migration = |folder: &RelPath, layout: &Layout| match layout.shape {
        Shape::Folder { up, .. } => paths.contains(&folder.join(up)),
        Shape::File | Shape::FileInAnyFolder => false,
    };
    found.retain(|folder, candidate| candidate.layout.is_none_or(|layout| !is_migration(folder, layout)));
    // Beside `migrations`, a folder named `migration` is a typing mistake.
    let is_slip = |folder: &RelPath| folder.file_name() != b"migrations";
    let full: BTreeSet<RelPath> = found.keys().filter(|folder| !is_slip(folder)).map(RelPath::parent).collect();
    found
        .retain(|folder, candidate| candidate.layout.is_some() || !is_slip(folder) || !full.contains(&folder.parent()));
    found
}

impl Candidate<'_> {
    /// Decides the layout of a folder of SQL files that several tools use; `None` if no file looks like a
    /// migration.
    fn decide<E>(
        &self,
        folder: &RelPath,
        paths: &Paths,
        peek: &mut dyn FnMut(&FileRef) -> Result<Vec<u8>, E>,
    ) -> Result<Option<&'static Layout>, E> {
        let numbered = |file: &&&FileRef| file.path.file_name().first().is_some_and(u8::is_ascii_digit);
        let Some(first) = self.files.iter().find(numbered) else {
            return Ok(None);
        };
        let is_cargo = paths.contains(&folder.parent().join("Cargo.toml"));
        let is_pair = |file: &&FileRef| (layout::GOLANG_MIGRATE.read)(file.path.file_name()).is_some();
        if self.files.iter().any(is_pair) {
            return Ok(Some(if is_cargo { &layout::SQLX } else { &layout::GOLANG_MIGRATE }));
        }
        let content = peek(first)?;
        let says = |mark: &str| memchr::memmem::find(&content, mark.as_bytes()).is_some();
        Ok(Some(if says("-- +goose") {
            &layout::GOOSE
        } else if says("-- migrate:up") {
            &layout::DBMATE
        } else if is_cargo {
            &layout::SQLX
        } else {
            &layout::PLAIN
        }))
    }
}

/// Parts of a path below which migrations belong to another project or are examples.
const FOREIGN: [&str; 7] =
    ["node_modules", "vendor", "third_party", "fixtures", "testdata", "__tests__", "__fixtures__"];
/// Parts of a path that name another database.
const OTHER_DATABASES: [&str; 7] = ["clickhouse", "mysql", "sqlite", "sqlite3", "mssql", "cassandra", "d1"];

fn reason_to_leave(folder: &RelPath, ignored: &[RelPath]) -> Option<String> {
    if let Some(ignored) = ignored.iter().find(|ignored| *ignored == folder || folder.below(ignored).is_some()) {
        return Some(format!("`ignore` in tidegate.toml lists {ignored}"));
    }
    let part_in = |names: &[&str]| {
        folder.parts().find(|part| names.iter().any(|name| name.as_bytes() == *part)).map(crate::text::path::printable)
    };
    if let Some(part) = part_in(&FOREIGN) {
        return Some(format!("folders below `{part}` belong to other projects"));
    }
    part_in(&OTHER_DATABASES).map(|part| format!("`{part}` is not a Postgres database"))
}

/// The root of a project: the folder that contains `supabase/`, `prisma/` or `migrations/`.
fn root_of(folder: &RelPath, layout: &Layout) -> RelPath {
    let parent = folder.parent();
    let holder: &[&[u8]] = &[b"supabase", b"prisma", b"db", b"database", b"sql"];
    let is_tools_own = holder.contains(&parent.file_name()) || parent.file_name() == layout.id.as_bytes();
    if is_tools_own { parent.parent() } else { parent }
}

/// Usual places of a schema file, relative to the root of the project.
const SCHEMA_FILES: [&str; 7] = [
    "schema.sql",
    "supabase/schema.sql",
    "db/schema.sql",
    "db/structure.sql",
    "database/schema.sql",
    "prisma/schema.sql",
    "structure.sql",
];

fn schema_of(project: &Project, specs: &[ProjectSpec], paths: &Paths, is_only: bool) -> Schema {
    let spec = specs.iter().find(|spec| match &spec.folder {
        Some(folder) => folder == &project.folder,
        None => project.folder.below(&spec.root).is_some(),
    });
    match spec.map(|spec| &spec.schema) {
        Some(SchemaSpec::File(path)) => return Schema::File(path.clone()),
        Some(SchemaSpec::None) => return Schema::Disabled,
        Some(SchemaSpec::Detect) | None => {}
    }
    let near = project.folder.parent().join("schema.sql");
    let own = SCHEMA_FILES.iter().map(|place| project.root.join(place)).chain([near]);
    let top = is_only.then(|| RelPath::from("schema.sql"));
    let place = own.chain(top).find(|place| paths.contains(place));
    place.map_or(Schema::None, Schema::File)
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;

    fn stored(path: &str) -> FileRef {
        FileRef { path: path.into(), kind: Kind::File, content_id: "".into() }
    }

    fn found(files: &[&str], content: &str, specs: &[ProjectSpec]) -> Found {
        let files: Vec<FileRef> = files.iter().map(|path| stored(path)).collect();
        let mut peek = |_: &FileRef| Ok::<_, std::convert::Infallible>(content.as_bytes().to_vec());
        match detect(&files, specs, &[], &mut peek) {
            Ok(found) => found,
            Err(never) => match never {},
        }
    }

    fn check(files: &[&str], content: &str, expected: &[(&str, &str, &str)]) {
        let found = found(files, content, &[]);
        let found: Vec<_> = found
            .projects
            .iter()
            .map(|project| (project.root.to_string(), project.folder.to_string(), project.layout.id))
            .collect();
        let expected: Vec<_> =
            expected.iter().map(|(root, folder, layout)| ((*root).to_owned(), (*folder).to_owned(), *layout)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn layouts_are_known_by_their_paths() {
        check(&["supabase/migrations/1_a.sql"], "", &[(".", "supabase/migrations", "supabase")]);
        check(&["supabase/migrations/archive/1_a.sql"], "", &[(".", "supabase/migrations", "supabase")]);
        check(
            &["apps/web/supabase/migrations/1_a.sql"],
            "",
            &[("apps/web", "apps/web/supabase/migrations", "supabase")],
        );
        check(
            &["packages/db/prisma/migrations/1_a/migration.sql"],
            "",
            &[("packages/db", "packages/db/prisma/migrations", "prisma")],
        );
        check(&["migrations/2024-01-01-000000_a/up.sql"], "", &[(".", "migrations", "diesel")]);
        check(
            &["src/main/resources/db/migration/V1__a.sql"],
            "",
            &[("src/main/resources", "src/main/resources/db/migration", "flyway")],
        );
    }

    #[test]
    fn names_then_content_decide_what_paths_leave_open() {
        check(&["migrations/1_a.up.sql"], "", &[(".", "migrations", "golang-migrate")]);
        check(&["migrations/1_a.up.sql", "Cargo.toml"], "", &[(".", "migrations", "sqlx")]);
        check(&["migrations/1_a.sql", "Cargo.toml"], "", &[(".", "migrations", "sqlx")]);
        check(&["db/migrations/1_a.sql"], "-- migrate:up\n", &[(".", "db/migrations", "dbmate")]);
        check(&["migrations/1_a.sql"], "-- +goose Up\n", &[(".", "migrations", "goose")]);
        check(&["migrations/1_a.sql"], "select 1", &[(".", "migrations", "plain")]);
        check(&["migrations/seed.sql", "other/1_a.sql"], "", &[]);
        check(&["crates/db/src/migration.sql"], "", &[]);
        check(&["db/migrate/1_a.sql"], "", &[(".", "db/migrate", "plain")]);
        let inner = ["prisma/migrations/1_a/2_b/migration.sql", "prisma/migrations/1_a/migration.sql"];
        check(&inner, "", &[(".", "prisma/migrations", "prisma")]);
        check(
            &["supabase/migrations/1_a.sql", "supabase/migration/2_b.sql"],
            "",
            &[(".", "supabase/migrations", "supabase")],
        );
    }

    #[test]
    fn a_monorepo_has_several_projects() {
        check(
            &["apps/a/supabase/migrations/1_a.sql", "apps/b/prisma/migrations/1_b/migration.sql"],
            "",
            &[("apps/a", "apps/a/supabase/migrations", "supabase"), ("apps/b", "apps/b/prisma/migrations", "prisma")],
        );
    }

    #[test]
    fn folders_of_other_projects_are_ignored_with_a_reason() {
        let found = found(&["clickhouse/migrations/1_a.up.sql", "node_modules/x/supabase/migrations/1_a.sql"], "", &[]);
        assert_eq!(found.projects, []);
        let reasons: Vec<_> = found.ignored.iter().map(|left| left.reason.as_str()).collect();
        assert_eq!(
            reasons,
            ["`clickhouse` is not a Postgres database", "folders below `node_modules` belong to other projects"]
        );
    }

    #[test]
    fn config_decides_over_detection() {
        let spec = ProjectSpec {
            folder: Some("sql".into()),
            schema: SchemaSpec::File("all.sql".into()),
            ..ProjectSpec::default()
        };
        let found = found(&["sql/1_a.sql"], "", &[spec]);
        assert_eq!(found.projects[0].layout.id, "plain");
        assert_eq!(found.projects[0].schema, Schema::File("all.sql".into()));
    }

    #[test]
    fn an_empty_configured_folder_is_reported() {
        let at = |root: &str, folder: Option<&str>| ProjectSpec {
            root: root.into(),
            folder: folder.map(Into::into),
            ..ProjectSpec::default()
        };
        let specs = [
            at("apps/a", None),
            at("apps/b", None),
            at("", None),
            at("", Some("sql")),
            at("", Some("sqll")),
            at("apps/a/supabase/migrations", None),
        ];
        let found = found(&["apps/a/supabase/migrations/1_a.sql", "sql/1_a.sql"], "", &specs);
        let reported: Vec<_> = found.ignored.iter().map(|left| left.folder.to_string()).collect();
        assert_eq!(reported, ["apps/b", "sqll"]);
    }

    #[test]
    fn the_schema_file_is_found_in_its_usual_places() {
        let schema = |files: &[&str]| {
            found(files, "", &[]).projects.into_iter().map(|project| project.schema).collect::<Vec<_>>()
        };
        assert_eq!(schema(&["supabase/migrations/1_a.sql", "schema.sql"]), [Schema::File("schema.sql".into())]);
        assert_eq!(schema(&["apps/a/supabase/migrations/1_a.sql", "schema.sql"]), [Schema::File("schema.sql".into())]);
        assert_eq!(
            schema(&[
                "a/supabase/migrations/1_a.sql",
                "b/supabase/migrations/1_a.sql",
                "a/db/schema.sql",
                "schema.sql"
            ]),
            [Schema::File("a/db/schema.sql".into()), Schema::None]
        );
    }
}
