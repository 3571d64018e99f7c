//! A text with parts replaced, which knows the places that it had before.

use super::lines::Span;

/// A text with parts replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spliced {
    /// The text with the parts replaced.
    pub text: Vec<u8>,
    /// The replaced parts, in order.
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    old: Span,
    new: Span,
}

impl Spliced {
    /// Replaces parts of a text, which are sorted and do not overlap.
    pub fn new<'a>(content: &[u8], replaced: impl IntoIterator<Item = (&'a Span, &'a [u8])>) -> Self {
        let mut spliced = Self { text: Vec::with_capacity(content.len()), parts: Vec::new() };
        let mut done = 0;
        for (old, by) in replaced {
            spliced.text.extend_from_slice(&content[done..old.start]);
            let start = spliced.text.len();
            spliced.text.extend_from_slice(by);
            spliced.parts.push(Part { old: old.clone(), new: start..spliced.text.len() });
            done = old.end;
        }
        spliced.text.extend_from_slice(&content[done..]);
        spliced
    }

    /// The place in the text before; inside a replaced part, the start of that part.
    pub fn old(&self, at: usize) -> usize {
        match self.last(|part| part.new.start <= at) {
            None => at,
            Some(part) if at < part.new.end => part.old.start,
            Some(part) => part.old.end + (at - part.new.end),
        }
    }

    /// The same part in the text before, with all of each replaced part that it is in.
    pub fn old_span(&self, span: &Span) -> Span {
        let start = self.old(span.start);
        let end = match self.last(|part| part.new.start < span.end) {
            None => span.end,
            Some(part) if span.end <= part.new.end => part.old.end,
            Some(part) => part.old.end + (span.end - part.new.end),
        };
        start..end.max(start)
    }

    /// The place of a byte of the text before; of a replaced part, the start of what is in its place.
    pub fn new_place(&self, at: usize) -> usize {
        match self.last(|part| part.old.start <= at) {
            None => at,
            Some(part) if at < part.old.end => part.new.start,
            Some(part) => part.new.end + (at - part.old.end),
        }
    }

    /// The part of the text that a part of the text before has become.
    pub fn new_span(&self, span: &Span) -> Span {
        self.new_place(span.start)..self.new_place(span.end)
    }

    /// The last part that is not after a place.
    fn last(&self, is_before: impl Fn(&Part) -> bool) -> Option<&Part> {
        self.parts[..self.parts.partition_point(is_before)].last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_again() {
        let content = b"a ${x}.b ${y}c";
        let spliced = Spliced::new(content, [(&(2..6), &b"long_name"[..]), (&(9..13), b"")]);
        assert_eq!(spliced.text, b"a long_name.b c");
        let check = |new: Span, old: &[u8]| assert_eq!(&content[spliced.old_span(&new)], old, "{new:?}");
        check(0..1, b"a");
        check(2..11, b"${x}");
        check(4..6, b"${x}");
        check(11..13, b".b");
        check(0..13, b"a ${x}.b");
        check(14..15, b"c");
        assert_eq!(spliced.old(5), 2);
        assert_eq!([0, 3, 6, 9, 13].map(|at| spliced.new_place(at)), [0, 2, 11, 14, 14]);
    }

    #[test]
    fn a_text_without_replaced_parts_is_the_same() {
        let spliced = Spliced::new(b"abc", []);
        assert_eq!((spliced.old_span(&(1..2)), spliced.new_place(2)), (1..2, 2));
    }
}
