//! Migrations at which the tool stops because of names, or of texts that it reads before it runs the first one.

use crate::migration::layout::{Endings, Layout, ReadsFirst, Refusal, Transaction};
use crate::migration::{Project, Stop, is_sql};
use crate::replay::Source;

/// A migration, with its down migration.
pub(super) type Pair = (Source, Option<Source>);

/// Puts the refusals into the migrations at which the tool stops. Where it stops before it runs any, that one comes
/// first.
pub(super) fn apply(stops: Vec<Stop>, layout: &Layout, migrations: &mut Vec<Pair>) {
    let unreadable = migrations.iter().position(|(source, down)| {
        let is_text = |source: &Source| std::str::from_utf8(&source.sent().0).is_ok();
        layout.reads_first == ReadsFirst::Texts && !(is_text(source) && down.as_ref().is_none_or(is_text))
    });
    let is_uncut = |source: &Source| source.section.refusal().is_some() && source.section.pieces.is_none();
    let uncut = migrations
        .iter()
        .position(|(source, down)| is_uncut(source) || down.as_ref().is_some_and(is_uncut))
        .filter(|_| layout.reads_first == ReadsFirst::Statements);
    if let Some(at) = uncut {
        let pair = migrations.remove(at);
        migrations.insert(0, pair);
    }
    if let Some(at) = unreadable {
        let (source, down) = migrations.remove(at);
        let pair = match down {
            Some(down) if std::str::from_utf8(&source.sent().0).is_ok() => {
                migrations.insert(at, (source, None));
                (down, None)
            }
            down => (source, down),
        };
        migrations.insert(0, not_utf8(layout, pair));
    }
    if let Some(at) = migrations.iter().position(|(source, _)| source.section.refuses_first) {
        let pair = migrations.remove(at);
        migrations.insert(0, pair);
    }
    let (first, later): (Vec<Stop>, Vec<Stop>) = stops.into_iter().partition(|stop| stop.is_first);
    for stop in later {
        match migrations.iter_mut().find(|(source, _)| source.path == stop.path) {
            Some((source, _)) => source.section.refusals.insert(0, stop.refusal),
            None => migrations.insert(stop.position.min(migrations.len()), refused(stop)),
        }
    }
    // The first of them comes to the front last.
    for stop in first.into_iter().rev() {
        let at = migrations.iter().position(|(source, _)| source.path == stop.path);
        let (mut source, down) = at.map_or_else(|| refused(stop.clone()), |at| migrations.remove(at));
        source.section.refusals.insert(0, stop.refusal);
        migrations.insert(0, (source, down));
    }
}

/// A file that is not read.
fn refused(stop: Stop) -> Pair {
    let mut source = Source::whole(stop.path, Vec::new(), Transaction::Message);
    source.section.refusals.push(stop.refusal);
    (source, None)
}

fn not_utf8(layout: &Layout, (mut source, down): Pair) -> Pair {
    let at = std::str::from_utf8(&source.content).err().map_or(0, |error| error.valid_up_to());
    let refusal = Refusal {
        span: at..(at + 1).min(source.content.len()),
        message: format!("{} reads all migrations before it runs the first: this file is not valid UTF-8", layout.tool),
        help: "convert the file to UTF-8 with `iconv`".to_owned(),
        until: None,
    };
    source.section.refusals.insert(0, refusal);
    (source, down)
}

/// Files that the tool reads although their names do not end in `.sql`, and that are not replayed.
pub(super) fn of_endings(project: &Project, below: &[&[u8]]) -> Vec<Stop> {
    let stop_at = |name: &&[u8], message: String, help: String| Stop {
        path: project.folder.join(name),
        is_first: true,
        refusal: Refusal { span: 0..0, message, help, until: None },
        position: 0,
    };
    if project.layout.endings == Endings::SqlAndCode {
        let refused = below.iter().filter(|name| !name.contains(&b'/') && !is_sql(name));
        let stop = |name| {
            let help = "move the file to another folder with `git mv`".to_owned();
            Some(stop_at(name, (project.layout.refuses_name)(name)?, help))
        };
        return refused.filter_map(stop).collect();
    }
    let is_other = |name: &&&[u8]| {
        let is_sql = name.len() > 4 && name[name.len() - 4..].eq_ignore_ascii_case(b".sql");
        !is_sql && !name.contains(&b'/') && (project.layout.read)(name).is_some()
    };
    let stop = |name| {
        let message = format!("{} reads this file as a migration, and tidegate does not", project.layout.tool);
        let help = "rename it to a name that ends in `.sql`, or move it to another folder with `git mv`";
        stop_at(name, message, help.to_owned())
    };
    below.iter().filter(|_| project.layout.endings == Endings::Any).filter(is_other).map(stop).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::layout::{DIESEL, SQLX};

    fn source(path: &str, content: &[u8]) -> Source {
        Source::whole(path.into(), content.to_vec(), Transaction::Message)
    }

    fn stop(path: &str, is_first: bool, position: usize) -> Stop {
        let refusal = Refusal { span: 0..0, message: "no".to_owned(), help: String::new(), until: None };
        Stop { path: path.into(), is_first, refusal, position }
    }

    /// The paths in order; the refused ones end in `!`.
    #[track_caller]
    fn check(layout: &Layout, stops: Vec<Stop>, mut migrations: Vec<Pair>, expected: &[&str]) {
        apply(stops, layout, &mut migrations);
        let mark = |source: &Source| if source.section.refusal().is_some() { "!" } else { "" };
        let found: Vec<String> =
            migrations.iter().map(|(source, _)| format!("{}{}", source.path, mark(source))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_text_that_is_read_first_and_refused_comes_first() {
        let mut refused = source("b", b"select 1;");
        refused.section.refusals.push(stop("b", true, 0).refusal);
        refused.section.refuses_first = true;
        check(&DIESEL, Vec::new(), vec![(source("a", b"select 1;"), None), (refused, None)], &["b!", "a"]);
    }

    #[test]
    fn a_stop_is_at_its_migration_or_before_all_of_them() {
        let all = || ["a", "b", "c"].map(|path| (source(path, b"select 1;"), None)).to_vec();
        check(&DIESEL, vec![stop("b", false, 0)], all(), &["a", "b!", "c"]);
        check(&DIESEL, vec![stop("b", true, 0)], all(), &["b!", "a", "c"]);
        check(&DIESEL, vec![stop("x", false, 2)], all(), &["a", "b", "x!", "c"]);
        check(
            &DIESEL,
            vec![stop("c", true, 0), stop("x", true, 0), stop("a", false, 0)],
            all(),
            &["c!", "x!", "a!", "b"],
        );
    }

    #[test]
    fn texts_that_are_read_first_are_utf8() {
        let bad = || vec![(source("a", b"select 1;"), None), (source("b", b"-- \xe9"), None)];
        check(&SQLX, Vec::new(), bad(), &["b!", "a"]);
        check(&DIESEL, Vec::new(), bad(), &["a", "b"]);
        let down = vec![(source("a", b""), Some(source("a.down", b"\xe9")))];
        check(&SQLX, Vec::new(), down, &["a.down!", "a"]);
    }
}
