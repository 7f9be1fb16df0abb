//! Exact decimals: every observed value is a whole number of thousandths of its unit.
//!
//! Observations are published with at most three decimals. As integers they convert (K to °C, Pa to hPa) and add
//! up exactly, so a day's statistics do not depend on the order of its reports, and 303.45 K is 30.3 °C and not
//! 30.30000000000001. No general decimal arithmetic here.

use std::fmt;

/// A value in thousandths of its unit: `Milli(8_500)` of °C is 8.5 °C.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Milli(i32);

impl Milli {
    /// Zero of any unit.
    pub const ZERO: Self = Self(0);

    /// The value from its thousandths; `None` where it does not fit (|value| above 2,147,483).
    ///
    /// `i32::MIN` is refused too: it is how an [`Observation`](crate::Observation) writes "missing".
    pub fn from_thousandths(thousandths: i64) -> Option<Self> {
        i32::try_from(thousandths).ok().filter(|value| *value != i32::MIN).map(Self)
    }

    /// The value from a thousandth count known to fit, for constants and tests.
    pub const fn new(thousandths: i32) -> Self {
        Self(thousandths)
    }

    /// The nearest value to a float, half away from zero; `None` if it is not finite or does not fit.
    pub fn from_f64(value: f64) -> Option<Self> {
        let scaled = (value * 1000.0).round();
        // The comparison is false for NaN, so NaN is refused as well.
        if scaled.abs() < f64::from(i32::MAX) { Some(Self(scaled as i32)) } else { None }
    }

    /// The number of thousandths.
    pub const fn thousandths(self) -> i32 {
        self.0
    }

    /// The value in its unit; exact to the nearest double.
    pub fn to_f64(self) -> f64 {
        f64::from(self.0) / 1000.0
    }

    /// The mean of `count` values that add up to `sum` thousandths, rounded half away from zero.
    pub fn mean(sum: i64, count: u32) -> Option<Self> {
        if count == 0 {
            return None;
        }
        Self::from_thousandths(round_div(sum, i64::from(count)))
    }
}

/// `numerator / denominator` rounded half away from zero; `denominator` is positive.
pub(crate) fn round_div(numerator: i64, denominator: i64) -> i64 {
    let half = denominator / 2;
    if numerator >= 0 { (numerator + half) / denominator } else { (numerator - half) / denominator }
}

impl fmt::Display for Milli {
    /// The shortest decimal: `8.5`, `-0.1`, `1002.9`, `12`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let (whole, mut fraction) = (magnitude / 1000, magnitude % 1000);
        let sign = if self.0 < 0 { "-" } else { "" };
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let mut width = 3;
        while fraction % 10 == 0 {
            fraction /= 10;
            width -= 1;
        }
        write!(f, "{sign}{whole}.{fraction:0width$}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shows_the_shortest_decimal() {
        for (thousandths, text) in [(8_500, "8.5"), (-100, "-0.1"), (12_000, "12"), (1, "0.001"), (-1_020, "-1.02")] {
            assert_eq!(Milli::new(thousandths).to_string(), text);
        }
    }

    #[test]
    fn means_round_half_away_from_zero() {
        assert_eq!(Milli::mean(3, 2), Some(Milli::new(2)));
        assert_eq!(Milli::mean(-3, 2), Some(Milli::new(-2)));
        assert_eq!(Milli::mean(0, 0), None);
    }

    #[test]
    fn what_does_not_fit_is_none() {
        for value in [f64::NAN, f64::INFINITY, 3.0e6, -3.0e6] {
            assert_eq!(Milli::from_f64(value), None);
        }
        assert_eq!(Milli::from_thousandths(i64::from(i32::MIN)), None);
    }

    proptest! {
        #[test]
        fn a_double_keeps_every_value(thousandths in (i32::MIN + 1)..i32::MAX) {
            let value = Milli::new(thousandths);
            prop_assert_eq!(Milli::from_f64(value.to_f64()), Some(value));
            prop_assert_eq!(value.to_string().parse::<f64>(), Ok(value.to_f64()));
        }
    }
}
