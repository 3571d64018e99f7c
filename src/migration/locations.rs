//! The folders that Flyway reads as one history: `locations` (Flyway documentation, "Locations").

use crate::text::RelPath;

/// Wildcards that a location may have at most; matching goes through their combinations.
const WILDCARDS: usize = 8;

/// One of the places that a tool reads migrations from, with everything below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Names with `*`, `**` and `?`.
    parts: Vec<String>,
    /// Whether it begins at the top of the repository, and not anywhere in it.
    pub(super) is_from_top: bool,
}

impl Location {
    /// Reads a location; `None` for a place outside the repository, or one that is not known before the tool starts.
    pub(super) fn read(text: &str, start: &RelPath) -> Option<Self> {
        let text = text.trim();
        let (kind, place) = text.split_once(':').unwrap_or(("classpath", text));
        let place = place.strip_prefix("./").unwrap_or(place);
        let is_known = !place.contains(['$', '{', '\\']) && place.matches(['*', '?']).count() <= WILDCARDS;
        let parts: Vec<String> =
            place.split('/').filter(|part| !matches!(*part, "" | ".")).map(str::to_owned).collect();
        if !is_known || parts.iter().any(|part| part == "..") {
            return None;
        }
        match kind {
            "filesystem" if !place.starts_with('/') => {
                let start = start.parts().map(|part| String::from_utf8_lossy(part).into_owned());
                Some(Self { parts: start.chain(parts).collect(), is_from_top: true })
            }
            "classpath" if !parts.is_empty() => Some(Self { parts, is_from_top: false }),
            _ => None,
        }
    }

    /// Whether a file or folder is in the location or is it.
    pub(super) fn covers(&self, path: &RelPath) -> bool {
        self.starts(path).next().is_some()
    }

    /// The number of parts of a path before each place at which the location fits it.
    pub(super) fn starts(&self, path: &RelPath) -> impl Iterator<Item = usize> {
        let parts: Vec<Vec<u8>> = path.parts().map(<[u8]>::to_vec).collect();
        let last = if self.is_from_top { 0 } else { parts.len() };
        let pattern = self.parts.clone();
        (0..=last).filter(move |start| {
            let rest: Vec<&[u8]> = parts[*start..].iter().map(Vec::as_slice).collect();
            fits(&pattern, &rest)
        })
    }

    /// Whether it is only a part of a folder: a folder below it, or some of them.
    pub(super) fn is_within(&self, folder: &RelPath) -> bool {
        let parts: Vec<&[u8]> = folder.parts().collect();
        let last = if self.is_from_top { 0 } else { parts.len().saturating_sub(1) };
        (0..=last).any(|start| {
            let rest = &parts[start..];
            rest.len() < self.parts.len() && fits(&self.parts[..rest.len()], rest)
        })
    }

    pub(super) fn has_wildcards(&self) -> bool {
        self.parts.iter().any(|part| part.contains(['*', '?']))
    }
}

/// Whether a pattern fits the beginning of a path.
fn fits(pattern: &[String], parts: &[&[u8]]) -> bool {
    let Some((first, rest)) = pattern.split_first() else { return true };
    if first == "**" {
        return fits(rest, parts) || parts.split_first().is_some_and(|(_, parts)| fits(pattern, parts));
    }
    parts.split_first().is_some_and(|(part, parts)| name_fits(first.as_bytes(), part) && fits(rest, parts))
}

fn name_fits(pattern: &[u8], name: &[u8]) -> bool {
    match (pattern.split_first(), name.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) => {
            name_fits(rest, name) || name.split_first().is_some_and(|(_, name)| name_fits(pattern, name))
        }
        (Some((b'?', rest)), Some((_, name))) => name_fits(rest, name),
        (Some((letter, rest)), Some((other, name))) => letter == other && name_fits(rest, name),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_cover_folders() {
        let check = |location: &str, path: &str, expected: bool| {
            let found = Location::read(location, &"svc".into()).map(|location| location.covers(&path.into()));
            assert_eq!(found, Some(expected), "{location} of {path}");
        };
        check("filesystem:sql", "svc/sql/V1__a.sql", true);
        check("filesystem:./sql/", "svc/sql/more/V1__a.sql", true);
        check("filesystem:sql", "svc/sqls/V1__a.sql", false);
        check("filesystem:sql", "other/svc/sql/V1__a.sql", false);
        check("filesystem:.", "svc/V1__a.sql", true);
        check("filesystem:sql/*/pg", "svc/sql/a/pg/V1__a.sql", true);
        check("filesystem:sql/*/pg", "svc/sql/a/b/pg/V1__a.sql", false);
        check("filesystem:sql/**/pg", "svc/sql/a/b/pg/V1__a.sql", true);
        check("filesystem:sql/rel?.*", "svc/sql/rel1.2/V1__a.sql", true);
        check("db/migration", "svc/src/main/resources/db/migration/V1__a.sql", true);
        check("classpath:/db/migration/common", "x/db/migration/pg/V1__a.sql", false);
    }

    #[test]
    fn places_outside_the_repository_are_not_known() {
        for location in
            ["filesystem:/flyway/sql", "filesystem:../sql", "s3:bucket/sql", "classpath:db/{vendor}", "classpath:"]
        {
            assert_eq!(Location::read(location, &RelPath::default()), None, "{location}");
        }
    }
}
