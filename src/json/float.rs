//! Floating-point numbers as decimals, for messages.
//!
//! `core` writes them exactly, by tables and big integers of which a browser would have to load 7 KB. Nothing is decided by
//! what is written here.

use std::fmt;

/// Writes a finite number: as it was written if it has up to fourteen digits, and else rounded.
pub(super) fn write(out: &mut fmt::Formatter<'_>, number: f64) -> fmt::Result {
    let (mut digits, mut exponent) = scaled(number.abs());
    while digits != 0 && digits % 10 == 0 && exponent != 0 {
        (digits, exponent) = (digits / 10, exponent.saturating_add(1));
    }
    out.write_str(if number.is_sign_negative() { "-" } else { "" })?;
    let length = usize::try_from(exponent.unsigned_abs()).unwrap_or_default();
    if exponent > 0 || length > LONGEST_FRACTION {
        return write!(out, "{digits}e{exponent}");
    }
    // At least one digit stands before the point.
    let text = format!("{digits:0>width$}", width = length.saturating_add(1));
    let (whole, fraction) = text.split_at_checked(text.len().saturating_sub(length)).unwrap_or((&text, ""));
    write!(out, "{whole}.{}", if fraction.is_empty() { "0" } else { fraction })
}

/// A number as up to fifteen digits and a power of ten.
fn scaled(number: f64) -> (u64, i32) {
    let (mut number, mut exponent) = (number, 0_i32);
    while number >= EXACT_POWER {
        (number, exponent) = (number / 10.0, exponent.saturating_add(1));
    }
    while number != 0.0 && number < 1.0 / EXACT_POWER {
        (number, exponent) = (number * 10.0, exponent.saturating_sub(1));
    }
    // Powers that are exact, so that the usual numbers are rounded just once.
    let mut power = 1.0;
    while number != 0.0 && number * power < FIFTEEN_DIGITS {
        (power, exponent) = (power * 10.0, exponent.saturating_sub(1));
    }
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it has fifteen digits or little more and no sign, and there is no lossless conversion in std"
    )]
    let digits = (number * power).round() as u64;
    (digits, exponent)
}

/// The least number of fifteen digits, as many as a `f64` always holds.
const FIFTEEN_DIGITS: f64 = 1e14;
/// Powers of ten are exact to 10^22, and from here on a number has no fraction.
const EXACT_POWER: f64 = 1e16;
/// Smaller numbers are easier to read with an exponent.
const LONGEST_FRACTION: usize = 16;

#[cfg(test)]
mod tests {
    use std::fmt;

    struct Written(f64);

    impl fmt::Display for Written {
        fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
            super::write(out, self.0)
        }
    }

    #[test]
    fn what_people_write_is_written_back() {
        for number in [0.0, 0.5, 1.5, -1.5, 0.1, 0.3, 123.456, 1_791_484_275.25, 1_791_484_275.5, 3.0, 1e6, 0.001, 99.99] {
            assert_eq!(Written(number).to_string(), format!("{number:?}"));
        }
    }

    #[test]
    fn what_is_written_reads_back_as_nearly_the_same() {
        for number in [1e300, 1.5e-300, 1e22, 18_446_744_073_709_551_616.0, 1e308, 5e-324, 1.0 / 3.0, -2.0 / 3.0e9] {
            let read: f64 = Written(number).to_string().parse().unwrap();
            assert!((read - number).abs() <= number.abs() * 1e-13, "{number:?} as {}", Written(number));
        }
    }
}
