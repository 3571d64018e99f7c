//! The platform of a project: what its settings, the folder `supabase` and its migrations say about the
//! database before the first migration.
//!
//! Migrations of any tool may be applied to a database of Supabase. A file `supabase/config.toml` says so, and
//! so do statements that use what only Supabase provides.

use super::layout::Platform;
use super::project::{Project, ProjectSpec};
use crate::sql::{self, Word};
use crate::text::RelPath;
use memchr::memmem;

/// The configuration of the Supabase CLI, below the folder that it is run in.
pub const SUPABASE_CONFIG: &str = "supabase/config.toml";

/// The seed file of a project without such a configuration.
pub const SUPABASE_SEED: &str = "supabase/seed.sql";

/// The folder of the files that declare the schema, unless the configuration names others.
pub const SUPABASE_SCHEMAS: &str = "supabase/schemas";

/// Whether a path is a configuration of the Supabase CLI.
pub fn is_supabase_config(path: &[u8]) -> bool {
    let before = path.strip_suffix(SUPABASE_CONFIG.as_bytes());
    before.is_some_and(|before| before.is_empty() || before.ends_with(b"/"))
}

/// Parts of a path below which a configuration is that of an example or a test.
const EXAMPLES: [&str; 8] = ["examples", "example", "templates", "template", "docs", "tests", "test", "e2e"];

/// Returns the platform that settings or the folder `supabase` name; `None` where nothing does. `configs` are the
/// configurations of the Supabase CLI that belong to the repository; that of another folder counts only for the only
/// project.
pub(super) fn known_platform(
    project: &Project,
    specs: &[ProjectSpec],
    configs: &[&RelPath],
    is_only: bool,
) -> Option<Platform> {
    let applies = |spec: &&ProjectSpec| match &spec.folder {
        Some(folder) => *folder == project.folder,
        None => project.folder.below(&spec.root).is_some(),
    };
    if let Some(platform) = specs.iter().filter(applies).find_map(|spec| spec.platform) {
        return Some(platform);
    }
    if project.layout.platform != Platform::Plain {
        return None;
    }
    let is_example = |path: &RelPath| path.parts().any(|part| EXAMPLES.iter().any(|name| name.as_bytes() == part));
    let counts = |config: &&&RelPath| {
        let folder = config.parent().parent();
        folder.is_top() || project.folder.below(&folder).is_some() || is_only && !is_example(config)
    };
    configs.iter().find(counts).map(|_| Platform::Supabase)
}

/// Returns the folder with the folder `supabase` of a project: the nearest one around its migrations in which a file
/// exists at `name` (such as `supabase/config.toml`).
pub fn around(project: &Project, name: &str, exists: &dyn Fn(&RelPath) -> bool) -> Option<RelPath> {
    if project.layout.platform != Platform::Plain {
        return Some(project.root.join(name)).filter(|place| exists(place));
    }
    let mut folder = project.folder.clone();
    loop {
        folder = folder.parent();
        let place = folder.join(name);
        if exists(&place) {
            return Some(place);
        }
        if folder.is_top() {
            return None;
        }
    }
}

/// Returns the name that only Supabase provides and that one of these scripts uses first, with the path of the script.
/// What a script of the project creates itself does not count.
pub fn supabase_reference<'a>(
    scripts: impl Iterator<Item = (&'a RelPath, &'a [u8])> + Clone,
) -> Option<(&'a RelPath, String)> {
    let is_created = |provided: &&Provided| scripts.clone().any(|(_, content)| provided.is_created_in(content));
    // A project with a schema `auth` of its own has the roles from elsewhere too.
    if PROVIDED.iter().filter(|provided| !provided.objects.is_empty()).any(|schema| is_created(&schema)) {
        return None;
    }
    let provided: Vec<&Provided> = PROVIDED.iter().filter(|provided| !is_created(provided)).collect();
    scripts.into_iter().find_map(|(path, content)| {
        let named: Vec<&Provided> =
            provided.iter().copied().filter(|provided| provided.is_mentioned(content)).collect();
        let mut found = None;
        if !named.is_empty() {
            sql::visit_statements(content, &mut |span| {
                if found.is_none() && named.iter().any(|provided| provided.is_mentioned(&content[span.clone()])) {
                    let statement = String::from_utf8_lossy(&content[span]);
                    let words: Vec<Word> = sql::words(&statement).collect();
                    found = named.iter().find_map(|provided| provided.reference(&words));
                }
            });
        }
        found.map(|name| (path, name))
    })
}

/// A schema with some of its objects, or a role.
struct Provided {
    name: &'static str,
    /// The objects of a schema; none for a role.
    objects: &'static [&'static str],
}

const PROVIDED: [Provided; 5] = [
    Provided { name: "auth", objects: &["users", "uid", "jwt", "role", "email", "identities", "sessions"] },
    Provided { name: "storage", objects: &["objects", "buckets", "foldername", "filename", "extension"] },
    Provided { name: "anon", objects: &[] },
    Provided { name: "authenticated", objects: &[] },
    Provided { name: "service_role", objects: &[] },
];

/// Whether a role or schema of this name is one that Supabase provides.
pub fn is_provided_by_supabase(name: &str) -> bool {
    PROVIDED.iter().any(|provided| provided.name == name)
}

impl Provided {
    fn is_mentioned(&self, content: &[u8]) -> bool {
        memmem::find(content, self.name.as_bytes()).is_some()
            || memmem::find(content, self.name.to_ascii_uppercase().as_bytes()).is_some()
    }

    /// Whether a script creates it, also in a `DO` block.
    fn is_created_in(&self, content: &[u8]) -> bool {
        if !self.is_mentioned(content) {
            return false;
        }
        let text = String::from_utf8_lossy(content);
        let words: Vec<&str> = text
            .split(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
            .filter(|word| !word.is_empty())
            .collect();
        let is = |at: usize, word: &str| words.get(at).is_some_and(|found| found.eq_ignore_ascii_case(word));
        let kinds: &[&str] = if self.objects.is_empty() { &["role", "user", "group"] } else { &["schema"] };
        (0..words.len()).filter(|at| is(*at, "create") && kinds.iter().any(|kind| is(at + 1, kind))).any(|at| {
            let name = if is(at + 2, "if") { at + 5 } else { at + 2 };
            is(name, self.name)
        })
    }

    fn reference(&self, words: &[Word]) -> Option<String> {
        let is_name = |at: usize| words.get(at).is_some_and(|word| word.is_name() && word.text == self.name);
        let follows = |at: usize, marks: &[&str]| {
            at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|word| marks.contains(&&*word.text))
        };
        let at = (0..words.len()).filter(|at| is_name(*at));
        if self.objects.is_empty() {
            // A privilege or a policy names a role behind TO or FROM, or in a list.
            let is_role = words
                .first()
                .is_some_and(|word| ["grant", "revoke", "create", "alter"].iter().any(|verb| word.is(verb)))
                && words.iter().any(|word| word.is("to") || word.is("from"));
            return at.filter(|at| is_role && follows(*at, &["to", "from", ","])).map(|_| self.name.to_owned()).next();
        }
        at.filter(|at| !follows(*at, &["."]) && words.get(at + 1).is_some_and(|word| word.text == "."))
            .filter_map(|at| words.get(at + 2))
            .find(|word| word.is_name() && self.objects.contains(&&*word.text))
            .map(|word| format!("{}.{}", self.name, word.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(scripts: &[&str], expected: Option<&str>) {
        let path = RelPath::from("a.sql");
        let found = supabase_reference(scripts.iter().map(|script| (&path, script.as_bytes())));
        assert_eq!(found.map(|(_, name)| name).as_deref(), expected, "{scripts:?}");
    }

    #[test]
    fn what_only_supabase_provides_names_the_platform() {
        check(&["create table a (id uuid references auth.users)"], Some("auth.users"));
        check(&["select 1; create policy p on a using (\"auth\".\"uid\"() = id)"], Some("auth.uid"));
        check(&["create policy p on storage.objects to AUTHENTICATED using (true)"], Some("storage.objects"));
        check(&["grant select on a to service_role"], Some("service_role"));
        check(&["select 1", "REVOKE ALL ON a FROM public, anon"], Some("anon"));
    }

    #[test]
    fn what_the_migrations_create_or_only_mention_does_not() {
        for scripts in [
            &["create schema auth; create table auth.users ()"][..],
            &["create schema auth; create policy p on a to anon using (true)", "select 1 from storage.objects"],
            &["create schema if not exists \"auth\"", "select auth.uid()"],
            &["do $$ begin create role anon nologin; end $$; grant select on a to anon"],
            &["-- auth.users\nselect 'auth.users'"],
            &["create table authenticated (anon int, auth text)", "select a.auth.users from a"],
            &["select auth.tokens from auth", "insert into roles values ('anon')"],
            &["grant select on authenticated to app"],
        ] {
            check(scripts, None);
        }
    }

    #[test]
    fn the_configuration_of_the_supabase_cli_is_known_by_its_path() {
        for (path, expected) in [
            ("supabase/config.toml", true),
            ("apps/a/supabase/config.toml", true),
            ("xsupabase/config.toml", false),
            ("supabase/config.toml/a", false),
        ] {
            assert_eq!(is_supabase_config(path.as_bytes()), expected, "{path}");
        }
    }
}
