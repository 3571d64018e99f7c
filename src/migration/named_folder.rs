//! Migrations folders that the configuration names: they are projects whatever their names are, and their layout is
//! detected where the configuration does not name it.

use super::FileRef;
use super::candidates::{Candidate, Paths};
use super::known_paths::by_path;
use super::layout::Layout;
use super::project::{Project, ProjectSpec};
use crate::text::RelPath;
use std::collections::BTreeMap;

/// Returns the projects of these folders; `of_candidates` are the layouts of those that would be found without a name,
/// and `usual` is that of a folder whose files do not show another one.
pub(super) fn named_projects<E>(
    files: &[FileRef],
    specs: &[ProjectSpec],
    of_candidates: &BTreeMap<RelPath, &'static Layout>,
    usual: &'static Layout,
    paths: &Paths,
    peek: &mut dyn FnMut(&FileRef) -> Result<Vec<u8>, E>,
) -> Result<Vec<Project>, E> {
    let mut found = Vec::new();
    for spec in specs {
        let Some(folder) = spec.folder.clone() else { continue };
        let known = spec.layout.or_else(|| of_candidates.get(&folder).copied()).or_else(|| by_path(&folder));
        let by_files = match known {
            Some(_) => None,
            None => Candidate::of_folder(files, &folder).layout_or(None, &folder, paths, peek)?,
        };
        let layout = known.or(by_files).unwrap_or(usual);
        found.push(Project::new(spec.root.clone(), folder, layout));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, detect};
    use super::*;

    #[test]
    fn the_layout_of_a_named_folder_is_detected() {
        let check = |folder: &str, files: &[&str], content: &str, expected: &str| {
            let spec = ProjectSpec { folder: Some(folder.into()), ..ProjectSpec::default() };
            let files: Vec<FileRef> = files
                .iter()
                .map(|path| FileRef { path: (*path).into(), kind: Kind::File, content_id: "".into() })
                .collect();
            let mut peek = |_: &FileRef| Ok::<_, std::convert::Infallible>(content.as_bytes().to_vec());
            let Ok(found) = detect(&files, &[spec], &[], &mut peek);
            let layouts: Vec<&str> = found.projects.iter().map(|project| project.layout.id).collect();
            assert_eq!(layouts, [expected], "{folder} {files:?}");
        };
        check("db/migrations", &["db/migrations/1_a.sql"], "-- migrate:up\n", "dbmate");
        check("db/changes", &["db/changes/1_a.sql"], "-- +goose Up\n", "goose");
        check("db/changes", &["db/changes/1_a.up.sql", "db/changes/1_a.down.sql"], "", "golang-migrate");
        check("db/changes", &["db/changes/1_a.sql"], "select 1", "plain");
        check("sql", &["sql/a.sql"], "select 1", "plain");
        check("sql", &["sql/V1__a.sql"], "", "flyway");
        check("app/prisma/migrations", &["app/prisma/migrations/1_a/migration.sql"], "", "prisma");
        check("migrations", &["migrations/2024-01-01-000000_a/up.sql"], "", "diesel");
        check("db", &[], "", "plain");
    }
}
