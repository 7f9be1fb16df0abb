//! Writes a month's rows into data files of the observations table.

use arrow_schema::SchemaRef;
use tokio::runtime::Handle;
use uuid::Uuid;
use weather::{Month, StationId, Time};

use super::columns::{observations, to_batch};
use crate::Result;
use crate::delta::{DataFile, Encoder, Table, statistics};
use crate::staging::row::StagedRow;

const ROWS_PER_BATCH: usize = 8_192;
/// A month of more rows than this becomes several files, so that no file has to fit memory several times over.
const ROWS_PER_FILE: u64 = 1 << 20;

/// Where a month's files go.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) table: &'a Table,
    pub(super) month: Month,
    pub(super) time_ms: i64,
    pub(super) runtime: &'a Handle,
}

/// Writes a month's rows into one or more files.
pub(super) struct MonthWriter<'a> {
    target: Target<'a>,
    schema: SchemaRef,
    rows: Vec<StagedRow>,
    file: Option<(Encoder, Bounds)>,
    files: Vec<DataFile>,
}

/// What some rows in order span: stations, times, and the latest revision.
struct Bounds {
    stations: (StationId, StationId),
    times: (Time, Time),
    revision_max: i64,
}

impl Bounds {
    fn of(row: &StagedRow) -> Self {
        let (station, time) = row.key();
        Self { stations: (station, station), times: (time, time), revision_max: row.revision }
    }

    fn widen(&mut self, row: &StagedRow) {
        let (station, time) = row.key();
        self.stations.1 = station;
        self.times = (self.times.0.min(time), self.times.1.max(time));
        self.revision_max = self.revision_max.max(row.revision);
    }
}

impl<'a> MonthWriter<'a> {
    pub(super) fn new(target: Target<'a>) -> Self {
        let (schema, rows) = (observations().file_schema(), Vec::with_capacity(ROWS_PER_BATCH));
        Self { target, schema, rows, file: None, files: Vec::new() }
    }

    pub(super) fn push(&mut self, row: StagedRow) -> Result<()> {
        self.rows.push(row);
        if self.rows.len() == ROWS_PER_BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        let Some(first) = self.rows.first() else {
            return Ok(());
        };
        let (encoder, bounds) = match &mut self.file {
            Some(file) => file,
            None => {
                let encoder = Encoder::new(self.schema.clone(), &["station_id", "time"])?;
                self.file.insert((encoder, Bounds::of(first)))
            }
        };
        self.rows.iter().for_each(|row| bounds.widen(row));
        encoder.write(&to_batch(&self.schema, &self.rows)?)?;
        let full = encoder.rows() >= ROWS_PER_FILE;
        self.rows.clear();
        if full { self.close() } else { Ok(()) }
    }

    fn close(&mut self) -> Result<()> {
        let Some((encoder, bounds)) = self.file.take() else {
            return Ok(());
        };
        let text = |time: Time| format!("{}.000Z", time.to_string().trim_end_matches('Z'));
        let station = |station: StationId| station.to_string().into();
        let statistics = statistics(
            encoder.rows(),
            &[
                ("station_id", station(bounds.stations.0), station(bounds.stations.1)),
                ("time", text(bounds.times.0).into(), text(bounds.times.1).into()),
                ("revision", 0.into(), bounds.revision_max.into()),
            ],
        );
        let Target { table, month, time_ms, runtime } = self.target;
        let name = Uuid::new_v4().to_string();
        let partition = month.to_string();
        let partition = [("month", partition.as_str())];
        let written = table.write(&name, &partition, encoder.finish()?, statistics, time_ms);
        self.files.push(runtime.block_on(written)?);
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Vec<DataFile>> {
        self.flush()?;
        self.close()?;
        Ok(self.files)
    }
}
