//! SQL in another encoding than UTF-8, which it names itself: `SET client_encoding`, psql's `\\encoding`.

use regex::bytes::Regex;
use std::sync::LazyLock;

/// A statement or a command of psql that sets the encoding of what follows it.
static SETS: LazyLock<Regex> = LazyLock::new(|| {
    let setting = r"(?:set\s+(?:session\s+|local\s+)?client_encoding\s*(?:=|\bto\b)|set\s+names|\\encoding)";
    let name = r"latin[_-]?1|iso[_-]?8859[_-]?1|win(?:dows)?[_-]?1252";
    Regex::new(&format!(r"(?im-u)^\s*{setting}\s*'?({name})\b")).expect("a pattern that compiles")
});

/// The characters from 0x80 to 0x9f of Windows 1252; those that it does not have are 0.
const WINDOWS: &str = "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ";

/// The text in UTF-8 of a script that is not, and that sets LATIN1 or WIN1252 before its first letter of that encoding, as
/// psql sends it; `None` for any other text.
pub fn decoded(content: &[u8]) -> Option<Vec<u8>> {
    let valid = std::str::from_utf8(content).err()?.valid_up_to();
    let set = SETS.captures_iter(&content[..valid]).last()?.get(1)?;
    let is_windows = memchr::memmem::find(set.as_bytes(), b"1252").is_some();
    let mut text = String::with_capacity(content.len() + content.len() / 8);
    text.push_str(&String::from_utf8_lossy(&content[..set.start()]));
    text.push_str("UTF8");
    for byte in &content[set.end()..] {
        match byte {
            0x80..=0x9f if is_windows => {
                let letter = WINDOWS.chars().nth(usize::from(byte - 0x80)).filter(|letter| *letter != '\0')?;
                text.push(letter);
            }
            byte => text.push(char::from(*byte)),
        }
    }
    Some(text.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_may_set_its_own_encoding() {
        let check = |content: &[u8], expected: Option<&str>| {
            let found = decoded(content).map(|text| String::from_utf8_lossy(&text).into_owned());
            assert_eq!(found.as_deref(), expected);
        };
        check(b"SET client_encoding = 'LATIN1';\nselect '\xe9';", Some("SET client_encoding = 'UTF8';\nselect 'é';"));
        check(b"set names 'WIN1252';\nselect '\x80\xe9';", Some("set names 'UTF8';\nselect '€é';"));
        check(b"\\encoding latin1\nselect '\xfc';", Some("\\encoding UTF8\nselect 'ü';"));
        check(b"set client_encoding to win1252;\nselect '\x81';", None);
        check(b"select '\xe9';\nset client_encoding = 'LATIN1';", None);
        check("set client_encoding = 'LATIN1';\nselect 'é';".as_bytes(), None);
        check(b"set client_encoding = 'SJIS';\nselect '\xe9';", None);
        assert_eq!(WINDOWS.chars().count(), 32);
    }
}
