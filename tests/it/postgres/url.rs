//! Servers that are given by their address.

use super::can_dump;
use crate::support::Server;
use crate::support::server::{first_value, new_database};
use std::path::PathBuf;
use tidegate::postgres::url::Url;
use tidegate::postgres::{Engine as _, Environment, Error, NewDatabase, Session, choose, find, scratch_name};

#[test]
fn on_a_given_server_only_temporary_databases_are_touched() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    local.create_database(&new_database("theirs")).unwrap();
    let mut theirs = local.open("theirs", &Session::default()).unwrap();
    theirs.run("create role modest login createdb password 'hunter2'").unwrap();
    let address = format!("host={} user=modest password=hunter2 dbname=theirs", local.sockets().display());
    let environment = server.environment();
    let mut url = Url::connect(&address, &environment).unwrap();
    assert!(!url.server().to_string().contains("hunter2"));
    assert_eq!(url.server().version, local.server().version);

    for name in ["theirs", "postgres", "mine"] {
        assert!(matches!(url.create_database(&new_database(name)), Err(Error::Name { .. })));
        assert!(matches!(url.drop_database(name), Err(Error::Name { .. })));
        assert!(matches!(url.open(name, &Session::default()), Err(Error::Name { .. })));
        assert!(matches!(url.dump(name, &[]), Err(Error::Name { .. })));
    }
    let (one, two) = (scratch_name(), scratch_name());
    url.create_database(&new_database(&one)).unwrap();
    let mut database = url.open(&one, &Session::default()).unwrap();
    database.run("create table a (id int); insert into a values (1)").unwrap();
    drop(database);
    url.create_database(&NewDatabase { name: &two, template: Some(&one) }).unwrap();
    assert_eq!(first_value(url.open(&two, &Session::default()).unwrap().as_mut(), "select id from a"), "1");
    assert_eq!(url.databases().unwrap().len(), 2);
    can_dump(&mut url, &two);
    drop(url);
    // A parameter overrides the host, for pg_dump too.
    let sockets = local.sockets().display().to_string();
    let address = format!("postgres://modest:hunter2@nowhere.invalid/theirs?host={sockets}");
    let mut url = Url::connect(&address, &environment).unwrap();
    url.create_database(&new_database(&one)).unwrap();
    url.open(&one, &Session::default()).unwrap().run("create table a (id int); insert into a values (1)").unwrap();
    can_dump(&mut url, &one);
    drop(url);
    let names: Vec<String> = local.databases().unwrap();
    assert_eq!(names, ["theirs"], "a run cleans up behind itself");
}

#[test]
fn leftover_databases_are_dropped_after_a_day_and_nothing_else() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    local.create_database(&new_database("theirs")).unwrap();
    let mut theirs = local.open("theirs", &Session::default()).unwrap();
    let sign = "temporary database of tidegate, safe to drop; created at ";
    let ago = |hours: u32| {
        format!("select to_char(now() at time zone 'UTC' - interval '{hours} h', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")
    };
    let (old, young) = (first_value(theirs.as_mut(), &ago(25)), first_value(theirs.as_mut(), &ago(23)));
    let comments = [
        ("tidegate_scratch_old", format!("{sign}{old}")),
        ("tidegate_scratch_young", format!("{sign}{young}")),
        ("tidegate_scratch_silent", String::new()),
        ("tidegate_scratch_strange", format!("{sign}some time")),
        ("tidegate_scratch_used", format!("{sign}{old}")),
        ("someone's", format!("{sign}{old}")),
    ];
    for (name, comment) in &comments {
        local.create_database(&new_database(name)).unwrap();
        theirs.run(&format!("comment on database \"{name}\" is '{comment}'")).unwrap();
    }
    let _user = local.open("tidegate_scratch_used", &Session::default()).unwrap();
    let address = format!("host={} user=postgres dbname=theirs", local.sockets().display());
    let url = Url::connect(&address, &server.environment()).unwrap();
    assert_eq!(url.remarks(), ["dropped database tidegate_scratch_old, left over from an earlier run"]);
    drop(url);
    assert_eq!(local.databases().unwrap().len(), comments.len(), "theirs, and all but the old one");
}

#[test]
fn an_unreachable_server_is_reported_without_the_password() {
    let environment = Environment { root: PathBuf::from("/"), ..Environment::default() };
    let error = Url::connect("postgres://ada:hunter2@127.0.0.1:1/db", &environment).err().unwrap();
    assert!(matches!(error, Error::Connect { .. }));
    let printed = format!("{error} {error:?}");
    assert!(printed.contains("127.0.0.1:1") && !printed.contains("hunter2"), "{printed}");
    let nowhere = Environment { root: PathBuf::from("/nowhere"), ..Environment::default() };
    let error = choose(find(&nowhere, Some(15)), Some(15)).unwrap_err();
    assert!(matches!(error, Error::NoServer { .. }));
}
