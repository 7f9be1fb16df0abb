//! How much of the days between the first and the last have a value.

use serde::Serialize;
use weather::Day;
use weather::climate::{ClimateDay, Element};

/// The days from the first to the last that has any value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

impl Extent {
    /// The extent of days in order of date; `None` where none has a value.
    pub fn of(days: &[ClimateDay]) -> Option<Self> {
        let has_value = |day: &&ClimateDay| Element::ALL.iter().any(|element| day.get(*element).is_some());
        let first = days.iter().find(has_value)?.day;
        let last = days.iter().rfind(has_value)?.day;
        Some(Self { first, last })
    }

    /// How many days it has, the first and the last included.
    pub const fn days(self) -> u32 {
        self.last.epoch_days().abs_diff(self.first.epoch_days()) + 1
    }
}

/// How many of the days of an extent have a value of one element.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coverage {
    /// The element's name.
    pub element: &'static str,
    /// What Météo-France calls it.
    pub code: &'static str,
    /// Days with a value.
    pub days: u32,
    /// Days of the extent.
    pub days_expected: u32,
    /// In words: `complete`, `nearly complete` (from 98 %), `with gaps` (from 80 %), `sparse`, `none`.
    pub words: &'static str,
}

impl Coverage {
    /// The coverage of an element among days.
    pub fn of(element: Element, days: &[ClimateDay], extent: Extent) -> Self {
        let present = days.iter().filter(|day| day.get(element).is_some()).count() as u32;
        let expected = extent.days();
        let words = words(present, expected);
        Self { element: element.name(), code: element.code(), days: present, days_expected: expected, words }
    }
}

fn words(present: u32, expected: u32) -> &'static str {
    let (present, expected) = (u64::from(present) * 100, u64::from(expected));
    match present {
        0 => "none",
        present if present >= 100 * expected => "complete",
        present if present >= 98 * expected => "nearly complete",
        present if present >= 80 * expected => "with gaps",
        _ => "sparse",
    }
}

#[cfg(test)]
mod tests {
    use weather::Milli;

    use super::*;

    #[test]
    fn words_say_how_much_is_there() {
        let of = |present| words(present, 1_000);
        let said = [0, 1, 799, 800, 979, 980, 999, 1_000].map(of);
        let [gaps, nearly] = ["with gaps", "nearly complete"];
        assert_eq!(said, ["none", "sparse", "sparse", gaps, gaps, nearly, nearly, "complete"]);
    }

    #[test]
    fn an_extent_leaves_out_days_without_a_value() {
        let day = |day, tn| ClimateDay { tn, ..ClimateDay::empty(Day::from_epoch_days(day)) };
        let days = [day(1, None), day(2, Some(Milli::ZERO)), day(3, None), day(5, Some(Milli::ZERO)), day(6, None)];
        let extent = Extent::of(&days).expect("an extent");
        assert_eq!((extent.first, extent.last, extent.days()), (days[1].day, days[3].day, 4));
        assert_eq!(Coverage::of(Element::Tn, &days, extent).days, 2);
        assert_eq!(Extent::of(&days[..1]), None);
    }
}
