//! Normals by month and by year.

use std::collections::BTreeMap;

use super::{Normal, YearSpan, quantile};
use crate::climate::{
    Column, Completeness, Figure, MergeError, MonthPartial, Period, PeriodPartial, PeriodStatistics, Standing,
};
use crate::{Milli, StationId};

/// What is usual of the figures and counts of each month, and of the year: one value a year.
///
/// Made of partial results of months, so the days are not needed again. Extremes and counts of a month are taken only
/// where it has enough days ([`Standing::Enough`]; of a phenomenon, days that would have shown it), totals and means by their own rules. Dates have no normal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthlyNormals {
    /// The years asked for.
    pub asked: YearSpan,
    /// The first and last year of them that have a month; `None` where none has.
    pub held: Option<YearSpan>,
    /// By month from January, the year last.
    normals: [BTreeMap<Column, Normal>; 13],
}

/// The place of the year among the months.
const YEAR: usize = 12;

impl MonthlyNormals {
    /// The normals of one station's months in `span`; other months are passed over.
    ///
    /// # Errors
    /// If a month is of another station, or comes twice.
    pub fn of<'a>(
        station: StationId,
        months: impl IntoIterator<Item = &'a MonthPartial>,
        span: YearSpan,
        completeness: &Completeness,
    ) -> Result<Self, MergeError> {
        let mut years: BTreeMap<i32, PeriodPartial> = BTreeMap::new();
        let mut values: [Values; 13] = Default::default();
        for month in months.into_iter().filter(|month| span.contains(month.month().year)) {
            let (year, partial) = (month.month().year, PeriodPartial::of(month, completeness));
            let sum = years.remove(&year).unwrap_or_else(|| PeriodPartial::new(station)).merge(&partial)?;
            years.insert(year, sum);
            let place = month.month().month.clamp(1, 12) as usize - 1;
            values[place].take(&partial.finish(Period::month(month.month())));
        }
        let held = years.keys().fold(None, |held, year| YearSpan::widened(held, *year));
        for (year, partial) in years {
            values[YEAR].take(&partial.finish(Period::year(year)));
        }
        Ok(Self { asked: span, held, normals: values.map(Values::normals) })
    }

    /// The normal of a column in a month, 1 to 12; `None` where no year has a value, or there is no such month.
    pub fn month(&self, month: u32, column: Column) -> Option<Normal> {
        let place = (month as usize).checked_sub(1).filter(|place| *place < YEAR)?;
        self.normals[place].get(&column).copied()
    }

    /// The normal of a column over the year.
    pub fn year(&self, column: Column) -> Option<Normal> {
        self.normals[YEAR].get(&column).copied()
    }

    /// How far a month or a year is above its normal; `None` for a longer period, or where either is missing or the
    /// extreme or count of too few days ([`Standing::Enough`]).
    pub fn anomaly(&self, statistics: &PeriodStatistics, column: Column) -> Option<Milli> {
        let Period { first, last } = statistics.period;
        let normal = match (first == last, statistics.period == Period::year(first.year)) {
            (true, _) => self.month(first.month, column),
            (_, true) => self.year(column),
            _ => None,
        };
        normal?.anomaly(number(statistics, column)?)
    }

    /// The columns that can have a normal: amounts and counts.
    pub fn columns() -> impl Iterator<Item = Column> {
        Column::all().filter(|column| match column {
            Column::Figure(Figure { measure, .. }) => measure.is_amount(),
            Column::Count(_) | Column::Seen(_) => true,
            Column::Observable(_) => false,
        })
    }
}

/// The values of each column, one a year.
#[derive(Default)]
struct Values(BTreeMap<Column, Vec<Milli>>);

impl Values {
    fn take(&mut self, statistics: &PeriodStatistics) {
        for column in MonthlyNormals::columns() {
            if let Some(value) = number(statistics, column) {
                self.0.entry(column).or_default().push(value);
            }
        }
    }

    fn normals(self) -> BTreeMap<Column, Normal> {
        self.0.into_iter().filter_map(|(column, values)| Some((column, normal(values)?))).collect()
    }
}

/// The value of a column, if it can be compared with that of other years.
fn number(statistics: &PeriodStatistics, column: Column) -> Option<Milli> {
    let is_enough = statistics.standing_of(column) >= Standing::Enough;
    statistics.get(column).filter(|_| is_enough)?.number()
}

fn normal(mut values: Vec<Milli>) -> Option<Normal> {
    values.sort_unstable();
    let count = values.len() as u32;
    Some(Normal {
        mean: Milli::mean(values.iter().map(|value| i64::from(value.thousandths())).sum(), count)?,
        p10: quantile(&values, 10)?,
        p50: quantile(&values, 50)?,
        p90: quantile(&values, 90)?,
        years: count,
        values: count,
    })
}
