//! Regular expressions of paths → patterns as in .gitignore, where both match the same.

/// Limit of the patterns that one expression becomes.
const LIMIT: usize = 200;

/// A part of an alternative.
#[derive(Clone, Debug, PartialEq)]
enum Part {
    Letter(char),
    /// `.`
    One,
    /// `[^/]*`
    Name,
    /// `.*`
    Any,
    Start,
    End,
    /// `[a-z]`
    Class(String),
}

/// The patterns that match the paths in which the expression is found; `None` if there are none.
pub(super) fn globs(expression: &str) -> Option<Vec<String>> {
    let text = match expression.trim().strip_prefix("(?x)") {
        Some(rest) => without_comments(rest),
        None => expression.trim().to_owned(),
    };
    let letters: Vec<char> = text.chars().collect();
    let mut at = 0;
    let alternatives = alternatives(&letters, &mut at, 0)?;
    if at < letters.len() {
        return None;
    }
    let mut found = Vec::new();
    for parts in alternatives {
        for glob in glob(&parts)? {
            if !found.contains(&glob) {
                found.push(glob);
            }
        }
    }
    (found.len() <= LIMIT).then_some(found)
}

/// An expression without its white space and comments.
fn without_comments(text: &str) -> String {
    let line = |line: &str| line.split(" #").next().unwrap_or_default().split_whitespace().collect::<String>();
    text.lines().filter(|text| !text.trim_start().starts_with('#')).map(line).collect()
}

fn alternatives(letters: &[char], at: &mut usize, depth: usize) -> Option<Vec<Vec<Part>>> {
    let mut all = Vec::new();
    loop {
        all.extend(sequence(letters, at, depth)?);
        match letters.get(*at) {
            Some('|') => *at += 1,
            _ => return (all.len() <= LIMIT && depth < 20).then_some(all),
        }
    }
}

fn sequence(letters: &[char], at: &mut usize, depth: usize) -> Option<Vec<Vec<Part>>> {
    let mut found = vec![Vec::new()];
    while let Some(letter) = letters.get(*at) {
        if matches!(letter, '|' | ')') {
            break;
        }
        let atom = atom(letters, at, depth)?;
        let atom = repeated(letters, at, atom)?;
        let mut next = Vec::new();
        for before in &found {
            next.extend(atom.iter().map(|after| [before.as_slice(), after.as_slice()].concat()));
        }
        found = next;
        if found.len() > LIMIT {
            return None;
        }
    }
    Some(found)
}

/// One letter, class or group.
fn atom(letters: &[char], at: &mut usize, depth: usize) -> Option<Vec<Vec<Part>>> {
    let letter = *letters.get(*at)?;
    *at += 1;
    let part = match letter {
        '^' => Part::Start,
        '$' => Part::End,
        '.' => Part::One,
        '\\' => match *letters.get(*at)? {
            letter if letter.is_ascii_alphanumeric() => return None,
            letter => {
                *at += 1;
                Part::Letter(letter)
            }
        },
        '[' => class(letters, at)?,
        '(' => {
            if letters.get(*at) == Some(&'?') {
                if letters.get(*at + 1) != Some(&':') {
                    return None;
                }
                *at += 2;
            }
            let group = alternatives(letters, at, depth + 1)?;
            if letters.get(*at) != Some(&')') {
                return None;
            }
            *at += 1;
            return Some(group);
        }
        '*' | '+' | '?' | '{' => return None,
        letter => Part::Letter(letter),
    };
    Some(vec![vec![part]])
}

fn class(letters: &[char], at: &mut usize) -> Option<Part> {
    let length = letters[*at..].iter().position(|letter| *letter == ']')?;
    let inner: String = letters[*at..*at + length].iter().collect();
    *at += length + 1;
    if inner == "^/" {
        return Some(Part::Name);
    }
    let is_simple = !inner.is_empty() && !inner.contains(['\\', '[', '^', '/']);
    is_simple.then(|| Part::Class(format!("[{inner}]")))
}

/// The alternatives of an atom with what repeats it.
fn repeated(letters: &[char], at: &mut usize, atom: Vec<Vec<Part>>) -> Option<Vec<Vec<Part>>> {
    let Some(letter) = letters.get(*at) else { return single(atom) };
    let only = if let [parts] = atom.as_slice() { parts.as_slice() } else { &[] };
    match (letter, only) {
        ('?', _) => {
            *at += 1;
            Some([vec![Vec::new()], atom].concat())
        }
        ('*' | '+', [Part::One]) => {
            *at += 1;
            skip_lazy(letters, at);
            Some(vec![vec![Part::Any]])
        }
        ('*' | '+', [Part::Name]) => {
            *at += 1;
            skip_lazy(letters, at);
            Some(vec![vec![Part::Name]])
        }
        ('*' | '+' | '{', _) => None,
        _ => single(atom),
    }
}

/// An atom that is not repeated. A name of one letter has no pattern.
fn single(atom: Vec<Vec<Part>>) -> Option<Vec<Vec<Part>>> {
    (!matches!(atom.as_slice(), [parts] if *parts == [Part::Name])).then_some(atom)
}

fn skip_lazy(letters: &[char], at: &mut usize) {
    if letters.get(*at) == Some(&'?') {
        *at += 1;
    }
}

/// The patterns of an alternative.
fn glob(parts: &[Part]) -> Option<Vec<String>> {
    let mut parts = parts;
    let mut is_from_start = false;
    while let [first, rest @ ..] = parts {
        match first {
            Part::Start => is_from_start = true,
            Part::Any => is_from_start = false,
            _ => break,
        }
        parts = rest;
    }
    let mut is_to_end = false;
    while let [rest @ .., last] = parts {
        match last {
            Part::End => is_to_end = true,
            Part::Any => is_to_end = false,
            _ => break,
        }
        parts = rest;
    }
    if parts.is_empty() || parts.contains(&Part::Start) || parts.contains(&Part::End) {
        return parts.is_empty().then(|| vec!["*".to_owned()]);
    }
    let mut texts = vec![String::new()];
    for (number, part) in parts.iter().enumerate() {
        let next_is_slash = parts.get(number + 1) == Some(&Part::Letter('/'));
        let text = match part {
            Part::Letter(letter) if "*?[]{}!\\".contains(*letter) => format!("\\{letter}"),
            Part::Letter(letter) => letter.to_string(),
            Part::One => "?".to_owned(),
            Part::Name => "*".to_owned(),
            Part::Class(class) => class.clone(),
            Part::Any => {
                texts = texts.iter().flat_map(|text| any(text, next_is_slash)).collect();
                continue;
            }
            Part::Start | Part::End => return None,
        };
        for before in &mut texts {
            before.push_str(&text);
        }
    }
    Some(texts.iter().map(|text| placed(text, is_from_start, is_to_end)).collect())
}

/// A text with any letters after it, slashes among them.
fn any(text: &str, next_is_slash: bool) -> Vec<String> {
    let after_slash = text.ends_with('/');
    if after_slash && !next_is_slash {
        vec![format!("{text}**/*")]
    } else {
        vec![format!("{text}*"), format!("{text}*/**/*")]
    }
}

/// A text that begins or ends anywhere, or not.
fn placed(text: &str, is_from_start: bool, is_to_end: bool) -> String {
    let name = text.trim_end_matches('/');
    let end = if is_to_end || text.ends_with('/') { "" } else { "*" };
    if is_from_start {
        return format!("/{}{end}", name.trim_start_matches('/'));
    }
    match (name.strip_prefix('/'), name.contains('/')) {
        // It begins with a whole name, though not with the first.
        (Some(rest), _) => format!("*/**/{rest}{end}"),
        (None, true) => format!("**/*{name}{end}"),
        (None, false) => format!("*{name}{end}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Globs;

    /// Both match the same of many paths.
    #[track_caller]
    fn check(expression: &str) {
        let globs = Globs::new(globs(expression).expect("patterns")).expect("valid patterns");
        let regex = regex::Regex::new(expression).expect("an expression");
        let folders = ["a", "src", "docs", "test", "migrations", "my-test"];
        let names = ["a", "test", "x.py", "a.pyi", "b.js", "b.min.js", "package-lock.json", "migrations"];
        let mut paths: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        for _ in 0..3 {
            let below = |folder: &&str| paths.iter().map(|path| format!("{folder}/{path}")).collect::<Vec<_>>();
            let longer: Vec<String> = folders.iter().flat_map(below).collect();
            paths = names.iter().map(|name| (*name).to_owned()).chain(longer).collect();
        }
        for path in &paths {
            // A pattern of a folder matches a file with its name as well.
            let is_folder = regex.is_match(&format!("{path}/")) && !regex.is_match(path);
            assert!(is_folder || regex.is_match(path) == globs.is_match(path.as_bytes()), "{expression}: {path}");
        }
    }

    #[test]
    fn patterns_match_what_expressions_match() {
        for expression in [
            r"^docs/",
            r"\.js$",
            r"^src/.*\.js$",
            r"^(docs|test)/",
            r"migrations/",
            r"^(?:src|a)/.*test",
            r"package-lock\.json",
            r"\.(js|py)$",
            r"^src/[^/]+\.py$",
            r"\.pyi?$",
            r"^file$",
            r"(^|/)test/",
            r"^src/.*/test",
            r"min",
            r"/migrations/",
        ] {
            check(expression);
        }
        assert_eq!(globs("(?x)^(\n  docs/.* # text\n | src/a\n)$").expect("patterns"), ["/docs", "/src/a"]);
        for unknown in [r"^(?!docs/)", r"\d+", "a{2}", "(a", r"\bx", "a+"] {
            assert_eq!(globs(unknown), None, "{unknown}");
        }
    }
}
