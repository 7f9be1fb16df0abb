//! Numbers as digits, without the formatting machinery, which would be most of the time of writing a file.

/// Enough for any `i32` with a sign, a point and six decimals.
const LENGTH_MAX: usize = 24;

/// Writes `mantissa / 10^decimals` with at least `shown` decimals: zeros are added up to there, and removed down to
/// there. Without decimals there is no point.
#[inline]
pub(super) fn decimal(out: &mut Vec<u8>, mantissa: i32, decimals: usize, shown: usize) {
    let mut rest = mantissa.unsigned_abs();
    let mut decimals = decimals;
    while decimals > shown && rest.is_multiple_of(10) {
        rest /= 10;
        decimals -= 1;
    }
    let mut text = [b'0'; LENGTH_MAX];
    let mut at = LENGTH_MAX - shown.saturating_sub(decimals);
    if decimals.max(shown) > 0 {
        for _ in 0..decimals {
            at -= 1;
            text[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        at -= 1;
        text[at] = b'.';
    }
    loop {
        at -= 1;
        text[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if mantissa < 0 {
        at -= 1;
        text[at] = b'-';
    }
    out.extend_from_slice(&text[at..]);
}

/// Writes a whole number.
#[inline]
pub(super) fn whole(out: &mut Vec<u8>, value: i32) {
    decimal(out, value, 0, 0);
}

/// Writes a number of 0 to 99 with two digits.
#[inline]
pub(super) fn two(out: &mut Vec<u8>, value: i64) {
    out.extend_from_slice(&[b'0' + (value / 10 % 10) as u8, b'0' + (value % 10) as u8]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(mantissa: i32, decimals: usize, shown: usize) -> String {
        let mut out = Vec::new();
        decimal(&mut out, mantissa, decimals, shown);
        String::from_utf8(out).expect("ASCII")
    }

    #[test]
    fn decimals_are_padded_and_trimmed_to_what_is_shown() {
        for (mantissa, decimals, shown, expected) in [
            (28_115, 2, 6, "281.150000"),
            (28_115, 2, 0, "281.15"),
            (28_110, 2, 0, "281.1"),
            (28_100, 2, 0, "281"),
            (28_100, 2, 1, "281.0"),
            (99_400, 0, 1, "99400.0"),
            (99_400, 0, 0, "99400"),
            (-1, 1, 6, "-0.100000"),
            (-10, 0, 0, "-10"),
            (4, 2, 1, "0.04"),
            (0, 2, 1, "0.0"),
            (0, 0, 0, "0"),
            (710, 0, 6, "710.000000"),
            (i32::MIN, 3, 0, "-2147483.648"),
        ] {
            assert_eq!(text(mantissa, decimals, shown), expected);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_the_number(mantissa in any::<i32>(), decimals in 0_usize..4, shown in 0_usize..7) {
            let value: f64 = text(mantissa, decimals, shown).parse().expect("a number");
            prop_assert_eq!(value, f64::from(mantissa) / 10_f64.powi(decimals as i32));
        }
    }
}
