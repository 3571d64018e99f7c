//! A small matcher for the patterns of file names, which are constant.
//!
//! Such a pattern is matched with a handful of names. To compile it as a regular expression takes longer than all of the
//! rest of a small check.

/// Whether a whole name matches a pattern: `(?-u)^…$` of letters, `\d`, `\.`, classes, groups with alternatives, and the
/// quantifiers `{n}`, `+`, `*` and `?`; `None` if the pattern contains anything else.
pub fn matches(pattern: &str, name: &[u8]) -> Option<bool> {
    let body = pattern.strip_prefix("(?-u)^")?.strip_suffix('$')?;
    let (sequences, rest) = alternatives(body.as_bytes())?;
    rest.is_empty().then(|| any(&sequences, name, &<[u8]>::is_empty))
}

/// Items, each with how often it may occur.
type Sequence<'p> = Vec<(Item<'p>, usize, usize)>;

enum Item<'p> {
    Byte(u8),
    Digit,
    /// The content of `[…]`: bytes and ranges.
    Class(&'p [u8]),
    Group(Vec<Sequence<'p>>),
}

/// Reads alternatives up to the end of the pattern or of the group; returns them and what follows.
fn alternatives(mut pattern: &[u8]) -> Option<(Vec<Sequence<'_>>, &[u8])> {
    let mut found = vec![Vec::new()];
    while let [first, rest @ ..] = pattern {
        let (item, rest) = match first {
            b')' => break,
            b'|' => {
                found.push(Vec::new());
                pattern = rest;
                continue;
            }
            b'(' => {
                let (inner, rest) = alternatives(rest)?;
                (Item::Group(inner), rest.strip_prefix(b")")?)
            }
            b'[' => {
                let end = memchr::memchr(b']', rest)?;
                (Item::Class(&rest[..end]), &rest[end + 1..])
            }
            b'\\' => match rest {
                [b'd', rest @ ..] => (Item::Digit, rest),
                [b'.', rest @ ..] => (Item::Byte(b'.'), rest),
                _ => return None,
            },
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' => (Item::Byte(*first), rest),
            _ => return None,
        };
        let (least, most, rest) = quantifier(rest)?;
        found.last_mut()?.push((item, least, most));
        pattern = rest;
    }
    Some((found, pattern))
}

fn quantifier(pattern: &[u8]) -> Option<(usize, usize, &[u8])> {
    Some(match pattern {
        [b'+', rest @ ..] => (1, usize::MAX, rest),
        [b'*', rest @ ..] => (0, usize::MAX, rest),
        [b'?', rest @ ..] => (0, 1, rest),
        [b'{', rest @ ..] => {
            let end = memchr::memchr(b'}', rest)?;
            let count = std::str::from_utf8(&rest[..end]).ok()?.parse().ok()?;
            (count, count, &rest[end + 1..])
        }
        rest => (1, 1, rest),
    })
}

/// Whether a sequence matches the start of a name and `then` accepts the rest.
fn any(sequences: &[Sequence], name: &[u8], then: &dyn Fn(&[u8]) -> bool) -> bool {
    sequences.iter().any(|sequence| in_order(sequence, name, then))
}

fn in_order(sequence: &[(Item, usize, usize)], name: &[u8], then: &dyn Fn(&[u8]) -> bool) -> bool {
    let Some(((item, least, most), others)) = sequence.split_first() else { return then(name) };
    if let Item::Group(inner) = item {
        return repeated(inner, (*least, *most), name, &|rest| in_order(others, rest, then));
    }
    let fits = |byte: &u8| match item {
        Item::Byte(wanted) => byte == wanted,
        Item::Digit => byte.is_ascii_digit(),
        Item::Class(class) => is_in(class, *byte),
        Item::Group(_) => false,
    };
    let longest = name.iter().take(*most).take_while(|byte| fits(byte)).count();
    (*least..=longest).rev().any(|length| in_order(others, &name[length..], then))
}

fn repeated(inner: &[Sequence], (least, most): (usize, usize), name: &[u8], then: &dyn Fn(&[u8]) -> bool) -> bool {
    let again =
        |rest: &[u8]| rest.len() < name.len() && repeated(inner, (least.saturating_sub(1), most - 1), rest, then);
    most > 0 && any(inner, name, &again) || least == 0 && then(name)
}

fn is_in(class: &[u8], byte: u8) -> bool {
    match class {
        [from, b'-', to, rest @ ..] => (*from..=*to).contains(&byte) || is_in(rest, byte),
        [one, rest @ ..] => *one == byte || is_in(rest, byte),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, name: &str, expected: bool) {
        assert_eq!(matches(pattern, name.as_bytes()), Some(expected), "{pattern} {name}");
        let regex = regex::bytes::Regex::new(pattern).unwrap();
        assert_eq!(regex.is_match(name.as_bytes()), expected, "{pattern} {name}");
    }

    #[test]
    fn agrees_with_regular_expressions() {
        for (pattern, good, bad) in [
            (
                r"(?-u)^\d{3}_[a-z0-9_-]+\.sql$",
                &["123_a-b.sql", "000__.sql"][..],
                &["12_a.sql", "1234_a.sql", "123_A.sql", "123_.sql", "123_axsql", "123_a.sql\n"][..],
            ),
            (
                r"(?-u)^\d+_a(\.up|\.down)?\.sql$",
                &["1_a.sql", "12_a.up.sql", "1_a.down.sql"],
                &["1_a.up.down.sql", "1_a.upsql", "_a.sql"],
            ),
            (
                r"(?-u)^([VU]\d+([._]\d+)*|R)__b+$",
                &["V1__b", "V1.2_3__bb", "R__b"],
                &["R1__b", "V__b", "V1.__b", "V1._2__b", "V1__"],
            ),
            (r"(?-u)^(\d{2}|\d{1}-\d{2}(-\d{1})?)_x*$", &["12_", "1-23_x", "1-23-4_xx"], &["123_", "1-23-_x", "1_x"]),
        ] {
            for name in good {
                check(pattern, name, true);
            }
            for name in bad {
                check(pattern, name, false);
            }
        }
        assert_eq!(matches("(?-u)^[a-z]$", b"\xff"), Some(false));
    }

    #[test]
    fn other_patterns_are_refused() {
        for pattern in
            ["^a$", "(?-u)^a", "(?-u)^.$", "(?-u)^a{1,2}$", "(?-u)^(?:a)$", "(?-u)^(a$", "(?-u)^a)$", r"(?-u)^\w$"]
        {
            assert_eq!(matches(pattern, b"a"), None, "{pattern}");
        }
    }
}
