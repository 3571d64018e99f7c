//! Values that are written as text: durations, dates, paths.

use crate::text::{RelPath, git_path};
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};

/// Reads `90s`, `15m`, `6h`, `1d`, `2w`.
pub fn duration(text: &str) -> Option<Duration> {
    let unit = text.chars().last()?;
    let number: i64 = text.strip_suffix(unit)?.trim().parse().ok().filter(|number| *number >= 0)?;
    match unit {
        's' => Duration::try_seconds(number),
        'm' => Duration::try_minutes(number),
        'h' => Duration::try_hours(number),
        'd' => Duration::try_days(number),
        'w' => Duration::try_weeks(number),
        _ => None,
    }
}

/// Reads a date, which means its end, or a date with a time, which is UTC without an offset.
pub(super) fn moment(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.to_utc());
    }
    let text = text.replace(' ', "T");
    if let Ok(moment) = DateTime::parse_from_rfc3339(&text) {
        return Some(moment.to_utc());
    }
    if let Ok(moment) = NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S") {
        return Some(moment.and_utc());
    }
    let day = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok()?;
    Some(day.succ_opt()?.and_hms_opt(0, 0, 0)?.and_utc())
}

/// Reads a path inside the repository.
pub(super) fn path(text: &str) -> Result<RelPath, &'static str> {
    let text = text.replace('\\', "/");
    if let Some(refusal) = git_path::refusal(text.as_bytes()) {
        return Err(refusal);
    }
    let parts: Vec<&str> = text.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    Ok(RelPath::new(parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_durations() {
        assert_eq!(duration("6h"), Some(Duration::hours(6)));
        assert_eq!(duration("1d"), Some(Duration::days(1)));
        for wrong in ["", "d", "-1d", "1y", "9223372036854775807w", "1"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_date_means_its_end() {
        assert_eq!(
            moment("2025-01-31").map(|moment| moment.to_rfc3339()).as_deref(),
            Some("2025-02-01T00:00:00+00:00")
        );
        assert_eq!(
            moment("2025-01-31T12:00:00+02:00").map(|moment| moment.to_rfc3339()).as_deref(),
            Some("2025-01-31T10:00:00+00:00")
        );
        assert_eq!(moment("soon"), None);
    }

    #[test]
    fn refuses_paths_outside_the_repository() {
        assert_eq!(path("./a//b/"), Ok("a/b".into()));
        for outside in
            ["../a", "/a", "C:/a", "a/../..", "..\\a", "\\a", ".git/config", "a/.GIT/x", "a\\.git \\x", "a\0"]
        {
            assert!(path(outside).is_err(), "{outside}");
        }
    }
}
