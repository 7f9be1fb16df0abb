//! The rows of months and of those beside them, brought together by station.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;

use tokio::runtime::Handle;
use weather::quality::{CONTEXT_DAYS, Control, FLAGGED, Flags};
use weather::{Month, Observation, StationId, Time, Variable};
use zone::Result;
use zone::curated::MonthRequest;
use zone::staging::{Chunk, ReadRequest, Receipt, Registry};

use super::StationMonth;
use super::month::{Facts, Reports, card};
use crate::Zones;

/// The cards of the station-months asked for, in order of station and month; `progress` hears how many rows were read.
///
/// Takes memory for the rows of one station and for the cards, which are a few hundred bytes each. Blocks.
///
/// # Errors
/// The staging zone's.
pub fn station_months(
    zones: &Zones,
    runtime: &Handle,
    control: &Control,
    request: &MonthRequest,
    progress: &dyn Fn(u64),
) -> Result<Vec<StationMonth>> {
    let receipts = runtime.block_on(zones.staging.receipts())?;
    let Some(newest) = newest(&receipts) else { return Ok(Vec::new()) };
    let registry = Registry::new(&receipts);
    let scan = Scan { zones, runtime, control, registry, newest, request, progress };
    let (mut last_reports, mut cards) = (BTreeMap::new(), Vec::new());
    for summary in runtime.block_on(zones.staging.months())? {
        if request.to.is_some_and(|to| summary.month > to) {
            break;
        }
        if request.from.is_some_and(|from| summary.month < from) {
            scan.pass(summary.month, &mut last_reports)?;
        } else {
            scan.month(summary.month, &mut last_reports, &mut cards)?;
        }
    }
    cards.sort_by_key(|card| (card.station, card.month));
    Ok(cards)
}

fn newest(receipts: &[Receipt]) -> Option<Time> {
    receipts.iter().filter_map(|receipt| receipt.span).map(|(_, last)| last).max()
}

/// The last report of each station so far.
type LastReports = BTreeMap<StationId, Time>;

struct Scan<'a> {
    zones: &'a Zones,
    runtime: &'a Handle,
    control: &'a Control,
    registry: Registry,
    newest: Time,
    request: &'a MonthRequest,
    progress: &'a dyn Fn(u64),
}

impl Scan<'_> {
    /// Reads of a month only who reported.
    fn pass(&self, month: Month, last_reports: &mut LastReports) -> Result<()> {
        let request = ReadRequest {
            stations: self.request.stations.clone(),
            variables: Some(Vec::new()),
            ..ReadRequest::default()
        };
        for chunk in self.runtime.block_on(self.zones.staging.read(month, request))? {
            let observations = chunk?.observations;
            (self.progress)(observations.len() as u64);
            last_reports.extend(observations.iter().map(|report| (report.station, report.time)));
        }
        Ok(())
    }

    /// Makes the cards of a month.
    fn month(&self, month: Month, last_reports: &mut LastReports, cards: &mut Vec<StationMonth>) -> Result<()> {
        let (first, end) = (month.first_day(), month.next().first_day());
        let mut before = self.rows(month.previous(), Some(first.plus_days(-CONTEXT_DAYS).start()), None)?;
        let mut rows = self.rows(month, None, None)?;
        let mut after = self.rows(month.next(), None, Some(end.plus_days(CONTEXT_DAYS).start()))?;
        let mut silent: BTreeSet<StationId> = last_reports.keys().copied().collect();
        while let Some(station) = rows.station()? {
            let (mut all, _) = before.take(station)?;
            let start = all.len();
            let (of_month, flags) = rows.take(station)?;
            (self.progress)(of_month.len() as u64);
            all.extend(of_month);
            let range = start..all.len();
            let last = all.last().map(|report| report.time);
            all.extend(after.take(station)?.0);
            let reports = Reports { all, month: range, flags };
            cards.push(self.card(station, month, last_reports, &reports));
            last_reports.extend(last.map(|last| (station, last)));
            silent.remove(&station);
        }
        cards.extend(silent.into_iter().map(|station| self.card(station, month, last_reports, &Reports::default())));
        Ok(())
    }

    fn card(&self, station: StationId, month: Month, last_reports: &LastReports, reports: &Reports) -> StationMonth {
        let facts = Facts {
            station: &self.registry.station(station),
            month,
            newest: self.newest,
            last_before: last_reports.get(&station).copied(),
        };
        card(&facts, self.control, reports)
    }

    fn rows(&self, month: Month, from: Option<Time>, before: Option<Time>) -> Result<Rows> {
        // The code of the pressure tendency has no flag, but the flag of the tendency goes by it.
        let variables = FLAGGED.iter().copied().chain([Variable::PressureTendencyCode]).collect();
        let stations = self.request.stations.clone();
        let request =
            ReadRequest { stations, from, before, variables: Some(variables), flags: true, ..ReadRequest::default() };
        let chunks = self.runtime.block_on(self.zones.staging.read(month, request))?;
        let rows = chunks.flat_map(|chunk| match chunk {
            Ok(Chunk { observations, flags, .. }) => observations.into_iter().zip(flags).map(Ok).collect::<Vec<_>>(),
            Err(error) => vec![Err(error)],
        });
        let rows: Box<dyn Iterator<Item = Result<Row>>> = Box::new(rows);
        Ok(Rows(rows.peekable()))
    }
}

type Row = (Observation, Flags);

/// The rows of a scan, in order of station and time.
struct Rows(Peekable<Box<dyn Iterator<Item = Result<Row>>>>);

impl Rows {
    /// The station of the next row.
    fn station(&mut self) -> Result<Option<StationId>> {
        match self.0.next_if(Result::is_err) {
            Some(Err(error)) => Err(error),
            _ => Ok(self.0.peek().and_then(|row| row.as_ref().ok()).map(|(report, _)| report.station)),
        }
    }

    /// Takes the rows of a station; those of stations before it are passed over.
    fn take(&mut self, station: StationId) -> Result<(Vec<Observation>, Vec<Flags>)> {
        let (mut reports, mut all_flags) = (Vec::new(), Vec::new());
        while self.station()?.is_some_and(|next| next <= station) {
            if let Some((report, flags)) = self.0.next().transpose()?.filter(|(report, _)| report.station == station) {
                reports.push(report);
                all_flags.push(flags);
            }
        }
        Ok((reports, all_flags))
    }
}
