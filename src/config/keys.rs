//! Every key of `tidegate.toml`. Reading, the JSON schema
//! and the reference in `docs/configuration.md` all follow from these tables.

pub(super) use super::key::{Group, Key, Type};
use super::key::{key, required, table, tables};
use super::keys_databases::DATABASE;
pub(super) use super::keys_jobs::{GROUPS as GROUPS_OF_JOBS, JOBS};
use super::keys_jobs::{HOOK, HOOKS};
use crate::diagnostic::Preset;
use crate::rules;

pub(super) const TOP: &[Key] = &[
    key("layout", Type::Layout, "Layout of the migrations folder. By default it is detected."),
    key("platform", Type::Platform, PLATFORM),
    key("migrations", Type::Path, "Migrations folder. By default it is detected."),
    key(
        "schema",
        Type::PathOrFalse,
        "Schema file that belongs to the migrations, or false if there is none. By default it is detected.",
    ),
    key("runner", Type::Runner, RUNNER),
    key("multi-statement", Type::Flag, MULTI_STATEMENT),
    key(
        "published",
        Type::Texts,
        "Branches whose migrations must not change, such as origin/main. By default the remote's default branch and the branch's upstream.",
    ),
    key("ignore", Type::Texts, "Folders whose migrations are ignored."),
    key("preset", Type::Preset, PRESET),
    key("postgres", Type::Major, POSTGRES),
    key("rules", Type::Rules, "For each rule a level (error, warning, off) or a table of options."),
    table(&REPLAY),
    table(&VERIFY),
    table(&DIFF),
    table(&REQUIRED),
    table(&FREEZE),
    table(&REHEARSE),
    table(&HOOKS),
    DATABASES,
    tables(&ALLOW),
    tables(&PROJECTS),
];

/// The PostgreSQL majors that can be named: from the oldest still in use to future ones.
pub(super) const MAJORS: std::ops::RangeInclusive<i64> = 9..=30;

const RUNNER: &str = "What runs the files of a plain folder: psql (the default), or driver for a program that sends each file to the server, where commands of psql and the data of `COPY … FROM stdin` are errors.";
const MULTI_STATEMENT: &str = "true if golang-migrate runs with x-multi-statement=true, so that it cuts files at every semicolon; false is the default.";
const PLATFORM: &str = "What the database contains before the first migration: supabase (its roles, schemas and extensions) or none. By default it is detected from supabase/config.toml and from migrations that use auth.users, storage.objects or the roles of Supabase.";
const PRESET: &str = "Which rules run: minimal, recommended (the default) or strict.";
const POSTGRES: &str = "PostgreSQL major version that the migrations run on, such as 15.";

const REPLAY: Group = Group {
    name: "replay",
    about: "Where migrations are replayed, and what runs before the first one.",
    keys: &[
        key(
            "engine",
            Type::Engine,
            "Where migrations are replayed: auto (the default), url, local or embedded. `--engine` on the command line takes precedence.",
        ),
        key(
            "before",
            Type::Paths,
            "SQL files that run after the platform and supabase/roles.sql, before the extensions are created.",
        ),
        key("extensions", Type::Texts, "Extensions that are created after the files of `before`."),
        key(
            "after-platform",
            Type::Paths,
            "SQL files that run after the extensions are created, right before the first migration.",
        ),
        key(
            "command",
            Type::Names,
            "Program with its arguments that runs the migrations of a framework against the temporary database, in the project's folder, in place of SQL files: `[\"bin/rails\", \"db:migrate\"]`. It runs once you agreed to it: `tidegate trust`.",
        ),
        key(
            "variables",
            Type::Values,
            "Values, by name, of placeholders and environment variables that the migration tool replaces in migrations and that no file of the repository gives it: `{ app_schema = \"app\" }`.",
        ),
    ],
};

/// One table for each database.
pub(super) const DATABASES: Key = key("databases", Type::NamedTables(&DATABASE), DATABASES_ABOUT);
const DATABASES_ABOUT: &str = "Live databases, by name.";

/// The keys of the user's own settings.
pub(super) const USER: &[Key] = &[table(&USER_REPLAY), table(&USER_HOOKS), DATABASES];

const USER_REPLAY: Group = Group {
    name: "replay",
    about: "Where migrations are replayed on this machine, in every repository.",
    keys: &[
        key(
            "engine",
            Type::Engine,
            "Where migrations are replayed: auto (the default), url, local or embedded. It takes precedence over tidegate.toml; `--engine` and TIDEGATE_ENGINE take precedence over it.",
        ),
        key(
            "superuser",
            Type::Flag,
            "true lets migrations run as a superuser on the engine `local`, which gives every branch that is replayed the rights of the server's user; false is the default.",
        ),
        key(
            "programs",
            Type::Folders,
            "Folders with PostgreSQL programs, such as /opt/pgsql/bin. They are searched first, and used even if they are in a repository or other users can write to them.",
        ),
    ],
};

const USER_HOOKS: Group = Group {
    name: "hooks",
    about: "The environment of the repository's own jobs in hooks, in every repository.",
    keys: &[key(
        "rc",
        Type::Text,
        "Absolute path of a file for sh, which jobs get their environment from where TERM is not set, as in graphical clients: they do not start from a shell, so that PATH lacks what a shell adds, such as nvm, mise or Homebrew.",
    )],
};

/// The tables of the user's own settings, each with how a file writes it, in the order of [`USER`].
pub(super) const USER_GROUPS: [(&str, &Group); 3] =
    [("[replay]", &USER_REPLAY), ("[hooks]", &USER_HOOKS), ("[databases.NAME]", &DATABASE)];

const VERIFY: Group = Group {
    name: "verify",
    about: "In which hook migrations are replayed and for how long, and what schema.sql covers.",
    keys: &[
        key(
            "at",
            Type::VerifyAt,
            "Hook in which changed migrations are replayed: pre-push, pre-commit or off (the default).",
        ),
        key(
            "timeout",
            Type::Duration,
            "Time limit of a replay in a hook, 2m by default and 10m at most; `TIDEGATE_TIMEOUT` takes precedence.",
        ),
        key(
            "schemas",
            Type::Names,
            "Schemas that schema.sql covers. By default public and the schemas that the file creates; for `verify --write` every schema that does not belong to the platform.",
        ),
        key(
            "seed",
            Type::Flag,
            "true runs the project's seed files after the last migration: supabase/seed.sql, or those of `sql_paths` in supabase/config.toml. false is the default; `--seed` does it once.",
        ),
    ],
};

const DIFF: Group = Group {
    name: "diff",
    about: "What `tidegate diff` and `tidegate drift` do not compare.",
    keys: &[key(
        "ignore",
        Type::Texts,
        "Tables and other objects with what belongs to them, such as partitions that are made at run time: `public.events_p*`, in which `*` stands for any text. Without a schema `public` is meant. The report names what was left out.",
    )],
};

const REQUIRED: Group = Group {
    name: "required",
    about: "Objects that must exist after the last migration; `tidegate verify` looks for them. A name without a schema is in `public`.",
    keys: &[
        key("schemas", Type::Texts, "Schemas."),
        key("extensions", Type::Texts, "Extensions."),
        key("tables", Type::Texts, "Tables, such as `users` or `app.orders`."),
        key("columns", Type::Texts, "Columns of tables and views, such as `users.email` or `app.orders.total`."),
        key("views", Type::Texts, "Views and materialized views."),
        key("indexes", Type::Texts, "Indexes."),
        key("policies", Type::Texts, "Policies, such as `orders.\"Owners read\"`."),
        key("triggers", Type::Texts, "Triggers, such as `orders.touch`."),
        key(
            "functions",
            Type::Texts,
            "Functions, procedures and aggregates, with or without the types of their arguments: `total` or `app.total(bigint, text)`.",
        ),
        key("types", Type::Texts, "Enums, domains, composite types and other types."),
    ],
};

const FREEZE: Group = Group {
    name: "freeze",
    about: "A period in which no migration may be committed.",
    keys: &[
        required("reason", Type::Text, "Why the schema is frozen."),
        required("until", Type::Moment, "When the freeze ends: a date (its end) or a date with a time."),
        required("owner", Type::Text, "Who can lift it."),
    ],
};

const REHEARSE: Group = Group {
    name: "rehearse",
    about: "What `tidegate rehearse` checks besides the migrations.",
    keys: &[key(
        "run",
        Type::Texts,
        "Commands for sh that must succeed after the migrations, with DATABASE_URL. They need an agreement: `tidegate trust`.",
    )],
};

const ALLOW: Group = Group {
    name: "allow",
    about: "Accepted problems in files that cannot contain a comment.",
    keys: &[
        required("rule", Type::RuleId, "The rule."),
        required("path", Type::Path, "The file, or a folder with everything below it."),
        required("reason", Type::Text, "Why it is accepted."),
    ],
};

const PROJECTS: Group = Group {
    name: "projects",
    about: "Projects of a monorepo that need their own settings.",
    keys: &[
        required("path", Type::Path, "Folder of the project."),
        key("layout", Type::Layout, "Layout of its migrations folder."),
        key("platform", Type::Platform, PLATFORM),
        key("migrations", Type::Path, "Migrations folder, relative to the project's folder."),
        key("schema", Type::PathOrFalse, "Schema file, relative to the project's folder, or false."),
        key("runner", Type::Runner, RUNNER),
        key("multi-statement", Type::Flag, MULTI_STATEMENT),
        key("preset", Type::Preset, PRESET),
        key("postgres", Type::Major, POSTGRES),
        key("rules", Type::Rules, "Levels and options of rules for this project only."),
        table(&REPLAY),
        table(&VERIFY),
        table(&REQUIRED),
    ],
};

/// The tables, each with how a file writes it, in the order of [`TOP`].
pub(super) const GROUPS: [(&str, &Group); 13] = [
    ("[replay]", &REPLAY),
    ("[verify]", &VERIFY),
    ("[diff]", &DIFF),
    ("[required]", &REQUIRED),
    ("[freeze]", &FREEZE),
    ("[rehearse]", &REHEARSE),
    ("[hooks]", &HOOKS),
    ("[hooks.<hook>]", &HOOK),
    ("[[hooks.<hook>.jobs]]", &JOBS),
    ("[[hooks.<hook>.groups]]", &GROUPS_OF_JOBS),
    ("[databases.NAME]", &DATABASE),
    ("[[allow]]", &ALLOW),
    ("[[projects]]", &PROJECTS),
];

/// The options of a rule besides its severity.
pub(super) fn rule_options(rule: &str) -> &'static [Key] {
    const PATTERN: &[Key] = &[key(
        "pattern",
        Type::Pattern,
        "A regular expression that file names must match, instead of the layout's own pattern.",
    )];
    const ALLOWED: &[Key] = &[key(
        "allow",
        Type::Texts,
        "Timestamps that are not valid dates and are accepted, instead of the all-zero baseline and the all-nine master.",
    )];
    const TOLERANCE: &[Key] =
        &[key("tolerance", Type::Duration, "How far in the future a timestamp may be, such as 6h or 1d.")];
    match rule {
        "invalid-name" => PATTERN,
        "invalid-timestamp" => ALLOWED,
        "future-timestamp" => TOLERANCE,
        _ => &[],
    }
}

pub(super) const SEVERITY: Key = key("severity", Type::Level, "Level of the rule: error, warning or off.");

/// The ids of all rules.
pub(super) fn rule_ids() -> impl Iterator<Item = &'static str> {
    rules::ALL.iter().map(|rule| rule.info.id)
}

/// Whether settings can neither turn a rule off nor weaken it.
pub(super) fn is_always_on(id: &str) -> bool {
    rules::named(id).is_some_and(|rule| rule.info.preset == Preset::Always)
}
