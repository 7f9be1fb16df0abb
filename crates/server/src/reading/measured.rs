//! What each station reported in a month, read once a month and again only when the month has changed.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use weather::{Month, Observation, StationId, Time, Variable};
use zone::Result;
use zone::staging::{MonthSummary, ReadRequest, StagingZone};

use super::lock;
use super::view::blocking;
use crate::state::Api;

/// A summary of each station's reports, by month.
pub(crate) struct ByMonth<T> {
    months: Mutex<HashMap<Month, Known<T>>>,
}

/// The summaries of a month, and the rows and revision they were made at.
type Known<T> = ((u64, i64), Arc<BTreeMap<StationId, T>>);

impl<T> Default for ByMonth<T> {
    fn default() -> Self {
        Self { months: Mutex::default() }
    }
}

/// A summary that grows with reports.
pub(crate) trait Summary: Default + Send + Sync + 'static {
    /// The variables it looks at.
    fn variables() -> Vec<Variable>;

    /// Takes another report.
    fn add(&mut self, report: &Observation);
}

/// How many reports there are, and the first and the last of them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reports {
    pub(crate) count: u64,
    pub(crate) span: Option<(Time, Time)>,
}

impl Reports {
    /// These reports and others.
    pub(crate) fn with(self, other: Self) -> Self {
        let spans = || self.span.into_iter().chain(other.span);
        let span = spans().map(|span| span.0).min().zip(spans().map(|span| span.1).max());
        Self { count: self.count + other.count, span }
    }
}

impl Summary for Reports {
    fn variables() -> Vec<Variable> {
        Vec::new()
    }

    fn add(&mut self, report: &Observation) {
        *self = self.with(Self { count: 1, span: Some((report.time, report.time)) });
    }
}

impl Summary for u64 {
    fn variables() -> Vec<Variable> {
        Variable::ALL.to_vec()
    }

    fn add(&mut self, report: &Observation) {
        for variable in Variable::ALL.iter().filter(|variable| report.get(**variable).is_some()) {
            *self |= 1 << variable.index();
        }
    }
}

impl<T: Summary> ByMonth<T> {
    /// The summaries of a month.
    ///
    /// # Errors
    /// The staging zone's.
    pub(crate) async fn month(&self, api: &Api, month: &MonthSummary) -> Result<Arc<BTreeMap<StationId, T>>> {
        let key = (month.rows, month.revision_max);
        if let Some((_, known)) = lock(&self.months).get(&month.month).filter(|(of, _)| *of == key) {
            return Ok(known.clone());
        }
        let read = Arc::new(read(api.zones.staging.as_ref(), month.month).await?);
        lock(&self.months).insert(month.month, (key, read.clone()));
        Ok(read)
    }
}

async fn read<T: Summary>(zone: &dyn StagingZone, month: Month) -> Result<BTreeMap<StationId, T>> {
    let request = ReadRequest { variables: Some(T::variables()), ..ReadRequest::default() };
    let chunks = zone.read(month, request).await?;
    blocking(move || {
        let mut stations: BTreeMap<StationId, T> = BTreeMap::new();
        for chunk in chunks {
            for report in chunk?.observations {
                stations.entry(report.station).or_default().add(&report);
            }
        }
        Ok(stations)
    })
    .await
}

/// The reports of all stations over all months.
///
/// # Errors
/// The staging zone's.
pub(crate) async fn reports(api: &Api, months: &[MonthSummary]) -> Result<BTreeMap<StationId, Reports>> {
    let mut all: BTreeMap<StationId, Reports> = BTreeMap::new();
    for month in months {
        for (station, reports) in api.reading.reported.month(api, month).await?.iter() {
            let sum = all.entry(*station).or_default();
            *sum = sum.with(*reports);
        }
    }
    Ok(all)
}
