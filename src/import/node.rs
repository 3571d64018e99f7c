//! YAML, TOML and JSON as one tree, with the line of each value.

use crate::text::lines::position;
use saphyr_parser::{Event, Parser, ScalarStyle};
use std::collections::HashMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with its line, counted from one.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) line: usize,
    pub(super) value: Value,
}

/// A value; numbers and `true` are texts.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// Reason why a text cannot be read: its line, and a few words.
pub(super) type Unreadable = (usize, String);

/// Limit of the values of a document, those that aliases repeat included.
const SIZE_LIMIT: usize = 50_000;

impl Node {
    /// Reads YAML, of which JSON is a part.
    pub(super) fn yaml(text: &str) -> Result<Self, Unreadable> {
        let mut reader = YamlReader::default();
        // YAML does not accept a tab as indentation, which is usual in JSON.
        let is_json = text.trim_start().starts_with('{');
        let text = if is_json { text.replace('\t', " ") } else { text.to_owned() };
        for event in Parser::new_from_str(&text) {
            let (event, span) = event.map_err(|error| (error.marker().line().max(1), error.info().to_owned()))?;
            reader.take(&event, span.start.line().max(1))?;
        }
        Ok(reader.root.unwrap_or(Self { line: 1, value: Value::Null }))
    }

    /// Reads TOML.
    pub(super) fn toml(text: &str) -> Result<Self, Unreadable> {
        let line_at = |offset: usize| position(text.as_bytes(), offset).line;
        let table = DeTable::parse(text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            (line_at(offset), error.message().replace('\n', ", "))
        })?;
        Ok(of_table(table.get_ref(), 1, &line_at))
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// The keys and values of a mapping.
    pub(super) fn entries(&self) -> &[(String, Self)] {
        if let Value::Map(entries) = &self.value { entries } else { &[] }
    }

    /// The entries of a list; a single value counts as a list of one.
    pub(super) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            Value::Null => &[],
            Value::Text(_) | Value::Map(_) => std::slice::from_ref(self),
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// The texts of a list, or the only one.
    pub(super) fn texts(&self) -> Vec<String> {
        self.items().iter().filter_map(|item| item.text().map(str::to_owned)).collect()
    }

    /// The text of a key.
    pub(super) fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// Whether a key is `true`.
    pub(super) fn is_true(&self, key: &str) -> bool {
        self.text_of(key) == Some("true")
    }
}

fn of_table(table: &DeTable<'_>, line: usize, line_at: &dyn Fn(usize) -> usize) -> Node {
    let entry = |(name, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let name: &std::borrow::Cow<'_, str> = name.get_ref();
        (name.to_string(), of_value(value, line_at))
    };
    Node { line, value: Value::Map(table.iter().map(entry).collect()) }
}

fn of_value(value: &Spanned<DeValue<'_>>, line_at: &dyn Fn(usize) -> usize) -> Node {
    let line = line_at(value.span().start);
    let value = match value.get_ref() {
        DeValue::Table(table) => return of_table(table, line, line_at),
        DeValue::Array(items) => Value::List(items.iter().map(|item| of_value(item, line_at)).collect()),
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => Value::Text(number.to_string()),
        DeValue::Float(number) => Value::Text(number.to_string()),
        DeValue::Boolean(value) => Value::Text(value.to_string()),
        DeValue::Datetime(moment) => Value::Text(moment.to_string()),
    };
    Node { line, value }
}

/// Builds the tree of the first document of a stream.
#[derive(Default)]
struct YamlReader {
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    root: Option<Node>,
    size: usize,
}

/// A mapping or list that has started, with its anchor.
struct Open {
    node: Node,
    anchor: usize,
    /// The key of a mapping whose value follows.
    key: Option<String>,
}

impl YamlReader {
    fn take(&mut self, event: &Event<'_>, line: usize) -> Result<(), Unreadable> {
        match event {
            Event::MappingStart(anchor, _) => self.start(Value::Map(Vec::new()), *anchor, line),
            Event::SequenceStart(anchor, _) => self.start(Value::List(Vec::new()), *anchor, line),
            Event::MappingEnd | Event::SequenceEnd => {
                if let Some(Open { node, anchor, .. }) = self.open.pop() {
                    self.note(anchor, &node);
                    self.put(node)?;
                }
            }
            Event::Scalar(text, style, anchor, _) => {
                let is_null = *style == ScalarStyle::Plain && matches!(text.as_ref(), "" | "~" | "null");
                let value = if is_null { Value::Null } else { Value::Text(text.to_string()) };
                let node = Node { line, value };
                self.note(*anchor, &node);
                self.put(node)?;
            }
            Event::Alias(anchor) => {
                let node = self.anchors.get(anchor).cloned();
                self.put(node.ok_or_else(|| (line, "an alias without its anchor".to_owned()))?)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, value: Value, anchor: usize, line: usize) {
        self.open.push(Open { node: Node { line, value }, anchor, key: None });
    }

    fn note(&mut self, anchor: usize, node: &Node) {
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
    }

    fn put(&mut self, node: Node) -> Result<(), Unreadable> {
        self.size += size(&node);
        if self.size > SIZE_LIMIT {
            return Err((node.line, "too many values".to_owned()));
        }
        let Some(open) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return Ok(());
        };
        match &mut open.node.value {
            Value::List(items) => items.push(node),
            Value::Map(entries) => match open.key.take() {
                None => open.key = Some(node.text().unwrap_or_default().to_owned()),
                // A merge key: its entries count where the mapping has none of that name.
                Some(key) if key == "<<" => {
                    let merged = node.items().iter().flat_map(|item| item.entries().iter().cloned());
                    entries.extend(merged.collect::<Vec<_>>());
                }
                Some(key) => {
                    entries.retain(|(name, _)| *name != key);
                    entries.push((key, node));
                }
            },
            Value::Null | Value::Text(_) => {}
        }
        Ok(())
    }
}

/// The number of values of a tree; closed ones have been counted before, so that a deep tree counts more than its size.
fn size(node: &Node) -> usize {
    match &node.value {
        Value::Null | Value::Text(_) => 1,
        Value::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Map(entries) => 1 + entries.iter().map(|(_, node)| size(node)).sum::<usize>(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(node: &Node) -> String {
        match &node.value {
            Value::Null => "null".to_owned(),
            Value::Text(text) => format!("{text}@{}", node.line),
            Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(" ")),
            Value::Map(entries) => {
                let entries = entries.iter().map(|(key, node)| format!("{key}={}", shown(node)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(" "))
            }
        }
    }

    #[test]
    fn three_notations_give_one_tree() {
        let yaml = Node::yaml("a: &x\n  b: 1\n  c: [d, 'e']\nf:\n  <<: *x\n  c: ~\n").expect("a tree");
        assert_eq!(shown(&yaml), "{a={b=1@2 c=[d@3 e@3]} f={b=1@2 c=null}}");
        let json = Node::yaml("{\n\t\"a\": {\"b\": true},\n\t\"c\": []\n}\n").expect("a tree");
        assert_eq!(shown(&json), "{a={b=true@2} c=[]}");
        let toml = Node::toml("[a]\nb = 1\nc = [\n  'd',\n]\n").expect("a tree");
        assert_eq!(shown(&toml), "{a={b=1@2 c=[d@4]}}");
    }

    #[test]
    fn what_cannot_be_read_has_a_line() {
        assert_eq!(Node::yaml("a: 1\nb: [").map_err(|(line, _)| line).err(), Some(3));
        assert_eq!(Node::toml("a = 1\nb = [").map_err(|(line, _)| line).err(), Some(2));
        let bomb: String = (1..40).fold("a0: &a0 [x, x]\n".to_owned(), |text, number| {
            let before = number - 1;
            format!("{text}a{number}: &a{number} [*a{before}, *a{before}]\n")
        });
        assert!(Node::yaml(&bomb).is_err_and(|(_, reason)| reason == "too many values"));
    }
}
