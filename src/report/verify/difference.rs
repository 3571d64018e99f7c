//! Differences of a schema file from the replayed schema, as `git diff` would show the file being
//! regenerated: `-` lines are in the file, `+` lines are in the replayed schema.

use super::extent::Extent;
use super::lines::{self, RenderedLine};
use crate::object::Class;
use crate::replay::{Change, Difference, DumpObject};
use crate::report::style::paint::{Paint as _, Style};
use crate::report::style::wording;
use crate::text::path::printable;
use crate::text::words;
use std::io::{self, Write};

/// Objects that are shown; the rest is counted.
const SHOWN: usize = 20;

/// Lines of one changed object that are shown.
const LINES: usize = 12;

/// Dependents of an object that are named.
const DEPENDENTS: usize = 6;

/// The two sides of a comparison, in words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sides<'a> {
    /// The side of the `-` lines.
    pub(super) minus: &'a str,
    /// The side of the `+` lines.
    pub(super) plus: &'a str,
    /// The word for an object that only the plus side has.
    pub(super) missing: &'a str,
    /// The word for an object that only the minus side has.
    pub(super) extra: &'a str,
    /// Whether the migration is shown: of several.
    pub(super) names_migrations: bool,
    /// Whether the class is shown, with its reason and what depends on the object.
    pub(super) has_classes: bool,
}

impl<'a> Sides<'a> {
    /// A schema file and the replayed schema.
    pub(super) fn of_schema(file: &'a str) -> Self {
        let (names_migrations, has_classes) = (false, true);
        Self { minus: file, plus: "replayed schema", missing: MISSING, extra: EXTRA, names_migrations, has_classes }
    }

    /// A database at two moments, with the words for what only the later and only the earlier one has.
    pub(super) fn of_states([minus, plus]: [&'a str; 2], [missing, extra]: [&'a str; 2]) -> Self {
        Self { minus, plus, missing, extra, names_migrations: false, has_classes: false }
    }

    /// Shows the migration of each difference if there are several.
    pub(super) fn with_migrations(self, total: usize) -> Self {
        Self { names_migrations: total > 1, ..self }
    }

    fn word(&self, difference: Difference) -> &'a str {
        match difference {
            Difference::Added => self.missing,
            Difference::Removed => self.extra,
            Difference::Changed => CHANGED,
        }
    }
}

const MISSING: &str = "missing";
const EXTRA: &str = "extra";
const CHANGED: &str = "changed";

/// Draws everything that differs.
pub(super) fn write(changes: &[Change], sides: &Sides, extent: Extent, out: &mut dyn Write) -> io::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", format!("--- {}", wording::safe(sides.minus)).bold())?;
    writeln!(out, "{}\n", format!("+++ {}", wording::safe(sides.plus)).bold())?;
    let groups = in_order(match extent {
        Extent::Head { .. } => grouped(changes),
        Extent::Full => changes.iter().map(|change| Group { change, parts: Vec::new() }).collect(),
    });
    let shown = if extent == Extent::Full { groups.len() } else { groups.len().min(SHOWN) };
    for group in &groups[..shown] {
        write_group(group, sides, extent, out)?;
    }
    let rest: Vec<&Change> = groups[shown..].iter().flat_map(Group::all).collect();
    if !rest.is_empty() {
        let rest = format!("... and {}; `--full` shows all", count(rest.into_iter(), sides));
        writeln!(out, "  {}", rest.dimmed())?;
    }
    writeln!(out)
}

/// Everything that differs, each with its head drawn.
pub(super) fn heads<'a>(changes: &'a [Change], sides: &Sides, width: usize) -> io::Result<Vec<(&'a Change, Vec<u8>)>> {
    let head = |group: &Group<'a>| {
        let mut drawn = Vec::new();
        write_group(group, sides, Extent::Head { width }, &mut drawn)?;
        Ok((group.change, drawn))
    };
    in_order(grouped(changes)).iter().map(head).collect()
}

/// Objects that take one line come first.
fn in_order(mut groups: Vec<Group<'_>>) -> Vec<Group<'_>> {
    let rank = |difference| [Difference::Added, Difference::Removed].iter().position(|first| *first == difference);
    groups.sort_by_key(|group| (rank(group.change.difference).unwrap_or(2), &group.change.object));
    groups
}

/// `2 missing, 1 extra and 3 changed`
pub(super) fn counted(changes: &[Change]) -> String {
    counted_as(changes, [MISSING, EXTRA])
}

/// The same with other words for what only one side has.
pub(super) fn counted_as(changes: &[Change], [missing, extra]: [&str; 2]) -> String {
    count(changes.iter(), &Sides { missing, extra, ..Sides::of_schema("") })
}

fn count<'a>(changes: impl Iterator<Item = &'a Change>, sides: &Sides) -> String {
    let mut counts = [(Difference::Added, 0), (Difference::Removed, 0), (Difference::Changed, 0)];
    for change in changes {
        for (difference, count) in &mut counts {
            *count += usize::from(*difference == change.difference);
        }
    }
    let counted: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(difference, count)| format!("{count} {}", sides.word(*difference)))
        .collect();
    words::list(&counted, counted.len())
}

/// Explains the words that [`counted`] uses, as far as they occur.
pub(super) fn legend(changes: &[Change], schema: &str) -> String {
    let occurs = |difference: Difference| changes.iter().any(|change| change.difference == difference);
    let meanings = [
        (Difference::Added, format!("missing: in the replayed schema, not in {schema}")),
        (Difference::Removed, format!("extra: in {schema}, not in the replayed schema")),
        (Difference::Changed, format!("changed: `-` is {schema}, `+` is the replayed schema")),
    ];
    let classes = [
        (Class::A, "A: additive"),
        (Class::B, "B: destructive, a rename or another type"),
        (Class::C, "C: not made by a migration"),
    ];
    let has = |class: Class| changes.iter().any(|change| change.class == Some(class));
    let differences = meanings.into_iter().filter(|(difference, _)| occurs(*difference)).map(|(_, meaning)| meaning);
    let classes = classes.into_iter().filter(|(class, _)| has(*class)).map(|(_, meaning)| meaning.to_owned());
    differences.chain(classes).collect::<Vec<_>>().join("; ")
}

/// The colours of a diff of the file being regenerated.
fn style(difference: Difference) -> Style {
    match difference {
        Difference::Added => Style::GREEN,
        Difference::Removed => Style::RED,
        Difference::Changed => Style::YELLOW,
    }
}

/// An object, and the parts of it that differ in the same way.
struct Group<'a> {
    change: &'a Change,
    parts: Vec<&'a Change>,
}

impl<'a> Group<'a> {
    fn all(&self) -> impl Iterator<Item = &'a Change> {
        std::iter::once(self.change).chain(self.parts.iter().copied())
    }
}

/// If a whole table is missing or extra, its keys, indexes and policies are as well: they are
/// reported with it.
fn grouped(changes: &[Change]) -> Vec<Group<'_>> {
    let is_whole = |change: &&Change| {
        change.difference != Difference::Changed
            && matches!(change.object.kind.as_str(), "table" | "foreign table" | "view" | "materialized view")
    };
    let mut groups: Vec<Group> =
        changes.iter().filter(is_whole).map(|change| Group { change, parts: Vec::new() }).collect();
    for change in changes.iter().filter(|change| !is_whole(change)) {
        let owner = groups.iter_mut().find(|group| is_whole(&group.change) && is_part(change, group.change, changes));
        match owner {
            Some(group) => group.parts.push(change),
            None => groups.push(Group { change, parts: Vec::new() }),
        }
    }
    groups
}

/// Whether an entry is about a part of a table.
fn is_part(change: &Change, whole: &Change, changes: &[Change]) -> bool {
    /// Words before the name of the table of an entry.
    const BEFORE: [&str; 10] = [
        " ON ",
        " ON ONLY ",
        "ALTER TABLE ",
        "ALTER TABLE ONLY ",
        "ALTER FOREIGN TABLE ",
        " ON TABLE ",
        " ON FOREIGN TABLE ",
        " ON VIEW ",
        " ON COLUMN ",
        " OWNED BY ",
    ];
    if change.difference != whole.difference || change.object.schema != whole.object.schema {
        return false;
    }
    // The sequence of a column: only another entry shows that it is one.
    if change.object.kind == "sequence"
        && let Some(owned) = changes.iter().find(|other| {
            other.object.kind == "sequence owned by"
                && (&other.object.schema, &other.object.name) == (&change.object.schema, &change.object.name)
        })
        && is_part(owned, whole, &[])
    {
        return true;
    }
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let text = text(change);
    // The server quotes names in its own definitions only if it must.
    let find = |quoted: &dyn Fn(&str) -> String| {
        text.find(&format!("{}.{}", quoted(&whole.object.schema), quoted(&whole.object.name)))
    };
    let Some(at) = find(&quoted).or_else(|| find(&|name| crate::object::quoted(name))) else { return false };
    !matches!(change.object.kind.as_str(), "function" | "procedure" | "view" | "materialized view" | "type" | "domain")
        && BEFORE.iter().any(|before| text[..at].ends_with(before))
}

/// The text of the side that has the entry.
fn text(change: &Change) -> &str {
    if change.difference == Difference::Removed { &change.before } else { &change.after }
}

fn write_group(group: &Group, sides: &Sides, extent: Extent, out: &mut dyn Write) -> io::Result<()> {
    let Group { change, parts } = group;
    let title = style(change.difference).bold().paint(sides.word(change.difference));
    write!(out, "  {title} {}{}", named(&change.object), with_parts(parts))?;
    let about = about(change, sides);
    if !about.is_empty() {
        write!(out, " {}", format!("({about})").dimmed())?;
    }
    writeln!(out)?;
    if sides.has_classes && !change.dependents.is_empty() {
        let dependents: Vec<String> = change.dependents.iter().map(|object| wording::safe(object)).collect();
        let room = if extent == Extent::Full { dependents.len() } else { DEPENDENTS };
        writeln!(out, "      {}", format!("dependents: {}", words::list(&dependents, room)).dimmed())?;
    }
    let lines = match (change.difference, extent) {
        (Difference::Changed, _) => lines::of(change, extent),
        // The name is enough.
        (_, Extent::Head { .. }) => Vec::new(),
        (Difference::Added, Extent::Full) => change.after.lines().map(RenderedLine::added).collect(),
        (Difference::Removed, Extent::Full) => change.before.lines().map(RenderedLine::removed).collect(),
    };
    if lines.is_empty() && change.difference == Difference::Changed {
        writeln!(out, "      only the commas between the lines differ")?;
    }
    let room = if extent == Extent::Full { lines.len() } else { LINES };
    for line in lines.iter().take(room) {
        line.write(extent, out)?;
    }
    if lines.len() > room {
        let rest = words::count(lines.len() - room, "more line");
        writeln!(out, "      {}", format!("... {rest}; `--full` shows all").dimmed())?;
    }
    Ok(())
}

/// The class of a change with its reason, and the migration: `B: the type of the column changes; 2_b.sql`.
fn about(change: &Change, sides: &Sides) -> String {
    let class = change.class.filter(|_| sides.has_classes);
    let class = class.map(|class| format!("{}: {}", class.letter(), change.reason));
    let path = change.migration.as_ref().filter(|_| sides.names_migrations);
    let parts: Vec<String> = class.into_iter().chain(path.map(|path| printable(path.file_name()))).collect();
    parts.join("; ")
}

/// `, with 2 constraints, 1 index and 1 policy`
fn with_parts(parts: &[&Change]) -> String {
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    // A sequence and its owner are one thing.
    for part in parts.iter().filter(|part| part.object.kind != "sequence owned by") {
        let kind = kind(&part.object.kind);
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((kind, 1)),
        }
    }
    let parts: Vec<String> = kinds
        .iter()
        .map(|(kind, count)| if *kind == ROW_SECURITY { ROW_SECURITY.to_owned() } else { words::count(*count, kind) })
        .collect();
    if parts.is_empty() { String::new() } else { format!(", with {}", words::list(&parts, parts.len())) }
}

const ROW_SECURITY: &str = "row-level security";

/// The usual word for a kind of `pg_dump`'s.
fn kind(kind: &str) -> &str {
    match kind {
        "fk constraint" => "foreign key",
        "row security" => ROW_SECURITY,
        "default" => "column default",
        "sequence owned by" => "owner of sequence",
        "table attach" => "partition",
        "index attach" => "index of a partition",
        other => other,
    }
}

/// `table public.users`, `policy read on public.users`
pub(super) fn named(object: &DumpObject) -> String {
    let DumpObject { kind: of_dump, schema, name } = object;
    let schema = if schema.is_empty() { String::new() } else { format!("{schema}.") };
    let kind = kind(of_dump);
    let text = match of_dump.as_str() {
        "constraint" | "fk constraint" | "check constraint" | "default" | "policy" | "trigger" | "rule" => {
            match name.split_once(' ') {
                Some((table, part)) => format!("{kind} {part} on {schema}{table}"),
                None => format!("{kind} {schema}{name}"),
            }
        }
        "row security" => format!("{kind} of {schema}{name}"),
        "comment" => {
            let bare = name.replace('"', "");
            let is_kind = |word: &&str| word.chars().all(|letter| letter.is_ascii_uppercase());
            let words: Vec<&str> = bare.split(' ').take_while(is_kind).collect();
            let rest = bare.split(' ').skip(words.len()).collect::<Vec<_>>().join(" ");
            format!("comment on {} {schema}{rest}", words.join(" ").to_lowercase())
        }
        _ => format!("{kind} {schema}{name}"),
    };
    wording::safe(text.trim_end())
}
