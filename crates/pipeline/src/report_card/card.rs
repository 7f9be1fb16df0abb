//! A station's month in numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use weather::quality::{FLAGGED, Flag, TestId};
use weather::{Month, StationId, Time, Variable};

/// How a station reported in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StationMonth {
    /// The station.
    pub station: StationId,
    /// Its name.
    pub city: Arc<str>,
    /// The month.
    pub month: Month,
    /// Reports expected: eight a day.
    pub expected: u32,
    /// Those of them that came.
    pub present: u32,
    /// Reports that came at other hours.
    pub other: u32,
    /// The longest run of expected reports that did not come; the first of equal ones.
    pub longest_gap: Option<Gap>,
    /// The station's last report, in this month or before it, if it lacks the last one expected of the month.
    pub silent_since: Option<Time>,
    pub(super) missing: [u32; FLAGGED.len()],
    pub(super) flags: [u32; Flag::ALL.len()],
    pub(super) hits: [u32; TestId::ALL.len()],
}

/// Expected reports that did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The time of the first of them.
    pub start: Time,
    /// Three hours for each of them.
    pub hours: u32,
}

impl StationMonth {
    /// How many of the reports have no value of each variable that has a flag.
    pub fn missing(&self) -> impl Iterator<Item = (Variable, u32)> {
        FLAGGED.iter().copied().zip(self.missing)
    }

    /// How many values have each flag.
    pub fn flags(&self) -> impl Iterator<Item = (Flag, u32)> {
        Flag::ALL.iter().copied().zip(self.flags)
    }

    /// How many values each test hit.
    pub fn hits(&self) -> impl Iterator<Item = (TestId, u32)> {
        TestId::ALL.iter().copied().zip(self.hits)
    }

    /// How many values have a flag.
    pub fn flagged(&self, flag: Flag) -> u32 {
        self.flags().find(|(other, _)| *other == flag).map_or(0, |(_, count)| count)
    }

    /// This card and another of the station in one: the sums, the longest gap, the state at the end of the later month.
    #[must_use]
    pub fn merged(mut self, other: &Self) -> Self {
        let add = |sums: &mut [u32], counts: &[u32]| sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        self.expected += other.expected;
        self.present += other.present;
        self.other += other.other;
        add(&mut self.missing, &other.missing);
        add(&mut self.flags, &other.flags);
        add(&mut self.hits, &other.hits);
        let hours = |gap: Option<Gap>| gap.map(|gap| gap.hours);
        if hours(other.longest_gap) > hours(self.longest_gap) {
            self.longest_gap = other.longest_gap;
        }
        if other.month > self.month {
            self.month = other.month;
            self.silent_since = other.silent_since;
        }
        self
    }
}

/// A card as JSON has it.
#[derive(Serialize)]
struct Shown {
    month: String,
    expected_reports: u32,
    present_reports: u32,
    other_reports: u32,
    longest_gap_hours: Option<u32>,
    longest_gap_start: Option<String>,
    silent_since: Option<String>,
    flags: BTreeMap<&'static str, u32>,
    hits: BTreeMap<&'static str, u32>,
    missing: BTreeMap<&'static str, u32>,
}

impl Serialize for StationMonth {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Shown {
            month: self.month.to_string(),
            expected_reports: self.expected,
            present_reports: self.present,
            other_reports: self.other,
            longest_gap_hours: self.longest_gap.map(|gap| gap.hours),
            longest_gap_start: self.longest_gap.map(|gap| gap.start.to_string()),
            silent_since: self.silent_since.map(|time| time.to_string()),
            flags: self.flags().map(|(flag, count)| (flag.name(), count)).collect(),
            hits: self.hits().map(|(test, count)| (test.name(), count)).collect(),
            missing: self.missing().map(|(variable, count)| (variable.name(), count)).collect(),
        }
        .serialize(serializer)
    }
}
