//! How the days to compute are cut into spans that workers take.

use weather::{Day, Month};
use zone::staging::MonthSummary;

use crate::ChangeSet;
use crate::changes::REACH_DAYS;

/// Consecutive days for one worker: it computes the days of its months and reads a little beyond.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    /// The first day to compute.
    pub(crate) first: Day,
    /// The day after the last one to compute.
    pub(crate) end: Day,
    /// The months to read, which include what the windows of the first and last day reach into.
    pub(crate) months: Vec<Month>,
}

impl Span {
    fn new(first: Month, last: Month, summaries: &[MonthSummary]) -> Self {
        let (first, end) = (first.first_day(), last.next().first_day());
        let (from, to) = (first.plus_days(-REACH_DAYS).month(), end.plus_days(REACH_DAYS).month());
        let months =
            summaries.iter().map(|summary| summary.month).filter(|month| (from..=to).contains(month)).collect();
        Self { first, end, months }
    }

    /// The first and the day after the last day to read.
    pub(crate) fn days_to_read(&self) -> (Day, Day) {
        (self.first.plus_days(-REACH_DAYS), self.end.plus_days(REACH_DAYS + 1))
    }
}

/// Cuts the months with changes into spans: whole years, so that each year's documents come from one worker, and
/// about `workers` of them, so that the months at the seams, which are read twice, are few.
pub(crate) fn spans(changes: &ChangeSet, summaries: &[MonthSummary], workers: usize) -> Vec<Span> {
    let months: Vec<Month> = changes.months(summaries).into_iter().collect();
    let rows_of =
        |month: &Month| summaries.iter().find(|summary| summary.month == *month).map_or(0, |summary| summary.rows);
    let rows_total: u64 = months.iter().map(rows_of).sum();
    let rows_wanted = rows_total.div_ceil(workers.max(1) as u64).max(1);
    let mut spans = Vec::new();
    let mut start: Option<Month> = None;
    let mut rows = 0;
    for (index, month) in months.iter().enumerate() {
        let first = *start.get_or_insert(*month);
        rows += rows_of(month);
        let cut = match months.get(index + 1) {
            None => true,
            // A gap: what lies between is not to be read.
            Some(next) if *next != month.next() => true,
            Some(next) => next.year != month.year && rows >= rows_wanted,
        };
        if cut {
            spans.push(Span::new(first, *month, summaries));
            (start, rows) = (None, 0);
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summaries(from: i32, to: i32) -> Vec<MonthSummary> {
        let months = (from..=to).flat_map(|year| (1..=12).map(move |month| Month { year, month }));
        months.map(|month| MonthSummary { month, rows: 100, revision_max: 1 }).collect()
    }

    #[test]
    fn spans_are_whole_years_that_read_over_their_seams() {
        let spans = spans(&ChangeSet::All, &summaries(2010, 2013), 2);
        let ends: Vec<String> = spans.iter().map(|span| format!("{} {}", span.first, span.end)).collect();
        assert_eq!(ends, ["2010-01-01 2012-01-01", "2012-01-01 2014-01-01"]);
        assert_eq!(spans[0].months.last().map(Month::to_string).as_deref(), Some("2012-01"));
        assert_eq!(spans[1].months.first().map(Month::to_string).as_deref(), Some("2011-12"));
    }

    #[test]
    fn a_gap_between_changes_is_not_read() {
        let station = "07005".parse().expect("an id");
        let days =
            [(2010, 3, 5), (2013, 8, 31)].map(|(year, month, day)| Day::from_civil(year, month, day).expect("a date"));
        let changes = ChangeSet::Some {
            days: [(station, days.into_iter().collect())].into_iter().collect(),
            whole: std::collections::BTreeSet::new(),
        };
        let months: Vec<Vec<String>> = spans(&changes, &summaries(2010, 2013), 2)
            .iter()
            .map(|span| span.months.iter().map(Month::to_string).collect())
            .collect();
        assert_eq!(months, [["2010-02", "2010-03", "2010-04"], ["2013-07", "2013-08", "2013-09"]]);
    }
}
