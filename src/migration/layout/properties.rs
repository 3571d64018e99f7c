//! Files of Java properties, as Flyway reads them: it trims every line and takes a backslash as such
//! (`ConfigUtils.loadConfigurationFromString`), and the rest is that of Java (`java.util.Properties.load`).

/// Reads the names with their values, in order.
pub(super) fn read(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut lines = text.lines().map(str::trim);
    while let Some(line) = lines.next() {
        if line.is_empty() || line.starts_with(['#', '!']) {
            continue;
        }
        let mut logical = line.to_owned();
        // The next line goes on with this one unless it is a property of its own.
        while let Some(before) = logical.strip_suffix('\\') {
            let before = before.to_owned();
            let mut ahead = lines.clone();
            let is_own = |next: &&str| next.is_empty() || next.starts_with("flyway.") && next.contains('=');
            match ahead.next().filter(|next| !is_own(next)) {
                Some(next) => {
                    logical = before + next;
                    lines = ahead;
                }
                None => break,
            }
        }
        found.push(property(&logical));
    }
    found
}

/// The name ends at the first `=`, `:` or blank.
fn property(line: &str) -> (String, String) {
    let is_blank = |letter: char| matches!(letter, ' ' | '\t' | '\u{c}');
    let end = line.find(|letter| is_blank(letter) || matches!(letter, '=' | ':')).unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    let rest = rest.trim_start_matches(is_blank);
    let rest = rest.strip_prefix(['=', ':']).unwrap_or(rest);
    (name.to_owned(), rest.trim_start_matches(is_blank).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_flyway_reads_them() {
        let check = |text: &str, expected: &[(&str, &str)]| {
            let found = read(text);
            let found: Vec<(&str, &str)> = found.iter().map(|(name, value)| (&name[..], &value[..])).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("# note\n! note\n\n a = b \r\nc:d\ne f=g\nh\n", &[("a", "b"), ("c", "d"), ("e", "f=g"), ("h", "")]);
        check("a=b\\\n  c\nd=\\u0041", &[("a", "bc"), ("d", "\\u0041")]);
        check("a=b\\\nflyway.c=d", &[("a", "b\\"), ("flyway.c", "d")]);
    }
}
