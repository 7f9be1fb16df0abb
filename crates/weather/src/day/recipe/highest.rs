//! The highest value of a window, of which one report is enough: what was there, was there.

use crate::Milli;
use crate::day::{Coverage, SYNOPTIC_REPORTS};

/// The highest value found so far, and how many synoptic reports had one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Highest {
    value: Option<Milli>,
    synoptic_reports: u8,
}

impl Highest {
    /// Takes in what a report of the window has.
    #[inline]
    pub(super) fn add(&mut self, value: Option<Milli>, synoptic: bool) {
        self.value = self.value.max(value);
        self.synoptic_reports += u8::from(synoptic && value.is_some());
    }

    /// The highest value; `None` if no report had one.
    pub(super) const fn value(self) -> Option<Milli> {
        self.value
    }

    /// The synoptic reports that had a value, of the eight.
    pub(super) const fn coverage(self) -> Coverage {
        Coverage { used: self.synoptic_reports, expected: SYNOPTIC_REPORTS }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_report_is_enough_and_none_is_nothing() {
        let mut highest = Highest::default();
        highest.add(None, true);
        assert_eq!((highest.value(), highest.coverage().used), (None, 0));
        highest.add(Some(Milli::new(-5)), true);
        assert_eq!((highest.value(), highest.coverage().used), (Some(Milli::new(-5)), 1));
    }

    #[test]
    fn a_report_between_the_synoptic_hours_is_not_counted_but_not_lost() {
        let mut highest = Highest::default();
        highest.add(Some(Milli::new(9)), false);
        assert_eq!((highest.value(), highest.coverage().used), (Some(Milli::new(9)), 0));
    }
}
