//! The workers: each streams its span's months through one kernel a station.
//!
//! Memory holds the kernels' few days, one chunk of rows, and the documents of a year that is not yet complete.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;
use weather::day::{DAY_VARIABLES, DailyStatistics, DayDefinition, DayKernel};
use weather::{Month, StationId};
use zone::Result;
use zone::curated::{DailyDocument, YearDays, YearIterator};
use zone::staging::{MonthSummary, ReadRequest, Registry, StagingZone};

use crate::ChangeSet;
use crate::plan::{Span, spans};

/// Computes the daily statistics of the station-days in `changes`, by year and definition, on `workers` threads.
///
/// Must be called within a tokio runtime; the iterator itself is to be drained on a thread that may block. An error
/// ends it.
///
/// # Errors
/// The staging zone's.
pub async fn days(
    staging: Arc<dyn StagingZone>,
    registry: Registry,
    changes: ChangeSet,
    workers: usize,
) -> Result<YearIterator> {
    if changes.is_empty() {
        return Ok(Box::new(std::iter::empty()));
    }
    let summaries: Vec<MonthSummary> = staging.months().await?;
    let spans = spans(&changes, &summaries, workers);
    let job =
        Arc::new(Job { staging, registry, changes, spans, next: AtomicUsize::new(0), runtime: Handle::current() });
    // One year may wait while the zone writes another.
    let (sender, receiver) = sync_channel(1);
    for _ in 0..workers.min(job.spans.len()) {
        let (job, sender) = (job.clone(), sender.clone());
        tokio::task::spawn_blocking(move || job.work(&sender));
    }
    let failed = Mutex::new(false);
    Ok(Box::new(receiver.into_iter().take_while(move |part| {
        let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
        let go_on = !*failed;
        *failed |= part.is_err();
        go_on
    })))
}

struct Job {
    staging: Arc<dyn StagingZone>,
    registry: Registry,
    changes: ChangeSet,
    spans: Vec<Span>,
    next: AtomicUsize,
    runtime: Handle,
}

impl Job {
    /// Takes spans until there are none. A closed channel means that nobody wants the rest.
    fn work(&self, sender: &SyncSender<Result<YearDays>>) {
        while let Some(span) = self.spans.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            let worker = Worker { job: self, span, kernels: BTreeMap::new(), days: Days::default() };
            if let Err(error) = worker.run(sender) {
                // The receiver may be gone after another worker's error: then this one is not needed.
                drop(sender.send(Err(error)));
                return;
            }
        }
    }

    fn document(&self, statistics: DailyStatistics, cities: &mut BTreeMap<StationId, Arc<str>>) -> DailyDocument {
        let station = statistics.station;
        let city = cities.entry(station).or_insert_with(|| self.registry.station(station).name.into()).clone();
        DailyDocument { statistics, city }
    }
}

/// Finished days by definition and year.
type Days = BTreeMap<(DayDefinition, i32), Vec<DailyStatistics>>;

/// A kernel and the month of its last report.
struct Running {
    kernel: DayKernel,
    month: Month,
}

struct Worker<'a> {
    job: &'a Job,
    span: &'a Span,
    kernels: BTreeMap<StationId, Running>,
    days: Days,
}

impl Worker<'_> {
    fn run(mut self, sender: &SyncSender<Result<YearDays>>) -> Result<()> {
        for month in self.span.months.clone() {
            self.read(month)?;
            self.finish_silent(month);
            // A station may fall silent right after New Year; by the end of February its last year is complete.
            let complete = if month.month >= 2 { month.year } else { month.year - 1 };
            if !self.send(sender, |year| year < complete) {
                return Ok(());
            }
        }
        for (_, running) in std::mem::take(&mut self.kernels) {
            let mut keep = keeper(self.job, self.span, &mut self.days);
            running.kernel.finish(&mut keep);
        }
        self.send(sender, |_| true);
        Ok(())
    }

    fn read(&mut self, month: Month) -> Result<()> {
        let (from, before) = self.span.days_to_read();
        let inner = from.month() < month && month < before.plus_days(-1).month();
        let request = ReadRequest {
            stations: self.job.changes.stations(),
            // Whole months need no look at each row's time.
            from: (!inner).then(|| from.start()),
            before: (!inner).then(|| before.start()),
            variables: Some(DAY_VARIABLES.to_vec()),
            flags: true,
            ..ReadRequest::default()
        };
        for chunk in self.job.runtime.block_on(self.job.staging.read(month, request))? {
            let mut keep = keeper(self.job, self.span, &mut self.days);
            let chunk = chunk?;
            let mut flags = chunk.flags.iter();
            for reports in chunk.observations.chunk_by(|a, b| a.station == b.station) {
                let station = reports[0].station;
                let running = self.kernels.entry(station).or_insert_with(|| Running {
                    kernel: DayKernel::new(station, self.job.registry.station(station).day_ends),
                    month,
                });
                running.month = month;
                for (report, flags) in reports.iter().zip(&mut flags) {
                    running.kernel.push_flagged(report, flags, &mut keep);
                }
            }
        }
        Ok(())
    }

    /// Finishes the kernels of stations without a report in `month`: no window is a month long.
    fn finish_silent(&mut self, month: Month) {
        let silent: Vec<StationId> =
            self.kernels.iter().filter(|(_, running)| running.month < month).map(|(station, _)| *station).collect();
        for station in silent {
            if let Some(running) = self.kernels.remove(&station) {
                running.kernel.finish(&mut keeper(self.job, self.span, &mut self.days));
            }
        }
    }

    /// Sends the years that are complete; whether anybody still listens.
    fn send(&mut self, sender: &SyncSender<Result<YearDays>>, is_complete: impl Fn(i32) -> bool) -> bool {
        let complete: Vec<_> = self.days.keys().copied().filter(|(_, year)| is_complete(*year)).collect();
        complete.into_iter().all(|key| {
            let mut days = self.days.remove(&key).unwrap_or_default();
            days.sort_by_key(|day| (day.station, day.day));
            let mut cities = BTreeMap::new();
            let days = days.into_iter().map(|day| self.job.document(day, &mut cities)).collect();
            sender.send(Ok(YearDays { definition: key.0, year: key.1, days })).is_ok()
        })
    }
}

/// Keeps the days of the span that are wanted.
fn keeper<'a>(job: &'a Job, span: &'a Span, days: &'a mut Days) -> impl FnMut(DailyStatistics) + use<'a> {
    move |statistics| {
        let day = statistics.day;
        if span.first <= day && day < span.end && job.changes.contains(statistics.station, day) {
            days.entry((statistics.definition, day.year())).or_default().push(statistics);
        }
    }
}
