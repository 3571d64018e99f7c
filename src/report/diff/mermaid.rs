//! A Mermaid diagram (`erDiagram`) of the tables that differ.

use super::tables::{Diagram, TableName, diagram};
use super::wording::{Verb, verdict};
use crate::jobs::diff::Outcome;
use std::io::{self, Write};

/// The longest name in a diagram, in characters.
const LONGEST: usize = 80;

/// Writes the diagram.
pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "%% {}", plain(&verdict(outcome)))?;
    for gap in outcome.not_compared.iter().chain(&outcome.remarks) {
        writeln!(out, "%% {}", plain(gap))?;
    }
    let Diagram { tables, relations, neighbours } = diagram(outcome);
    writeln!(out, "erDiagram")?;
    for table in &tables {
        writeln!(out, "    {} {{", entity(&table.name, table.verb))?;
        for column in &table.columns {
            let comment = column.verb.map(|verb| format!(" \"{}\"", verb.word())).unwrap_or_default();
            writeln!(out, "        {} {}{comment}", word(&column.data_type), word(&column.name))?;
        }
        writeln!(out, "    }}")?;
    }
    for name in &neighbours {
        writeln!(out, "    {}", entity(name, None))?;
    }
    let verb_of = |name: &TableName| tables.iter().find(|table| table.name == *name).and_then(|table| table.verb);
    for relation in &relations {
        let verb = relation.verb.map(|verb| format!(" ({})", verb.word())).unwrap_or_default();
        let [from, to] = [&relation.from, &relation.to].map(|name| entity(name, verb_of(name)));
        writeln!(out, "    {from} }}o--|| {to} : \"{}{verb}\"", plain(&relation.name))?;
    }
    Ok(())
}

/// A name in quotes, with what happens to the table.
fn entity((schema, name): &TableName, verb: Option<Verb>) -> String {
    let verb = match verb {
        Some(verb @ (Verb::Created | Verb::Dropped)) => format!(" ({})", verb.word()),
        _ => String::new(),
    };
    format!("\"{}.{}{verb}\"", plain(schema), plain(name))
}

/// Text that has no meaning in a diagram: every mark that Mermaid knows is a `_`.
fn plain(text: &str) -> String {
    let is_kept = |letter: &char| letter.is_alphanumeric() || " _-.,:;()/".contains(*letter);
    text.chars().take(LONGEST).map(|letter| if is_kept(&letter) { letter } else { '_' }).collect()
}

/// A type or a name of a column: one word that begins with a letter.
fn word(text: &str) -> String {
    let is_kept = |letter: &char| letter.is_ascii_alphanumeric() || "_()[]".contains(*letter);
    let word: String = text.chars().take(LONGEST).map(|letter| if is_kept(&letter) { letter } else { '_' }).collect();
    if word.starts_with(|first: char| first.is_ascii_alphabetic()) { word } else { format!("c_{word}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_mermaid_are_removed() {
        assert_eq!(plain("a\"} %% <b> \u{1b} é"), "a__ __ _b_ _ é");
        assert_eq!(word("character varying(10)"), "character_varying(10)");
        assert_eq!(word("1\"a"), "c_1_a");
    }
}
