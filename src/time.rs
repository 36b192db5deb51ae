//! Points in time. The core reads no clock: every `now` is an argument.

use std::cmp::Ordering;

use crate::json::Number;
use crate::messages::phrases as say;

/// Whole seconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct UnixTime(u64);

impl UnixTime {
    /// The moment `seconds` after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0
    }

    /// How far it is from `now`, in words: `in 3 min 12 s`, `2 h 4 min ago`, `now`.
    #[must_use]
    pub fn relative_to(self, now: Self) -> String {
        match self.0.cmp(&now.0) {
            Ordering::Less => say::ago(&in_words(now.0.saturating_sub(self.0))),
            Ordering::Equal => say::NOW.to_owned(),
            Ordering::Greater => say::ahead(&in_words(self.0.saturating_sub(now.0))),
        }
    }

    /// The date in UTC, as in `2026-10-08 12:36:15 UTC`.
    #[must_use]
    pub fn in_utc(self) -> String {
        let (days, seconds) = (self.0 / 86_400, self.0 % 86_400);
        let (year, month, day) = civil_date(days);
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        format!("{year:04}-{month:02}-{day:02} {hours:02}:{minutes:02}:{seconds:02} UTC")
    }

    /// The seconds between the two. A clock that was set back must not make a wait endless, so the direction does not count.
    pub(crate) const fn distance_to(self, other: Self) -> u64 {
        self.0.abs_diff(other.0)
    }

    pub(crate) const fn plus(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

/// Year, month and day of the Gregorian calendar, `days` after 1970-01-01. Years begin in March here, so that the leap day
/// is the last one and every month has its length by one formula (Howard Hinnant, `chrono`-Compatible Low-Level Date
/// Algorithms).
const fn civil_date(days: u64) -> (u64, u64, u64) {
    const DAYS_OF_400_YEARS: u64 = 146_097;
    const FROM_YEAR_0_TO_1970: u64 = 719_468;
    let days = days.saturating_add(FROM_YEAR_0_TO_1970);
    let (era, day_of_era) = (days / DAYS_OF_400_YEARS, days % DAYS_OF_400_YEARS);
    let leap_days = (day_of_era / 1460).saturating_sub(day_of_era / 36_524).saturating_add(day_of_era / 146_096);
    let year_of_era = day_of_era.saturating_sub(leap_days) / 365;
    let days_before = (365 * year_of_era + year_of_era / 4).saturating_sub(year_of_era / 100);
    let day_of_year = day_of_era.saturating_sub(days_before);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year.saturating_sub((153 * month_from_march + 2) / 5).saturating_add(1);
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march.saturating_sub(9) };
    let year = year_of_era.saturating_add(era.saturating_mul(400)).saturating_add(if month <= 2 { 1 } else { 0 });
    (year, month, day)
}

/// A claim's `NumericDate` (RFC 7519 section 2): seconds since the epoch, with or without a fraction.
///
/// It keeps both neighbouring whole seconds, so that comparing with a [`UnixTime`] is exact.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct NumericDate {
    floor: UnixTime,
    ceil: UnixTime,
}

impl NumericDate {
    /// Reads a number from 0 to [`LATEST`]; any other is no date.
    pub(crate) fn new(number: Number) -> Option<Self> {
        let (floor, fractional) = match number {
            Number::Unsigned(whole) => (whole, false),
            Number::Float(seconds) if (0.0..=LATEST_FLOAT).contains(&seconds) => {
                #[expect(
                    clippy::as_conversions,
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "the range was just checked, and there is no lossless conversion in std"
                )]
                let whole = seconds.trunc() as u64;
                (whole, seconds.fract() != 0.0)
            }
            Number::Float(_) | Number::Negative(_) => return None,
        };
        (floor <= LATEST)
            .then(|| Self { floor: UnixTime(floor), ceil: UnixTime(floor.saturating_add(u64::from(fractional))) })
    }

    /// `self + seconds ≤ moment`.
    pub(crate) fn plus_is_at_or_before(self, seconds: u64, moment: UnixTime) -> bool {
        self.ceil.plus(seconds) <= moment
    }

    /// `self + seconds < moment`.
    pub(crate) fn plus_is_before(self, seconds: u64, moment: UnixTime) -> bool {
        self.floor.plus(seconds) < moment
    }

    /// `self > moment`.
    pub(crate) fn is_after(self, moment: UnixTime) -> bool {
        self.ceil > moment
    }

    /// The last whole second at or before this date.
    pub(crate) const fn rounded_down(self) -> UnixTime {
        self.floor
    }

    /// The first whole second at or after this date.
    pub(crate) const fn rounded_up(self) -> UnixTime {
        self.ceil
    }
}

/// A span of seconds in words: `45 s`, `3 min 12 s`, `2 h 4 min`, `3 d 1 h`, and `5 min` for a whole one.
pub(crate) fn in_words(seconds: u64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    let [second, minute, hour, day] = say::UNITS;
    let (whole, rest) = match (days, hours, minutes) {
        (0, 0, 0) => return format!("{seconds} {second}"),
        (0, 0, _) => (format!("{minutes} {minute}"), (seconds % 60, second)),
        (0, _, _) => (format!("{hours} {hour}"), (minutes % 60, minute)),
        _ => (format!("{days} {day}"), (hours % 24, hour)),
    };
    match rest {
        (0, _) => whole,
        (rest, unit) => format!("{whole} {rest} {unit}"),
    }
}

/// The largest integer that every JSON reader holds exactly (RFC 7493 section 2.2), 2^53 − 1.
const LATEST: u64 = 9_007_199_254_740_991;
const LATEST_FLOAT: f64 = 9_007_199_254_740_991.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_counts_at_both_edges() {
        let date = NumericDate::new(Number::Float(100.5)).unwrap();
        assert!(!date.plus_is_at_or_before(0, UnixTime(100)));
        assert!(date.plus_is_at_or_before(0, UnixTime(101)));
        assert!(date.is_after(UnixTime(100)));
        assert!(!date.is_after(UnixTime(101)));
        assert!(date.plus_is_before(0, UnixTime(101)));
        assert!(!date.plus_is_before(0, UnixTime(100)));
    }

    #[test]
    fn dates_before_the_epoch_or_beyond_exact_integers_are_none() {
        assert_eq!(NumericDate::new(Number::Negative(-1)), None);
        assert_eq!(NumericDate::new(Number::Float(-0.5)), None);
        assert_eq!(NumericDate::new(Number::Float(1e300)), None);
        assert_eq!(NumericDate::new(Number::Unsigned(LATEST + 1)), None);
        assert!(NumericDate::new(Number::Unsigned(LATEST)).is_some());
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        // `date -u -d @SECONDS`
        for (seconds, date) in [
            (0, "1970-01-01 00:00:00 UTC"),
            (951_782_399, "2000-02-28 23:59:59 UTC"),
            (951_782_400, "2000-02-29 00:00:00 UTC"),
            (1_791_484_575, "2026-10-08 18:36:15 UTC"),
            (4_107_542_400, "2100-03-01 00:00:00 UTC"),
            (253_402_300_800, "10000-01-01 00:00:00 UTC"),
        ] {
            assert_eq!(UnixTime(seconds).in_utc(), date);
        }
    }

    #[test]
    fn spans_read_like_speech() {
        assert_eq!(in_words(45), "45 s");
        assert_eq!(in_words(192), "3 min 12 s");
        assert_eq!(in_words(300), "5 min");
        assert_eq!(in_words(7_440), "2 h 4 min");
        assert_eq!(in_words(262_800), "3 d 1 h");
        let from_now = |seconds| UnixTime(seconds).relative_to(UnixTime(100));
        assert_eq!([from_now(55), from_now(100), from_now(292)], ["45 s ago", "now", "in 3 min 12 s"]);
    }
}
