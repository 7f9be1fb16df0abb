//! Decimal text to whole numbers, exactly: no floating point, no allocation.

/// 10^0 to 10^19, all that a `u64` holds.
const POWERS: [u64; 20] = {
    let mut powers = [1; 20];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// Digits are gathered up to this magnitude; 18 of them, further ones cannot change a rounded observation.
const FULL: u64 = POWERS[17];

/// Exponents beyond this are all the same: far too large, or zero.
const EXPONENT_MAX: i32 = 10_000;

/// A decimal number as written: `mantissa × 10^exponent`, negated if it had a minus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    mantissa: u64,
    exponent: i32,
}

impl Decimal {
    /// The number this text is, all of it: sign, digits, fraction, exponent. `None` for anything else.
    #[inline]
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let (negative, digits) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let mut number = Self { negative, mantissa: 0, exponent: 0 };
        let whole = number.take_digits(digits, 1);
        let mut at = whole;
        if digits.get(at) == Some(&b'.') {
            at += 1 + number.take_digits(digits.get(at + 1..)?, 0);
        }
        // A point alone is no number; `5.` and `.5` are.
        if at == 0 || (whole == 0 && at == 1) {
            return None;
        }
        match digits.get(at) {
            None => Some(number),
            Some(b'e' | b'E') => number.with_exponent(digits.get(at + 1..)?),
            Some(_) => None,
        }
    }

    /// Adds the digits `text` starts with, before the point (`whole` 1) or after it (0); how many there were.
    #[inline]
    fn take_digits(&mut self, text: &[u8], whole: i32) -> usize {
        let mut taken = 0;
        for byte in text {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            taken += 1;
            if self.mantissa < FULL {
                self.mantissa = self.mantissa * 10 + u64::from(digit);
                self.exponent -= 1 - whole;
            } else {
                // Dropped digits still count for the magnitude of a whole part.
                self.exponent += whole;
            }
        }
        taken
    }

    #[cold]
    fn with_exponent(mut self, text: &[u8]) -> Option<Self> {
        let (sign, digits) = match text {
            [b'-', rest @ ..] => (-1, rest),
            [b'+', rest @ ..] => (1, rest),
            rest => (1, rest),
        };
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let exponent =
            digits.iter().fold(0, |value: i32, digit| (value * 10 + i32::from(digit - b'0')).min(EXPONENT_MAX));
        self.exponent = self.exponent.saturating_add(sign * exponent);
        Some(self)
    }

    /// The number times `10^power`, rounded half away from zero; `None` if it does not fit.
    #[inline]
    pub(crate) fn scaled(self, power: i32) -> Option<i64> {
        let shift = self.exponent.saturating_add(power);
        let magnitude = match usize::try_from(shift) {
            Ok(up) => self.raised(up)?,
            Err(_) => self.lowered(shift.unsigned_abs() as usize),
        };
        let magnitude = i64::try_from(magnitude).ok()?;
        Some(if self.negative { -magnitude } else { magnitude })
    }

    #[inline]
    fn raised(self, places: usize) -> Option<u64> {
        if self.mantissa == 0 {
            return Some(0);
        }
        self.mantissa.checked_mul(*POWERS.get(places)?)
    }

    #[inline]
    fn lowered(self, places: usize) -> u64 {
        POWERS.get(places).map_or(0, |divisor| (self.mantissa + divisor / 2) / divisor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn thousandths(text: &str) -> Option<i64> {
        Decimal::parse(text.as_bytes())?.scaled(3)
    }

    #[test]
    fn decimals_are_exact() {
        for (text, expected) in [
            ("281.650000", 281_650),
            ("-0.1", -100),
            ("0", 0),
            ("-0", 0),
            ("+5", 5_000),
            ("5.", 5_000),
            (".5", 500),
            ("100290", 100_290_000),
            ("0000000000000000000000007.5", 7_500),
        ] {
            assert_eq!(thousandths(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn further_decimals_round_half_away_from_zero() {
        for (text, expected) in [
            ("30.30000000000001", 30_300),
            ("8.300000000000011", 8_300),
            ("0.0005", 1),
            ("-0.0005", -1),
            ("0.00049999999999999999999", 0),
            ("12345.678949999999999999999999", 12_345_679),
        ] {
            assert_eq!(thousandths(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn exponents_count() {
        for (text, expected) in
            [("1.0029e5", 100_290_000), ("1E-3", 1), ("5e-4", 1), ("1e-99999999999", 0), ("0e99", 0)]
        {
            assert_eq!(thousandths(text), Some(expected), "{text}");
        }
        let zeros = "0".repeat(40);
        assert_eq!(thousandths(&format!("0.{zeros}5e41")), Some(5_000));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in
            ["", "-", ".", "-.", "1.2.3", "1,5", "1e", "1e+", "1ex", "0x10", "NaN", "inf", " 1", "1 ", "--1", "٣"]
        {
            assert_eq!(Decimal::parse(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_none() {
        for text in ["1e30", "123456789012345678901234567890", "-1e400"] {
            assert_eq!(thousandths(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn written_thousandths_are_read_back(value in any::<i32>(), zeros in 0_usize..9) {
            let value = i64::from(value);
            let sign = if value < 0 { "-" } else { "" };
            let text = format!("{sign}{}.{:03}{}", value.abs() / 1000, value.abs() % 1000, "0".repeat(zeros));
            prop_assert_eq!(thousandths(&text), Some(value));
        }

        #[test]
        fn agrees_with_floats(value in -2.0e6_f64..2.0e6) {
            let exact = thousandths(&format!("{value:?}")).expect("a decimal");
            prop_assert!((exact as f64 - value * 1000.0).abs() <= 0.500_001);
        }

        #[test]
        fn no_text_panics(text in proptest::collection::vec(any::<u8>(), 0..40), power in -9..9) {
            let _ = Decimal::parse(&text).map(|number| number.scaled(power));
        }
    }
}
