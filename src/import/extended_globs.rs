//! Patterns of micromatch → patterns as in .gitignore.

/// A pattern without the extended forms of Bash; `None` if one of them has no equal here.
pub(super) fn converted(pattern: &str) -> Option<String> {
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    let letters: Vec<char> = pattern.chars().collect();
    let mut found = String::new();
    // The ends of groups that are open.
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let is_group = letters.get(at + 1) == Some(&'(');
        match letter {
            '?' if is_group => {
                found.push_str("{,");
                open.push('}');
                at += 1;
            }
            '@' if is_group => {
                found.push('{');
                open.push('}');
                at += 1;
            }
            '+' | '*' | '!' if is_group => return None,
            '(' => {
                found.push('{');
                open.push('}');
            }
            ')' => found.push(open.pop()?),
            '|' if !open.is_empty() => found.push(','),
            '{' if is_range(&letters[at..]) => return None,
            letter => found.push(*letter),
        }
        at += 1;
    }
    open.is_empty().then_some(found)
}

/// `{1..3}`
fn is_range(letters: &[char]) -> bool {
    let inner: String = letters.iter().skip(1).take_while(|letter| **letter != '}').collect();
    inner.contains("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_become_braces() {
        let check = |pattern: &str, expected: Option<&str>| assert_eq!(converted(pattern).as_deref(), expected);
        check("*.{js,ts}", Some("*.{js,ts}"));
        check("./src/**/*.ts", Some("src/**/*.ts"));
        check("*.@(js|ts)", Some("*.{js,ts}"));
        check("*.?(c|m)js", Some("*.{,c,m}js"));
        check("*.(js|ts)", Some("*.{js,ts}"));
        check("!(*test).js", None);
        check("+(a|b)", None);
        check("{1..3}", None);
        check("a)", None);
    }
}
