//! The objects of each stub compared with the record of what its extension has (`objects/`, written by
//! `tests/stub_objects.py`): the head of the stub lists what it lacks.

use super::{CLOSE, OPEN};
use crate::support::Server;
use std::collections::BTreeSet;
use tidegate::platform::{Stub, stub};
use tidegate::postgres::{Database, Engine, NewDatabase, Session, scratch_name};

const QUERY: &str = include_str!("../../stub_objects.sql");

/// What a head says of an object that is missing.
fn identity(line: &str) -> String {
    let (kind, rest) = line.split_once(' ').unwrap();
    let name = match kind {
        "function" | "procedure" | "aggregate" | "window" | "table" | "view" | "type" => {
            rest.split([' ', '(']).next().unwrap()
        }
        "operator" => rest.split(" commutator").next().unwrap().split(" negator").next().unwrap(),
        "class" => rest.split(' ').next().unwrap(),
        _ => rest,
    };
    format!("{kind} {name}")
}

/// The SQL that loads a stub.
pub(super) fn loading(stub: &Stub, schema: &str) -> String {
    let fill = |text: &str| {
        text.replace("@name@", &format!("'{}'", stub.name))
            .replace("@version@", &format!("'{}'", stub.version))
            .replace("@namespace@", &format!("'{schema}'"))
            .replace("@relocatable@", "true")
            .replace("@extschema@", schema)
    };
    format!("{}\n{}\n{};\n", fill(OPEN), fill(&stub.sql), fill(CLOSE))
}

fn lacks(database: &mut dyn Database, name: &str, recorded: &[&str]) -> BTreeSet<String> {
    let about = Stub::named(name).unwrap();
    let schema = about.schema.clone().unwrap_or_else(|| "public".to_owned());
    database.run("begin; set local client_min_messages = error").unwrap();
    if let Some(required) = &about.requires {
        database.run(&loading(&Stub::named(required).unwrap(), "public")).unwrap();
    }
    if !matches!(&schema[..], "public" | "pg_catalog") {
        database.run(&format!("create schema {schema}")).unwrap();
    }
    let newest = "select greatest(16383, max(oid::bigint)) from (select oid from pg_proc union all select oid from pg_class \
                  union all select oid from pg_type union all select oid from pg_namespace) x";
    let newest = database.value(newest).unwrap().unwrap();
    database.run(&loading(&about, &schema)).unwrap_or_else(|error| panic!("{name}: {error}"));
    database.run(&format!("set local search_path = {schema}, public")).unwrap();
    let rows = database.query(&QUERY.replace("@after@", &newest)).unwrap().rows;
    database.run("rollback").unwrap();
    let own: BTreeSet<String> = rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect();
    recorded.iter().filter(|line| !own.contains(**line)).map(|line| identity(line)).collect()
}

#[test]
fn the_head_of_a_stub_lists_what_it_lacks() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    local.make_superuser().unwrap();
    let name = scratch_name();
    local.create_database(&NewDatabase { name: &name, template: None }).unwrap();
    let mut database = local.open(&name, &Session::default()).unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/stubs/objects");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 60, "{}", files.len());
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let record = std::fs::read_to_string(&file).unwrap();
        let recorded: Vec<&str> = record.lines().skip(1).collect();
        assert!(!recorded.is_empty(), "{name}");
        let text = stub(&name).unwrap_or_else(|| panic!("no stub for {name}"));
        let head = text.lines().take_while(|line| line.starts_with("--"));
        let listed: BTreeSet<String> =
            head.filter_map(|line| Some(line.strip_prefix("-- Lacks ")?.strip_suffix('.')?.to_owned())).collect();
        assert_eq!(lacks(database.as_mut(), &name, &recorded), listed, "{name}");
    }
}
