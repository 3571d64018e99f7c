//! Additions of a project to its platform before the first migration: SQL files and extensions.

use super::source::Source;
use crate::cache::Hasher;
use crate::migration::Platform;

/// The setup of a project, in the order in which it runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// Files that run right after the platform is created.
    pub before: Vec<Source>,
    /// Extensions created after those files, in the platform's schema for extensions; an
    /// extension that the server lacks is replaced by a stub.
    pub extensions: Vec<String>,
    /// Files that run after the extensions, right before the first migration.
    pub after_platform: Vec<Source>,
}

impl Setup {
    /// Returns the files of the setup.
    pub fn files(&self) -> impl Iterator<Item = &Source> {
        self.before.iter().chain(&self.after_platform)
    }

    /// Returns the purpose of a private cluster: the platform and this setup. Setups create roles,
    /// which belong to the whole server, so each setup has its own cluster, and so has a replay as a
    /// superuser: what it leaves is never used without.
    pub fn purpose(&self, platform: Platform, superuser: bool) -> String {
        let mut hasher = Hasher::new("additions");
        for (kind, content) in self.parts() {
            hasher.part(kind).part(content);
        }
        let is_empty = self.parts().next().is_none();
        let hash = if is_empty { String::new() } else { format!("-{:.8}", hasher.finish().to_string()) };
        let superuser = if superuser { "-superuser" } else { "" };
        format!("{}{hash}{superuser}", platform.name())
    }

    /// Returns everything that a replayed database depends on, each part with its kind.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        let before = self.before.iter().map(|file| ("before", &file.content[..]));
        let extensions = self.extensions.iter().map(|name| ("extension", name.as_bytes()));
        let after = self.after_platform.iter().map(|file| ("after-platform", &file.content[..]));
        before.chain(extensions).chain(after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_setup_has_its_own_clusters() {
        let of = |names: &[&str]| {
            let extensions = names.iter().map(ToString::to_string).collect();
            Setup { extensions, ..Setup::default() }.purpose(Platform::Supabase, false)
        };
        assert_eq!(of(&[]), "supabase");
        assert_eq!(of(&["citext"]).len(), "supabase-12345678".len());
        assert_ne!(of(&["citext"]), of(&["hstore"]));
        assert_eq!(Setup::default().purpose(Platform::Plain, true), "plain-superuser");
    }
}
