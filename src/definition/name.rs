//! Names and strings as they are written in statements.

use super::keywords::NOT_PLAIN;

/// Writes a name in quotes.
pub(super) fn in_quotes(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Writes a name in quotes if it needs them.
pub(super) fn where_needed(name: &str) -> String {
    let is_start = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    let is_part = |letter: char| is_start(letter) || letter.is_ascii_digit();
    let is_plain = name.starts_with(is_start) && name.chars().all(is_part);
    if is_plain && NOT_PLAIN.binary_search(&name).is_err() { name.to_owned() } else { in_quotes(name) }
}

/// Writes a string, for a session with `standard_conforming_strings`.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Writes a string as `quote_literal` of the server does.
pub fn quote_literal(text: &str) -> String {
    if text.contains('\\') { format!("E{}", literal(&text.replace('\\', "\\\\"))) } else { literal(text) }
}

/// Writes a string between dollars, with a tag that it does not contain.
pub(super) fn in_dollars(text: &str) -> String {
    let mut letters = "_XXXXXXX".chars().cycle();
    let mut delimiter = String::from("$");
    while text.contains(&delimiter) {
        delimiter.extend(letters.next());
    }
    delimiter.push('$');
    format!("{delimiter}{text}{delimiter}")
}

/// Returns the bytes of a text that are outside of quoted names and strings, with their positions.
fn bare(text: &str) -> impl Iterator<Item = (usize, u8)> {
    let mut quote: Option<u8> = None;
    text.bytes().enumerate().filter(move |(_, byte)| {
        if let Some(open) = quote {
            if *byte == open {
                quote = None;
            }
            false
        } else {
            if matches!(byte, b'"' | b'\'') {
                quote = Some(*byte);
            }
            quote.is_none()
        }
    })
}

/// Splits `"s"."f"(integer,"text")` into the name and the arguments.
pub(super) fn parts(signature: &str) -> (&str, Option<&str>) {
    let open = bare(signature).find(|(_, byte)| *byte == b'(').map(|(at, _)| at);
    match open {
        Some(at) => (&signature[..at], Some(signature[at + 1..].strip_suffix(')').unwrap_or(&signature[at + 1..]))),
        None => (signature, None),
    }
}

/// Splits a list at its commas.
pub(super) fn items(list: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let mut start = 0;
    let mut found = Vec::new();
    for (at, byte) in bare(list) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                found.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    if !list.trim().is_empty() {
        found.push(list[start..].trim());
    }
    found
}

/// Returns the arguments of a routine without their defaults.
pub fn without_defaults(arguments: &str) -> String {
    let each = |argument: &&str| {
        let mut depth = 0_usize;
        for (at, byte) in bare(argument) {
            match byte {
                b'(' | b'[' => depth += 1,
                b')' | b']' => depth = depth.saturating_sub(1),
                b'D' if depth == 0 && argument[..at].ends_with(' ') && argument[at..].starts_with("DEFAULT ") => {
                    return argument[..at].trim_end().to_owned();
                }
                _ => {}
            }
        }
        (*argument).to_owned()
    };
    items(arguments).iter().map(each).collect::<Vec<_>>().join(", ")
}

/// Whether a written name has a schema in front.
pub(super) fn is_qualified(name: &str) -> bool {
    bare(name).any(|(_, byte)| byte == b'.')
}

/// Splits a written name at its dot.
pub(super) fn split(name: &str) -> (Option<&str>, &str) {
    match bare(name).find(|(_, byte)| *byte == b'.') {
        Some((at, _)) => (Some(&name[..at]), &name[at + 1..]),
        None => (None, name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_sorted() {
        assert!(NOT_PLAIN.is_sorted());
    }

    #[test]
    fn names_are_quoted_where_the_parser_needs_it() {
        for (name, expected) in [
            ("a1_", "a1_"),
            ("A", "\"A\""),
            ("user", "\"user\""),
            ("é", "\"é\""),
            ("a\"b", "\"a\"\"b\""),
            ("1a", "\"1a\""),
            ("", "\"\""),
            ("name", "name"),
            ("between", "\"between\""),
        ] {
            assert_eq!(where_needed(name), expected);
        }
    }

    #[test]
    fn a_dollar_quote_does_not_occur_in_its_string() {
        assert_eq!(in_dollars("x"), "$$x$$");
        assert_eq!(in_dollars("$1"), "$_$$1$_$");
        assert_eq!(in_dollars("a$_"), "$_X$a$_$_X$");
    }

    #[test]
    fn arguments_are_split_and_lose_their_defaults() {
        let arguments = "\"a,\" integer DEFAULT 'x, DEFAULT y', VARIADIC \"b DEFAULT \" \"text\"[] DEFAULT ARRAY['a', 'b'], \"c\" numeric";
        assert_eq!(without_defaults(arguments), "\"a,\" integer, VARIADIC \"b DEFAULT \" \"text\"[], \"c\" numeric");
        assert_eq!(without_defaults(""), "");
        assert_eq!(parts("\"s(\".\"f\"(integer,\"text\")"), ("\"s(\".\"f\"", Some("integer,\"text\"")));
        assert_eq!(split("\"a.\".\"b\""), (Some("\"a.\""), "\"b\""));
        assert!(is_qualified("a.b") && !is_qualified("\"a.b\""));
    }
}
