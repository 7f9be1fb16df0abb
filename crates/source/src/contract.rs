//! What a reader takes and gives: the context, rows, rejects, the sink, the report.

use std::fmt;

use weather::{Coordinate, Milli, Observation, Time};

use crate::provider::Provider;

/// What a reader cannot know from the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadContext {
    /// The earliest time a report may have; an earlier one is a reject.
    pub not_before: Time,
    /// The latest time a report may have; a later one is a reject.
    pub not_after: Time,
}

/// What a row says of its station besides the id; `None` where it does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StationFacts<'a> {
    /// The name as published.
    pub name: Option<&'a str>,
    /// Degrees north.
    pub latitude: Option<Coordinate>,
    /// Degrees east.
    pub longitude: Option<Coordinate>,
    /// Metres above sea level.
    pub altitude: Option<Milli>,
}

/// One good row, valid until the sink returns.
#[derive(Debug, Clone, Copy)]
pub struct ParsedRow<'a> {
    /// Its place in the object, from 1, headers not counted.
    pub row: u64,
    /// What was measured.
    pub observation: &'a Observation,
    /// When the publisher inserted this version; `None` where it does not say.
    pub insert_time: Option<Time>,
    /// What the row says of the station.
    pub station: StationFacts<'a>,
}

/// One row that is no observation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Its place in the object, from 1, headers not counted.
    pub row: u64,
    /// The column at fault, as the file names it; `None` where it is the row as a whole.
    pub column: Option<String>,
    /// Why, for people.
    pub reason: String,
    /// The row as it stands in the file; of long ones the beginning, and the cut said.
    pub text: String,
}

/// Takes the rows of an object in their order.
pub trait RowSink {
    /// Why a row could not be taken.
    type Error;

    /// Takes a good row.
    ///
    /// # Errors
    /// Stops the reading.
    fn accept(&mut self, row: ParsedRow<'_>) -> Result<(), Self::Error>;

    /// Takes a bad row.
    ///
    /// # Errors
    /// Stops the reading.
    fn reject(&mut self, reject: Reject) -> Result<(), Self::Error>;
}

/// What [`read`](crate::read) did. `rows` is always `accepted + rejected`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadReport {
    /// The layout; of a ZIP that of its first usable member.
    pub layout: Layout,
    /// Records met.
    pub rows: u64,
    /// Records delivered as observations.
    pub accepted: u64,
    /// Records delivered as rejects.
    pub rejected: u64,
}

/// The shapes observations come in. Compression and archives are no layouts: each layout may come in any of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// Météo-France, one month: 59 columns and an empty 60th, `mq` for missing.
    MonthlyCsv,
    /// Météo-France, one year: 65 columns, ISO times, retransmissions.
    YearlyCsv,
    /// OpenDataSoft v2.1: flat objects, in an array or under `results`.
    ExportJson,
    /// OpenDataSoft v1: objects with `fields` and `geometry`, in an array or under `records`.
    RecordsJson,
    /// OpenDataSoft: one flat object a line.
    JsonLines,
    /// OpenDataSoft CSV, its columns under their labels or their names.
    ExportCsv,
}

impl Layout {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::MonthlyCsv, Self::YearlyCsv, Self::ExportJson, Self::RecordsJson, Self::JsonLines, Self::ExportCsv];

    /// A stable name, for reports and receipts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MonthlyCsv => "meteofrance-monthly-csv",
            Self::YearlyCsv => "meteofrance-yearly-csv",
            Self::ExportJson => "opendatasoft-export-json",
            Self::RecordsJson => "opendatasoft-records-json",
            Self::JsonLines => "opendatasoft-json-lines",
            Self::ExportCsv => "opendatasoft-export-csv",
        }
    }

    /// Who publishes in this layout.
    pub const fn provider(self) -> Provider {
        match self {
            Self::MonthlyCsv | Self::YearlyCsv => Provider::MeteoFrance,
            Self::ExportJson | Self::RecordsJson | Self::JsonLines | Self::ExportCsv => Provider::OpenDataSoft,
        }
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
