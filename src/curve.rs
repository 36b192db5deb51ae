//! Whether a public point lies on its curve: y² = x³ − 3x + b on P-256 and P-384 (NIST SP 800-186 section 3.2.1), and for
//! Ed25519 whether some x belongs to the y (RFC 8032 section 5.1.3).
//!
//! ring asks only while it verifies, and then calls the signature invalid. A key set must know before: a point that is no key
//! must not make its neighbour of the same id ambiguous. The numbers are public, so nothing here need take constant time.

use crate::algorithm::KeyType;

/// Whether the point, in the form that ring takes, lies on the curve of the key type.
pub(crate) fn contains(key_type: KeyType, point: &[u8]) -> bool {
    match key_type {
        KeyType::P256 => P256.contains(point),
        KeyType::P384 => P384.contains(point),
        KeyType::Ed25519 => has_ed25519_x(point),
        KeyType::Rsa => false,
    }
}

/// A curve of NIST's, which all have a = −3.
struct NistCurve<const N: usize> {
    field: Field<N>,
    b: [u64; N],
}

impl<const N: usize> NistCurve<N> {
    /// `point` is `04 || x || y`.
    fn contains(&self, point: &[u8]) -> bool {
        let field = &self.field;
        let Some((_, coordinates)) = point.split_first() else { return false };
        let (x, y) = coordinates.split_at(coordinates.len() / 2);
        let (Some(x), Some(y)) = (field.number(x), field.number(y)) else { return false };
        // y² − b = x(x² − 3), each side with two factors of R⁻¹ from its two products.
        let left = field.difference(field.product(y, y), field.product(self.b, small(1)));
        let right = field.difference(field.product(x, x), field.product(small(3), small(1)));
        field.product(left, small(1)) == field.product(x, right)
    }
}

/// −x² + y² = 1 + dx²y², so x² = u/v with u = y² − 1 and v = dy² + 1: a square where u·v is one. Neither −1 nor R⁻¹ matters:
/// both are squares modulo this prime.
fn has_ed25519_x(point: &[u8]) -> bool {
    let field = FIELD_25519;
    let Some((sign_and_top, rest)) = point.split_last() else { return false };
    let big_endian: Vec<u8> = [sign_and_top & 0x7f].into_iter().chain(rest.iter().rev().copied()).collect();
    let Some(y) = field.number(&big_endian) else { return false };
    let (one, square) = (field.product(small(1), small(1)), field.product(y, y));
    let u = field.difference(square, one);
    let minus_v = field.difference(field.product(MINUS_D, square), field.product(one, small(1)));
    field.is_square(field.product(u, minus_v))
}

/// The integers modulo an odd prime, as limbs of 64 bits, the lowest first.
struct Field<const N: usize> {
    prime: [u64; N],
    /// −1/prime modulo 2^64, for Montgomery's reduction.
    negated_inverse: u64,
}

impl<const N: usize> Field<N> {
    /// Reads a number below the prime; any other is none, for coordinates have one encoding.
    fn number(&self, big_endian: &[u8]) -> Option<[u64; N]> {
        let mut number = [0; N];
        for (limb, bytes) in number.iter_mut().zip(big_endian.rchunks(8)) {
            *limb = bytes.iter().fold(0, |limb, byte| (limb << 8) | u64::from(*byte));
        }
        is_less(&number, &self.prime).then_some(number)
    }

    fn difference(&self, left: [u64; N], right: [u64; N]) -> [u64; N] {
        let (mut difference, is_negative) = subtract(left, right);
        if is_negative {
            let mut carry = false;
            for (limb, prime) in difference.iter_mut().zip(self.prime) {
                (*limb, carry) = limb.carrying_add(prime, carry);
            }
        }
        difference
    }

    /// left · right · R⁻¹ with R = 2^(64·N) (Montgomery's product, limb by limb).
    fn product(&self, left: [u64; N], right: [u64; N]) -> [u64; N] {
        let (mut sum, mut top) = ([0; N], 0_u64);
        for digit in right {
            let high = add_multiple(&mut sum, left, digit);
            // This multiple of the prime makes the lowest limb zero, which then is shifted out.
            let multiple = lowest(&sum).wrapping_mul(self.negated_inverse);
            let reduced = add_multiple(&mut sum, self.prime, multiple);
            sum.rotate_left(1);
            let (next, carry) = high.carrying_add(reduced, false);
            let (next, second_carry) = next.carrying_add(top, false);
            if let Some(last) = sum.last_mut() {
                *last = next;
            }
            top = u64::from(carry) | u64::from(second_carry);
        }
        if top == 0 && is_less(&sum, &self.prime) { sum } else { subtract(sum, self.prime).0 }
    }

    /// Whether the Jacobi symbol of the number and the prime is not −1 (Cohen, A Course in Computational Algebraic Number
    /// Theory, algorithm 1.4.10): a fraction of the cost of a power.
    fn is_square(&self, number: [u64; N]) -> bool {
        let (mut upper, mut lower, mut is_negative) = (number, self.prime, false);
        while upper != [0; N] {
            while upper.first() == Some(&0) {
                upper.rotate_left(1);
            }
            let twos = lowest(&upper).trailing_zeros();
            halve(&mut upper, twos);
            is_negative ^= twos % 2 == 1 && matches!(lowest(&lower) % 8, 3 | 5);
            if is_less(&upper, &lower) {
                is_negative ^= lowest(&upper) % 4 == 3 && lowest(&lower) % 4 == 3;
                std::mem::swap(&mut upper, &mut lower);
            }
            upper = subtract(upper, lower).0;
        }
        !is_negative
    }
}

/// Adds `factor · digit` to the sum and gives what goes beyond its highest limb.
fn add_multiple<const N: usize>(sum: &mut [u64; N], factor: [u64; N], digit: u64) -> u64 {
    let mut carry = 0;
    for (limb, factor) in sum.iter_mut().zip(factor) {
        (*limb, carry) = factor.carrying_mul_add(digit, carry, *limb);
    }
    carry
}

/// The difference modulo R, and whether it is negative.
fn subtract<const N: usize>(mut left: [u64; N], right: [u64; N]) -> ([u64; N], bool) {
    let mut borrow = false;
    for (left, right) in left.iter_mut().zip(right) {
        (*left, borrow) = left.borrowing_sub(right, borrow);
    }
    (left, borrow)
}

/// Divides by two, fewer than 64 times.
fn halve<const N: usize>(number: &mut [u64; N], times: u32) {
    let mut from_above = 0;
    for limb in number.iter_mut().rev() {
        let low_bits = limb.checked_shl(64_u32.saturating_sub(times)).unwrap_or_default();
        *limb = (*limb >> times) | from_above;
        from_above = low_bits;
    }
}

fn is_less<const N: usize>(left: &[u64; N], right: &[u64; N]) -> bool {
    left.iter().rev().lt(right.iter().rev())
}

fn lowest<const N: usize>(number: &[u64; N]) -> u64 {
    number.first().copied().unwrap_or_default()
}

const fn small<const N: usize>(value: u64) -> [u64; N] {
    let mut number = [0; N];
    if let [lowest, ..] = number.as_mut_slice() {
        *lowest = value;
    }
    number
}

const P256: NistCurve<4> = NistCurve {
    field: Field { prime: [u64::MAX, 0xffff_ffff, 0, 0xffff_ffff_0000_0001], negated_inverse: 1 },
    b: [0x3bce_3c3e_27d2_604b, 0x651d_06b0_cc53_b0f6, 0xb3eb_bd55_7698_86bc, 0x5ac6_35d8_aa3a_93e7],
};
const P384: NistCurve<6> = NistCurve {
    field: Field {
        prime: [0xffff_ffff, 0xffff_ffff_0000_0000, u64::MAX - 1, u64::MAX, u64::MAX, u64::MAX],
        negated_inverse: 0x1_0000_0001,
    },
    b: [
        0x2a85_c8ed_d3ec_2aef,
        0xc656_398d_8a2e_d19d,
        0x0314_088f_5013_875a,
        0x181d_9c6e_fe81_4112,
        0x988e_056b_e3f8_2d19,
        0xb331_2fa7_e23e_e7e4,
    ],
};
const FIELD_25519: Field<4> =
    Field { prime: [u64::MAX - 18, u64::MAX, u64::MAX, u64::MAX >> 1], negated_inverse: 0x86bc_a1af_286b_ca1b };
/// 121665/121666 (RFC 8032 section 5.1).
const MINUS_D: [u64; 4] = [0x8a14_b235_eca6_874a, 0xff8f_f5b2_bebe_2754, 0x7338_bf86_8886_1767, 0x2dfc_9311_d490_018c];

#[cfg(test)]
mod tests {
    use super::*;
    use ring::agreement::{ECDH_P256, ECDH_P384, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
    use ring::rand::SystemRandom;

    /// ring's key agreement, unlike its signatures, says whether it can use a point.
    fn ring_contains(key_type: KeyType, point: &[u8]) -> bool {
        let algorithm = if key_type == KeyType::P256 { &ECDH_P256 } else { &ECDH_P384 };
        let ours = EphemeralPrivateKey::generate(algorithm, &SystemRandom::new()).unwrap();
        agree_ephemeral(ours, &UnparsedPublicKey::new(algorithm, point), |_| ()).is_ok()
    }

    #[track_caller]
    fn check(key_type: KeyType, point: &[u8], expected: bool) {
        assert_eq!(ring_contains(key_type, point), expected, "ring: {point:02x?}");
        assert_eq!(contains(key_type, point), expected, "{point:02x?}");
    }

    #[test]
    fn nist_points_are_on_their_curve_where_ring_says_so() {
        for (key_type, algorithm) in [(KeyType::P256, &ECDH_P256), (KeyType::P384, &ECDH_P384)] {
            for _ in 0..50 {
                let key = EphemeralPrivateKey::generate(algorithm, &SystemRandom::new()).unwrap();
                let point = key.compute_public_key().unwrap().as_ref().to_vec();
                check(key_type, &point, true);
                for place in [1, 2, point.len() / 2, point.len() - 1] {
                    let mut moved = point.clone();
                    moved[place] ^= 1;
                    check(key_type, &moved, false);
                }
            }
            let length = 2 * if key_type == KeyType::P256 { 32 } else { 48 };
            check(key_type, &[&[4], vec![0; length].as_slice()].concat(), false);
            check(key_type, &[&[4], vec![0xff; length].as_slice()].concat(), false);
        }
    }

    /// Of Ed25519 ring can be asked no such thing. Bit y of the number says whether an x belongs to y = 0 to 127:
    /// `sum(1 << y for y in range(128) if pow((y*y-1)*(d*y*y+1), (p-1)//2, p) != p-1)` in Python.
    #[test]
    fn half_of_the_ed25519_numbers_are_points() {
        const HAVE_AN_X: u128 = 0x8391_9072_0ef0_684a_f7d9_1dab_7fad_c67b;
        for y in 0..128 {
            let mut point = [0; 32];
            point[0] = y;
            assert_eq!(contains(KeyType::Ed25519, &point), HAVE_AN_X >> y & 1 == 1, "{y}");
            point[31] = 0x80;
            assert_eq!(contains(KeyType::Ed25519, &point), HAVE_AN_X >> y & 1 == 1, "{y}, other sign");
        }
    }

    /// ring reduces these; RFC 8032 section 5.1.3 does not decode them.
    #[test]
    fn an_ed25519_number_has_one_encoding() {
        for low in 0xed..=0xff {
            let mut point = [0xff; 32];
            (point[0], point[31]) = (low, 0x7f);
            assert!(!contains(KeyType::Ed25519, &point), "{low:x}");
        }
    }
}
