//! Positions in a file of which many are asked for.

use super::lines::{Position, line_start, position};
use std::sync::OnceLock;

/// The distance of the places whose position is kept, in bytes.
const STEP: usize = 1 << 14;

/// Positions at regular distances in a file, computed on first use, so that each further one costs the
/// same at the end of a large file as at its start, whether the file is one line or a million.
#[derive(Clone, Debug, Default)]
pub struct LineIndex {
    /// `None` for a file that is not UTF-8.
    steps: OnceLock<Option<Vec<Step>>>,
}

/// The position of a byte.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// Newlines before it.
    lines: usize,
    /// Characters between the start of its line and it.
    characters: usize,
}

impl LineIndex {
    /// The position of the byte `offset` of `content`, which is the same file in every call.
    pub fn position(&self, content: &[u8], offset: usize) -> Position {
        let offset = offset.min(content.len());
        let steps = || self.steps.get_or_init(|| std::str::from_utf8(content).ok().map(|_| steps(content)));
        let known = if content.len() <= STEP { None } else { steps().as_ref() };
        let Some(step) = known.and_then(|steps| steps.get(offset / STEP)) else {
            return position(content, offset);
        };
        let from = offset / STEP * STEP;
        let between = &content[from..offset];
        let lines = step.lines + memchr::memchr_iter(b'\n', between).count();
        let start = line_start(between, between.len());
        let before = if start == 0 { step.characters } else { 0 };
        Position { line: lines + 1, column: before + characters(&between[start..]) + 1 }
    }
}

fn steps(content: &[u8]) -> Vec<Step> {
    let mut found = vec![Step { lines: 0, characters: 0 }];
    for piece in content.chunks(STEP) {
        let last = found[found.len() - 1];
        let start = line_start(piece, piece.len());
        let before = if start == 0 { last.characters } else { 0 };
        found.push(Step {
            lines: last.lines + memchr::memchr_iter(b'\n', piece).count(),
            characters: before + characters(&piece[start..]),
        });
    }
    found
}

/// The number of characters that begin in a part of valid UTF-8.
fn characters(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_a_search_from_the_start() {
        let texts = ["ä\nb", "äöü", "a\n", "\n"].map(|part| part.repeat(12_000));
        for text in texts {
            let index = LineIndex::default();
            let ends = (0..=text.len()).filter(|at| text.is_char_boundary(*at));
            for offset in ends.filter(|at| at % 97 == 0 || at % STEP < 3 || *at + 3 > text.len()) {
                let expected = position(text.as_bytes(), offset);
                assert_eq!(index.position(text.as_bytes(), offset), expected, "byte {offset}");
            }
        }
    }
}
