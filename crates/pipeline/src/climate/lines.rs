//! Normals and records as lines: what exports write and the card chooses from.

use weather::climate::{
    CalendarDay, Column, DailyNormals, Element, Extreme, MonthlyNormals, Normal, Records, Side, YearSpan,
};

const MONTHS: std::ops::RangeInclusive<u32> = 1..=12;

/// What is usual of one quantity on a calendar day, in a month or over the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NormalsLine {
    /// The years asked for.
    pub asked: YearSpan,
    /// The first and last of them that have a day; `None` where none has.
    pub held: Option<YearSpan>,
    /// The month, 1 to 12; `None` over the year.
    pub month: Option<u32>,
    /// The calendar day; `None` of a month and of the year.
    pub day: Option<CalendarDay>,
    /// The quantity: of a month and of the year a [`Column`] by name, of a calendar day an [`Element`] by name.
    pub element: String,
    /// What is usual.
    pub normal: Normal,
}

impl NormalsLine {
    /// What it is the normal of: `day`, `month` or `year`.
    pub const fn scale(&self) -> &'static str {
        match (self.day, self.month) {
            (Some(_), _) => "day",
            (None, Some(_)) => "month",
            (None, None) => "year",
        }
    }

    /// The lines of months from January, then of the year.
    pub fn of_months(normals: &MonthlyNormals) -> impl Iterator<Item = Self> {
        MONTHS.map(Some).chain([None]).flat_map(move |month| {
            MonthlyNormals::columns().filter_map(move |column| Self::of_month(normals, month, column))
        })
    }

    fn of_month(normals: &MonthlyNormals, month: Option<u32>, column: Column) -> Option<Self> {
        let normal = month.map_or_else(|| normals.year(column), |month| normals.month(month, column))?;
        let MonthlyNormals { asked, held, .. } = *normals;
        Some(Self { asked, held, month, day: None, element: column.name(), normal })
    }

    /// The lines of calendar days from 1 January.
    pub fn of_days(normals: &DailyNormals) -> impl Iterator<Item = Self> {
        CalendarDay::all()
            .flat_map(move |day| Element::ALL.iter().filter_map(move |element| Self::of_day(normals, day, *element)))
    }

    fn of_day(normals: &DailyNormals, day: CalendarDay, element: Element) -> Option<Self> {
        let normal = normals.get(element, day)?;
        let DailyNormals { asked, held, .. } = *normals;
        let element = element.name().to_owned();
        Some(Self { asked, held, month: Some(day.month()), day: Some(day), element, normal })
    }
}

/// A record of one element: the value furthest out, with its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordLine {
    /// The month of the year, 1 to 12; `None` for all days.
    pub month: Option<u32>,
    /// The element.
    pub element: Element,
    /// Whether it is the lowest or the highest.
    pub side: Side,
    /// The value, its first and last day and how many days share it.
    pub extreme: Extreme,
}

impl RecordLine {
    /// What it is the record of: `all_time` or `month`.
    pub const fn scale(&self) -> &'static str {
        if self.month.is_some() { "month" } else { "all_time" }
    }

    /// The name of its side: `lowest` or `highest`.
    pub const fn side_name(&self) -> &'static str {
        match self.side {
            Side::Low => "lowest",
            Side::High => "highest",
        }
    }

    /// The records of all days, then those of each month; only of sides that say something ([`Element::sides`]).
    pub fn of(records: &Records) -> impl Iterator<Item = Self> {
        let months = std::iter::once(None).chain(MONTHS.map(Some));
        let sided =
            || Element::ALL.iter().flat_map(|element| element.sides().iter().map(move |side| (*element, *side)));
        months.flat_map(move |month| sided().filter_map(move |(element, side)| of_one(records, month, element, side)))
    }
}

fn of_one(records: &Records, month: Option<u32>, element: Element, side: Side) -> Option<RecordLine> {
    let extreme = match month {
        Some(month) => records.month(month, element, side),
        None => records.all_time(element, side),
    };
    Some(RecordLine { month, element, side, extreme: extreme? })
}
