//! What two texts have in common, line by line.

/// A line of one text or of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// Both have it.
    Both(&'a str),
    /// Only the first text has it.
    First(&'a str),
    /// Only the second text has it.
    Second(&'a str),
}

/// Comparisons that are made at most, which is a table of four million; texts that are larger
/// between their common first and last lines are told as wholly different there.
const ROOM: usize = 1 << 22;

/// The lines of two texts in an order in which each text's own is kept, with as many as
/// possible in common; among changed ones those of the first text stand first.
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

/// The same, by the longest common subsequence.
fn between<'a>(first: &[&'a str], second: &[&'a str]) -> Vec<Line<'a>> {
    let width = second.len() + 1;
    if first.is_empty() || second.is_empty() || first.len().saturating_mul(width) > ROOM {
        let first = first.iter().copied().map(Line::First);
        return first.chain(second.iter().copied().map(Line::Second)).collect();
    }
    // How many lines the rests from here on have in common.
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
    let mut waiting = Vec::new();
    while i < first.len() || j < second.len() {
        if i < first.len() && j < second.len() && first[i] == second[j] {
            lines.append(&mut waiting);
            lines.push(Line::Both(first[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < first.len() && (j == second.len() || common[(i + 1) * width + j] >= common[i * width + j + 1]) {
            lines.push(Line::First(first[i]));
            i += 1;
        } else {
            waiting.push(Line::Second(second[j]));
            j += 1;
        }
    }
    lines.append(&mut waiting);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(first: &str, second: &str, expected: &str) {
        let split = |text: &'static str| text.split(' ').filter(|line| !line.is_empty()).collect::<Vec<_>>();
        let (first, second) = (first.to_owned().leak(), second.to_owned().leak());
        let told = |line: &Line| match line {
            Line::Both(line) => format!("={line}"),
            Line::First(line) => format!("-{line}"),
            Line::Second(line) => format!("+{line}"),
        };
        let found: Vec<String> = difference(&split(first), &split(second)).iter().map(told).collect();
        assert_eq!(found.join(" "), expected);
    }

    #[test]
    fn lines_in_common_keep_their_place() {
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
    fn what_is_too_large_is_wholly_different() {
        let long: Vec<String> = (0..3000).map(|number| number.to_string()).collect();
        let first: Vec<&str> = long.iter().map(String::as_str).collect();
        let second: Vec<&str> = first.iter().rev().copied().collect();
        assert_eq!(difference(&first, &second).len(), 6000);
    }
}
