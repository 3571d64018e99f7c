//! From text to [`Settings`], with every mistake.

use super::keys::{self, Key, Type};
use super::table::{Reader, Table};
use super::values;
use super::{GateCommand, PathAllowance, Problems, ProjectSettings, Settings};
use crate::migration::layout::Runner;
use crate::migration::{Layout, Platform, ProjectSpec, SchemaSpec, layout};
use crate::text::RelPath;
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads the text of a configuration file.
pub(super) fn settings(text: &str) -> Result<Settings, Problems> {
    read(text, Reader::settings)
}

/// Reads a text with a function for its top level, and returns all mistakes by place.
pub(super) fn read<T>(text: &str, top: impl FnOnce(&mut Reader, &Table) -> T) -> Result<T, Problems> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader::default();
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        reader.problem(span, error.message().replace('\n', ", "), "here", "");
    }
    let settings = top(&mut reader, &Table { entries: document.get_ref(), span: 0..0, below: String::new() });
    if reader.problems.is_empty() {
        return Ok(settings);
    }
    reader.problems.sort_by_key(|problem| problem.span.start);
    reader.problems.dedup();
    let more = reader.problems.len().saturating_sub(SHOWN);
    reader.problems.truncate(SHOWN);
    Err(Problems { first: reader.problems, more, hidden: reader.hidden })
}

/// Limit of the mistakes that are shown; the others are counted.
const SHOWN: usize = 100;

impl Reader {
    fn settings(&mut self, top: &Table) -> Settings {
        self.known(top, keys::TOP);
        let mut settings = Settings {
            published: self.texts(top, "published"),
            ignore: self.paths(top, "ignore"),
            rules: self.rules(top),
            replay: self.replay(top, &RelPath::default()),
            jobs: self.hooks(top),
            databases: self.databases(top),
            local_database: self.local_database(top),
            ..Settings::default()
        };
        if let Some(diff) = self.table(top, "diff") {
            self.known(&diff, keys_of(keys::TOP, "diff"));
            settings.ignored_objects = self.texts(&diff, "ignore");
        }
        if let Some(freeze) = self.table(top, "freeze") {
            settings.freeze = self.freeze(&freeze);
        }
        if let Some(rehearse) = self.table(top, "rehearse") {
            self.known(&rehearse, keys_of(keys::TOP, "rehearse"));
            settings.gates = self.texts(&rehearse, "run").into_iter().map(GateCommand).collect();
        }
        for allow in self.tables(top, "allow") {
            settings.allow.extend(self.allowance(&allow));
        }
        settings.projects = self.projects(top);
        // Keys at the top level apply to the whole repository.
        let whole = self.spec(top, RelPath::default());
        if whole != ProjectSpec::default() {
            settings.projects.push(ProjectSettings { spec: whole, ..ProjectSettings::default() });
        }
        settings.projects.sort_by_key(|project| std::cmp::Reverse(project.spec.root.as_bytes().len()));
        settings
    }

    /// `[[projects]]`. Two entries for one project would leave open which one applies.
    fn projects(&mut self, top: &Table) -> Vec<ProjectSettings> {
        let mut found: Vec<ProjectSettings> = Vec::new();
        let mut seen = BTreeSet::new();
        for table in self.tables(top, "projects") {
            let project = self.project(&table);
            let spec = &project.spec;
            if let Some(path) = table.entries.get("path")
                && !seen.insert((spec.root.clone(), spec.folder.clone()))
            {
                let message = format!("project `{}` is listed twice", spec.root);
                let help = "merge the two entries, or give each its own `migrations`";
                self.problem(path.span(), message, "an entry above has the same path", help);
            }
            found.push(project);
        }
        found
    }

    fn project(&mut self, table: &Table) -> ProjectSettings {
        self.known(table, keys_of(keys::TOP, "projects"));
        let root = self.path(table, "path").unwrap_or_default();
        let replay = self.replay(table, &root);
        ProjectSettings { spec: self.spec(table, root), rules: self.rules(table), replay }
    }

    fn spec(&mut self, table: &Table, root: RelPath) -> ProjectSpec {
        let folder = self.path(table, "migrations").map(|folder| root.join(folder.as_bytes()));
        let schema = self.schema(table, &root);
        ProjectSpec {
            layout: self.layout(table),
            platform: self.platform(table),
            folder,
            schema,
            root,
            runner: self.runner(table),
            multi_statement: self.flag(table, "multi-statement"),
        }
    }

    fn runner(&mut self, table: &Table) -> Option<Runner> {
        let (name, span) = self.text(table, "runner")?;
        let runner = Runner::named(&name);
        if runner.is_none() {
            self.one_of(span, &format!("unknown runner `{name}`"), &name, Runner::NAMES.into_iter());
        }
        runner
    }

    fn schema(&mut self, table: &Table, root: &RelPath) -> SchemaSpec {
        match table.entries.get("schema").map(Spanned::get_ref) {
            None => SchemaSpec::Detect,
            Some(DeValue::Boolean(false)) => SchemaSpec::None,
            Some(DeValue::String(_)) => self
                .path(table, "schema")
                .map_or(SchemaSpec::Detect, |path| SchemaSpec::File(root.join(path.as_bytes()))),
            Some(_) => {
                let span = table.entries.get("schema").map_or(0..0, Spanned::span);
                self.problem(
                    span,
                    format!("`{}` must be a path or false", table.name("schema")),
                    "neither a path nor false",
                    "",
                );
                SchemaSpec::Detect
            }
        }
    }

    fn layout(&mut self, table: &Table) -> Option<&'static Layout> {
        let (name, span) = self.text(table, "layout")?;
        let found = Layout::named(&name);
        if found.is_none() {
            let ids = layout::ALL.iter().map(|layout| layout.id);
            self.one_of(span, &format!("unknown layout `{name}`"), &name, ids);
        }
        found
    }

    fn platform(&mut self, table: &Table) -> Option<Platform> {
        let (name, span) = self.text(table, "platform")?;
        let found = Platform::named(&name);
        if found.is_none() {
            self.one_of(span, &format!("unknown platform `{name}`"), &name, Platform::NAMES.into_iter());
        }
        found
    }

    fn freeze(&mut self, table: &Table) -> Option<crate::rules::Freeze> {
        self.known(table, keys_of(keys::TOP, "freeze"));
        let reason = self.text(table, "reason");
        let owner = self.text(table, "owner");
        let value = table.entries.get("until")?;
        let text = match value.get_ref() {
            DeValue::Datetime(moment) => moment.to_string(),
            DeValue::String(text) => text.to_string(),
            other => {
                self.wrong_type(value.span(), &table.name("until"), "a date", other);
                return None;
            }
        };
        let until = values::moment(&text);
        if until.is_none() {
            self.problem(
                value.span(),
                format!("`{text}` is not a valid date"),
                "expected a date such as 2026-03-31 or 2026-03-31T18:00:00Z",
                "",
            );
        }
        Some(crate::rules::Freeze { reason: reason?.0, until: until?, owner: owner?.0 })
    }

    fn allowance(&mut self, table: &Table) -> Option<PathAllowance> {
        self.known(table, keys_of(keys::TOP, "allow"));
        let rule = self.text(table, "rule");
        if let Some((rule, span)) = &rule {
            self.known_rule(rule, span.clone());
            if keys::is_always_on(rule) {
                self.problem(
                    span.clone(),
                    format!("`{rule}` cannot be accepted for a path"),
                    "this rule is always an error",
                    format!(
                        "remove it, and accept single statements with a comment above them: `-- tidegate:allow {rule} <why>`"
                    ),
                );
            }
        }
        let path = self.path(table, "path");
        let reason = self.text(table, "reason");
        Some(PathAllowance { rule: rule?.0, path: path?, reason: reason?.0 })
    }
}

pub(super) fn keys_of(keys: &'static [Key], name: &str) -> &'static [Key] {
    match keys.iter().find(|key| key.name == name).map(|key| key.holds) {
        Some(Type::Table(group) | Type::Tables(group)) => group.keys,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Engine, Level, VerifyAt};

    fn check(text: &str, expected: &[(&str, &str)]) {
        let problems = settings(text).err().unwrap_or_default();
        let found: Vec<_> =
            problems.first.iter().map(|problem| (&text[problem.span.clone()], problem.message.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn reads_a_valid_file() {
        let text = r#"
            schema = "db/schema.sql"
            published = ["origin/main"]
            [rules]
            invalid-name = { severity = "warning", pattern = '^\d+\.sql$' }
            frozen = "off"
            [freeze]
            reason = "reconciliation"
            until = 2026-03-31
            owner = "platform"
            [[projects]]
            path = "apps/api"
            layout = "sqlx"
            platform = "supabase"
            rules.out-of-order = "warning"
        "#;
        let settings = settings(text).expect("a valid file");
        assert_eq!(settings.projects.len(), 2);
        assert_eq!(settings.projects[0].spec.root, "apps/api".into());
        assert_eq!(settings.projects[0].spec.platform, Some(Platform::Supabase));
        assert_eq!(settings.projects[1].spec.platform, None);
        assert_eq!(settings.projects[0].rules.levels.of("out-of-order"), Some(Level::Warning));
        assert_eq!(settings.projects[1].spec.schema, SchemaSpec::File("db/schema.sql".into()));
        assert_eq!(settings.freeze.expect("a freeze").owner, "platform");
        assert!(settings.rules.name_pattern.is_some());
    }

    #[test]
    fn reports_every_mistake_at_once() {
        check(
            "shema = 1\nschema = 1\nlayout = \"supabse\"\nplatform = \"supa\"\n[rules]\ninvalid-nam = \"error\"\nfrozen = \"of\"\ninvalid-name = { pattern = '(' }\n",
            &[
                ("shema", "unknown key `shema`"),
                ("1", "`schema` must be a path or false"),
                ("\"supabse\"", "unknown layout `supabse`"),
                ("\"supa\"", "unknown platform `supa`"),
                ("invalid-nam", "unknown rule `invalid-nam`"),
                ("\"of\"", "unknown level `of`"),
                ("'('", "the pattern is not a valid regular expression"),
            ],
        );
    }

    #[test]
    fn reports_missing_and_impossible_values() {
        check(
            "[freeze]\nreason = \"x\"\nuntil = \"soon\"\n",
            &[("[freeze]", "`freeze.owner` is missing"), ("\"soon\"", "`soon` is not a valid date")],
        );
        check("migrations = \"../x\"\n", &[("\"../x\"", "the path `../x` must not leave the repository")]);
        check("rules = 3\n", &[("3", "`rules` must be a table")]);
        check("allow = [{ rule = 'x', path = 'a', reason = 'b' }]", &[("'x'", "unknown rule `x`")]);
    }

    #[test]
    fn reads_settings_of_replays_for_all_and_for_one_project() {
        let text = r#"
            [replay]
            engine = "local"
            before = ["supabase/roles.sql"]
            extensions = ["vector"]
            [verify]
            at = "pre-push"
            schemas = ["public", "app"]
            [[projects]]
            path = "apps/api"
            replay.after-platform = ["more.sql"]
            replay.extensions = []
            verify.at = "off"
        "#;
        let settings = settings(text).expect("a valid file");
        let project = settings.replay.with(Some(&settings.projects[0].replay));
        assert_eq!((project.engine, project.at), (Some(Engine::Local), Some(VerifyAt::Off)));
        let files: Vec<String> = project.files().map(ToString::to_string).collect();
        assert_eq!(files, ["supabase/roles.sql", "apps/api/more.sql"]);
        assert_eq!(
            (project.extensions.map(|names| names.len()), project.schemas.map(|names| names.len())),
            (Some(0), Some(2))
        );
        assert!(settings.replay.at.unwrap_or_default().is_at(crate::hooks::Event::PrePush));
    }

    #[test]
    fn reports_mistakes_in_the_settings_of_replays() {
        check(
            "runner = 'pqsl'\nmulti-statement = 'yes'\n",
            &[("'pqsl'", "unknown runner `pqsl`"), ("'yes'", "`multi-statement` must be true or false")],
        );
        check(
            "replay = { engine = 'docker', befor = [], after-platform = ['/a'] }\nverify = { at = 'push', schemas = [] }\n",
            &[
                ("'docker'", "unknown engine `docker`"),
                ("befor", "unknown key `replay.befor`"),
                ("'/a'", "the path `/a` must be relative"),
                ("'push'", "unknown hook `push`"),
                ("[]", "`verify.schemas` is empty"),
            ],
        );
        check(
            "[verify]\nschemas = ['public', 'pg_catalog', 'pgx', 'information_schema']\n",
            &[
                ("'pg_catalog'", "`pg_catalog` is a schema of PostgreSQL itself"),
                ("'information_schema'", "`information_schema` is a schema of PostgreSQL itself"),
            ],
        );
    }

    #[test]
    fn a_project_can_be_listed_once() {
        for second in ["a", "./a", "a/", "a//", "./a/.", "a/./"] {
            check(
                &format!("[[projects]]\npath = 'a'\n[[projects]]\npath = \"{second}\"\n"),
                &[(&format!("\"{second}\""), "project `a` is listed twice")],
            );
        }
        let several = "[[projects]]\npath = '.'\nmigrations = 'a'\n[[projects]]\npath = '.'\nmigrations = 'b'\n[[projects]]\npath = 'a/b'\n";
        check(several, &[]);
    }

    #[test]
    fn mistakes_and_lists_are_bounded() {
        let unknown: Vec<String> = (0..50_000).map(|number| format!("key{number} = 1\n")).collect();
        let unknown = unknown.concat();
        let problems = settings(&unknown).expect_err("unknown keys");
        assert_eq!((problems.first.len(), problems.more), (100, 49_900));
        assert_eq!(problems.first[0].message, "unknown key `key0`");
        let twice = "key = 1\n".repeat(50_000);
        assert_eq!(settings(&twice).expect_err("one key many times").first.len(), 100);
        let many = |start: &str, item: &str| format!("{start}{}]\n", item.repeat(1001));
        check(&many("ignore = [", "'a',"), &[(&many("[", "'a',")[..1001 * 4 + 2], "`ignore` has 1001 entries")]);
        let projects: Vec<String> = (0..1001).map(|number| format!("[[projects]]\npath = 'p{number}'\n")).collect();
        let projects = projects.concat();
        assert_eq!(settings(&projects).expect_err("too many").first[0].message, "`projects` has 1001 entries");
        for deep in ["a = ".to_owned() + &"[".repeat(100_000), "[".to_owned() + &"a.".repeat(100_000) + "b]"] {
            assert!(settings(&deep).is_err());
        }
    }

    #[test]
    fn reports_text_that_is_not_toml() {
        assert!(settings("a = ").is_err());
        assert!(settings("[").is_err());
    }
}
