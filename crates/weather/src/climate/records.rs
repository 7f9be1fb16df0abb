//! Records: the lowest and highest values of a station, with their dates.

use super::normals::SLOTS;
use super::{CalendarDay, ClimateDay, Element, Extreme, MonthPartial, Side};

/// The extremes of the days given: of each calendar day, of each month of the year, and of all.
///
/// Records add up: those of two sets of days without a day in common are a [`merge`](Self::merge). A tie keeps the
/// first and last date and how many days share it. Of rain and wind only the highest value means anything
/// ([`Element::sides`]); the other is kept all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Records {
    by_day: Vec<Pair>,
    by_month: Vec<Pair>,
}

/// Lowest and highest.
type Pair = [Option<Extreme>; Side::ALL.len()];

const MONTHS: usize = 12;

impl Default for Records {
    fn default() -> Self {
        Self {
            by_day: vec![Pair::default(); SLOTS * Element::COUNT],
            by_month: vec![Pair::default(); MONTHS * Element::COUNT],
        }
    }
}

impl Records {
    /// The records of one station's days, which may come in any order, each once.
    pub fn of<'a>(days: impl IntoIterator<Item = &'a ClimateDay>) -> Self {
        let mut records = Self::default();
        days.into_iter().for_each(|day| records.add(day));
        records
    }

    /// The records of months, without those of calendar days: for those the days are needed.
    pub fn of_months<'a>(months: impl IntoIterator<Item = &'a MonthPartial>) -> Self {
        let mut records = Self::default();
        for month in months {
            let place = month_place(month.month().month);
            for element in Element::ALL {
                let extremes = [Side::Low, Side::High].map(|side| month.extreme(*element, side));
                merge_pair(&mut records.by_month[place + element.index()], extremes);
            }
        }
        records
    }

    /// Takes in a day.
    pub fn add(&mut self, day: &ClimateDay) {
        let slot = CalendarDay::of(day.day);
        let (by_day, by_month) = (slot.index() * Element::COUNT, month_place(slot.month()));
        for element in Element::ALL {
            let pair = [day.get(*element).map(|value| Extreme::of(value, day.day)); 2];
            merge_pair(&mut self.by_day[by_day + element.index()], pair);
            merge_pair(&mut self.by_month[by_month + element.index()], pair);
        }
    }

    /// The records of the days of both, which have no day in common.
    #[must_use]
    pub fn merge(mut self, other: &Self) -> Self {
        for (pairs, more) in [(&mut self.by_day, &other.by_day), (&mut self.by_month, &other.by_month)] {
            pairs.iter_mut().zip(more).for_each(|(pair, more)| merge_pair(pair, *more));
        }
        self
    }

    /// The record of a calendar day.
    pub fn day(&self, day: CalendarDay, element: Element, side: Side) -> Option<Extreme> {
        self.by_day[day.index() * Element::COUNT + element.index()][side as usize]
    }

    /// The record of a month of the year, 1 to 12.
    pub fn month(&self, month: u32, element: Element, side: Side) -> Option<Extreme> {
        (1..=MONTHS as u32)
            .contains(&month)
            .then(|| self.by_month[month_place(month) + element.index()][side as usize])?
    }

    /// The record of all days.
    pub fn all_time(&self, element: Element, side: Side) -> Option<Extreme> {
        let months = (1..=MONTHS as u32).map(|month| self.month(month, element, side));
        months.fold(None, |record, month| Extreme::merge_any(record, month, side))
    }
}

/// Where the elements of a month begin.
fn month_place(month: u32) -> usize {
    (month.clamp(1, MONTHS as u32) as usize - 1) * Element::COUNT
}

fn merge_pair(pair: &mut Pair, more: Pair) {
    for side in Side::ALL {
        let extreme = &mut pair[*side as usize];
        *extreme = Extreme::merge_any(*extreme, more[*side as usize], *side);
    }
}
