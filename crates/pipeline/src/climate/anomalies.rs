//! Anomalies as lines: every month and every day of a station against what is usual.

use std::borrow::Cow;
use std::fmt;

use weather::climate::{
    CalendarDay, ClimateDay, Column, Completeness, DailyNormals, Element, Figure, Measure, MonthPartial,
    MonthlyNormals, Normal, PeriodStatistics,
};
use weather::{Day, Milli, Month};

/// A value against its normal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnomalyLine {
    /// What the value is of.
    pub time: AnomalyTime,
    /// The quantity: of a month a [`Column`] by name, of a day an [`Element`] by name.
    pub element: Cow<'static, str>,
    /// The value.
    pub value: Milli,
    /// What is usual in that month of the year, or on that calendar day.
    pub normal: Normal,
    /// The value less the mean of the normal.
    pub anomaly: Milli,
    /// The value in per cent of the mean of the normal: of monthly rainfall totals alone, and where the mean is above 0.
    pub percent_of_normal: Option<Milli>,
}

/// A month or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnomalyTime {
    /// A month.
    Month(Month),
    /// A climatological day.
    Day(Day),
}

impl AnomalyTime {
    /// What it is: `month` or `day`.
    pub const fn scale(self) -> &'static str {
        match self {
            Self::Month(_) => "month",
            Self::Day(_) => "day",
        }
    }
}

impl fmt::Display for AnomalyTime {
    /// ISO 8601: `2013-01`, `2013-01-31`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(month) => month.fmt(f),
            Self::Day(day) => day.fmt(f),
        }
    }
}

impl AnomalyLine {
    /// The lines of a month; none of a quantity of too few days, or without a normal.
    pub(crate) fn of_month<'a>(
        normals: &'a MonthlyNormals,
        month: &MonthPartial,
    ) -> impl Iterator<Item = Self> + use<'a> {
        let statistics = month.finish(&Completeness::default());
        MonthlyNormals::columns().filter_map(move |column| Self::of_column(normals, &statistics, column))
    }

    /// A column of a month; `None` if it has too few days, or no normal.
    pub(crate) fn of_column(normals: &MonthlyNormals, statistics: &PeriodStatistics, column: Column) -> Option<Self> {
        let month = statistics.period.first;
        let anomaly = normals.anomaly(statistics, column)?;
        let (value, normal) = (statistics.get(column)?.number()?, normals.month(month.month, column)?);
        // A share says something of an amount that adds up from zero; of degrees it depends on the scale.
        let percent_of_normal = if is_rainfall_total(column) { normal.percent(value) } else { None };
        let element = column.name().into();
        Some(Self { time: AnomalyTime::Month(month), element, value, normal, anomaly, percent_of_normal })
    }

    /// The lines of a day; none of a missing value, or without a normal.
    pub(crate) fn of_day(normals: &DailyNormals, day: ClimateDay) -> impl Iterator<Item = Self> {
        Element::ALL.iter().filter_map(move |element| Self::of_element(normals, &day, *element))
    }

    fn of_element(normals: &DailyNormals, day: &ClimateDay, element: Element) -> Option<Self> {
        let anomaly = normals.anomaly(day, element)?;
        let (value, normal) = (day.get(element)?, normals.get(element, CalendarDay::of(day.day))?);
        let (time, element) = (AnomalyTime::Day(day.day), element.name().into());
        Some(Self { time, element, value, normal, anomaly, percent_of_normal: None })
    }
}

const fn is_rainfall_total(column: Column) -> bool {
    matches!(column, Column::Figure(Figure { element: Element::Rr, measure: Measure::Total, .. }))
}
