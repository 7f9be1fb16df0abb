//! Keeps aside what is to be written, as it will stand in the collection, until it has all come.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use mongodb::bson::RawDocumentBuf;
use weather::day::DayDefinition;
use weather::{Day, StationId};

use super::super::stored;
use crate::curated::YearIterator;
use crate::{Error, Result};

/// Bytes read or written at a time.
const BUFFER: usize = 1 << 18;

/// Documents of one definition and year in the spool.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) definition: DayDefinition,
    pub(super) year: i32,
    pub(super) stations: BTreeSet<StationId>,
    /// The first and the last day.
    pub(super) days: Option<(Day, Day)>,
    offset: u64,
    documents: usize,
}

/// A scratch file on its way.
pub(in crate::curated::mongo) struct Spool {
    file: BufWriter<File>,
    offset: u64,
    parts: Vec<Part>,
}

fn scratch(error: std::io::Error) -> Error {
    Error::io("scratch file of the curated zone", error)
}

impl Spool {
    /// All that `years` gives. Blocks.
    ///
    /// # Errors
    /// The first of `years`, and those of the scratch file.
    pub(in crate::curated::mongo) fn drain(folder: Option<&Path>, years: YearIterator) -> Result<Spooled> {
        // Unnamed: it goes with the process, however that ends.
        let file = match folder {
            Some(folder) => tempfile::tempfile_in(folder),
            None => tempfile::tempfile(),
        };
        let file = BufWriter::with_capacity(BUFFER, file.map_err(scratch)?);
        let mut spool = Self { file, offset: 0, parts: Vec::new() };
        for part in years {
            spool.push(part?)?;
        }
        let file = spool.file.into_inner().map_err(|error| scratch(error.into_error()))?;
        Ok(Spooled { file, parts: spool.parts })
    }

    fn push(&mut self, part: crate::curated::YearDays) -> Result<()> {
        let days = || part.days.iter().map(|document| document.statistics.day);
        self.parts.push(Part {
            definition: part.definition,
            year: part.year,
            stations: part.days.iter().map(|document| document.statistics.station).collect(),
            days: days().min().zip(days().max()),
            offset: self.offset,
            documents: part.days.len(),
        });
        for document in &part.days {
            let bytes = stored::day(document)?.into_bytes();
            self.file.write_all(&bytes).map_err(scratch)?;
            self.offset += bytes.len() as u64;
        }
        Ok(())
    }
}

/// A scratch file that is whole.
pub(in crate::curated::mongo) struct Spooled {
    file: File,
    parts: Vec<Part>,
}

impl Spooled {
    /// Its parts, in the order they came.
    pub(super) fn parts(&self) -> Vec<Part> {
        self.parts.clone()
    }

    /// Whether there is no document.
    pub(in crate::curated::mongo) fn is_empty(&self) -> bool {
        self.parts.iter().all(|part| part.documents == 0)
    }

    /// The documents of a part.
    pub(super) fn read(&mut self, part: &Part) -> Result<Documents<'_>> {
        self.file.seek(SeekFrom::Start(part.offset)).map_err(scratch)?;
        Ok(Documents { file: BufReader::with_capacity(BUFFER, &self.file), left: part.documents })
    }
}

/// Documents out of a scratch file.
pub(super) struct Documents<'a> {
    file: BufReader<&'a File>,
    left: usize,
}

impl Documents<'_> {
    pub(super) fn next(&mut self) -> Result<Option<RawDocumentBuf>> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        let damaged = |error: mongodb::bson::error::Error| scratch(std::io::Error::other(error.to_string()));
        RawDocumentBuf::from_reader(&mut self.file).map(Some).map_err(damaged)
    }
}
