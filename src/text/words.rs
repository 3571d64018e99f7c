//! Plurals, lists, "did you mean", and quoting for a shell.

/// The count with the noun in singular or plural: `1 migration`, `2 migrations`.
pub fn count(number: usize, noun: &str) -> String {
    let stem = noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    match (number, stem) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        (_, None) if noun.ends_with('x') => format!("{number} {noun}es"),
        (_, None) => format!("{number} {noun}s"),
    }
}

/// A list in words: `a`, `a and b`, `a, b and c`, and beyond `limit` names `a, b and 7 more`.
pub fn list(names: &[String], limit: usize) -> String {
    let (shown, rest) = names.split_at(names.len().min(limit.max(1)));
    let mut shown = shown.to_vec();
    if !rest.is_empty() {
        shown.push(format!("{} more", rest.len()));
    }
    match shown.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// The candidate nearest to a mistyped word, if it is near enough.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = 1 + word.len() / 4;
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A program with its arguments as a line of a shell.
pub fn shell_line(words: &[String]) -> String {
    let is_plain = |word: &str| {
        word.starts_with('-') && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-./:@%+,=".contains(&byte))
    };
    let words: Vec<String> = words.iter().map(|word| if is_plain(word) { word.clone() } else { shell(word) }).collect();
    words.join(" ")
}

/// A path or name as one word of a shell command that can be pasted: unquoted if possible, in double
/// quotes if it only has spaces and the like (`cmd` and PowerShell support those too), else in single
/// quotes. Bytes that cannot be printed, and backticks, between which messages have commands, use the
/// `$'\\xNN'` form.
pub fn shell(word: impl AsRef<[u8]>) -> String {
    let word = word.as_ref();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:@%+,=".contains(&byte) || !byte.is_ascii();
    // A leading `-` would be an option, a leading `~` a home folder.
    let dashed = if word.starts_with(b"-") { [b"./", word].concat() } else { word.to_vec() };
    let shown = super::printable::printable_bytes(&dashed);
    if shown.as_bytes() != dashed || dashed.contains(&b'`') {
        let escaped = dashed.iter().fold(Vec::new(), |mut escaped, byte| {
            if b"'\\".contains(byte) {
                escaped.push(b'\\');
            }
            escaped.push(*byte);
            escaped
        });
        return format!("$'{}'", super::printable::printable_bytes(&escaped).replace('`', r"\x60"));
    }
    if !shown.is_empty() && dashed.iter().all(|byte| is_plain(*byte)) {
        shown
    } else if dashed.iter().all(|byte| is_plain(*byte) || b" ()&;~#[]{}".contains(byte)) {
        format!("\"{shown}\"")
    } else {
        format!("'{}'", shown.replace('\'', r"'\''"))
    }
}

/// The Levenshtein distance: the number of letters to insert, delete or change.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let change = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

/// A sentence that may begin with the name of an object, with a capital first letter.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The beginning of a text of more than `limit` bytes, with `…` for the rest; a shorter one as it is.
pub fn shortened(text: &str, limit: usize) -> String {
    if text.len() <= limit {
        return text.to_owned();
    }
    format!("{}…", &text[..text.floor_char_boundary(limit)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(shortened("short", 5), "short");
        assert_eq!(shortened("aé", 2), "a…");
        assert_eq!(shortened(&"x".repeat(100), 3), "xxx…");
    }

    #[test]
    fn forms_plurals() {
        assert_eq!(count(1, "migration"), "1 migration");
        assert_eq!(count(0, "migration"), "0 migrations");
        assert_eq!(count(2, "directory"), "2 directories");
        assert_eq!(count(2, "day"), "2 days");
        assert_eq!(count(2, "index"), "2 indexes");
    }

    #[test]
    fn summarises_long_lists() {
        let names: Vec<String> = ["a", "b", "c", "d"].map(String::from).to_vec();
        assert_eq!(list(&names[..1], 3), "a");
        assert_eq!(list(&names[..2], 3), "a and b");
        assert_eq!(list(&names, 2), "a, b and 2 more");
    }

    #[test]
    fn quotes_words_for_a_shell() {
        assert_eq!(shell("supabase/migrations/1_ä.sql"), "supabase/migrations/1_ä.sql");
        assert_eq!(shell("Add Users (2).sql"), "\"Add Users (2).sql\"");
        assert_eq!(shell("$(rm -rf it's).sql"), r"'$(rm -rf it'\''s).sql'");
        assert_eq!(shell("-rf"), "./-rf");
        assert_eq!(shell(""), "\"\"");
        assert_eq!(shell(b"it's\xff\n\\.sql"), r"$'it\'s\xff\x0a\\.sql'");
    }

    #[test]
    fn finds_only_near_words() {
        let known = ["invalid-name", "frozen"];
        assert_eq!(nearest("invalid-nmae", known), Some("invalid-name"));
        assert_eq!(nearest("something", known), None);
    }

    #[test]
    fn a_sentence_begins_with_a_capital() {
        assert_eq!(sentence("table `a` exists."), "Table `a` exists.");
        assert_eq!(sentence(""), "");
    }
}
