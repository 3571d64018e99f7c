//! The difference of two texts, line by line.

/// A line of one text or of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    Both(&'a str),
    First(&'a str),
    Second(&'a str),
}

/// The maximum number of comparisons, a table of four million; longer texts are reported as entirely
/// different between their common first and last lines.
const MAX_COMPARISONS: usize = 1 << 22;

/// The lines of two texts, each in its own order, with as many in common as possible; among changed
/// lines those of the first text come first.
pub fn difference<'a>(first: &[&'a str], second: &[&'a str]) -> Vec<Line<'a>> {
    let start = first.iter().zip(second).take_while(|(one, other)| one == other).count();
    let (head, first) = first.split_at(start);
    let second = &second[start..];
    let end = first.iter().rev().zip(second.iter().rev()).take_while(|(one, other)| one == other).count();
    let (first, tail) = first.split_at(first.len() - end);
    let second = &second[..second.len() - end];
    let mut lines: Vec<Line> = head.iter().copied().map(Line::Both).collect();
    lines.extend(between(first, second));
    lines.extend(tail.iter().copied().map(Line::Both));
    lines
}

/// The difference by the longest common subsequence.
fn between<'a>(first: &[&'a str], second: &[&'a str]) -> Vec<Line<'a>> {
    let width = second.len() + 1;
    if first.is_empty() || second.is_empty() || first.len().saturating_mul(width) > MAX_COMPARISONS {
        let first = first.iter().copied().map(Line::First);
        return first.chain(second.iter().copied().map(Line::Second)).collect();
    }
    // The number of lines in common from each pair of positions on.
    let mut common = vec![0_u32; (first.len() + 1) * width];
    for (i, one) in first.iter().enumerate().rev() {
        for (j, other) in second.iter().enumerate().rev() {
            let (below, right) = (common[(i + 1) * width + j], common[i * width + j + 1]);
            let both = common[(i + 1) * width + j + 1] + 1;
            common[i * width + j] = if one == other { both } else { below.max(right) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut lines = Vec::new();
    let mut pending = Vec::new();
    while i < first.len() || j < second.len() {
        if i < first.len() && j < second.len() && first[i] == second[j] {
            lines.append(&mut pending);
            lines.push(Line::Both(first[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < first.len() && (j == second.len() || common[(i + 1) * width + j] >= common[i * width + j + 1]) {
            lines.push(Line::First(first[i]));
            i += 1;
        } else {
            pending.push(Line::Second(second[j]));
            j += 1;
        }
    }
    lines.append(&mut pending);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(first: &str, second: &str, expected: &str) {
        let split = |text: &'static str| text.split(' ').filter(|line| !line.is_empty()).collect::<Vec<_>>();
        let (first, second) = (first.to_owned().leak(), second.to_owned().leak());
        let marked = |line: &Line| match line {
            Line::Both(line) => format!("={line}"),
            Line::First(line) => format!("-{line}"),
            Line::Second(line) => format!("+{line}"),
        };
        let found: Vec<String> = difference(&split(first), &split(second)).iter().map(marked).collect();
        assert_eq!(found.join(" "), expected);
    }

    #[test]
    fn keeps_common_lines_in_order() {
        check("a b c", "a b c", "=a =b =c");
        check("a b c d", "a x c d", "=a -b +x =c =d");
        check("a b", "x y a", "+x +y =a -b");
        check("a x b y c", "a p b q c", "=a -x +p =b -y +q =c");
        check("", "a", "+a");
        check("a b c", "", "-a -b -c");
        check("a b c", "c a b", "+c =a =b -c");
        check("q a b", "z a y b", "-q +z =a +y =b");
    }

    #[test]
    fn reports_long_texts_as_entirely_different() {
        let long: Vec<String> = (0..3000).map(|number| number.to_string()).collect();
        let first: Vec<&str> = long.iter().map(String::as_str).collect();
        let second: Vec<&str> = first.iter().rev().copied().collect();
        assert_eq!(difference(&first, &second).len(), 6000);
    }
}
