//! Comments on what belongs to the superuser.

use super::help::Helped;
use crate::object::literal;
use crate::sql::{Kind, Word};

/// `COMMENT ON EXTENSION plpgsql IS { 'text' | NULL }`, which older dumps contain. The extension is the
/// superuser's: with it a history would drop everything of tidegate that is written in its language.
pub(super) fn read(words: &[Word]) -> Option<Helped> {
    let [_, _, _, name, is, text, rest @ ..] = words else { return None };
    let is_whole = rest.iter().all(|word| word.text == ";");
    let text = match text.kind {
        Kind::String => literal(&text.text),
        _ if text.is("null") => "NULL".to_owned(),
        _ => return None,
    };
    let is_it = name.is_name() && name.text == "plpgsql" && is.is("is") && is_whole;
    is_it.then(|| Helped { privileged: Some(format!("COMMENT ON EXTENSION plpgsql IS {text}")), ..Helped::default() })
}
