//! Loads a schema file that needs more than the platform: extensions, schemas or objects that only the migrations
//! create.

use super::super::failure::StatementError;
use super::super::runner::Runner;
use super::super::scratch::{Replay, ReplayedDatabase};
use super::loaded::{LoadedFile, load_into};
use super::reload::empty;
use super::tolerated::Existing;
use super::witness::whole_dump;
use crate::catalog::{Catalog, Grantee, Identity, Kind, Object, ObjectsForm};
use crate::dump;
use crate::object::quoted;
use crate::postgres::{Error, quoted_always, scratch_name};
use crate::sql::{self, Word, words};
use std::collections::BTreeSet;

/// Loads a file into a copy of the replayed database without the objects that a file can create; the inner error is a
/// statement that cannot run.
pub(super) fn load(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    content: &[u8],
    catalogs: (&Catalog, &Catalog),
) -> Result<Result<LoadedFile, StatementError>, Error> {
    let managed = replay.platform().schemas();
    let created = dump::schemas(content, managed);
    let is_own = |schema: &&String| !managed.contains(&schema.as_str());
    let least: BTreeSet<String> = match replay.plan.schemas {
        Some(covered) => created.iter().chain(covered).cloned().collect(),
        None => created.clone(),
    };
    let all: BTreeSet<String> = database.schemas.iter().filter(is_own).chain(&least).cloned().collect();
    // First without every schema of the project: the file may create one in a way that its text does not show.
    let mut loaded = load_without(replay, database, content, catalogs, &all)?;
    if loaded.is_err() && least != all {
        let second = load_without(replay, database, content, catalogs, &least)?;
        loaded = second.map(|loaded| without_rest(loaded, catalogs.0, &all, &least));
    }
    Ok(loaded)
}

fn load_without(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    content: &[u8],
    (expected, base): (&Catalog, &Catalog),
    schemas: &BTreeSet<String>,
) -> Result<Result<LoadedFile, StatementError>, Error> {
    let (copy, mut runner) = emptied_copy(replay, database, base, schemas)?;
    let is_everything = replay.plan.schemas.is_none();
    if is_everything {
        for identity in expected.objects.keys().filter(|identity| !base.objects.contains_key(*identity)) {
            drop_object(&mut runner, identity)?;
        }
    }
    let managed = replay.platform().schemas();
    let loaded = load_into(replay, &mut runner, content, &mut Existing::new(managed, schemas))?;
    drop(runner);
    let loaded = match loaded {
        Ok(mut loaded) => {
            if replay.plan.is_witnessed() {
                loaded.dump = whole_dump(replay, &copy, true)?;
            }
            loaded.is_beside = true;
            // What a setup installs is there before the file is loaded, as on the server of the project.
            if is_everything && replay.plan.setup.parts().next().is_none() {
                let created = extensions(content);
                let is_of_file = |identity: &Identity| {
                    identity.kind != Kind::Extension
                        || created.contains(&identity.name)
                        || base.objects.contains_key(identity)
                };
                loaded.catalog.objects.retain(|identity, _| is_of_file(identity));
            }
            Ok(loaded)
        }
        Err(failed) => Err(failed),
    };
    replay.drop_temporary(&copy)?;
    Ok(loaded)
}

/// Creates a copy of the replayed database in which these schemas are as the platform has them, and returns its name.
pub(super) fn emptied_copy(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    base: &Catalog,
    schemas: &BTreeSet<String>,
) -> Result<(String, Runner), Error> {
    let copy = scratch_name();
    let mut runner = replay.create(&copy, Some(&database.name))?;
    empty(&mut runner, schemas)?;
    for object in base.objects.values() {
        restore_default_privileges(&mut runner, object, schemas)?;
    }
    Ok((copy, runner))
}

/// Removes what the migrations have created in schemas that the file does not create.
fn without_rest(
    mut loaded: LoadedFile,
    expected: &Catalog,
    all: &BTreeSet<String>,
    emptied: &BTreeSet<String>,
) -> LoadedFile {
    let is_rest = |schema: &String| all.contains(schema) && !emptied.contains(schema);
    loaded.catalog.objects.retain(|identity, object| {
        let schema = if identity.kind == Kind::Schema { Some(&identity.name) } else { identity.schema.as_ref() };
        !schema.is_some_and(is_rest) || expected.objects.get(identity) != Some(object)
    });
    loaded
}

/// Gives a schema that was created again the default privileges of the platform.
fn restore_default_privileges(runner: &mut Runner, object: &Object, schemas: &BTreeSet<String>) -> Result<(), Error> {
    let Object::DefaultPrivileges(privileges) = object else { return Ok(()) };
    let Some(schema) = privileges.schema.as_ref().filter(|schema| schemas.contains(*schema)) else { return Ok(()) };
    let objects = match privileges.objects {
        ObjectsForm::Tables => "TABLES",
        ObjectsForm::Sequences => "SEQUENCES",
        ObjectsForm::Functions => "FUNCTIONS",
        ObjectsForm::Types => "TYPES",
        ObjectsForm::Schemas | ObjectsForm::LargeObjects => return Ok(()),
    };
    let (role, schema) = (quoted_always(&privileges.role), quoted_always(schema));
    for grant in &privileges.grants {
        let to = match &grant.to {
            Grantee::Public => "PUBLIC".to_owned(),
            Grantee::Owner => role.clone(),
            Grantee::Role(role) => quoted_always(role),
        };
        let option = if grant.grantable { " WITH GRANT OPTION" } else { "" };
        let granted = grant.privileges.join(", ");
        attempt(
            runner,
            &format!(
                "ALTER DEFAULT PRIVILEGES FOR ROLE {role} IN SCHEMA {schema} GRANT {granted} ON {objects} TO {to}{option}"
            ),
        )?;
    }
    Ok(())
}

/// Drops an object outside of schemas. What cannot be dropped stays.
fn drop_object(runner: &mut Runner, identity: &Identity) -> Result<(), Error> {
    let name = quoted_always(&identity.name);
    let kind = match identity.kind {
        Kind::Publication => "PUBLICATION",
        Kind::EventTrigger => "EVENT TRIGGER",
        Kind::Server => "SERVER",
        Kind::ForeignDataWrapper => "FOREIGN DATA WRAPPER",
        Kind::AccessMethod => "ACCESS METHOD",
        Kind::Language => "LANGUAGE",
        Kind::Cast => return attempt(runner, &format!("DROP CAST IF EXISTS {}", identity.name)),
        Kind::Transform => return attempt(runner, &format!("DROP TRANSFORM IF EXISTS {} CASCADE", identity.name)),
        Kind::Subscription => {
            attempt(runner, &format!("ALTER SUBSCRIPTION {name} DISABLE"))?;
            attempt(runner, &format!("ALTER SUBSCRIPTION {name} SET (slot_name = NONE)"))?;
            "SUBSCRIPTION"
        }
        Kind::UserMapping => {
            let server = quoted(identity.on.as_deref().unwrap_or_default());
            let user = if identity.name == "public" { "PUBLIC" } else { &name };
            return attempt(runner, &format!("DROP USER MAPPING IF EXISTS FOR {user} SERVER {server}"));
        }
        _ => return Ok(()),
    };
    attempt(runner, &format!("DROP {kind} IF EXISTS {name} CASCADE"))
}

fn attempt(runner: &mut Runner, statement: &str) -> Result<(), Error> {
    match runner.statement(statement) {
        Ok(()) | Err(Error::Sql(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Returns the extensions that a file creates.
fn extensions(content: &[u8]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for span in sql::statements(content) {
        let text = String::from_utf8_lossy(&content[span]);
        let words: Vec<Word> = words(&text).take(6).collect();
        let is = |at: usize, keyword: &str| words.get(at).is_some_and(|word| word.is(keyword));
        if is(0, "create") && is(1, "extension") {
            let name = if is(2, "if") { 5 } else { 2 };
            found.extend(words.get(name).map(|word| word.text.clone()));
        } else if is(0, "do") {
            // The name is one of its words.
            found.extend(sql::words(&text.replace('$', " ")).filter(Word::is_name).map(|word| word.text));
        }
    }
    found
}
