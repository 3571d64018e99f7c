//! The text of the file: entries are added, removed and completed, and everything else stays as people wrote it.

use super::entry::Choice;
use super::items::Item;

/// The beginning of a new file.
const HEAD: &str = "\
# Decisions about the drift of a database, one for each object that differs. `tidegate reconcile` adds entries;
# write `decision` and `reason` in each, and for destructive or risky ones the reviewer's sign-off:
#   decision     migrations (the database is repaired), database (a migration is written) or out-of-scope
#   approved-by  and approved-on, such as 2026-12-01
version = 1
";

/// A file as text, in pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    head: String,
    blocks: Vec<Block>,
}

/// An entry with the comments directly above it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Block {
    text: String,
    object: String,
    fingerprint: String,
}

impl Document {
    /// Reads a file; an empty text is a new one. `None` if its entries are not written as `[[change]]`, each on a line of
    /// its own.
    pub fn read(text: &str, count: usize) -> Option<Self> {
        if text.trim().is_empty() {
            return Some(Self { head: HEAD.to_owned(), blocks: Vec::new() });
        }
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let mut starts: Vec<usize> = Vec::new();
        for (at, _) in lines.iter().enumerate().filter(|(_, line)| line.trim() == "[[change]]") {
            let comments = lines[..at].iter().rev().take_while(|line| line.trim_start().starts_with('#')).count();
            starts.push(at - comments);
        }
        if starts.len() != count {
            return None;
        }
        let end = |number: usize| starts.get(number + 1).copied().unwrap_or(lines.len());
        let block = |(number, start): (usize, &usize)| {
            let text = lines[*start..end(number)].concat();
            Some(Block { object: value(&text, "object")?, fingerprint: value(&text, "fingerprint")?, text })
        };
        let blocks: Option<Vec<Block>> = starts.iter().enumerate().map(block).collect();
        Some(Self { head: lines[..starts.first().copied().unwrap_or(lines.len())].concat(), blocks: blocks? })
    }

    /// Adds an undecided entry unless there is one about this difference. Whether it was added is returned.
    pub fn add(&mut self, item: &Item) -> bool {
        let object = item.object.to_string();
        if self.position(item).is_some() {
            return false;
        }
        let note = if item.reason.is_empty() { String::new() } else { format!("# {}\n", item.reason) };
        let approval = if Choice::ALL.into_iter().any(|choice| item.needs_approval(choice)) {
            "approved-by = \"\"\napproved-on = \"\"\n"
        } else {
            ""
        };
        let text = format!(
            "{note}[[change]]\nobject = {}\ndifference = {}\nclass = {}\nfingerprint = {}\ndecision = \"\"\nreason = \
             \"\"\n{approval}",
            string(&object),
            string(item.state.word()),
            string(item.letter()),
            string(&item.fingerprint),
        );
        self.blocks.push(Block { text, object, fingerprint: item.fingerprint.clone() });
        true
    }

    /// Removes the entries that are about none of these differences, and returns how many.
    pub fn prune(&mut self, items: &[Item]) -> usize {
        let count = self.blocks.len();
        let is_about = |block: &Block, item: &Item| {
            item.fingerprint == block.fingerprint && item.object.to_string() == block.object
        };
        self.blocks.retain(|block| items.iter().any(|item| is_about(block, item)));
        count - self.blocks.len()
    }

    /// Sets a key of the entry about a difference.
    pub fn set(&mut self, item: &Item, key: &str, text: &str) {
        let Some(at) = self.position(item) else { return };
        let block = &mut self.blocks[at].text;
        let line = format!("{key} = {}\n", string(text));
        let is_key =
            |one: &&str| one.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
        let found = block.split_inclusive('\n').find(is_key).map(str::to_owned);
        if let Some(old) = found {
            *block = block.replacen(&old, &line, 1);
        } else {
            let end = block.trim_end().len();
            let rest = block.split_off(end);
            block.push('\n');
            block.push_str(&line);
            block.push_str(rest.trim_start_matches('\n'));
        }
    }

    /// Whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The whole text, with the entries in order of their objects.
    pub fn text(&self) -> String {
        let mut blocks: Vec<&Block> = self.blocks.iter().collect();
        blocks.sort_by(|one, other| (&one.object, &one.fingerprint).cmp(&(&other.object, &other.fingerprint)));
        let parts = std::iter::once(self.head.trim_end()).chain(blocks.iter().map(|block| block.text.trim_end()));
        let mut text = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
        text.push('\n');
        text
    }

    fn position(&self, item: &Item) -> Option<usize> {
        let object = item.object.to_string();
        self.blocks.iter().position(|block| block.object == object && block.fingerprint == item.fingerprint)
    }
}

/// The value of a key of a block.
fn value(block: &str, key: &str) -> Option<String> {
    let table: toml::Table = toml::from_str(block).ok()?;
    table.get("change")?.as_array()?.first()?.get(key)?.as_str().map(str::to_owned)
}

/// A string of TOML.
fn string(text: &str) -> String {
    let mut written = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            letter if letter.is_control() => {
                let escape = format!("\\u{:04X}", u32::from(letter));
                written.push_str(&escape);
            }
            letter => written.push(letter),
        }
    }
    written.push('"');
    written
}

#[cfg(test)]
mod tests {
    use super::super::file::Decisions;
    use super::super::items::State;
    use super::*;
    use crate::catalog::{Identity, Kind};
    use std::collections::BTreeSet;

    fn item(name: &str, fingerprint: &str) -> Item {
        let object = Identity {
            kind: Kind::Table,
            schema: Some("public".to_owned()),
            on: None,
            name: name.to_owned(),
            arguments: None,
        };
        Item {
            objects: BTreeSet::from([object.clone()]),
            object,
            state: State::Extra,
            class: None,
            of_repair: None,
            of_migration: None,
            reason: "the object is dropped",
            fingerprint: fingerprint.to_owned(),
            is_order_only: false,
        }
    }

    fn read(text: &str) -> Document {
        let count = Decisions::parse("f", text).expect("a file").entries.len();
        Document::read(text, count).expect("a document")
    }

    #[test]
    fn a_new_file_is_read_as_it_was_written() {
        let mut new = Document::read("", 0).expect("a document");
        let (hostile, other) = (item("b\"\\\n", "22"), item("a", "11"));
        assert!(new.add(&hostile) && new.add(&other) && !new.add(&other));
        let text = new.text();
        let entries = Decisions::parse("f", &text).expect("a file").entries;
        assert_eq!(entries.len(), 2, "{text}");
        // In order of the names as they are written, with quotes.
        assert_eq!(entries[0].object, hostile.object.to_string());
        assert_eq!(entries[1].object, other.object.to_string());
        assert_eq!(read(&text).text(), text);
    }

    #[test]
    fn comments_stay_and_keys_are_set_in_their_lines() {
        let mut new = Document::read("", 0).expect("a document");
        new.add(&item("b", "22"));
        let text = new
            .text()
            .replace("decision = \"\"", "decision = \"database\" # asked ann")
            .replace("# the", "# mine: the");
        let mut again = read(&text);
        again.add(&item("a", "11"));
        again.set(&item("a", "11"), "reason", "legacy");
        again.set(&item("a", "11"), "seen", "x");
        let text = again.text();
        assert!(text.contains("# mine: the object is dropped\n[[change]]\nobject = \"table `public.b`\""), "{text}");
        assert!(text.contains("decision = \"database\" # asked ann\n"), "{text}");
        assert!(text.contains("reason = \"legacy\"\n") && text.contains("seen = \"x\"\n"), "{text}");
        assert!(text.find("public.a") < text.find("public.b"), "{text}");
        assert_eq!(again.prune(&[item("a", "11"), item("b", "33")]), 1);
        assert!(!again.text().contains("public.b"));
    }

    #[test]
    fn entries_that_are_not_on_lines_of_their_own_are_not_rewritten() {
        let text = "version = 1\nchange = [{ object = \"a\", fingerprint = \"b\" }]\n";
        assert_eq!(Document::read(text, 1), None);
    }
}
