//! New names for a migration: with another version, or with a valid description.

use super::layout::{Order, Shape, Template};
use super::{History, Layout, Migration, Version, timestamp};
use crate::text::RelPath;
use chrono::{DateTime, Duration, Utc};
use std::collections::{BTreeMap, HashSet};

/// Returns a version that no migration of `history` has, after `after` and in the form that the project
/// uses: the next free second for timestamps (not before `now` unless `after` asks for an earlier one),
/// otherwise the next free number.
pub fn next_version(history: &History, layout: &Layout, after: Option<&Version>, now: DateTime<Utc>) -> String {
    UsedVersions::of(history.iter()).next(layout, after, now)
}

/// Returns as many versions, each after the one before it.
pub fn next_versions(history: &History, layout: &Layout, count: usize, now: DateTime<Utc>) -> Vec<String> {
    let mut used = UsedVersions::of(history.iter());
    let mut next = || {
        let text = used.next(layout, None, now);
        used.add(&Version::new(layout.order, text.as_bytes(), text.as_bytes()), true);
        text
    };
    (0..count).map(|_| next()).collect()
}

/// The versions that some migrations have, to find unused ones.
#[derive(Clone, Debug, Default)]
pub struct UsedVersions {
    texts: HashSet<String>,
    /// The highest number, by its count of digits.
    numbers: BTreeMap<usize, u64>,
    /// The version of the last migration that has one.
    last: Option<Version>,
    /// The same, without versions that are not a date (zeros of a baseline, nines of a master file).
    last_moment: Option<Version>,
}

impl UsedVersions {
    /// The versions of these migrations, given in their order.
    pub fn of<'a>(migrations: impl IntoIterator<Item = &'a Migration>) -> Self {
        let mut used = Self::default();
        for migration in migrations {
            used.add(&migration.version, migration.is_versioned());
        }
        used
    }

    /// Adds the version of one more migration, which comes last.
    pub fn add(&mut self, version: &Version, is_versioned: bool) {
        self.texts.insert(version.text.clone());
        if let Ok(number) = version.text.parse::<u64>() {
            let highest = self.numbers.entry(number.to_string().len()).or_default();
            *highest = number.max(*highest);
        }
        if is_versioned {
            self.last = Some(version.clone());
            if !version.is_stamp() || timestamp::parse(&version.text).is_ok() {
                self.last_moment = Some(version.clone());
            }
        }
    }

    /// An unused version, as [`next_version`] finds it.
    pub fn next(&self, layout: &Layout, after: Option<&Version>, now: DateTime<Utc>) -> String {
        let taken = |text: &str| self.texts.contains(text);
        match after.or(self.last_moment.as_ref()).or(self.last.as_ref()) {
            Some(version) if !version.is_stamp() && is_number(&version.text) => self.next_number(&version.text),
            Some(version) => {
                let from = timestamp::parse(&version.text).map(|moment| moment + Duration::seconds(1));
                let from = match (from, after) {
                    // The next free second after the given version.
                    (Ok(from), Some(_)) => from,
                    (Ok(from), None) => from.max(now),
                    (Err(_), _) => now,
                };
                timestamp::next_free(from, taken)
            }
            None if layout.order == Order::Number
                && layout.shape == Shape::File
                && matches!(layout.template, Template::Pair { .. }) =>
            {
                "000001".to_owned()
            }
            None => timestamp::next_free(now, taken),
        }
    }

    fn next_number(&self, from: &str) -> String {
        let width = from.len();
        let last = self.numbers.range(..=width).map(|(_, highest)| *highest).max();
        let next = last.max(from.parse().ok()).unwrap_or(0).saturating_add(1);
        format!("{next:0width$}")
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && (text.len() < 14 || text.len() == 17) && text.bytes().all(|digit| digit.is_ascii_digit())
}

/// Returns the renames that give a migration another version or another description; `None` keeps that
/// part. Files of a pair are renamed together; a folder with all of `files`.
pub fn renamed_to(
    migration: &Migration,
    layout: &Layout,
    version: Option<&str>,
    describe: &dyn Fn(&[u8]) -> Vec<u8>,
) -> Vec<(RelPath, RelPath)> {
    let is_folder = migration
        .scripts
        .iter()
        .any(|script| script.file.path != migration.path && script.file.path.parent() == migration.path);
    migration
        .scripts
        .iter()
        .filter_map(|script| {
            let named = if is_folder { &migration.path } else { &script.file.path };
            let name = named.file_name();
            let read = (layout.read)(name)?;
            let version = version.map_or(&name[read.version.clone()], str::as_bytes);
            let description = describe(&name[read.version.end..read.stem.end]);
            let renamed = [&name[..read.version.start], version, &description, &name[read.stem.end..]].concat();
            let renamed = named.with_file_name(renamed);
            let to = if is_folder { renamed.join(script.file.path.file_name()) } else { renamed };
            (to != script.file.path).then(|| (script.file.path.clone(), to))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{FileRef, Kind, Project, layout};
    use super::*;

    fn history(layout: &'static Layout, files: &[&str]) -> History {
        let project = Project::new(RelPath::default(), "m".into(), layout);
        let files: Vec<FileRef> = files
            .iter()
            .map(|path| FileRef { path: (*path).into(), kind: Kind::File, content_id: "".into() })
            .collect();
        History::read(&project, &files)
    }

    fn check(layout: &'static Layout, files: &[&str], after: Option<usize>, expected: &str) {
        let history = history(layout, files);
        let now = timestamp::parse("20250101000000").expect("a moment");
        let after = after.map(|number| &history.migrations[number].version);
        assert_eq!(next_version(&history, layout, after, now), expected);
    }

    #[test]
    fn the_next_version_is_free_and_has_the_same_form() {
        check(&layout::SUPABASE, &[], None, "20250101000000");
        check(&layout::SUPABASE, &["m/20250101000000_a.sql"], None, "20250101000001");
        check(&layout::SUPABASE, &["m/20240101000000_a.sql", "m/20240101000001_b.sql"], Some(0), "20240101000002");
        check(&layout::SUPABASE, &["m/20240101250000_a.sql"], Some(0), "20250101000000");
        check(&layout::SUPABASE, &["m/001_a.sql", "m/009_b.sql"], Some(0), "010");
        check(&layout::GOLANG_MIGRATE, &[], None, "000001");
    }

    #[test]
    fn a_pair_and_a_folder_are_renamed_whole() {
        let same = |description: &[u8]| description.to_vec();
        let pair = history(&layout::SQLX, &["m/1_a.up.sql", "m/1_a.down.sql"]);
        let renames = renamed_to(&pair.migrations[0], &layout::SQLX, Some("2"), &same);
        assert_eq!(
            renames,
            [("m/1_a.up.sql".into(), "m/2_a.up.sql".into()), ("m/1_a.down.sql".into(), "m/2_a.down.sql".into())]
        );
        let folder = history(&layout::PRISMA, &["m/1_a/migration.sql"]);
        let renames = renamed_to(&folder.migrations[0], &layout::PRISMA, Some("2"), &same);
        assert_eq!(renames, [("m/1_a/migration.sql".into(), "m/2_a/migration.sql".into())]);
    }
}
