//! Pairs of schemas of other projects, in folders that `TIDEGATE_PAIRS` names: `a.sql` and `b.sql`, and rows for them in
//! `seed.sql` and `seed-b.sql`.

use super::{in_any_order, left, try_apply};
use crate::catalog::{Bench, changes};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tidegate::alter::script;
use tidegate::catalog::{Catalog, Kind};
use tidegate::diff::{Comparison, witness};
use tidegate::postgres::{Engine as _, Session};
use tidegate::sql;

/// What became of a pair in one direction.
enum Outcome {
    Converged,
    Refused(String),
    Wrong(String),
    /// The server cannot load it.
    Unloadable(String),
}

/// Makes a database of files. Roles belong to the server, which several databases share.
fn load(bench: &mut Bench, files: &[PathBuf]) -> Result<String, String> {
    let name = bench.database([]);
    let mut database = bench.engine.open(&name, &Session::default()).unwrap();
    for text in files.iter().filter_map(|file| std::fs::read(file).ok()) {
        for span in sql::statements(&text) {
            let statement = String::from_utf8_lossy(&text[span]).into_owned();
            let is_role = statement.to_lowercase().contains(" role ") || statement.to_lowercase().contains(" user ");
            if let Err(error) = database.run(&statement)
                && !(is_role && error.to_string().contains("already exists"))
            {
                return Err(format!("{error}: {statement}"));
            }
        }
    }
    Ok(name)
}

/// The numbers of rows of the tables that both sides have.
fn rows(bench: &mut Bench, name: &str, one: &Catalog, other: &Catalog) -> BTreeMap<String, String> {
    let mut database = bench.engine.open(name, &Session::default()).unwrap();
    let tables =
        one.objects.keys().filter(|identity| identity.kind == Kind::Table && other.objects.contains_key(identity));
    let mut counts = BTreeMap::new();
    for table in tables {
        let name = format!("\"{}\".\"{}\"", table.schema.as_deref().unwrap_or_default(), table.name);
        let rows = database.query(&format!("select count(*)::text from only {name}")).unwrap();
        counts.insert(name, rows.rows.into_iter().flatten().flatten().next().unwrap_or_default());
    }
    counts
}

fn run(bench: &mut Bench, from: &[PathBuf], to: &Path) -> Outcome {
    let (actual, expected) = match (load(bench, from), load(bench, &[to.to_owned()])) {
        (Ok(actual), Ok(expected)) => (actual, expected),
        (Err(error), _) | (_, Err(error)) => return Outcome::Unloadable(error),
    };
    let (old, new) = (bench.catalog(&actual), bench.catalog(&expected));
    let options = in_any_order();
    let script = script(&new, &old, &options).unwrap();
    let before = rows(bench, &actual, &old, &new);
    let failed = try_apply(bench, &actual, &script);
    let reached = bench.catalog(&actual);
    let after = rows(bench, &actual, &old, &new);
    let mut wrong: Vec<String> = failed.into_iter().map(|(_, error)| error).collect();
    if before != after {
        wrong.push(format!("rows: {before:?} and {after:?}"));
    }
    let refused: Vec<String> =
        script.refused.iter().map(|refused| format!("{}: {}", refused.object, refused.reason)).collect();
    if wrong.is_empty() && !refused.is_empty() {
        return Outcome::Refused(refused.join("; "));
    }
    wrong.extend(left(&new, &reached, &options).into_iter().map(|change| format!("left: {change}")));
    let order = changes(&new, &reached).changes;
    let unseen = witness(&bench.dump(&expected), &bench.dump(&actual), &Comparison::default());
    let is_order = |name: &str| order.iter().any(|change| change.object.name == name);
    wrong.extend(
        unseen.into_iter().filter(|object| !is_order(&object.name)).map(|object| format!("unseen: {object:?}")),
    );
    if wrong.is_empty() {
        Outcome::Converged
    } else {
        Outcome::Wrong(format!("{}\n{}", wrong.join("\n"), script.text()))
    }
}

#[test]
fn named_pairs_converge_or_are_refused_by_name() {
    let Some(folder) = std::env::var_os("TIDEGATE_PAIRS").map(PathBuf::from) else { return };
    let mut bench = Bench::new().expect("a server");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let (mut converged, mut refused, mut wrong, mut unloadable) = (0, Vec::new(), Vec::new(), Vec::new());
    for folder in folders.iter().filter(|folder| folder.join("a.sql").exists()) {
        let file = |name: &str| folder.join(name);
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let forward = run(&mut bench, &[file("a.sql"), file("seed.sql")], &file("b.sql"));
        let backward = run(&mut bench, &[file("b.sql"), file("seed-b.sql")], &file("a.sql"));
        for (direction, outcome) in [("forward", forward), ("backward", backward)] {
            let text = |detail: String| format!("{name} {direction}: {detail}");
            if let Outcome::Wrong(detail) = &outcome {
                eprintln!("WRONG {name} {direction}: {detail}");
            }
            match outcome {
                Outcome::Converged => converged += 1,
                Outcome::Refused(detail) => refused.push(text(detail)),
                Outcome::Wrong(detail) => wrong.push(text(detail)),
                Outcome::Unloadable(detail) => unloadable.push(text(detail)),
            }
        }
    }
    eprintln!(
        "{converged} converge, {} refused, {} wrong, {} unloadable",
        refused.len(),
        wrong.len(),
        unloadable.len()
    );
    eprintln!("unloadable:\n{}\nrefused:\n{}", unloadable.join("\n"), refused.join("\n"));
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}
