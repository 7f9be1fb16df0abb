//! Writes a month's rows into data files of the observations table.

use tokio::runtime::Handle;
use uuid::Uuid;
use weather::{Month, Time};

use super::columns::{observations, to_batch};
use crate::Result;
use crate::delta::{DataFile, Encoder, Table, statistics};
use crate::staging::row::StagedRow;

const ROWS_PER_BATCH: usize = 8_192;
/// A month of more rows than this becomes several files, so that no file has to fit memory several times over.
const ROWS_PER_FILE: u64 = 1 << 20;

/// Where a month's files go.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) table: &'a Table,
    pub(super) month: Month,
    pub(super) time_ms: i64,
    pub(super) runtime: &'a Handle,
}

/// Writes a month's rows into one or more files.
pub(super) struct MonthWriter<'a> {
    place: &'a Place<'a>,
    rows: Vec<StagedRow>,
    encoder: Option<(Encoder, Bounds)>,
    files: Vec<DataFile>,
}

/// The first and last identity of a file, and its latest revision.
struct Bounds {
    first: StagedRow,
    last: StagedRow,
    times: (Time, Time),
    revision_max: i64,
}

impl<'a> MonthWriter<'a> {
    pub(super) fn new(place: &'a Place<'a>) -> Self {
        Self { place, rows: Vec::with_capacity(ROWS_PER_BATCH), encoder: None, files: Vec::new() }
    }

    pub(super) fn push(&mut self, row: StagedRow) -> Result<()> {
        self.rows.push(row);
        if self.rows.len() == ROWS_PER_BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        let (Some(first), Some(last)) = (self.rows.first(), self.rows.last()) else {
            return Ok(());
        };
        let schema = observations().file_schema();
        let times = self.rows.iter().map(|row| row.observation.time);
        let times = times.fold((first.observation.time, first.observation.time), |(low, high), time| {
            (low.min(time), high.max(time))
        });
        let revision_max = self.rows.iter().map(|row| row.revision).max().unwrap_or_default();
        let (encoder, bounds) = match &mut self.encoder {
            Some(encoder) => encoder,
            None => {
                let bounds = Bounds { first: first.clone(), last: last.clone(), times, revision_max };
                self.encoder.insert((Encoder::new(schema.clone(), &["station_id", "time"])?, bounds))
            }
        };
        bounds.last = last.clone();
        bounds.times = (bounds.times.0.min(times.0), bounds.times.1.max(times.1));
        bounds.revision_max = bounds.revision_max.max(revision_max);
        encoder.write(&to_batch(&schema, &self.rows)?)?;
        let full = encoder.rows() >= ROWS_PER_FILE;
        self.rows.clear();
        if full { self.close() } else { Ok(()) }
    }

    fn close(&mut self) -> Result<()> {
        let Some((encoder, bounds)) = self.encoder.take() else {
            return Ok(());
        };
        let text = |time: Time| format!("{}.000Z", time.to_string().trim_end_matches('Z'));
        let station = |row: &StagedRow| row.observation.station.to_string().into();
        let statistics = statistics(
            encoder.rows(),
            &[
                ("station_id", station(&bounds.first), station(&bounds.last)),
                ("time", text(bounds.times.0).into(), text(bounds.times.1).into()),
                ("revision", 0.into(), bounds.revision_max.into()),
            ],
        );
        let Place { table, month, time_ms, runtime } = *self.place;
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
