//! Times, from the clock and the command line, and in words.

use std::time::Duration;

use claimgate::UnixTime;
use jiff::Timestamp;

use crate::fault::Fault;

/// Reads seconds since 1970 or a date and time of RFC 3339.
pub(crate) fn parse(text: &str) -> Result<UnixTime, String> {
    let seconds = text.parse().ok().or_else(|| u64::try_from(text.parse::<Timestamp>().ok()?.as_second()).ok());
    seconds
        .map(UnixTime::from_secs)
        .ok_or_else(|| "expected seconds since 1970, or a time such as 2026-11-23T12:08:15Z".to_owned())
}

/// The given moment, or what the clock says.
pub(crate) fn or_now(given: Option<UnixTime>) -> Result<UnixTime, Fault> {
    match given {
        Some(moment) => Ok(moment),
        None => u64::try_from(Timestamp::now().as_second()).map(UnixTime::from_secs).map_err(|_| Fault::clock_unusable()),
    }
}

/// The moment that a `NumericDate` means, in whole seconds; nothing for any other JSON.
pub(crate) fn of_numeric_date(json: &str) -> Option<UnixTime> {
    let fractional = || Duration::try_from_secs_f64(json.parse().ok()?).ok();
    json.parse().ok().or_else(|| fractional().map(|since| since.as_secs())).map(UnixTime::from_secs)
}

/// `2026-11-23 12:08:15 UTC (in 3 min 12 s)`.
pub(crate) fn in_words(moment: UnixTime, now: UnixTime) -> String {
    let date = i64::try_from(moment.as_secs()).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    match date {
        Some(date) => format!("{} ({})", date.strftime("%Y-%m-%d %H:%M:%S UTC"), moment.relative_to(now)),
        None => "beyond the year 9999".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_seconds_or_rfc_3339() {
        for text in ["1791484575", "2026-10-08T18:36:15Z", "2026-10-08T20:36:15+02:00", "2026-10-08t18:36:15.9z"] {
            assert_eq!(parse(text), Ok(UnixTime::from_secs(1_791_484_575)), "{text}");
        }
        for text in ["", "-1", "1.5", "tomorrow", "2026-10-08", "1969-12-31T23:59:59Z", "18446744073709551616"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_moment_in_words_is_a_date_and_a_distance() {
        let now = UnixTime::from_secs(1_791_484_575);
        assert_eq!(in_words(UnixTime::from_secs(1_791_484_767), now), "2026-10-08 18:39:27 UTC (in 3 min 12 s)");
        assert_eq!(in_words(UnixTime::from_secs(u64::MAX), now), "beyond the year 9999");
    }

    #[test]
    fn only_numbers_are_numeric_dates() {
        assert_eq!(of_numeric_date("1791484575.5"), Some(UnixTime::from_secs(1_791_484_575)));
        assert_eq!(of_numeric_date("1.7e9"), Some(UnixTime::from_secs(1_700_000_000)));
        assert_eq!([of_numeric_date("\"5\""), of_numeric_date("-1"), of_numeric_date("1e300")], [None; 3]);
    }
}
