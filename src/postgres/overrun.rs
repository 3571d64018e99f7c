//! A run that took longer than it may, in words.

use std::fmt;
use std::time::Duration;

/// The number of characters of a statement to report.
const EXCERPT: usize = 100;

/// A run that took longer than it may, or was cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overrun {
    /// The time that it had; `None` if it was cancelled.
    pub limit: Option<Duration>,
    /// The file that the run was at.
    pub place: Option<String>,
    /// The beginning of the statement that ran at the end, and for how long it had run.
    pub statement: Option<(String, Duration)>,
}

/// `time limit of 2m exceeded at a.sql; running for 1m 58s: select pg_sleep(1000)`
impl fmt::Display for Overrun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.limit {
            Some(limit) => write!(f, "time limit of {} exceeded", shown(limit))?,
            None => f.write_str("cancelled")?,
        }
        if let Some(place) = &self.place {
            write!(f, " at {place}")?;
        }
        match &self.statement {
            Some((statement, since)) => write!(f, "; running for {}: {statement}", shown(*since)),
            None => Ok(()),
        }
    }
}

/// The beginning of a statement in one line; of a signed one, the statement that it runs.
pub(super) fn excerpt(statement: &str) -> String {
    let statement = signed(statement).unwrap_or(statement);
    let mut letters = statement.split_whitespace().flat_map(|word| word.chars().chain([' ']));
    let text: String = letters.by_ref().take(EXCERPT).collect();
    let more = if letters.next().is_some() { "…" } else { "" };
    format!("{}{more}", text.trim_end())
}

/// The statement in the call of the procedure that runs it as the superuser.
fn signed(call: &str) -> Option<&str> {
    let arguments = call.strip_prefix("CALL pg_catalog.tidegate_run(")?;
    let (_, quoted) = arguments.split_once(", $")?;
    let (tag, rest) = quoted.split_once('$')?;
    Some(rest.trim_end_matches(')').strip_suffix(&format!("${tag}$")).unwrap_or(rest))
}

/// A duration as settings write it: `1m 30s`.
fn shown(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match (seconds / 60, seconds % 60) {
        (0, _) if seconds == 0 => format!("{}ms", duration.as_millis()),
        (0, seconds) => format!("{seconds}s"),
        (minutes, 0) => format!("{minutes}m"),
        (minutes, seconds) => format!("{minutes}m {seconds}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_statements_and_times_in_short() {
        assert_eq!(excerpt("a\n\tb  c"), "a b c");
        let call = "CALL pg_catalog.tidegate_run(2, E'979d', $_tidegate$CREATE EXTENSION $tidegate$$_tidegate$)";
        assert_eq!(excerpt(call), "CREATE EXTENSION $tidegate$");
        let long = excerpt(&"word ".repeat(1000));
        assert!(long.ends_with("word…") && long.len() < 2 * EXCERPT, "{long}");
        for (seconds, text) in [(5, "5s"), (120, "2m"), (90, "1m 30s"), (0, "0ms")] {
            assert_eq!(shown(Duration::from_secs(seconds)), text);
        }
        let statement = Some(("vacuum".to_owned(), Duration::from_secs(61)));
        let overrun = Overrun { limit: Some(Duration::from_mins(2)), place: Some("a.sql".to_owned()), statement };
        assert_eq!(overrun.to_string(), "time limit of 2m exceeded at a.sql; running for 1m 1s: vacuum");
    }
}
