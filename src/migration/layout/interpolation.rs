//! Variables of the environment in a line, as goose replaces them under `ENVSUB ON`
//! (`mfridman/interpolate`, `parser.go`, `interpolate.go`).

use super::tool_settings::Values;
use crate::text::Span;

/// A part of a line and what goose writes in its place.
pub(super) type Part = (Span, String);

/// The reason why a line cannot be replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// Goose does not accept the text from here on.
    Syntax(usize),
    /// A variable without a value and a default.
    Unknown(Span, String),
}

/// The parts of a line that goose replaces.
pub(super) fn parts(line: &str, values: &Values) -> Result<Vec<Part>, Problem> {
    let mut reader = Reader { line, values, at: 0 };
    let mut parts = Vec::new();
    reader.text(None, &mut |span, by| parts.push(by.map(|by| (span, by))))?;
    parts.into_iter().collect()
}

/// A value, or a variable without one; a default that is not used needs no value.
type Value = Result<String, Problem>;

struct Reader<'l> {
    line: &'l str,
    values: &'l Values,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.line[self.at..]
    }

    /// Reads up to a letter or to the end, and passes on every part that is replaced.
    fn text(&mut self, stop: Option<char>, found: &mut dyn FnMut(Span, Value)) -> Result<(), Problem> {
        while let Some(letter) = self.rest().chars().next() {
            if Some(letter) == stop {
                return Ok(());
            }
            let start = self.at;
            if self.rest().starts_with(r"\\") || self.rest().starts_with("$(") {
                self.at += 2;
            } else if self.rest().starts_with(r"\$") || self.rest().starts_with("$$") {
                self.at += 2;
                found(start..self.at, Ok("$".to_owned()));
            } else if letter == '$' && self.rest().len() > 1 {
                let value = self.variable()?;
                found(start..self.at, value);
            } else {
                self.at += letter.len_utf8();
            }
        }
        Ok(())
    }

    /// The text up to a closing brace, with its own variables replaced.
    fn content(&mut self) -> Result<Value, Problem> {
        let start = self.at;
        let mut parts = Vec::new();
        self.text(Some('}'), &mut |span, by| parts.push(by.map(|by| (span, by))))?;
        let parts: Vec<Part> = match parts.into_iter().collect() {
            Ok(parts) => parts,
            Err(unknown) => return Ok(Err(unknown)),
        };
        let (mut text, mut done) = (String::new(), start);
        for (span, by) in parts {
            text.push_str(&self.line[done..span.start]);
            text.push_str(&by);
            done = span.end;
        }
        text.push_str(&self.line[done..self.at]);
        Ok(Ok(text))
    }

    /// `$NAME` or `${NAME…}`.
    fn variable(&mut self) -> Result<Value, Problem> {
        let start = self.at;
        self.at += 1;
        if !self.rest().starts_with('{') {
            let name = self.name()?;
            let known = self.values.get(&name).cloned();
            return Ok(known.ok_or(Problem::Unknown(start..self.at, name)));
        }
        self.at += 1;
        let name = self.name()?;
        let known = self.values.get(&name).cloned();
        let value = if self.take(":-") {
            let default = self.content()?;
            known.filter(|value| !value.is_empty()).map_or(default, Ok).map(Some)
        } else if self.take("-") {
            let default = self.content()?;
            known.map_or(default, Ok).map(Some)
        } else if self.take("?") {
            self.content()?.map(|_| known)
        } else if self.take(":") {
            let range = self.range()?;
            Ok(known.map(|value| part_of(&value, range)))
        } else {
            Ok(known)
        };
        if !self.take("}") {
            return Err(Problem::Syntax(self.at));
        }
        Ok(value.and_then(|value| value.ok_or(Problem::Unknown(start..self.at, name))))
    }

    fn name(&mut self) -> Result<String, Problem> {
        let rest = self.rest();
        if !rest.starts_with(char::is_alphabetic) {
            return Err(Problem::Syntax(self.at));
        }
        let length = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(rest.len());
        let name = rest[..length].to_owned();
        self.at += length;
        Ok(name)
    }

    fn take(&mut self, mark: &str) -> bool {
        let is_here = self.rest().starts_with(mark);
        self.at += if is_here { mark.len() } else { 0 };
        is_here
    }

    /// `from` or `from:length`, up to the closing brace.
    fn range(&mut self) -> Result<(i64, Option<i64>), Problem> {
        let from = self.number(&[':', '}'])?;
        let length = if self.take(":") { Some(self.number(&['}'])?) } else { None };
        Ok((from, length))
    }

    fn number(&mut self, stop: &[char]) -> Result<i64, Problem> {
        let rest = self.rest();
        let length = rest.find(|letter| stop.contains(&letter)).unwrap_or(rest.len());
        let number = rest[..length].trim().parse();
        let start = self.at;
        self.at += length;
        number.map_err(|_| Problem::Syntax(start))
    }
}

/// Bytes of a value; negative numbers count from its end.
fn part_of(value: &str, (from, length): (i64, Option<i64>)) -> String {
    let size = i64::try_from(value.len()).unwrap_or(i64::MAX);
    let from = if from < 0 { (from + size).max(0) } else { from.min(size) };
    let to = match length {
        None => size,
        Some(length) if length >= 0 => length.saturating_add(from).min(size),
        Some(length) => (length + size).max(from),
    };
    let place = |at: i64| usize::try_from(at).unwrap_or_default();
    String::from_utf8_lossy(&value.as_bytes()[place(from)..place(to)]).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(line: &str) -> Result<String, Problem> {
        let values = Values::from([("A".to_owned(), "abc".to_owned()), ("E".to_owned(), String::new())]);
        let mut found = line.to_owned();
        for (span, by) in parts(line, &values)?.into_iter().rev() {
            found.replace_range(span, &by);
        }
        Ok(found)
    }

    fn check(line: &str, expected: &str) {
        assert_eq!(replaced(line).as_deref(), Ok(expected), "{line}");
    }

    #[test]
    fn variables_are_replaced_as_in_a_shell() {
        check("x $A.${A}", "x abc.abc");
        check("${E:-d} ${E-d} ${N:-d} ${N-d} ${A:-d}", "d  d d abc");
        check("${N:-${N-$A}x} ${A:-$N}", "abcx abc");
        check("${A:1} ${A:0:2} ${A:-2:1} ${A: -2:1} ${A?no}", "bc ab abc b abc");
        check(r"$$ \$ \\ $(x) $", r"$ $ \\ $(x) $");
        check("é$A", "éabc");
    }

    #[test]
    fn other_text_is_refused() {
        let check = |line: &str, expected: Problem| assert_eq!(replaced(line), Err(expected), "{line}");
        check("x $1", Problem::Syntax(3));
        check("${A", Problem::Syntax(3));
        check("${A!}", Problem::Syntax(3));
        check("${A:x}", Problem::Syntax(4));
        check("x $N", Problem::Unknown(2..4, "N".to_owned()));
        check("${N?why} $A", Problem::Unknown(0..8, "N".to_owned()));
    }
}
