//! Any text, written in any pieces: what comes through the door is only text.

use super::consumers::{controls, github_commands, other_commands};
use proptest::prelude::*;
use std::io::Write as _;
use tidegate::report::{Door, through_door};

/// Parts of commands and escapes, and letters beside them.
const PIECES: [&str; 30] = [
    ":",
    "::",
    "::error::",
    "#",
    "##",
    "##[",
    "[",
    "]",
    "vso",
    "vso[",
    "teamcity[",
    "section_start:1:x",
    "\r",
    "\n",
    "\t",
    " ",
    "\u{a0}",
    "\u{1b}[35m",
    "\u{1b}",
    "\u{9b}",
    "\u{fdd0}",
    "\u{fdd1}",
    "\u{feff}",
    "\u{200d}",
    "\u{fe0f}",
    "\u{202e}",
    "\u{2028}",
    "a",
    "é",
    "日",
];

fn pieces() -> impl Strategy<Value = Vec<(String, bool)>> {
    let known = prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned);
    // Selectors and joiners between the parts of an emoji stay.
    let is_emoji =
        |letter: &char| matches!(letter, '\u{a9}' | '\u{ae}' | '\u{2000}'..='\u{3300}' | '\u{1f000}'..='\u{1fb00}');
    let other = any::<char>().prop_filter("an emoji", move |letter| !is_emoji(letter));
    let piece = prop_oneof![8 => known, 1 => other.prop_map(String::from)];
    prop::collection::vec((piece, prop::bool::weighted(0.2)), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn is_only_text(pieces in pieces()) {
        let mut written = Vec::new();
        let mut door = Door::new(&mut written);
        for (piece, is_flushed) in &pieces {
            door.write_all(piece.as_bytes()).unwrap();
            if *is_flushed {
                door.flush().unwrap();
            }
        }
        drop(door);
        let text = String::from_utf8(written).unwrap();
        prop_assert_eq!(github_commands(&text), [""; 0], "{:?}", text);
        prop_assert_eq!(other_commands(&text), [""; 0], "{:?}", text);
        prop_assert_eq!(controls(&text), [""; 0], "{:?}", text);
    }

    #[test]
    fn bytes_are_only_text(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8(through_door(&bytes)).unwrap();
        prop_assert_eq!(controls(&text), [""; 0], "{:?}", text);
        prop_assert_eq!(github_commands(&text), [""; 0], "{:?}", text);
        // What came through once comes through unchanged.
        prop_assert_eq!(through_door(text.as_bytes()), text.as_bytes());
    }
}
