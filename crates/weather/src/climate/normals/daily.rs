//! Normals by calendar day.

use super::{CalendarDay, Normal, YearSpan, Years, sweep};
use crate::Milli;
use crate::climate::{ClimateDay, Element};

/// The days a window has before its date, and after.
const DAYS_EACH_SIDE: usize = 15;

/// What is usual on each calendar day: of every element, the values of the 31 days around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyNormals {
    /// The years asked for.
    pub asked: YearSpan,
    /// The first and last year of them that have a day; `None` where none has.
    pub held: Option<YearSpan>,
    /// By element, then calendar day.
    normals: Vec<Vec<Option<Normal>>>,
}

impl DailyNormals {
    /// The normals of one station's days in `span`; other days are passed over.
    pub fn of<'a>(days: impl IntoIterator<Item = &'a ClimateDay>, span: YearSpan) -> Self {
        let years = Years::new(days, span);
        let normals = Element::ALL.iter().map(|element| by_day(&years, *element)).collect();
        Self { asked: span, held: years.held(), normals }
    }

    /// The normal of an element on a calendar day; `None` where no value is near it.
    pub fn get(&self, element: Element, day: CalendarDay) -> Option<Normal> {
        self.normals[element.index()][day.index()]
    }

    /// How far a value of a day is above its normal; `None` where either is missing.
    pub fn anomaly(&self, day: &ClimateDay, element: Element) -> Option<Milli> {
        self.get(element, CalendarDay::of(day.day))?.anomaly(day.get(element)?)
    }
}

fn by_day(years: &Years<'_>, element: Element) -> Vec<Option<Normal>> {
    let mut normals = Vec::with_capacity(super::SLOTS);
    sweep(years, element, DAYS_EACH_SIDE, |_, window| normals.push(window.normal()));
    normals
}
