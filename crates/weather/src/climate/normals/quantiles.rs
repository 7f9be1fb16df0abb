//! Quantiles, in whole numbers.

use crate::Milli;
use crate::decimal::round_div;

/// The `percent` quantile of sorted values, Hyndman and Fan's type 8; `None` of no value.
///
/// With n values and p = percent / 100, h = (n + 1/3) p + 1/3, and the quantile lies between the h-th value (rounded
/// down, the first is 1) and the next, in proportion to what is left of h; it never leaves the values. Type 8 is the
/// one its authors recommend, unbiased for the median whatever the distribution, and the one of the ETCCDI software.
/// The result is rounded half away from zero to thousandths.
///
/// Hyndman, R. J. and Fan, Y. (1996): Sample quantiles in statistical packages. American Statistician 50, 361-365.
pub fn quantile(sorted: &[Milli], percent: u32) -> Option<Milli> {
    quantile_of(sorted.len(), percent, |place| sorted[place])
}

/// The quantile of `count` values of which `nth` gives the sorted ones, from 0.
pub(super) fn quantile_of(count: usize, percent: u32, nth: impl Fn(usize) -> Milli) -> Option<Milli> {
    let last = count.checked_sub(1)?;
    // h in parts of 300: (n + 1/3) percent / 100 + 1/3.
    let h = (3 * count as i64 + 1) * i64::from(percent.min(100)) + 100;
    let (below, part) = ((h / 300) as usize, h % 300);
    let at = |rank: usize| i64::from(nth(rank.saturating_sub(1).min(last)).thousandths());
    let low = at(below);
    if part == 0 {
        return Milli::from_thousandths(low);
    }
    Milli::from_thousandths(round_div(low * 300 + part * (at(below + 1) - low), 300))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[i32], percent: u32) -> Option<i32> {
        let sorted: Vec<_> = values.iter().copied().map(Milli::new).collect();
        quantile(&sorted, percent).map(Milli::thousandths)
    }

    #[test]
    fn as_r_gives_them_for_type_8() {
        // quantile(1:10 * 1000, c(.1, .5, .9), type = 8) is 1366.667, 5500, 9633.333.
        let ten: Vec<i32> = (1..=10).map(|place| place * 1000).collect();
        assert_eq!([10, 50, 90].map(|percent| of(&ten, percent)), [Some(1_367), Some(5_500), Some(9_633)]);
        // quantile(c(-3000, 0, 500, 7000), .1, type = 8) is -3000: below the first value there is none.
        assert_eq!(of(&[-3_000, 0, 500, 7_000], 10), Some(-3_000));
        assert_eq!(of(&[-3_000, 0, 500, 7_000], 50), Some(250));
    }

    #[test]
    fn the_ends_are_the_extremes() {
        for percent in [0, 100] {
            assert_eq!(of(&[5], percent), Some(5));
        }
        assert_eq!((of(&[1, 2, 9], 0), of(&[1, 2, 9], 100), of(&[], 50)), (Some(1), Some(9), None));
    }
}
