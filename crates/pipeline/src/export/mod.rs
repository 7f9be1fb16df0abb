//! Export: observations, days and refused rows, out of the lake as CSV, NDJSON, JSON, Parquet or Arrow.
//!
//! An [`Exporter`] writes the rows of a [`Selection`] to anything that takes bytes, sorted by station, then time. Equal
//! lake content gives equal bytes: nothing of the day or the machine of the export is in them.
//!
//! - Columns have the same names and order in every format. Times are `2013-01-01T03:00:00Z`, days `2013-01-01`,
//!   numbers the shortest exact decimals.
//! - Missing is an empty field in CSV, `null` in NDJSON and Parquet; never zero.
//! - CSV follows RFC 4180: a header line, commas, quotes only where needed; lines end in LF, text is UTF-8. NDJSON has
//!   every key on every line, JSON is an array of the same objects. Parquet has doubles, whole numbers for code figures, timestamps in UTC and dates, in zstd; Arrow is an IPC stream of the same columns, and both have units in the fields.
//! - The licence of the data asks for its attribution and the date of its last update. Parquet and Arrow carry them in
//!   their metadata, under `attribution`. CSV, NDJSON and JSON have no place for them that tools keep, so the [`ExportReport`]
//!   gives them to the caller, and [`ExportReport::write_attribution_beside`] puts them beside a file.
//!
//! Memory is bounded: what does not fit it goes through a scratch file (see `transpose`). The functions block, because
//! the zones' scans do: call them from a thread that may, such as one of `spawn_blocking`. Nothing is computed here: the
//! climate tables write what [`climate`](crate::climate) and [`weather::climate`] make.

mod cities;
mod climate;
mod daily;
mod observations;
mod quality;
mod rejects;
mod request;
mod table;
#[cfg(test)]
mod tests;
mod transpose;
mod write;

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tokio::runtime::Handle;
use weather::StationId;
use weather::quality::Control;
use zone::Result;

use crate::Zones;

pub use cities::{CitiesReport, CityFile};
pub use request::{Refusal, Request, Selection, What};
pub use table::{Page, Place, Row};
pub use write::Format;
pub use write::record::{Column, ColumnKind};

pub use table::attribution_of;
use write::record;

/// Bytes of rows kept in memory before they go to a scratch file; about 110,000 observations.
const MEMORY_BYTES: usize = 16 << 20;
/// Months or years read at the same time; each takes the memory of its data file.
const WORKERS: usize = 2;

/// Where the bytes of an export go. An error of it ends the export and stays in the chain of causes, so that a caller
/// can tell a closed pipe.
pub type Output<'a> = &'a mut (dyn Write + Send);

/// What an export tells while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// At most this many rows are to be read.
    Planned {
        /// How many.
        rows: u64,
    },
    /// Some more rows were read.
    Read {
        /// How many more.
        rows: u64,
    },
    /// Some more rows were written.
    Written {
        /// How many more.
        rows: u64,
    },
}

/// Hears the events of an export; must not block.
pub type Progress<'a> = &'a (dyn Fn(Event) + Send + Sync);

/// Writes what a lake holds.
#[derive(Clone, Copy)]
pub struct Exporter<'a> {
    zones: &'a Zones,
    runtime: &'a Handle,
    progress: Progress<'a>,
    memory_bytes: usize,
    workers: usize,
    page: Option<Page>,
}

impl std::fmt::Debug for Exporter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exporter").field("zones", self.zones).field("memory_bytes", &self.memory_bytes).finish()
    }
}

impl<'a> Exporter<'a> {
    /// An exporter of these zones that asks them on `runtime`.
    pub fn new(zones: &'a Zones, runtime: &'a Handle, progress: Progress<'a>) -> Self {
        Self { zones, runtime, progress, memory_bytes: MEMORY_BYTES, workers: WORKERS, page: None }
    }

    /// With another limit of memory for rows, past which they go to a scratch file.
    #[must_use]
    pub fn memory_bytes(mut self, memory_bytes: usize) -> Self {
        self.memory_bytes = memory_bytes;
        self
    }

    /// With another number of months or years read at the same time; each takes the memory of its data file.
    #[must_use]
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = workers;
        self
    }

    /// With only a page of the table. It is found quickest where the selection names its stations.
    #[must_use]
    pub fn page(mut self, page: Page) -> Self {
        self.page = Some(page);
        self
    }

    /// Writes the table of a request; `control` must be the one that flags the zone's values. Blocks.
    ///
    /// # Errors
    /// The zone's, and those of `out` and the scratch file.
    pub fn write(&self, request: &Request, control: &Control, format: Format, out: Output<'_>) -> Result<ExportReport> {
        let (selection, period) = (&self.remaining(&request.selection), request.period);
        match request.what {
            What::Observations => self.observations(selection, format, out),
            What::Daily => self.daily(selection, format, out),
            What::Monthly => self.monthly(selection, format, out),
            What::Yearly => self.yearly(selection, format, out),
            What::Normals => self.normals(selection, period, format, out),
            What::Anomalies => self.anomalies(selection, period, format, out),
            What::Records => self.records(selection, format, out),
            What::Spells => self.spells(selection, period, format, out),
            What::ThermalIndex => self.thermal_index(selection, format, out),
            What::Events => self.events(selection, format, out),
            What::Quality => self.quality(control, selection, format, out),
            What::Rejects => self.rejects(format, out),
        }
    }

    /// Writes days as nested documents in one JSON array, in the order of [`daily`](Self::daily). Blocks.
    ///
    /// # Errors
    /// The zone's, and those of `out` and the scratch file.
    pub fn documents(&self, selection: &Selection, out: Output<'_>) -> Result<ExportReport> {
        daily::export_documents(self, selection, out)
    }

    /// The selection without the stations that are before the page.
    fn remaining(&self, selection: &Selection) -> Selection {
        let mut selection = selection.clone();
        if let Some(from) = self.first_place().and_then(|place| place.station)
            && selection.stations.iter().any(|station| *station >= from)
        {
            selection.stations.retain(|station| *station >= from);
        }
        selection
    }

    fn first_place(&self) -> Option<Place> {
        self.page.and_then(|page| page.from)
    }

    /// The stations of a request, where it is better to go through them one by one: a page ends among the first of them,
    /// and one alone needs nothing brought into order.
    fn one_by_one(&self, stations: &Option<Vec<StationId>>) -> Option<Vec<StationId>> {
        stations.clone().filter(|stations| self.page.is_some() || stations.len() == 1)
    }

    /// The number of the row that a page begins at, if it is one of this station.
    fn first_number(&self, station: StationId) -> Option<i64> {
        match self.first_place() {
            Some(Place { station: Some(first), row: Row::Number(number) }) if first == station => Some(number),
            _ => None,
        }
    }

    /// Writes observations: `station_id`, `time`, every variable by its CF name, then the marks (`…_trace`,
    /// `sky_not_visible`), then the quality flags (`…_flag`, QARTOD's codes 1, 2, 3, 4 and 9), sorted by station and
    /// time. Blocks.
    ///
    /// # Errors
    /// The zone's, and those of `out` and the scratch file.
    pub fn observations(&self, selection: &Selection, format: Format, out: Output<'_>) -> Result<ExportReport> {
        observations::export(self, selection, format, out)
    }

    /// Writes observations as one CSV file a city into `folder`, which is made when missing; see [`CityFile`]. Blocks.
    ///
    /// # Errors
    /// The zone's, and those of the files and the scratch file; finished files stay.
    pub fn observations_per_city(&self, selection: &Selection, folder: &Path) -> Result<CitiesReport> {
        cities::export(self, selection, folder)
    }

    /// Writes days: `station_id`, `city`, `period`, `day`, every statistic, then each metric's coverage and method
    /// where it has them, then `quality_notes`, `phenomena` and `phenomena_observable`; sorted by station, day and period
    /// (`utc` first). Blocks.
    ///
    /// # Errors
    /// The zone's, and those of `out` and the scratch file.
    pub fn daily(&self, selection: &Selection, format: Format, out: Output<'_>) -> Result<ExportReport> {
        daily::export(self, selection, format, out)
    }

    /// Writes the events of days: `station_id`, `city`, `period`, `day`, `kind`, `family`, `threshold`, `value`, `unit`,
    /// `observable`; sorted by station, day and period (`utc` first). Those a day cannot know of are among them, as not
    /// observable; see [`weather::event`]. Blocks.
    ///
    /// # Errors
    /// The zone's, and those of `out` and the scratch file.
    pub fn events(&self, selection: &Selection, format: Format, out: Output<'_>) -> Result<ExportReport> {
        quality::events::export(self, selection, format, out)
    }

    /// Writes report cards, one row a station and month that lies in the selection or reaches into it; see
    /// [`report_card`](crate::report_card). `control` must be the one that flags the zone's values. Blocks.
    ///
    /// # Errors
    /// The zone's, and those of `out`.
    pub fn quality(
        &self,
        control: &Control,
        selection: &Selection,
        format: Format,
        out: Output<'_>,
    ) -> Result<ExportReport> {
        quality::station_months::export(self, control, selection, format, out)
    }

    /// Writes the refused rows: `object`, `name` (of its file), `row`, `column`, `reason`, `text`, in the order of the
    /// objects' fetches and of their rows. Blocks.
    ///
    /// # Errors
    /// The zone's, and those of `out`.
    pub fn rejects(&self, format: Format, out: Output<'_>) -> Result<ExportReport> {
        rejects::export(self, format, out)
    }

    fn tell(&self, event: Event) {
        (self.progress)(event);
    }
}

/// What an export did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportReport {
    /// Rows written.
    pub rows: u64,
    /// Whose data it is, under which licence, and the date of its last update.
    pub attribution: String,
    /// Stations that were asked for and have no row in the range asked for.
    pub stations_without_rows: Vec<String>,
    /// Where the next page begins, if there is one.
    #[serde(skip)]
    pub next: Option<Place>,
}

impl ExportReport {
    fn new(rows: u64, attribution: String, missing: &[StationId]) -> Self {
        Self {
            rows,
            attribution,
            stations_without_rows: missing.iter().map(StationId::to_string).collect(),
            next: None,
        }
    }

    /// Writes the attribution to `FILE.attribution.txt` beside an exported file, and gives its path.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_attribution_beside(&self, file: &Path) -> Result<PathBuf> {
        let mut path = file.as_os_str().to_owned();
        path.push(".attribution.txt");
        let path = PathBuf::from(path);
        table::write_attribution(&path, &self.attribution)?;
        Ok(path)
    }
}
