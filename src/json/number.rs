//! What numbers are worth that are no integers of 64 bits.

/// A JSON number, as exactly as the text has it within 64 bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    Unsigned(u64),
    Negative(i64),
    Float(f64),
}

/// The value of what is written as JSON has numbers, to a few units in the last place; nothing if it is beyond the largest `f64`. It
/// is exact where it is an integer of up to nineteen digits: what is divided then leaves no rest.
pub(super) fn fraction(written: &str) -> Option<f64> {
    let (digits, exponent) = written.split_once(['e', 'E']).unwrap_or((written, "0"));
    // Only its sign matters where it is too long.
    let mut exponent: i64 = exponent.parse().unwrap_or(if exponent.starts_with('-') { i64::MIN } else { i64::MAX });
    let (mut significand, mut is_fraction) = (0_u64, false);
    for byte in digits.bytes() {
        match char::from(byte).to_digit(10).map(u64::from) {
            Some(digit) if significand <= MOST_SIGNIFICAND => {
                significand = significand.saturating_mul(10).saturating_add(digit);
                exponent = exponent.saturating_sub(i64::from(is_fraction));
            }
            Some(_) => exponent = exponent.saturating_add(i64::from(!is_fraction)),
            None => is_fraction = byte == b'.',
        }
    }
    let magnitude = exponent.saturating_add(significand.checked_ilog10().map_or(i64::MIN, i64::from));
    if magnitude > MAX_MAGNITUDE || (magnitude == MAX_MAGNITUDE && leading_digits(significand) > LEADING_DIGITS_OF_MAX) {
        return None;
    }
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        reason = "it is rounded, and there is no such conversion in std"
    )]
    let mut value = significand as f64;
    let (mut power, mut times) = (10.0, exponent.unsigned_abs());
    while value != 0.0 && times != 0 {
        if times % 2 == 1 {
            value = if exponent < 0 { value / power } else { value * power };
        }
        (power, times) = (power * power, times / 2);
    }
    let value = value.min(f64::MAX);
    Some(if written.starts_with('-') { -value } else { value })
}

/// The first seventeen, with zeros behind if there are fewer.
fn leading_digits(mut number: u64) -> u64 {
    while number >= SEVENTEEN_DIGITS * 10 {
        number /= 10;
    }
    while number != 0 && number < SEVENTEEN_DIGITS {
        number = number.saturating_mul(10);
    }
    number
}

/// So much has room for one digit more.
const MOST_SIGNIFICAND: u64 = u64::MAX / 10 - 1;
const SEVENTEEN_DIGITS: u64 = 10_000_000_000_000_000;
/// The largest `f64` is 1.7976931348623157… · 10^308.
const MAX_MAGNITUDE: i64 = 308;
const LEADING_DIGITS_OF_MAX: u64 = 17_976_931_348_623_157;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn std_reads_nearly_the_same() {
        for written in [
            "0.5",
            "-1.5",
            "0.1",
            "123.456",
            "1791484275.25",
            "1e22",
            "1.5e-300",
            "1e308",
            "5e-324",
            "1E+3",
            "-0",
            "-0.0",
            "18446744073709551616",
            "0.00000000000000000000000000000000000000001e41",
            "123456789012345678901234567890.5e-20",
        ] {
            let (ours, std): (_, f64) = (fraction(written).unwrap(), written.parse().unwrap());
            assert!((ours - std).abs() <= std.abs() * 1e-14, "{written}: {ours:e}");
            assert_eq!(ours.is_sign_negative(), std.is_sign_negative(), "{written}");
        }
    }

    #[test]
    fn integers_are_exact_however_they_are_written() {
        for written in ["1791484275.0", "1791484275.000000", "1.791484275e9", "1.791484275E+9", "17914842750000e-4"] {
            assert_eq!(fraction(written), Some(1_791_484_275.0), "{written}");
        }
    }

    #[test]
    fn only_what_is_too_large_is_refused() {
        for (written, is_finite) in [
            ("1e309", false),
            ("-1e400", false),
            ("1e99999999999999999999", false),
            ("1e-99999999999999999999", true),
            ("0e400", true),
            ("0e99999999999999999999", true),
            ("1e-500", true),
            ("1.7e308", true),
            ("1.7976931348623157e308", true),
            ("-17976931348623157.08e292", true),
            ("1.797693134862316e308", false),
            ("0.00001e313", true),
            ("10000e305", false),
        ] {
            assert_eq!(fraction(written).is_some(), is_finite, "{written}");
        }
    }
}
