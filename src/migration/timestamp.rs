//! Timestamps of fourteen digits: `YYYYMMDDHHMMSS`, UTC, as the Supabase CLI and Prisma write them.

use crate::text::Span;
use chrono::{DateTime, Duration, NaiveDate, Utc};

/// Digits of a timestamp.
pub const LENGTH: usize = 14;

/// Reason why fourteen digits are not a valid date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impossible {
    /// The invalid part: `month 13`, `30 February`.
    pub what: String,
    /// The digits of that part.
    pub span: Span,
}

/// Parses a timestamp.
pub fn parse(stamp: &str) -> Result<DateTime<Utc>, Impossible> {
    let field = |span: Span| stamp.get(span).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(u32::MAX);
    let impossible = |what: String, span: Span| Err(Impossible { what, span });
    let (year, month, day) = (field(0..4), field(4..6), field(6..8));
    let (hour, minute, second) = (field(8..10), field(10..12), field(12..14));
    if !(1970..=9000).contains(&year) {
        return impossible(format!("year {:04}", year.min(9999)), 0..4);
    }
    if !(1..=12).contains(&month) {
        return impossible(format!("month {month:02}"), 4..6);
    }
    let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    let Some(date) = date else {
        return impossible(format!("day {day:02} of month {month:02}"), 6..8);
    };
    if hour > 23 {
        return impossible(format!("hour {hour:02}"), 8..10);
    }
    if minute > 59 {
        return impossible(format!("minute {minute:02}"), 10..12);
    }
    match date.and_hms_opt(hour, minute, second) {
        Some(moment) => Ok(moment.and_utc()),
        None => impossible(format!("second {second:02}"), 12..14),
    }
}

/// Formats a time as a timestamp.
pub fn format(moment: DateTime<Utc>) -> String {
    moment.format("%Y%m%d%H%M%S").to_string()
}

/// Returns the first timestamp from `from` on that is not `taken`.
pub fn next_free(from: DateTime<Utc>, taken: impl Fn(&str) -> bool) -> String {
    let mut moment = from;
    loop {
        let stamp = format(moment);
        if !taken(&stamp) {
            return stamp;
        }
        moment += Duration::seconds(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(stamp: &str, expected: Result<&str, &str>) {
        let found = parse(stamp);
        match expected {
            Ok(moment) => assert_eq!(found.expect("a moment").to_rfc3339(), moment),
            Err(what) => assert_eq!(found.expect_err("no moment").what, what),
        }
    }

    #[test]
    fn a_timestamp_is_a_date_or_an_error_that_names_the_invalid_part() {
        check("20240229235959", Ok("2024-02-29T23:59:59+00:00"));
        check("20241301000000", Err("month 13"));
        check("20240230000000", Err("day 30 of month 02"));
        check("20240101250000", Err("hour 25"));
        check("20240101009000", Err("minute 90"));
        check("20240101000060", Err("second 60"));
        check("00000000000000", Err("year 0000"));
        check("99999999999999", Err("year 9999"));
    }

    #[test]
    fn the_next_free_second_skips_taken_ones() {
        let from = parse("20240131235958").expect("a moment");
        assert_eq!(next_free(from, |stamp| stamp < "20240201000000"), "20240201000000");
    }
}
