//! YAML that parsers refuse, and keys that occur twice.

use super::file::File;
use super::finding::Finding;
use super::options::Options;
use crate::text::lines::position;
use saphyr_parser::{Event, Parser, Span};
use std::collections::HashSet;

pub(super) fn check(file: &File<'_>, _: &Options) -> Vec<Finding> {
    let text = match std::str::from_utf8(file.content) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => {
            let line = position(file.content, error.valid_up_to()).line;
            return vec![Finding::at(file.path, line, "bytes that are not UTF-8")];
        }
    };
    let mut open = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => return vec![Finding::at(file.path, error.marker().line().max(1), error.info())],
        };
        if let Some(finding) = repeated(&event, &span, &mut open, file) {
            return vec![finding];
        }
    }
    Vec::new()
}

/// A mapping or sequence that has started and not ended.
enum Open {
    Sequence,
    Mapping { keys: HashSet<String>, at_key: bool },
}

/// Follows the nesting, and returns a key that its mapping has already. Aliases and keys that are not scalars are left out.
fn repeated(event: &Event<'_>, span: &Span, open: &mut Vec<Open>, file: &File<'_>) -> Option<Finding> {
    let ends = matches!(event, Event::MappingEnd | Event::SequenceEnd);
    if ends {
        open.pop();
    }
    let starts = matches!(event, Event::MappingStart(..) | Event::SequenceStart(..));
    let is_node = starts || ends || matches!(event, Event::Scalar(..) | Event::Alias(_));
    let mut found = None;
    // A collection counts as one node, when it ends.
    if let (true, false, Some(Open::Mapping { keys, at_key })) = (is_node, starts, open.last_mut()) {
        if let (true, Event::Scalar(text, ..)) = (*at_key, event) {
            // Several merge keys in one mapping are in use, though only one was foreseen.
            if text != "<<" && !keys.insert(text.to_string()) {
                let message = format!("the key `{text}` occurs twice");
                found = Some(Finding::at(file.path, span.start.line().max(1), message));
            }
        }
        *at_key = !*at_key;
    }
    match event {
        Event::MappingStart(..) => open.push(Open::Mapping { keys: HashSet::new(), at_key: true }),
        Event::SequenceStart(..) => open.push(Open::Sequence),
        Event::DocumentStart(_) => open.clear(),
        _ => {}
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::registry::tests::{lines, messages};

    #[test]
    fn names_the_line_of_a_fault() {
        assert_eq!(lines("yaml-syntax", "a.yaml", "a: 1\nb: [1, 2\nc: 3\n"), [3]);
        assert_eq!(lines("yaml-syntax", "a.yaml", "a: b: c\n"), [1]);
        assert_eq!(lines("yaml-syntax", "a.yaml", "a: 1\n\tb: 2\n"), [1]);
    }

    #[test]
    fn finds_a_key_that_occurs_twice() {
        assert_eq!(messages("yaml-syntax", "a.yaml", "a:\n  b: 1\n  c: {}\n  b: 2\n"), ["the key `b` occurs twice"]);
        assert_eq!(lines("yaml-syntax", "a.yaml", "a: {x: [1, {y: 2}]}\nb: 1\na: 1\n"), [3]);
    }

    #[test]
    fn accepts_what_parsers_accept() {
        for content in [
            "",
            "# only a comment\n",
            "a: 1\n---\na: 2\n",
            "a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  b: 2\n",
            "- a: 1\n- a: 2\n",
            "a: !Ref b\n",
            "? [a, b]\n: 1\n? [a, b]\n: 2\n",
            "on:\n  push:\n    branches: [main]\n",
            "a: |\n  x: 1\n  x: 2\n",
        ] {
            assert_eq!(messages("yaml-syntax", "a.yaml", content), [""; 0], "{content}");
        }
    }
}
