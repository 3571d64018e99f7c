//! The settings that decide how Flyway reads a script: `flyway.toml` or `flyway.conf`, then `<script>.conf`
//! (Flyway 13, `ConfigUtils`, `TomlUtils`, `SqlScriptMetadata`).

use super::flyway_placeholders::Placeholders;
use super::script::ScriptFile;
use super::tool_settings::{ConfigFile, Values};
use super::{flyway_spring, properties};
use crate::text::RelPath;

/// The configuration file. With both kinds, Flyway reads the TOML.
pub(super) const CONFIG: ConfigFile = ConfigFile {
    places: &[
        "flyway.toml",
        "conf/flyway.toml",
        "flyway.conf",
        "conf/flyway.conf",
        "application.properties",
        "application.yml",
        "application.yaml",
    ],
    read,
    is_about,
};

/// Whether a file is one of Spring Boot, which has settings of everything else as well.
fn is_of_spring(path: &RelPath) -> bool {
    path.file_name().starts_with(b"application.")
}

/// The variable of the environment with that setting, for deployments that take it from there.
pub(super) const LOCK_VARIABLE: &str = "FLYWAY_POSTGRESQL_TRANSACTIONAL_LOCK";

/// Settings for other names of files than the usual ones.
const NAMES: [(&str, &str); 5] = [
    ("sqlMigrationPrefix", "V"),
    ("undoSqlMigrationPrefix", "U"),
    ("repeatableSqlMigrationPrefix", "R"),
    ("sqlMigrationSeparator", "__"),
    ("sqlMigrationSuffixes", ".sql"),
];

/// Whether `locations`, if set, has a folder of these migrations: from the folder that Flyway is started in, or below
/// one of the class path. Places that no repository has may be anywhere.
fn is_about(own: &Values, path: &RelPath, migrations: &RelPath) -> bool {
    if is_of_spring(path) && own.is_empty() {
        return false;
    }
    let folder = path.parent();
    let start = if folder.file_name() == b"conf" { folder.parent() } else { folder };
    let overlaps =
        |one: &RelPath| one == migrations || migrations.below(one).is_some() || one.below(migrations).is_some();
    let covers = |location: &str| {
        let (kind, place) = location.trim().split_once(':').unwrap_or(("classpath", location.trim()));
        let place = place.trim_start_matches("./").trim_end_matches('/');
        match kind {
            _ if place.contains(['*', '?', '$', '{']) => true,
            "filesystem" if place.starts_with(['/', '.']) || place.is_empty() || is_of_spring(path) => true,
            "filesystem" => overlaps(&start.join(place)),
            "classpath" => has_parts(migrations, place.trim_start_matches('/')),
            _ => true,
        }
    };
    own.get("locations").is_none_or(|all| all.split(',').any(covers))
}

/// Whether a folder has these parts one after another in its path.
fn has_parts(folder: &RelPath, place: &str) -> bool {
    format!("/{folder}/").contains(&format!("/{place}/"))
}

/// Reads the settings of Flyway without `flyway.` before their names.
fn read(place: &RelPath, content: &[u8]) -> Result<Values, String> {
    let text = std::str::from_utf8(content).map_err(|_| "is not UTF-8 text".to_owned())?;
    let own = match place.as_bytes() {
        _ if is_of_spring(place) => flyway_spring::read(!place.as_bytes().ends_with(b".properties"), text),
        toml if toml.ends_with(b".toml") => read_toml(text)?,
        _ => read_conf(text),
    };
    let other = NAMES.into_iter().find(|(name, usual)| own.get(*name).is_some_and(|value| value != usual));
    match other {
        Some((name, _)) => Err(format!("sets `{name}`, and tidegate knows Flyway's usual file names only")),
        None => Ok(own),
    }
}

fn read_conf(text: &str) -> Values {
    let of_flyway = |(name, value): (String, String)| Some((name.strip_prefix("flyway.")?.to_owned(), value));
    properties::read(text).into_iter().filter_map(of_flyway).collect()
}

fn read_toml(text: &str) -> Result<Values, String> {
    let first_line =
        |error: toml::de::Error| format!("is not valid TOML: {}", error.message().lines().next().unwrap_or_default());
    let document: toml::Table = toml::from_str(text).map_err(first_line)?;
    let mut own = Values::new();
    if let Some(toml::Value::Table(flyway)) = document.get("flyway") {
        flatten("", flyway, &mut own);
    }
    // Those of the environment in use take precedence.
    let environment = own.get("environment").map_or("default", String::as_str);
    let environments = document.get("environments").and_then(|all| all.get(environment));
    if let Some(toml::Value::Table(flyway)) = environments.and_then(|environment| environment.get("flyway")) {
        flatten("", flyway, &mut own);
    }
    Ok(own)
}

/// Adds every value below a table, with dots in its name.
fn flatten(before: &str, table: &toml::Table, own: &mut Values) {
    for (name, value) in table {
        let name = format!("{before}{name}");
        match value {
            toml::Value::Table(below) => flatten(&format!("{name}."), below, own),
            toml::Value::Array(items) => {
                own.insert(name, items.iter().map(text_of).collect::<Vec<_>>().join(","));
            }
            value => {
                own.insert(name, text_of(value));
            }
        }
    }
}

fn text_of(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Boolean(flag) => flag.to_string(),
        toml::Value::Datetime(moment) => moment.to_string(),
        // No setting is a list of lists.
        toml::Value::Array(_) | toml::Value::Table(_) => String::new(),
    }
}

/// The settings with which Flyway reads one script.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// `None` if placeholders are not replaced.
    pub(super) placeholders: Option<Placeholders>,
    /// Whether a script may have statements of both kinds, those that run in a transaction and the others.
    pub(super) mixed: bool,
    /// Whether the script runs in a transaction, where a setting says so.
    pub(super) in_transaction: Option<bool>,
    pub(super) encoding: String,
    /// Whether the script runs at all.
    pub(super) runs: bool,
    /// Whether Flyway's lock is one of the session, beside which an index can be built concurrently.
    pub(super) has_session_lock: bool,
}

impl Settings {
    /// The settings of a script, or what Flyway does not accept in its `.conf` file.
    pub(super) fn of(file: &ScriptFile) -> Result<Self, String> {
        let own = &file.settings.own;
        let is = |name: &str, default: bool| own.get(name).map_or(default, |value| value == "true");
        let placeholders = Placeholders::of(file);
        let mut settings = Self {
            placeholders: is("placeholderReplacement", true).then(|| placeholders.clone()),
            mixed: is("mixed", false),
            in_transaction: (!is("executeInTransaction", true)).then_some(false),
            encoding: own.get("encoding").cloned().unwrap_or_else(|| "UTF-8".to_owned()),
            runs: true,
            has_session_lock: !is("postgresql.transactional.lock", true)
                || file.settings.variables.get(LOCK_VARIABLE).is_some_and(|value| value == "false"),
        };
        let Some(sidecar) = file.sidecar else { return Ok(settings) };
        let replaced = placeholders.replace(sidecar).map_err(|unknown| unknown.message())?;
        let text = String::from_utf8_lossy(&replaced).into_owned();
        for (name, value) in properties::read(&text) {
            let flag = || match value.as_str() {
                "true" => Ok(true),
                "false" => Ok(false),
                _ => Err(format!("`{name}` is `true` or `false`, and not `{value}`")),
            };
            match name.as_str() {
                "executeInTransaction" => settings.in_transaction = Some(flag()?),
                "placeholderReplacement" => settings.placeholders = flag()?.then(|| placeholders.clone()),
                "encoding" => settings.encoding = value,
                "shouldExecute" => settings.runs = is_true(&value)?,
                _ => return Err(format!("unknown key `{name}`")),
            }
        }
        Ok(settings)
    }
}

/// The value of a condition: `true`, `false`, or a comparison.
fn is_true(condition: &str) -> Result<bool, String> {
    let same = |one: &str, other: &str| one.trim() == other.trim();
    let is_single = !condition.contains(['(', '&', '|']);
    match (condition.trim(), condition.split_once("=="), condition.split_once("!=")) {
        ("true", ..) => Ok(true),
        ("false", ..) => Ok(false),
        (_, Some((one, other)), _) if is_single => Ok(same(one, other)),
        (_, _, Some((one, other))) if is_single => Ok(!same(one, other)),
        _ => Err(format!("tidegate cannot read the condition `{condition}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tool_settings::ToolSettings;
    use super::*;

    fn own(place: &str, content: &str) -> Result<Values, String> {
        read(&place.into(), content.as_bytes())
    }

    #[test]
    fn both_kinds_of_files_give_the_same_settings() {
        let toml = "[flyway]\nmixed = true\nlocations = [\"filesystem:sql\", \"filesystem:more\"]\n\
                    [flyway.placeholders]\nname = \"b\"\n[flyway.postgresql.transactional]\nlock = false\n";
        let conf = "flyway.mixed=true\nflyway.locations=filesystem:sql,filesystem:more\n\
                    flyway.placeholders.name=b\nflyway.postgresql.transactional.lock=false\nother=x\n";
        let found = own("flyway.toml", toml).expect("valid settings");
        assert_eq!(found.get("placeholders.name").map(String::as_str), Some("b"));
        assert_eq!(own("conf/flyway.conf", conf), Ok(found));
    }

    #[test]
    fn settings_of_the_environment_take_precedence() {
        let toml = "[flyway]\nenvironment = \"test\"\nmixed = true\n[flyway.placeholders]\nname = \"a\"\n\
                    [environments.test.flyway.placeholders]\nname = \"b\"\n\
                    [environments.default.flyway.placeholders]\nname = \"c\"\n";
        let found = own("flyway.toml", toml).expect("valid settings");
        assert_eq!(found.get("placeholders.name").map(String::as_str), Some("b"));
        assert_eq!(found.get("mixed").map(String::as_str), Some("true"));
    }

    #[test]
    fn locations_decide_which_migrations_the_settings_are_about() {
        let check = |locations: &str, path: &str, expected: bool| {
            let own = Values::from([("locations".to_owned(), locations.to_owned())]);
            assert_eq!(is_about(&own, &path.into(), &"a/db/migration".into()), expected, "{locations} of {path}");
        };
        check("filesystem:db/migration", "a/flyway.toml", true);
        check("filesystem:db/migration", "a/conf/flyway.conf", true);
        check("filesystem:./a/db/", "flyway.toml", true);
        check("filesystem:b/db/migration", "flyway.toml", false);
        check("filesystem:b, filesystem:a/db/migration/core", "flyway.toml", true);
        check("filesystem:/flyway/sql", "flyway.toml", true);
        check("classpath:db/migration", "flyway.toml", true);
        check("db/other", "flyway.toml", false);
        assert!(is_about(&Values::new(), &"flyway.toml".into(), &"a".into()));
        assert!(!is_about(&Values::new(), &"application.yml".into(), &"a".into()));
        check("classpath:db/migration", "a/application.yml", true);
        check("classpath:db/other", "a/application.yml", false);
    }

    #[test]
    fn settings_that_cannot_be_followed_are_refused() {
        let check = |content: &str, part: &str| {
            let cause = own("flyway.toml", content).expect_err(content);
            assert!(cause.contains(part), "{cause}");
        };
        check("[flyway", "is not valid TOML");
        check("[flyway]\nsqlMigrationPrefix = \"M\"\n", "sqlMigrationPrefix");
        assert!(own("flyway.toml", "[flyway]\nsqlMigrationPrefix = \"V\"\n").is_ok());
    }

    #[test]
    fn a_file_beside_the_script_decides_over_the_project() {
        let tool =
            ToolSettings { own: Values::from([("mixed".to_owned(), "true".to_owned())]), ..ToolSettings::default() };
        let of = |conf: &str| {
            let file = ScriptFile { sidecar: Some(conf.as_bytes()), settings: &tool, ..ScriptFile::alone(b"") };
            Settings::of(&file)
        };
        let read = |conf: &str| of(conf).expect("accepted");
        assert_eq!(read("# note\n executeInTransaction = false \n").in_transaction, Some(false));
        assert!(read("placeholderReplacement=false").placeholders.is_none() && read("").mixed);
        assert_eq!(read("encoding=ISO-8859-1").encoding, "ISO-8859-1");
        assert!(!read("shouldExecute=a==b").runs && read("shouldExecute=a!=b").runs);
        for (conf, part) in [
            ("EXECUTEINTRANSACTION=false", "unknown key `EXECUTEINTRANSACTION`"),
            ("executeInTransaction=maybe", "`maybe`"),
            ("shouldExecute=${env}==x", "placeholder"),
        ] {
            let cause = of(conf).expect_err(conf);
            assert!(cause.contains(part), "{cause}");
        }
    }
}
