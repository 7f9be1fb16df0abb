//! What goes wrong between a station and its archive, on purpose: reports that do not come, rows that cannot be read,
//! reports sent again with corrections.
//!
//! A fault is a function of seed, station and time as the values are, so it is the same in every layout.

use weather::{Milli, Observation, Time, Variable};

use super::random::{Chance, Purpose};

/// 2025-01-01T00Z: since then the yearly archive says when it inserted a report, and keeps corrected ones twice.
const INSERT_TIMES_SINCE: Time = Time::from_unix(1_735_689_600);

/// How often what goes wrong, per thousand reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Faults {
    /// Rows that cannot be read: a bad number, a bad date, no station id, a wrong number of fields or type.
    pub broken_per_mille: u32,
    /// Reports of 2025 and later that the yearly archive holds two or three times, the last inserted being right.
    pub retransmitted_per_mille: u32,
    /// Reports that never came.
    pub missing_per_mille: u32,
    /// Whether one more station reports that no station list knows.
    pub unlisted_station: bool,
}

impl Faults {
    /// A perfect archive.
    pub const fn none() -> Self {
        Self { broken_per_mille: 0, retransmitted_per_mille: 0, missing_per_mille: 0, unlisted_station: false }
    }

    /// As in the real archive, where 11 reports of 1,000 did not come in January 2013, and a few broken rows besides.
    pub const fn realistic() -> Self {
        Self { broken_per_mille: 1, retransmitted_per_mille: 20, missing_per_mille: 11, unlisted_station: true }
    }

    pub(super) fn loses(&self, chance: Chance, hour: i64) -> bool {
        chance.happens(Purpose::Missing, hour, self.missing_per_mille)
    }

    pub(super) fn fault(&self, chance: Chance, hour: i64) -> Option<Fault> {
        if chance.happens(Purpose::Fault, hour, self.broken_per_mille) {
            let kind = chance.up_to(Purpose::Fault, hour ^ i64::MIN, Breakage::ALL.len() as u32 - 1);
            return Some(Fault::Broken(Breakage::ALL[kind as usize]));
        }
        let again = Time::from_unix(hour * 3_600) >= INSERT_TIMES_SINCE
            && chance.happens(Purpose::Version, hour, self.retransmitted_per_mille);
        again.then(|| Fault::Retransmitted { times: 1 + chance.up_to(Purpose::Version, hour ^ i64::MIN, 1) })
    }
}

/// What is wrong with a report's row or rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The row cannot be read.
    Broken(Breakage),
    /// The yearly layout holds the report this many times more than once, with wrong values inserted earlier.
    Retransmitted {
        /// Rows besides the right one, 1 or 2.
        times: u32,
    },
}

/// How a row is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breakage {
    /// A temperature that is no number.
    Number,
    /// A date that is none.
    Date,
    /// No station id.
    Station,
    /// Too few fields; in JSON a list where a number belongs.
    Shape,
}

impl Breakage {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Number, Self::Date, Self::Station, Self::Shape];
}

/// When the archive took in and inserted one version of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Insertion {
    pub(super) reference: Time,
    pub(super) insert: Time,
}

/// When a version of the report of an hour was inserted, version 0 first; `None` before 2025.
pub(super) fn insertion(chance: Chance, hour: i64, version: u32) -> Option<Insertion> {
    let validity = Time::from_unix(hour * 3_600);
    if validity < INSERT_TIMES_SINCE {
        return None;
    }
    let delay = 90 + chance.up_to(Purpose::Record, hour, 200);
    // Corrections come within the day.
    let correction = version * (1_200 + chance.up_to(Purpose::Record, hour ^ i64::MIN, 36_000));
    let insert = Time::from_unix(validity.unix() + i64::from(delay + correction));
    let reference = Time::from_unix(insert.unix() + 455 + i64::from(delay % 7));
    Some(Insertion { reference, insert })
}

/// The wrong report that a version later corrected: never equal to the right one.
pub(super) fn superseded(right: &Observation, version: u32) -> Observation {
    let mut wrong = right.clone();
    let error = 300 + 400 * version as i32;
    let temperature = right.get(Variable::AirTemperature).map_or(15_000, Milli::thousandths);
    wrong.set(Variable::AirTemperature, Some(Milli::new(temperature + error)));
    if let Some(rain) = right.get(Variable::PrecipitationAmount3h) {
        wrong.set(Variable::PrecipitationAmount3h, Some(Milli::new(rain.thousandths() + 200)));
    }
    wrong.set(Variable::WindSpeed, None);
    wrong
}

/// Whether the corrected versions stand in the file before the wrong ones.
pub(super) fn newest_first(chance: Chance, hour: i64) -> bool {
    chance.bits(Purpose::Version, !hour) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn insert_times_begin_with_2025_and_grow_with_the_version() {
        let chance = Chance::new(1, b"07510");
        let first_hour = INSERT_TIMES_SINCE.unix() / 3_600;
        assert_eq!(INSERT_TIMES_SINCE.to_string(), "2025-01-01T00:00:00Z");
        assert_eq!(insertion(chance, first_hour - 1, 0), None);
        for hour in first_hour..first_hour + 500 {
            let inserts = [0, 1, 2].map(|version| insertion(chance, hour, version).map(|at| at.insert));
            assert!(inserts.is_sorted_by(|one, other| one < other), "{inserts:?}");
        }
    }

    #[test]
    fn a_superseded_version_is_wrong() {
        let mut right = Observation::new("07510".parse().expect("a valid id"), Time::from_unix(0));
        assert!(!superseded(&right, 0).same_content(&right));
        right.set(Variable::AirTemperature, Some(Milli::new(15_300)));
        assert!(!superseded(&right, 0).same_content(&right));
    }
}
