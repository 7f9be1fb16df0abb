//! How many of a day's values quality control doubts or refuses.

use crate::Milli;
use crate::day::{DAY_VARIABLES, DailyStatistics, Statistic};
use crate::quality::{Flag, Flags};

/// The judged values of a day's reports so far; nothing is known of a day whose reports came without flags.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::day) struct Judged {
    counts: Option<(i32, i32)>,
}

impl Judged {
    /// Takes in the flags of a report of the day.
    pub(in crate::day) fn add(&mut self, flags: &Flags) {
        let (suspect, failed) = self.counts.get_or_insert_default();
        for variable in DAY_VARIABLES {
            match flags.get(*variable) {
                Flag::Suspect => *suspect += 1,
                Flag::Fail => *failed += 1,
                _ => {}
            }
        }
    }

    /// Writes the counts into the record.
    pub(in crate::day) fn write(self, record: &mut DailyStatistics) {
        let count = |count: i32| Milli::from_thousandths(i64::from(count) * 1_000);
        record.set(Statistic::QualitySuspect, self.counts.and_then(|(suspect, _)| count(suspect)));
        record.set(Statistic::QualityFailed, self.counts.and_then(|(_, failed)| count(failed)));
    }
}
