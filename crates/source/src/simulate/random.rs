//! Numbers that look random and are functions of their place: seed, station, quantity and time.
//!
//! A generator with a state would have to be run from the start to know a value in the middle, and a month written
//! alone would differ from the same month in its year. Here every number is a hash (the finaliser of SplitMix64) of
//! what it is for. Only additions, multiplications and comparisons of doubles are used, which IEEE 754 fixes to the
//! bit, and no function of the platform's mathematics library: a seed gives the same files everywhere.

/// What a number is drawn for; two purposes never share their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub(super) enum Purpose {
    Place = 1,
    Habit,
    Missing,
    Fault,
    Version,
    Mildness,
    Warmth,
    Minute,
    Dryness,
    Front,
    Pressure,
    Drift,
    Tendency,
    Gale,
    Breeze,
    Veer,
    Gust,
    Moisture,
    Shower,
    Fog,
    Haze,
    Cloud,
    Layer,
    Weather,
    Snow,
    Ground,
    Record,
}

/// A source of numbers: one a station, one a climate zone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chance(u64);

impl Chance {
    /// The source of a seed and a name; different names are independent of each other.
    pub(super) fn new(seed: u64, name: &[u8]) -> Self {
        Self(name.iter().fold(mix(seed), |state, byte| mix(state ^ u64::from(*byte))))
    }

    /// 64 bits.
    #[inline]
    pub(super) fn bits(self, purpose: Purpose, at: i64) -> u64 {
        let purpose = (purpose as u64).wrapping_mul(0xD1B5_4A32_D192_ED03);
        mix((self.0 ^ purpose).wrapping_add((at as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    /// A number in [0, 1).
    #[inline]
    pub(super) fn unit(self, purpose: Purpose, at: i64) -> f64 {
        to_unit(self.bits(purpose, at))
    }

    /// A number in 0 ..= `last`.
    #[inline]
    pub(super) fn up_to(self, purpose: Purpose, at: i64, last: u32) -> u32 {
        let range = u64::from(last) + 1;
        (((self.bits(purpose, at) >> 32) * range) >> 32) as u32
    }

    /// Whether something happens that happens `per_mille` times in a thousand.
    #[inline]
    pub(super) fn happens(self, purpose: Purpose, at: i64, per_mille: u32) -> bool {
        per_mille > 0 && self.up_to(purpose, at, 999) < per_mille
    }

    /// A curve in [-1, 1] through one random height every `period` hours, level at each: what weather does slowly.
    #[inline]
    pub(super) fn smooth(self, purpose: Purpose, hour: i64, period: i64) -> f64 {
        let cell = hour.div_euclid(period);
        let along = hour.rem_euclid(period) as f64 / period as f64;
        let before = 2.0 * self.unit(purpose, cell) - 1.0;
        let after = 2.0 * self.unit(purpose, cell + 1) - 1.0;
        before + (after - before) * along * along * (3.0 - 2.0 * along)
    }
}

/// 53 bits as a number in [0, 1).
#[inline]
pub(super) fn to_unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

#[inline]
fn mix(state: u64) -> u64 {
    let state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

/// The sine of `turns` in [0, 2) full turns, to 0.1 %.
#[inline]
pub(super) fn wave(turns: f64) -> f64 {
    let half = if turns >= 1.0 { turns - 1.5 } else { turns - 0.5 };
    let parabola = -half * (8.0 - 16.0 * half.abs());
    parabola + 0.225 * (parabola * parabola.abs() - parabola)
}

/// e to a power between -3 and 1, to 0.5 %.
#[inline]
pub(super) fn exponential(power: f64) -> f64 {
    let step = power / 32.0;
    let mut value = 1.0 + step + step * step / 2.0;
    for _ in 0..5 {
        value *= value;
    }
    value
}

/// The nearest whole number of a value between -100,000 and 100,000, halves up.
///
/// A cast instead of `round`, which is a call into the mathematics library on processors without SSE 4.1.
#[inline]
pub(super) fn nearest(value: f64) -> i32 {
    (value + 100_000.5) as i32 - 100_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn approximations_stay_within_their_promise() {
        for step in 0..1000 {
            let turns = f64::from(step) / 500.0;
            assert!((wave(turns) - (turns * std::f64::consts::TAU).sin()).abs() < 2e-3, "wave({turns})");
            let power = f64::from(step) / 250.0 - 3.0;
            assert!((exponential(power) / power.exp() - 1.0).abs() < 5e-3, "exponential({power})");
        }
    }

    #[test]
    fn whole_numbers_are_the_nearest() {
        for (value, whole) in [(0.4, 0), (0.5, 1), (-0.4, 0), (-0.6, -1), (-40.6, -41), (1013.26, 1013)] {
            assert_eq!(nearest(value), whole, "{value}");
        }
    }

    #[test]
    fn a_curve_has_no_jumps() {
        let chance = Chance::new(7, b"07005");
        for hour in -500..500 {
            let step = chance.smooth(Purpose::Warmth, hour + 1, 40) - chance.smooth(Purpose::Warmth, hour, 40);
            assert!(step.abs() < 1.5 * 2.0 / 40.0 + 1e-9, "{step} at {hour}");
        }
    }

    #[test]
    fn rates_are_kept() {
        let chance = Chance::new(7, b"07005");
        let hits = (0..100_000).filter(|at| chance.happens(Purpose::Fault, *at, 250)).count();
        assert!((24_000..26_000).contains(&hits), "{hits}");
        assert!((0..1000).all(|at| !chance.happens(Purpose::Fault, at, 0)));
    }
}
