//! The stubs of contrib extensions compared with the extensions themselves: the same statements
//! on both give the same rows, the same errors and the same dump.

mod called;
mod objects;

use crate::support::{Server, skipped};
use tidegate::platform::stub;
use tidegate::postgres::local::Local;
use tidegate::postgres::{Database, Engine, Error, NewDatabase, Session, scratch_name};
use tidegate::sql::statements;

/// A stub with the statements that it is tested with.
macro_rules! case {
    ($name:literal) => {
        Case { name: $name, stub: stub($name).unwrap(), statements: include_str!(concat!($name, ".sql")) }
    };
}

struct Case {
    name: &'static str,
    stub: String,
    statements: &'static str,
}

const OPEN: &str = include_str!("../../../src/platform/extension/open.sql");
const CLOSE: &str = include_str!("../../../src/platform/extension/close.sql");

/// What the members of an extension are, one a row. Support functions and key types of index
/// classes are left out: nothing but the class names them.
const MEMBERS: &str = "
    with member as (
      select classid, objid from pg_depend
      where deptype = 'e' and refclassid = 'pg_extension'::regclass
        and refobjid = (select oid from pg_extension where extname = @name@)),
    key (oid) as (
      select oid from pg_type
      where typname ~ '^(gbtreekey|gtrgm|ghstore|ltree_gist|intbig_gkey)'
         or oid in ('internal'::regtype, 'cstring'::regtype))
    select concat_ws(' ', 'function', oid::regprocedure, pg_get_function_result(oid), provolatile, proisstrict, prokind)
    from pg_proc join member on objid = oid and classid = 'pg_proc'::regclass
    where not exists (select from key where key.oid = prorettype or key.oid = any (proargtypes)) and proname !~ '^_?gin_|(sel|recv|send)$'
    union all
    select concat_ws(' ', 'operator', oid::regoperator, oprcode::regproc, oprcom::regoperator, oprnegate::regoperator, oprcanhash, oprcanmerge)
    from pg_operator join member on objid = oid and classid = 'pg_operator'::regclass
    union all
    select concat_ws(' ', 'class', opcname, amname, opcintype::regtype, opcdefault)
    from pg_opclass join member on objid = oid and classid = 'pg_opclass'::regclass join pg_am on pg_am.oid = opcmethod
    union all
    select concat_ws(' ', 'cast', castsource::regtype, casttarget::regtype, castcontext, castmethod)
    from pg_cast join member on objid = pg_cast.oid and classid = 'pg_cast'::regclass
    union all
    select concat_ws(' ', 'type', oid::regtype, typtype, typcategory, typispreferred, typcollation)
    from pg_type join member on objid = oid and classid = 'pg_type'::regclass
    where typcategory <> 'A' and not exists (select from key where key.oid = pg_type.oid)
    union all
    select concat_ws(' ', 'other', pg_describe_object(classid, objid, 0)) from member
    where classid in ('pg_ts_dict'::regclass, 'pg_ts_template'::regclass)
    order by 1";

/// The version in the first line of a stub.
fn version(case: &Case) -> &str {
    case.stub.split_once("version=").unwrap().1.split(' ').next().unwrap()
}

fn fill(text: &str, case: &Case) -> String {
    text.replace("@name@", &format!("'{}'", case.name))
        .replace("@version@", &format!("'{}'", version(case)))
        .replace("@namespace@", "'public'")
        .replace("@relocatable@", "true")
        .replace("@extschema@", "public")
}

/// What a statement does: its rows, or the kind of its error.
fn outcome(database: &mut dyn Database, sql: &str) -> String {
    match database.query(sql) {
        Ok(rows) => rows.rows.iter().map(|row| format!("{row:?}\n")).collect(),
        Err(Error::Sql(error)) => format!("error {}", error.sqlstate),
        Err(error) => panic!("{sql}: {error}"),
    }
}

fn dump(local: &mut Local, name: &str) -> Option<String> {
    match local.dump(name, &["--schema-only", "--no-comments"]) {
        // These lines contain a random word.
        Ok(dump) => {
            let dump = String::from_utf8(dump).unwrap();
            Some(dump.lines().filter(|line| !line.contains("restrict ")).map(|line| format!("{line}\n")).collect())
        }
        Err(Error::NoDump { .. }) => None,
        Err(error) => panic!("{error}"),
    }
}

fn agrees(case: &Case) {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    local.make_superuser().unwrap();
    let (real, ours) = (scratch_name(), scratch_name());
    for name in [&real, &ours] {
        local.create_database(&NewDatabase { name, template: None }).unwrap();
    }
    let mut extension = local.open(&real, &Session::default()).unwrap();
    if extension.run(&format!("create extension {} cascade", case.name)).is_err() {
        skipped(&format!("the server has no extension {}", case.name));
        return;
    }
    let mut stub = local.open(&ours, &Session::default()).unwrap();
    let required = case.stub.lines().next().unwrap().split_once("requires=");
    if let Some((_, required)) = required {
        stub.run(&format!("create extension {required}")).unwrap();
    }
    let (open, body, close) = (fill(OPEN, case), fill(&case.stub, case), fill(CLOSE, case));
    stub.run(&format!("set local client_min_messages = error;\n{open}\n{body}\n{close}")).unwrap();
    // Another version may have more members, and less.
    let theirs = format!("select extversion from pg_extension where extname = '{}'", case.name);
    if extension.value(&theirs).unwrap().as_deref() == Some(version(case)) {
        let members = fill(MEMBERS, case);
        let (theirs, own) = (outcome(extension.as_mut(), &members), outcome(stub.as_mut(), &members));
        let missing: Vec<&str> = theirs.lines().filter(|line| !own.lines().any(|own| own == *line)).collect();
        assert!(!theirs.is_empty() && missing.is_empty(), "{} lacks {missing:#?}", case.name);
    }
    for span in statements(case.statements.as_bytes()) {
        let sql = &case.statements[span];
        let (expected, found) = (outcome(extension.as_mut(), sql), outcome(stub.as_mut(), sql));
        assert_eq!(found, expected, "{}: {sql}", case.name);
    }
    drop((extension, stub));
    let (expected, found) = (dump(&mut local, &real), dump(&mut local, &ours));
    assert_eq!(found, expected, "{}", case.name);
    // Nothing of it stays behind.
    let mut database = local.open(&ours, &Session::default()).unwrap();
    database.run(&format!("drop extension {} cascade", case.name)).unwrap();
}

#[test]
fn btree_gin_behaves_like_the_extension() {
    agrees(&case!("btree_gin"));
}

#[test]
fn btree_gist_behaves_like_the_extension() {
    agrees(&case!("btree_gist"));
}

#[test]
fn citext_behaves_like_the_extension() {
    agrees(&case!("citext"));
}

#[test]
fn pg_trgm_behaves_like_the_extension() {
    agrees(&case!("pg_trgm"));
}

#[test]
fn unaccent_behaves_like_the_extension() {
    agrees(&case!("unaccent"));
}

#[test]
fn fuzzystrmatch_behaves_like_the_extension() {
    agrees(&case!("fuzzystrmatch"));
}

#[test]
fn hstore_behaves_like_the_extension() {
    agrees(&case!("hstore"));
}

#[test]
fn intarray_behaves_like_the_extension() {
    agrees(&case!("intarray"));
}

#[test]
fn tablefunc_behaves_like_the_extension() {
    agrees(&case!("tablefunc"));
}

#[test]
fn ltree_behaves_like_the_extension() {
    agrees(&case!("ltree"));
}

#[test]
fn cube_behaves_like_the_extension() {
    agrees(&case!("cube"));
}

#[test]
fn earthdistance_behaves_like_the_extension() {
    agrees(&case!("earthdistance"));
}
