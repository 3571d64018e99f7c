//! `PostgreSQL`'s own regression and contrib suites: what its server's grammar accepts is not a
//! syntax error here, and statements end where psql ends them.
//!
//! `tests/grammar.sh` fetches the suites and runs them through psql and a server; without
//! its result (named by `TIDEGATE_GRAMMAR`) there is nothing to compare with, and the test
//! says so.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tidegate::sql::{self, Script};

/// One file of the suites.
struct Suite {
    name: String,
    content: Vec<u8>,
    /// False where a busy machine did not get to the end of it in time.
    is_whole: bool,
    reached: Vec<Reached>,
}

/// A statement as it reached the server.
#[derive(Deserialize)]
struct Reached {
    text: String,
    accepted: bool,
}

#[derive(Deserialize)]
struct Observed {
    file: String,
    whole: bool,
    statements: Vec<Reached>,
}

fn suites() -> Option<Vec<Suite>> {
    let folder = PathBuf::from(std::env::var_os("TIDEGATE_GRAMMAR").or_else(|| {
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), "not tested: TIDEGATE_GRAMMAR names no folder made by tests/grammar.sh");
        None
    })?);
    let files = std::fs::read_dir(&folder).expect("the folder that TIDEGATE_GRAMMAR names");
    let mut names: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    names.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    names.sort();
    assert!(!names.is_empty(), "{} holds no suites", folder.display());
    Some(names.iter().map(|path| suite(path)).collect())
}

fn suite(path: &Path) -> Suite {
    let observed = std::fs::read(path).expect("a file of the suites");
    let observed: Observed = serde_json::from_slice(&observed).expect("what tests/grammar.py wrote");
    let content = std::fs::read(path.with_extension("sql")).expect("the suite's SQL");
    Suite { name: observed.file, content, is_whole: observed.whole, reached: observed.statements }
}

/// Statements that the parser refuses and the server takes, by file: how many of them.
const REFUSED: &[(&str, usize)] = &[
    // Strings with escapes that are wrong only when their value is asked for, and strings
    // that are read another way after `SET standard_conforming_strings = off`.
    ("src/test/regress/sql/strings.sql", 4),
];

#[test]
fn sql_that_the_server_accepts_is_not_a_syntax_error() {
    let Some(suites) = suites() else {
        return;
    };
    let (mut count, mut wrong) = (0, BTreeMap::<String, Vec<String>>::new());
    for suite in &suites {
        for reached in suite.reached.iter().filter(|reached| reached.accepted) {
            count += 1;
            let script = Script::read(reached.text.as_bytes(), &(0..reached.text.len()));
            if let Some(error) = script.statements.iter().find_map(|statement| statement.error.as_ref()) {
                let observed = format!("{} at {}: {}", error.message, error.span.start, reached.text);
                wrong.entry(suite.name.clone()).or_default().push(observed);
            }
        }
    }
    assert!(count > 20_000, "only {count} statements reached the server");
    let known: BTreeMap<String, usize> = REFUSED.iter().map(|(file, count)| ((*file).to_owned(), *count)).collect();
    let found: BTreeMap<String, usize> = wrong.iter().map(|(file, observed)| (file.clone(), observed.len())).collect();
    assert_eq!(found, known, "{wrong:#?}");
}

/// Files in which psql ends statements elsewhere, each for a reason of its own.
const OWN_WAYS: &[&str] = &[
    // The rest is stepped over after `\\quit` or with `\\if`.
    "contrib/basic_archive/sql/basic_archive.sql",
    "contrib/citext/sql/citext_utf8.sql",
    "src/test/regress/sql/collate.linux.utf8.sql",
    "src/test/regress/sql/psql.sql",
    // Data of a COPY that failed, or that is one of several statements sent as one.
    "src/test/regress/sql/copyselect.sql",
    "src/test/regress/sql/privileges.sql",
    // `SET standard_conforming_strings = off`
    "src/test/regress/sql/strings.sql",
];

/// What psql sends has its own queries (`\d`) among it, and values in place of variables; but
/// every statement of the file that has none must be there, in order and exactly so.
#[test]
fn statements_end_where_psql_ends_them() {
    let Some(suites) = suites() else {
        return;
    };
    let (mut count, mut wrong) = (0, Vec::new());
    let cut_short = suites.iter().filter(|suite| !suite.is_whole).count();
    assert!(cut_short <= 10, "{cut_short} files were not run to their end");
    for suite in suites.iter().filter(|suite| suite.is_whole && !OWN_WAYS.contains(&suite.name.as_str())) {
        let mut theirs = suite.reached.iter().map(|reached| meaning(reached.text.as_bytes()));
        for span in sql::statements(&suite.content) {
            let ours = meaning(&suite.content[span]);
            if has_variable(&ours) {
                continue;
            }
            count += 1;
            if !theirs.any(|sent| sent == ours) {
                wrong.push(format!("{}: {}", suite.name, ours.chars().take(200).collect::<String>()));
                break;
            }
        }
    }
    assert!(count > 20_000, "only {count} statements were compared");
    assert!(wrong.is_empty(), "{} of {} files:\n{}", wrong.len(), suites.len(), wrong.join("\n"));
}

/// `:name`, `:'name'`, `:"name"`, which psql replaces; `::type` is not a variable.
fn has_variable(statement: &str) -> bool {
    let words: Vec<&str> = std::iter::once("").chain(statement.split(' ')).collect();
    words.windows(3).any(|three| three[0] != ":" && three[1] == ":" && three[2] != ":" && !three[2].starts_with('='))
}

/// A statement without blanks, comments and the semicolon at its end.
fn meaning(statement: &[u8]) -> String {
    let tokens: Vec<_> = sql::tokens(statement).filter(|token| !token.is_blank()).collect();
    let end = tokens.len() - usize::from(tokens.last().is_some_and(|token| token.kind == sql::Kind::Semicolon));
    let text = |token: &sql::Token| String::from_utf8_lossy(&statement[token.span.clone()]).into_owned();
    tokens[..end].iter().map(text).collect::<Vec<_>>().join(" ").replace("\\ ;", ";")
}
