//! Folders that a configuration of Flyway joins into one history.

use super::FileRef;
use super::candidates::{Candidate, Candidates};
use super::known_paths::{joining, module_of};
use super::locations::Location;
use super::project::ProjectSpec;
use crate::text::RelPath;

/// Folders whose files are one history.
pub(super) struct Join {
    pub(super) members: Vec<RelPath>,
    /// The folder that holds all of them.
    pub(super) folder: RelPath,
    pub(super) locations: Vec<Location>,
}

/// The locations of a folder that holds joined ones.
pub(super) fn locations_of(joins: &[Join], folder: &RelPath) -> Vec<Location> {
    joins.iter().find(|join| join.folder == *folder).map(|join| join.locations.clone()).unwrap_or_default()
}

/// Makes one candidate of folders that a configuration of Flyway joins, unless the settings name one of them.
pub(super) fn join_locations<'a, E>(
    files: &'a [FileRef],
    specs: &[ProjectSpec],
    candidates: &mut Candidates<'a>,
    peek: &mut dyn FnMut(&FileRef) -> Result<Vec<u8>, E>,
) -> Result<Vec<Join>, E> {
    let is_flyway = |candidate: &Candidate<'_>| candidate.layout == Some(joining());
    let is_named = |folder: &RelPath| specs.iter().any(|spec| spec.folder.as_ref() == Some(folder));
    let folders: Vec<RelPath> = candidates
        .iter()
        .filter(|(folder, candidate)| is_flyway(candidate) && !is_named(folder))
        .map(|(folder, _)| folder.clone())
        .collect();
    let mut joins = joins(files, &folders, peek)?;
    joins.retain(|join| {
        let is_free = join.members.contains(&join.folder) || !candidates.contains_key(&join.folder);
        if is_free && !is_named(&join.folder) {
            candidates.retain(|folder, _| !join.members.contains(folder));
            candidates.insert(join.folder.clone(), Candidate::of(joining()));
            return true;
        }
        false
    });
    Ok(joins)
}

/// The folders that configurations of Flyway join, among those with its files.
fn joins<E>(
    files: &[FileRef],
    folders: &[RelPath],
    peek: &mut dyn FnMut(&FileRef) -> Result<Vec<u8>, E>,
) -> Result<Vec<Join>, E> {
    let mut found: Vec<Join> = Vec::new();
    let Some(config) = joining().config.as_ref().filter(|_| !folders.is_empty()) else { return Ok(found) };
    let at = |file: &&FileRef| config.places.iter().position(|place| file.path.as_bytes().ends_with(place.as_bytes()));
    let mut configs: Vec<&FileRef> = files.iter().filter(|file| config.fits(file.path.as_bytes())).collect();
    configs.sort_by_key(at);
    for file in configs {
        let Ok(own) = (config.read)(&file.path, &peek(file)?) else { continue };
        let Some(all) = own.get("locations") else { continue };
        let folder = file.path.parent();
        let start = if folder.file_name() == b"conf" { folder.parent() } else { module_of(folder) };
        let locations: Option<Vec<Location>> = all.split(',').map(|text| Location::read(text, &start)).collect();
        let is_free = |folder: &&RelPath| !found.iter().any(|join| join.members.contains(folder));
        let free: Vec<&RelPath> = folders.iter().filter(is_free).collect();
        found.extend(locations.and_then(|locations| join(locations, &free, &start)));
    }
    Ok(found)
}

fn join(locations: Vec<Location>, folders: &[&RelPath], start: &RelPath) -> Option<Join> {
    let is_below = |folder: &RelPath| start.is_top() || folder == start || folder.below(start).is_some();
    let is_member = |folder: &RelPath| {
        is_below(folder) && locations.iter().any(|location| location.covers(folder) || location.is_within(folder))
    };
    let members: Vec<RelPath> = folders.iter().copied().filter(|folder| is_member(folder)).cloned().collect();
    let is_part = |location: &Location| {
        location.has_wildcards() || members.iter().any(|folder| !location.covers(folder) && location.is_within(folder))
    };
    if members.len() < 2 && !locations.iter().any(is_part) {
        return None;
    }
    // A place of the class path in several modules is that of several programs.
    for location in locations.iter().filter(|location| !location.is_from_top) {
        let mut modules: Vec<RelPath> =
            members.iter().filter_map(|folder| Some(above(folder, location.starts(folder).next()?))).collect();
        modules.dedup();
        if modules.len() > 1 {
            return None;
        }
    }
    let folder = members.iter().cloned().reduce(|one, other| common(&one, &other))?;
    Some(Join { members, folder, locations })
}

/// The first parts of a path.
fn above(path: &RelPath, count: usize) -> RelPath {
    path.parts().take(count).fold(RelPath::default(), |folder, part| folder.join(part))
}

/// The folder that both are in or are.
fn common(one: &RelPath, other: &RelPath) -> RelPath {
    let count = one.parts().zip(other.parts()).take_while(|(one, other)| one == other).count();
    above(one, count)
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;

    fn check(config: &str, folders: &[&str], expected: &[(&str, &[&str])]) {
        let file = FileRef { path: "flyway.conf".into(), kind: Kind::File, content_id: "".into() };
        let mut peek = |_: &FileRef| Ok::<_, std::convert::Infallible>(config.as_bytes().to_vec());
        let folders: Vec<RelPath> = folders.iter().map(|folder| (*folder).into()).collect();
        let Ok(found) = joins(&[file], &folders, &mut peek);
        let found: Vec<(String, Vec<String>)> = found
            .iter()
            .map(|join| (join.folder.to_string(), join.members.iter().map(ToString::to_string).collect()))
            .collect();
        let text = |member: &&str| (*member).to_owned();
        let expected: Vec<(String, Vec<String>)> = expected
            .iter()
            .map(|(folder, members)| ((*folder).to_owned(), members.iter().map(text).collect()))
            .collect();
        assert_eq!(found, expected, "{config}");
    }

    #[test]
    fn several_locations_are_one_history() {
        let (a, b) = ("db/a", "db/b");
        check("flyway.locations=filesystem:db/a,filesystem:db/b\n", &[a, b, "db/c"], &[("db", &[a, b])]);
        check("flyway.locations=filesystem:db/*\n", &[a, b], &[("db", &[a, b])]);
        check("flyway.locations=filesystem:db\n", &[a, b], &[("db", &[a, b])]);
        check("flyway.locations=filesystem:db/a\n", &[a, b], &[]);
        check("flyway.url=jdbc:postgresql:x\n", &[a, b], &[]);
        check("flyway.locations=filesystem:db/a,s3:x/y\n", &[a, b], &[]);
        let resources = "src/main/resources/db/migration";
        check(
            "flyway.locations=classpath:db/migration/common,classpath:db/migration/pg\n",
            &[resources],
            &[(resources, &[resources])],
        );
        check("flyway.locations=classpath:db/migration\n", &["a/db/migration", "b/db/migration"], &[]);
    }
}
