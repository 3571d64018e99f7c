//! Finding the projects of a repository from the paths of its files.
//!
//! A project is a migrations folder with the layout of one tool. Most layouts are recognised by their
//! paths; where several tools share one (`migrations/*.sql`), the file names decide, then the content of
//! the first file.

use super::FileRef;
use super::atlas_file::atlas_folders;
use super::candidates::{Paths, candidates};
use super::dbconfig_file::dbconfig_folders;
use super::dialect::Configs;
use super::ignored_folder::IgnoredFolder;
use super::joined_locations::{join_locations, locations_of};
use super::known_paths::module_of;
use super::layout::{self, Layout};
use super::named_folder::named_projects;
use super::of_others::{is_of_others, reason_to_leave};
use super::project::{Project, ProjectSpec, Schema, SchemaSpec};
use super::project_platform::{is_supabase_config, known_platform};
use super::unreadable::{self, Unreadable};
use super::unreadable_files;
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet};

/// The projects of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// By folder.
    pub projects: Vec<Project>,
    pub ignored: Vec<IgnoredFolder>,
}

impl Found {
    /// Whether a folder has the migrations of a project.
    pub fn has(&self, folder: &RelPath) -> bool {
        self.projects.iter().any(|project| project.folder == *folder)
    }

    /// Adds the folders with migrations that cannot be read.
    fn add_unreadable<E>(
        &mut self,
        unreadable: Vec<Unreadable<'_>>,
        configs: &Configs<'_>,
        reason_to_leave: &dyn Fn(&RelPath) -> Option<String>,
        peek: &mut dyn FnMut(&FileRef) -> Result<Vec<u8>, E>,
    ) -> Result<(), E> {
        for Unreadable { folder, reason, files, other_database } in unreadable {
            let of_other = other_database.map(|name| format!("its migrations are for {name}, which is not PostgreSQL"));
            let left = match reason_to_leave(&folder).or(of_other) {
                Some(reason) => Some(reason),
                None => configs.other_database(&folder, None, peek)?,
            };
            self.ignored.push(match left {
                Some(reason) => IgnoredFolder::new(folder, reason),
                // To ignore the folder would leave out the SQL files in it.
                None if self.projects.iter().any(|one| one.folder == folder || one.folder.below(&folder).is_some()) => {
                    let unreadable = files.into_iter().map(|file| file.path.clone()).collect();
                    IgnoredFolder { folder, reason, unreadable }
                }
                None => IgnoredFolder { unreadable: vec![folder.clone()], folder, reason },
            });
        }
        Ok(())
    }
}

/// Finds the projects among `files` (SQL files and markers of a side). `peek` returns the content of a file whose name
/// does not decide: of one migration and of the configuration of a folder.
pub fn detect<E>(
    files: &[FileRef],
    specs: &[ProjectSpec],
    ignored: &[RelPath],
    peek: &mut dyn FnMut(&FileRef) -> Result<Vec<u8>, E>,
) -> Result<Found, E> {
    let paths = Paths::of(files).with_named(atlas_folders(files, peek)?, dbconfig_folders(files, peek)?);
    let configs = Configs::of(files);
    let mut found = Found::default();
    // A folder that the configuration names is a project, whatever its name is.
    let is_named = |folder: &RelPath| {
        specs.iter().any(|spec| {
            !spec.root.is_top() && folder.below(&spec.root).is_some() || spec.folder.as_ref() == Some(folder)
        })
    };
    let mut candidates = candidates(files, &paths);
    found.ignored = IgnoredFolder::without_marked(&mut candidates, ignored);
    let mut of_named = BTreeMap::new();
    let joins = join_locations(files, specs, &mut candidates, peek)?;
    for (folder, candidate) in candidates {
        if let Some(reason) = reason_to_leave(&folder, ignored).filter(|_| !is_named(&folder)) {
            found.ignored.push(IgnoredFolder::new(folder, reason));
            continue;
        }
        if let Some(spec) = specs.iter().find(|spec| spec.folder.as_ref() == Some(&folder)) {
            if let Some(layout) = candidate.layout_or(spec.layout, &folder, &paths, peek)? {
                of_named.insert(folder, layout);
            }
            continue;
        }
        let spec = specs.iter().find(|spec| spec.folder.is_none() && folder.below(&spec.root).is_some());
        let named = spec.and_then(|spec| spec.layout);
        if let Some(layout) = candidate.layout_or(named, &folder, &paths, peek)? {
            let is_free = !is_named(&folder) && spec.is_none_or(|spec| spec.layout.is_none());
            let other = if is_free { configs.other_database(&folder, Some(layout), peek)? } else { None };
            if let Some(reason) = other {
                found.ignored.push(IgnoredFolder::new(folder, reason));
                continue;
            }
            let project = Project::new(root_of(&folder, layout), folder, layout);
            found.projects.push(Project { locations: locations_of(&joins, &project.folder), ..project });
        }
    }
    found.projects.extend(named_projects(files, specs, &of_named, &layout::PLAIN, &paths, peek)?);
    found.projects.sort_by(|one, other| one.folder.cmp(&other.folder));
    found.ignored.extend(specs.iter().filter_map(|spec| IgnoredFolder::of_empty(spec, files, &found.projects)));
    let unreadable =
        [unreadable::find(files, ignored, &found.projects, peek)?, unreadable_files::find(files, ignored, peek)?];
    found.add_unreadable(
        unreadable.concat(),
        &configs,
        &|folder| reason_to_leave(folder, ignored).filter(|_| !is_named(folder)),
        peek,
    )?;
    let mut known = BTreeSet::new();
    found.ignored.retain(|left| known.insert((left.folder.clone(), left.reason.clone())));
    complete(&mut found.projects, specs, &paths, ignored);
    Ok(found)
}

/// Adds the platform and the schema file of each project.
fn complete(projects: &mut [Project], specs: &[ProjectSpec], paths: &Paths, ignored: &[RelPath]) {
    let is_only = projects.len() == 1;
    let is_config = |path: &&RelPath| is_supabase_config(path.as_bytes()) && !is_of_others(path, ignored);
    let configs: Vec<&RelPath> = paths.iter().filter(is_config).collect();
    for project in projects {
        project.platform = known_platform(project, specs, &configs, is_only);
        project.schema = schema_of(project, specs, paths, is_only);
    }
}

/// The root of a project: the folder that contains `supabase/`, `prisma/` or `migrations/`.
fn root_of(folder: &RelPath, layout: &Layout) -> RelPath {
    let parent = folder.parent();
    // A folder for each database or part.
    let parent = if parent.file_name() == b"migrations" { parent.parent() } else { parent };
    let holder: &[&[u8]] = &[b"supabase", b"prisma", b"db", b"database", b"sql"];
    let is_tools_own = holder.contains(&parent.file_name()) || parent.file_name() == layout.id.as_bytes();
    module_of(if is_tools_own { parent.parent() } else { parent })
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
            &[(".", "src/main/resources/db/migration", "flyway")],
        );
        check(
            &["api/src/main/resources/migrations/postgres/V1__a.sql"],
            "",
            &[("api", "api/src/main/resources/migrations/postgres", "flyway")],
        );
    }

    #[test]
    fn names_then_content_decide_what_paths_leave_open() {
        check(&["migrations/1_a.up.sql"], "", &[(".", "migrations", "golang-migrate")]);
        check(&["migrations/1_a.up.sql", "Cargo.toml"], "", &[(".", "migrations", "sqlx")]);
        check(&["migrations/1_a.sql", "Cargo.toml"], "", &[(".", "migrations", "sqlx")]);
        check(&["db/migrations/1_a.sql"], "-- migrate:up\n", &[(".", "db/migrations", "dbmate")]);
        check(&["migrations/1_a.sql"], "-- +goose Up\n", &[(".", "migrations", "goose")]);
        check(&["migrations/postgres/1_a.sql"], "-- +goose Up\n", &[(".", "migrations/postgres", "goose")]);
        check(&["migrations/main/1_a.up.sql"], "", &[(".", "migrations/main", "golang-migrate")]);
        check(&["migrations/1_a.sql"], "select 1", &[(".", "migrations", "plain")]);
        check(&["migrations/seed.sql", "other/1_a.sql"], "", &[]);
        check(&["crates/db/src/migration.sql"], "", &[]);
        check(&["db/migrate/1_a.sql"], "", &[(".", "db/migrate", "plain")]);
        let inner = ["prisma/migrations/1_a/2_b/migration.sql", "prisma/migrations/1_a/migration.sql"];
        check(&inner, "", &[(".", "prisma/migrations", "prisma")]);
        check(
            &["crates/db/migrations/pg/1_a.sql", "crates/db/Cargo.toml"],
            "",
            &[("crates", "crates/db/migrations/pg", "sqlx")],
        );
        check(
            &["server/db/migrations/1_a.sql", "server/Cargo.toml"],
            "",
            &[("server", "server/db/migrations", "sqlx")],
        );
        check(&["migrations/1_a.sql", "migrations/old_ones/1_a.sql", "Cargo.toml"], "", &[(".", "migrations", "sqlx")]);
        check(&["db/1_a.sql", "db/atlas.sum"], "", &[(".", "db", "atlas")]);
        let atlas = "env \"local\" {\n  migration {\n    dir = \"file://changes\"\n  }\n}\n";
        check(&["svc/atlas.hcl", "svc/changes/1_a.sql"], atlas, &[("svc", "svc/changes", "atlas")]);
        check(
            &["atlas.hcl", "migrations/1_a.sql"],
            "env \"x\" {\n migration {\n }\n}",
            &[(".", "migrations", "atlas")],
        );
        check(&["atlas.hcl", "migrations/1_a.sql"], "env \"x\" {\n}", &[(".", "migrations", "plain")]);
        let config = "local:\n  dialect: postgres\n  dir: db/changes\n";
        check(&["dbconfig.yml", "db/changes/1-a.sql"], config, &[(".", "db/changes", "sql-migrate")]);
        check(&["sql/schema/1_a.sql"], "-- +goose Up\n", &[(".", "sql/schema", "goose")]);
        check(&["migrations/1_a.sql"], "-- +migrate Up\n", &[(".", "migrations", "sql-migrate")]);
        check(&["migrations/1700000000000_a.sql"], "-- Up Migration\n", &[(".", "migrations", "node-pg-migrate")]);
        check(
            &["hasura/migrations/default/1700000000000_a/up.sql"],
            "",
            &[(".", "hasura/migrations/default", "hasura")],
        );
        let folders = ["m/default/1700000000000_a/up.sql", "m/default/99999999999999999999999_b/up.sql"];
        check(&folders, "", &[("m", "m/default", "hasura")]);
        for folder in ["drizzle", "src/db/out", "supabase/migrations"] {
            let files = [format!("{folder}/0000_a.sql"), format!("{folder}/meta/_journal.json")];
            let found = found(&[&files[0], &files[1]], "{\"dialect\": \"postgresql\"}", &[]);
            assert_eq!((&found.projects[0].folder, found.projects[0].layout.id), (&folder.into(), "drizzle"));
            let found = super::tests::found(&[&files[0], &files[1]], "{\"dialect\": \"sqlite\"}", &[]);
            assert_eq!((found.projects.len(), found.ignored.len()), (0, 1));
        }
        let folder = "drizzle/20250101000000_a";
        check(
            &[&format!("{folder}/migration.sql"), &format!("{folder}/snapshot.json")],
            "",
            &[(".", "drizzle", "drizzle-folders")],
        );
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
    fn migrations_that_cannot_be_read_are_reported() {
        let found = |files: &[&str], ignored: &[RelPath]| {
            let files: Vec<FileRef> = files.iter().map(|path| stored(path)).collect();
            let mut peek = |_: &FileRef| Ok::<_, std::convert::Infallible>(b"-- +goose Up\n".to_vec());
            let Ok(found) = detect(&files, &[], ignored, &mut peek);
            found
        };
        let mixed = ["migrations/00001_a.sql", "migrations/00002_b.go"];
        let left = &found(&mixed, &[]).ignored;
        assert_eq!(left.iter().map(|left| left.unreadable.clone()).collect::<Vec<_>>(), [vec![mixed[1].into()]]);
        assert!(found(&mixed, &[mixed[1].into()]).ignored.is_empty());
        let rails = ["db/migrate/20240101000000_a.rb"];
        assert_eq!(found(&rails, &[]).ignored[0].unreadable, ["db/migrate".into()]);
        assert_eq!(found(&rails, &["db/migrate".into()]).ignored[0].unreadable, []);
    }

    #[test]
    fn documentation_is_not_a_project() {
        let found = found(&["docs/migrations/1_a.sql", "doc/supabase/migrations/1_a.sql"], "", &[]);
        assert_eq!((found.projects.len(), found.ignored.len()), (0, 2));
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
