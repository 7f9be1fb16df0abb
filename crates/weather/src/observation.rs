//! One report: what one station measured at one time.
//!
//! A report is a fixed row of exact decimals, one slot a variable, so that millions of them need no allocation. How
//! it was published, and where it is kept, is not known here.

use crate::{Milli, StationId, Time, Variable};

/// How an [`Observation`] writes a missing value; no [`Milli`] holds it.
const MISSING: i32 = i32::MIN;

/// What a report says besides numbers, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Marks(u8);

impl Marks {
    /// The sky could not be seen (SYNOP cloud cover 101 or 9 oktas): cloud cover is missing for that reason.
    pub const SKY_NOT_VISIBLE: Self = Self(1 << 7);

    /// The marks in these bits.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// The bits.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The mark "a trace fell" (published as -0.1 mm, kept as 0.0) of a precipitation variable, if it is one.
    pub const fn trace_of(variable: Variable) -> Option<Self> {
        match variable {
            Variable::PrecipitationAmount1h => Some(Self(1)),
            Variable::PrecipitationAmount3h => Some(Self(1 << 1)),
            Variable::PrecipitationAmount6h => Some(Self(1 << 2)),
            Variable::PrecipitationAmount12h => Some(Self(1 << 3)),
            Variable::PrecipitationAmount24h => Some(Self(1 << 4)),
            _ => None,
        }
    }

    /// Whether every mark of `other` is set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// These marks and `other`'s.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Where a report came from: what decides between two reports of one station and time, and the way back to the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Provenance {
    /// When the publisher inserted this version; `None` where it does not say.
    pub insert_time: Option<Time>,
    /// When the raw object was first fetched.
    pub fetch_time: Time,
    /// sha256 of the raw object.
    pub object: [u8; 32],
    /// The row of the object, from 1, headers not counted.
    pub row: u64,
}

impl Provenance {
    /// The order of precedence: the later insertion wins, then the later fetch, then the later row.
    ///
    /// The object's hash stands between fetch and row so that two objects fetched in the same second have an order.
    pub fn precedence(&self) -> (Option<Time>, Time, [u8; 32], u64) {
        (self.insert_time, self.fetch_time, self.object, self.row)
    }
}

/// One report. Identity is (`station`, `time`); periods (rain, extremes, gusts) end at `time`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The station that measured.
    pub station: StationId,
    /// The time of the report.
    pub time: Time,
    /// Traces of rain and other marks.
    pub marks: Marks,
    values: [i32; Variable::COUNT],
}

impl Observation {
    /// A report with every value missing.
    pub const fn new(station: StationId, time: Time) -> Self {
        Self { station, time, marks: Marks::from_bits(0), values: [MISSING; Variable::COUNT] }
    }

    /// The value of a variable; `None` where it is missing.
    #[inline]
    pub fn get(&self, variable: Variable) -> Option<Milli> {
        let thousandths = self.values[variable.index()];
        (thousandths != MISSING).then(|| Milli::new(thousandths))
    }

    /// Sets or clears the value of a variable.
    #[inline]
    pub fn set(&mut self, variable: Variable, value: Option<Milli>) {
        self.values[variable.index()] = value.map_or(MISSING, Milli::thousandths);
    }

    /// Whether the trace mark of a precipitation variable is set.
    pub fn is_trace(&self, variable: Variable) -> bool {
        Marks::trace_of(variable).is_some_and(|mark| self.marks.contains(mark))
    }

    /// All values in the order of [`Variable::ALL`], as stored: thousandths, `i32::MIN` for missing.
    pub const fn raw_values(&self) -> &[i32; Variable::COUNT] {
        &self.values
    }

    /// The report whose [`raw_values`](Self::raw_values) are `values`.
    pub const fn from_raw_values(station: StationId, time: Time, marks: Marks, values: [i32; Variable::COUNT]) -> Self {
        Self { station, time, marks, values }
    }

    /// Whether both say the same: equal values and marks.
    pub fn same_content(&self, other: &Self) -> bool {
        self.marks == other.marks && self.values == other.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_report_has_nothing() {
        let station = "07005".parse().expect("a valid id");
        let report = Observation::new(station, Time::from_unix(0));
        assert!(Variable::ALL.iter().all(|variable| report.get(*variable).is_none()));
    }

    #[test]
    fn missing_is_not_zero() {
        let station = "07005".parse().expect("a valid id");
        let mut report = Observation::new(station, Time::from_unix(0));
        report.set(Variable::AirTemperature, Some(Milli::ZERO));
        assert_eq!(report.get(Variable::AirTemperature), Some(Milli::ZERO));
        report.set(Variable::AirTemperature, None);
        assert_eq!(report.get(Variable::AirTemperature), None);
    }
}
