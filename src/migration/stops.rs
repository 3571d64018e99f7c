//! Names in a migrations folder for which the migration tool stops, and the first migration that it skips.

use super::history::{History, Migration, Unread};
use super::layout::{Duplicates, Layout, ReadsFirst, Refusal, Role, Shape};
use super::{FileRef, Project, Version, unreadable_files};
use crate::text::RelPath;
use crate::text::path::printable;
use std::collections::{BTreeMap, BTreeSet};

/// A file at which a tool stops because of the names in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The path of the file, which may not exist.
    pub path: RelPath,
    /// Whether the tool stops before it runs any migration.
    pub is_first: bool,
    pub refusal: Refusal,
    /// The number of migrations before it.
    pub position: usize,
}

/// Help for two migrations of one version.
const RENAME: &str = "rename one of the two to an unused version with `git mv`";

impl History {
    /// Every file at which the tool of a project stops because of the names in its folder. `below` are further paths in
    /// it, as far as they are known.
    pub fn stops(&self, project: &Project, below: &[&[u8]]) -> Vec<Stop> {
        let layout = project.layout;
        let mut stops: Vec<Stop> =
            self.unread.iter().filter_map(|unread| bad_name(layout, unread.why, &unread.file)).collect();
        stops.extend(self.without_script(project, below));
        stops.extend(self.duplicates(layout));
        stops.extend(self.repeatables(layout));
        stops
    }

    /// The repeatable migrations that have the description of an earlier one.
    fn repeatables(&self, layout: &Layout) -> Vec<Stop> {
        let mut first: BTreeMap<Vec<u8>, &RelPath> = BTreeMap::new();
        let mut stops = Vec::new();
        let scripts = self.iter().flat_map(|migration| &migration.scripts);
        for path in scripts.filter(|script| script.role == Role::Repeatable).map(|script| &script.file.path) {
            let name = path.file_name();
            // Flyway reads `_` as a blank.
            let stem = &name[..name.len().saturating_sub(".sql".len())];
            let description = stem.iter().map(|byte| if *byte == b'_' { b' ' } else { *byte }).collect();
            let Some(other) = first.get(&description) else {
                first.insert(description, path);
                continue;
            };
            let message = format!(
                "{} refuses all migrations: the repeatable migration `{other}` has the same description",
                layout.tool
            );
            let help = "rename one of the two to another description with `git mv`";
            stops.push(Stop { path: path.clone(), is_first: true, refusal: refusal(&message, help), position: 0 });
        }
        stops
    }

    /// The folders of migrations that lack the script.
    fn without_script(&self, project: &Project, below: &[&[u8]]) -> Vec<Stop> {
        let layout = project.layout;
        let Shape::Folder { up, .. } = layout.shape else { return Vec::new() };
        let has_script = |folder: &RelPath| {
            self.at(folder).is_some_and(|found| found.scripts.iter().any(|script| script.role != Role::Down))
        };
        let known = self.unread.iter().filter(|unread| unread.why == Unread::NoScript).map(|unread| &unread.file.path);
        let known = known.filter_map(|path| path.below(&project.folder));
        let only_down = self.iter().filter_map(|migration| migration.path.below(&project.folder));
        let folders = below.iter().copied().chain(known).filter_map(|path| Some(&path[..memchr::memchr(b'/', path)?]));
        // They are named as not readable.
        let is_other = |folder: &RelPath| {
            let in_folder = |path: &&[u8]| project.folder.join(path).parent() == *folder;
            below.iter().filter(|path| in_folder(path)).any(|path| unreadable_files::is_yaml_of_hasura(path))
        };
        let folders: BTreeSet<RelPath> = folders
            .chain(only_down)
            .filter(|name| (layout.read)(name).is_some())
            .map(|name| project.folder.join(name))
            .filter(|folder| !has_script(folder) && !is_other(folder))
            .collect();
        let is_first = layout.reads_first != ReadsFirst::Nothing;
        let what = if is_first { "refuses all migrations" } else { "stops here" };
        let message = format!("{} {what}: the folder contains no `{up}`", layout.tool);
        let help = format!("add `{up}`, or remove the folder");
        let stop = |folder: RelPath| {
            let order = Version::new(layout.order, &[], folder.file_name()).order;
            let position = self.iter().filter(|migration| migration.version.order < order).count();
            Stop { path: folder.join(up), is_first, refusal: refusal(&message, &help), position }
        };
        folders.into_iter().map(stop).collect()
    }

    fn duplicates(&self, layout: &Layout) -> Vec<Stop> {
        if layout.duplicates == Duplicates::BothRun {
            return Vec::new();
        }
        // golang-migrate reads the down migrations with the others.
        let counts =
            |role: Role| role == Role::Up || role == Role::Down && layout.duplicates == Duplicates::NothingRuns;
        let mut first: BTreeMap<(&[u8], bool), &RelPath> = BTreeMap::new();
        let mut stops = Vec::new();
        for migration in self.iter() {
            for script in migration.scripts.iter().filter(|script| counts(script.role)) {
                let path = &script.file.path;
                let key = (&migration.version.identity[..], script.role == Role::Up);
                let Some(other) = first.get(&key) else {
                    first.insert(key, path);
                    continue;
                };
                stops.extend(duplicate(layout, &migration.version.text, path, other));
            }
        }
        stops
    }

    /// The first migration, if the tool mistakes it for one of its own and skips it. `first` is the name of the first
    /// file or folder in the migrations folder.
    pub fn skipped_init(&self, layout: &Layout, first: Option<&[u8]>) -> Option<&Migration> {
        let limit = layout.ignores_init_before?;
        let migration = self.iter().find(|migration| Some(migration.name()) == first)?;
        let name = migration.name();
        let is_old = |end: usize| {
            let stamp = end.checked_sub(limit.len()).map(|start| &name[start..end])?;
            (stamp.iter().all(u8::is_ascii_digit) && stamp < limit.as_bytes()).then_some(())
        };
        memchr::memmem::find_iter(name, b"_init.sql").find_map(is_old).map(|()| migration)
    }

    /// The name of the first SQL file in the folder of a project, or of the folder that it is in.
    pub fn first_name(&self, project: &Project) -> Option<&[u8]> {
        let migrations = self.iter().flat_map(|migration| &migration.scripts).map(|script| &script.file.path);
        let all = migrations.chain(self.unread.iter().map(|unread| &unread.file.path));
        all.filter_map(|path| path.below(&project.folder)?.split(|byte| *byte == b'/').next()).min()
    }
}

fn refusal(message: &str, help: &str) -> Refusal {
    Refusal { span: 0..0, message: message.to_owned(), help: help.to_owned(), until: None }
}

/// A file whose name the tool cannot read and does not ignore.
fn bad_name(layout: &Layout, why: Unread, file: &FileRef) -> Option<Stop> {
    let message = (layout.refuses_name)(file.path.file_name()).filter(|_| why == Unread::Name)?;
    let help = format!("rename it to a name like `{}`, or move it to another folder with `git mv`", layout.example);
    Some(Stop { path: file.path.clone(), is_first: true, refusal: refusal(&message, &help), position: 0 })
}

fn duplicate(layout: &Layout, version: &str, path: &RelPath, other: &RelPath) -> Option<Stop> {
    let tool = layout.tool;
    let named = match layout.shape {
        Shape::Folder { .. } => other.parent(),
        Shape::File | Shape::FileInAnyFolder => other.clone(),
    };
    let other = printable(named.file_name());
    let message = match layout.duplicates {
        Duplicates::BothRun => return None,
        Duplicates::SecondFails => format!("{tool} cannot record version {version} again: `{other}` has it already"),
        Duplicates::NothingRuns => format!("{tool} refuses all migrations: `{other}` has version {version} as well"),
        Duplicates::OneIsLost => format!("{tool} runs either this migration or `{other}`: both have version {version}"),
    };
    let is_first = layout.duplicates != Duplicates::SecondFails;
    Some(Stop { path: path.clone(), is_first, refusal: refusal(&message, RENAME), position: 0 })
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, layout};
    use super::*;

    fn history(layout: &'static Layout, files: &[&str]) -> (Project, History) {
        let project = Project::new(RelPath::default(), "m".into(), layout);
        let file =
            |name: &&str| FileRef { path: RelPath::from("m").join(name), kind: Kind::File, content_id: "".into() };
        let files: Vec<FileRef> = files.iter().map(file).collect();
        let history = History::read(&project, &files);
        (project, history)
    }

    /// Each expected stop: the file, whether nothing runs before it, and a part of the message.
    #[track_caller]
    fn check(layout: &'static Layout, files: &[&str], expected: &[(&str, bool, &str)]) {
        let (project, history) = history(layout, files);
        let stops = history.stops(&project, &[]);
        let found: Vec<(String, bool)> = stops.iter().map(|stop| (stop.path.to_string(), stop.is_first)).collect();
        let wanted: Vec<(String, bool)> =
            expected.iter().map(|(file, first, _)| (format!("m/{file}"), *first)).collect();
        assert_eq!(found, wanted, "{}", layout.id);
        for (stop, (_, _, message)) in stops.iter().zip(expected) {
            assert!(stop.refusal.message.contains(message), "{}", stop.refusal.message);
        }
    }

    #[test]
    fn each_tool_stops_at_two_migrations_of_one_version() {
        use layout::{DBMATE, DIESEL, FLYWAY, GOLANG_MIGRATE, GOOSE, PLAIN, PRISMA, SQLX, SUPABASE};
        check(
            &SUPABASE,
            &["1_a.sql", "1_b.sql", "01_c.sql"],
            &[("1_b.sql", false, "cannot record version 1 again: `1_a.sql`")],
        );
        check(&DBMATE, &["1_a.sql", "1.sql"], &[("1_a.sql", false, "`1.sql` has it already")]);
        check(&SQLX, &["1_a.sql", "01_b.up.sql", "1_a.down.sql"], &[("1_a.sql", false, "again: `01_b.up.sql`")]);
        check(&SQLX, &["1_a.sql", "1_a.up.sql"], &[("1_a.sql", false, "again")]);
        check(&GOLANG_MIGRATE, &["1_a.up.sql", "001_b.up.sql"], &[("1_a.up.sql", true, "all migrations")]);
        check(
            &GOLANG_MIGRATE,
            &["1_a.up.sql", "1_a.down.sql", "1_b.down.sql"],
            &[("1_b.down.sql", true, "all migrations")],
        );
        check(&GOOSE, &["1_a.sql", "001_b.sql"], &[("1_a.sql", true, "`001_b.sql` has version 1 as well")]);
        check(
            &FLYWAY,
            &["V1__a.sql", "V1.0__b.sql", "B1__c.sql", "U1__a.sql"],
            &[("V1__a.sql", true, "`V1.0__b.sql`")],
        );
        check(&FLYWAY, &["R__a_b.sql", "R__A_b.sql", "x/R__a b.sql"], &[("x/R__a b.sql", true, "`m/R__a_b.sql`")]);
        let folders = ["2024-01-01-000000_a/up.sql", "20240101000000_b/up.sql"];
        check(
            &DIESEL,
            &folders,
            &[("20240101000000_b/up.sql", true, "either this migration or `2024-01-01-000000_a`")],
        );
        check(&PRISMA, &["1_a/migration.sql", "1_b/migration.sql"], &[]);
        check(&PLAIN, &["1_a.sql", "1_b.sql"], &[]);
    }

    #[test]
    fn some_tools_stop_at_names_and_folders_without_a_script() {
        use layout::{DIESEL, GOOSE, PRISMA, SQLX, SUPABASE};
        check(&SQLX, &["1_a.sql", "draft_b.sql", "notes.sql"], &[("draft_b.sql", true, "`draft`")]);
        check(&SQLX, &["old/draft_b.sql", "-1_a.sql"], &[("-1_a.sql", true, "negative version")]);
        check(&GOOSE, &["1_a.sql", "seed.sql"], &[("seed.sql", true, "no version")]);
        check(&SUPABASE, &["1_a.sql", "seed.sql"], &[]);
        let folders = ["1_a/migration.sql", "2_b/Migration.sql", "2_b/x.sql"];
        check(&PRISMA, &folders, &[("2_b/migration.sql", false, "stops here: the folder contains no `migration.sql`")]);
        let folders = ["1_a/up.sql", "2_b/down.sql", "3_c/UP.sql", "4_d/x/up.sql"];
        let stops = [("2_b/up.sql", true, "no `up.sql`"), ("3_c/up.sql", true, "no `up.sql`")];
        check(&DIESEL, &folders, &stops);
    }

    #[test]
    fn supabase_skips_an_old_first_init() {
        let check = |files: &[&str], first: Option<&str>, expected: Option<&str>| {
            let (project, history) = history(&layout::SUPABASE, files);
            let first = first.map_or_else(|| history.first_name(&project), |first| Some(first.as_bytes()));
            let found = history.skipped_init(project.layout, first).map(|found| found.path.to_string());
            assert_eq!(found, expected.map(|name| format!("m/{name}")), "{files:?}");
        };
        let old = "20210101000000_init.sql";
        check(&["20260101000000_a.sql", old], None, Some(old));
        check(&[old], None, Some(old));
        check(&["1_20210101000000_init.sql"], None, Some("1_20210101000000_init.sql"));
        check(&[old], Some(".gitkeep"), None);
        check(&[old, "20200101000000_a.sql"], None, None);
        check(&[old, "1.sql"], None, None);
        check(&[old, "0/x.sql"], None, None);
        for other in
            ["20220101000000_init.sql", "2021_init.sql", "20210101000000_initial.sql", "20210101000000_a_init.sql"]
        {
            check(&[other], None, None);
        }
        let (project, history) = history(&layout::SQLX, &[old]);
        assert_eq!(history.skipped_init(project.layout, history.first_name(&project)), None);
    }
}
