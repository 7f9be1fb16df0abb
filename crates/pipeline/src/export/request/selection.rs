//! Which rows to export, and what that asks of the zones.

use std::collections::BTreeSet;

use weather::day::DayDefinition;
use weather::{Day, StationId, Time, Variable};
use zone::curated::{DayRequest, YearSummary};
use zone::staging::{MonthSummary, ReadRequest, Receipt};

/// Which rows to export. The default is everything.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only these stations, in any order; all if empty.
    pub stations: Vec<StationId>,
    /// Only from this day on. Of observations: from its 00 UTC.
    pub from: Option<Day>,
    /// Only up to this day, itself included. Of observations: before 00 UTC of the next day.
    pub to: Option<Day>,
    /// Only observations from this time on. Says nothing of days.
    pub since: Option<Time>,
    /// Only observations up to this time, itself included. Says nothing of days.
    pub until: Option<Time>,
    /// Only this definition of a day; both if `None`. Says nothing of observations.
    pub definition: Option<DayDefinition>,
    /// Only these quantities, by the names of [`What::columns`](super::What::columns) or what they belong to; all if empty.
    pub variables: Vec<String>,
}

impl Selection {
    /// The stations in order, as requests take them.
    pub(in crate::export) fn sorted_stations(&self) -> Option<Vec<StationId>> {
        let stations: BTreeSet<StationId> = self.stations.iter().copied().collect();
        (!stations.is_empty()).then(|| stations.into_iter().collect())
    }

    pub(in crate::export) fn observations(&self) -> ReadRequest {
        ReadRequest {
            stations: self.sorted_stations(),
            from: self.from.map(Day::start).max(self.since),
            before: earlier(self.to.map(|to| to.plus_days(1).start()), self.until.map(|until| until.plus_seconds(1))),
            flags: true,
            variables: self.observed(),
            ..ReadRequest::default()
        }
    }

    /// The variables asked for; all if `None`.
    fn observed(&self) -> Option<Vec<Variable>> {
        let named = |variable: &Variable| {
            let asked = |asked: &String| super::super::table::is_of(asked, variable.name(), Some(variable.name()));
            self.variables.iter().any(asked)
        };
        (!self.variables.is_empty()).then(|| Variable::ALL.iter().copied().filter(named).collect())
    }

    pub(in crate::export) fn days(&self) -> DayRequest {
        DayRequest { stations: self.sorted_stations(), from: self.from, to: self.to }
    }

    pub(in crate::export) fn wants_month(&self, summary: &MonthSummary) -> bool {
        let (first, last) = (summary.month.first_day(), summary.month.next().first_day().plus_days(-1));
        self.from.is_none_or(|from| last >= from) && self.to.is_none_or(|to| first <= to)
    }

    pub(in crate::export) fn wants_year(&self, summary: &YearSummary) -> bool {
        self.definition.is_none_or(|definition| summary.definition == definition)
            && self.from.is_none_or(|from| summary.year >= from.year())
            && self.to.is_none_or(|to| summary.year <= to.year())
    }

    /// Whether the object of a receipt may have a row in the range of days.
    pub(in crate::export) fn overlaps(&self, receipt: &Receipt) -> bool {
        receipt.span.is_some_and(|(first, last)| {
            self.from.is_none_or(|from| last.day() >= from) && self.to.is_none_or(|to| first.day() <= to)
        })
    }

    /// The stations asked for that are not among those `seen`, in order.
    pub(in crate::export) fn missing(&self, seen: &BTreeSet<StationId>) -> Vec<StationId> {
        let asked: BTreeSet<StationId> = self.stations.iter().copied().collect();
        asked.difference(seen).copied().collect()
    }
}

/// The earlier of two bounds.
fn earlier(one: Option<Time>, other: Option<Time>) -> Option<Time> {
    one.into_iter().chain(other).min()
}
