//! A batch: what some raw objects yielded, ready to be staged in one transaction.
//!
//! The pipeline fills it while it parses; a zone reads it as often as it must. Memory stays bounded: rows and rejects
//! past a limit go to scratch files.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use weather::{Month, Observation, Provenance, Time};

use super::receipt::{Rejected, StationFacts, parse_object};
use super::spool::{IncomingRow, MergedRuns, Spool, Spooled};
use crate::raw::ObjectId;
use crate::{Error, Kind, Result};

/// Rejects kept in memory before they go to a scratch file.
const REJECTS_MAX: usize = 4_096;

/// Who a batch's rows come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectFacts {
    /// The raw object.
    pub object: ObjectId,
    /// Its file name.
    pub name: String,
    /// Who published it.
    pub source: String,
    /// When it was first fetched.
    pub fetch_time: Time,
}

/// An object of a batch: who it is and what was read from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchObject {
    /// Who it is.
    pub facts: ObjectFacts,
    /// How it was laid out; empty until it is closed.
    pub layout: String,
    /// Rows read.
    pub rows: u64,
    /// Rows refused.
    pub rejected: u64,
    /// The earliest and the latest report in it.
    pub span: Option<(Time, Time)>,
    /// What it says of stations.
    pub stations: Vec<StationFacts>,
}

/// Fills a [`Batch`], one object after another.
#[derive(Debug)]
pub struct BatchBuilder {
    spool: Spool,
    rejects: RejectSpool,
    objects: Vec<BatchObject>,
}

impl BatchBuilder {
    /// An empty batch with scratch files in `scratch` and at most `rows_max` rows in memory.
    pub fn new(scratch: &Path, rows_max: usize) -> Self {
        Self {
            spool: Spool::new(scratch, rows_max),
            rejects: RejectSpool { folder: scratch.to_owned(), buffered: Vec::new(), file: None },
            objects: Vec::new(),
        }
    }

    /// Starts an object; what follows belongs to it.
    pub fn open_object(&mut self, facts: ObjectFacts) {
        let object =
            BatchObject { facts, layout: String::new(), rows: 0, rejected: 0, span: None, stations: Vec::new() };
        self.objects.push(object);
    }

    /// Adds a readable row of the open object.
    ///
    /// # Errors
    /// If a scratch file cannot be written, or no object is open.
    pub fn accept(&mut self, row: u64, observation: &Observation, insert_time: Option<Time>) -> Result<()> {
        let object = self.objects.last_mut().ok_or_else(no_object)?;
        object.rows += 1;
        let time = observation.time;
        object.span = Some(object.span.map_or((time, time), |(first, last)| (first.min(time), last.max(time))));
        let fetch_time = object.facts.fetch_time;
        let provenance = Provenance { insert_time, fetch_time, object: *object.facts.object.as_bytes(), row };
        self.spool.push(IncomingRow { observation: observation.clone(), provenance })
    }

    /// Adds a refused row of the open object.
    ///
    /// # Errors
    /// If a scratch file cannot be written, or no object is open.
    pub fn reject(&mut self, row: u64, column: Option<String>, reason: String, text: String) -> Result<()> {
        let object = self.objects.last_mut().ok_or_else(no_object)?;
        object.rows += 1;
        object.rejected += 1;
        self.rejects.push(Rejected { object: object.facts.object, row, column, reason, text })
    }

    /// Ends the open object with its layout and what it says of stations.
    pub fn close_object(&mut self, layout: &str, stations: Vec<StationFacts>) {
        if let Some(object) = self.objects.last_mut() {
            object.layout = layout.to_owned();
            object.stations = stations;
        }
    }

    /// The rows and rejects so far, over all objects.
    pub fn rows(&self) -> u64 {
        self.objects.iter().map(|object| object.rows).sum()
    }

    /// The finished batch.
    ///
    /// # Errors
    /// If a scratch file cannot be written.
    pub fn finish(self) -> Result<Batch> {
        Ok(Batch { spooled: self.spool.finish(), rejects: self.rejects.finish()?, objects: self.objects })
    }
}

fn no_object() -> Error {
    Error::new(Kind::Invalid, "a row came before its object")
}

/// What some raw objects yielded.
#[derive(Debug)]
pub struct Batch {
    spooled: Spooled,
    rejects: RejectSpool,
    objects: Vec<BatchObject>,
}

impl Batch {
    /// The objects.
    pub fn objects(&self) -> &[BatchObject] {
        &self.objects
    }

    /// The months that have rows.
    pub fn months(&self) -> Vec<Month> {
        self.spooled.months()
    }

    /// The rows of a month by identity, then by rising precedence.
    pub(crate) fn month(&self, month: Month) -> Result<MergedRuns<'_>> {
        self.spooled.month(month)
    }

    /// Calls `each` with every refused row, in the order they came.
    ///
    /// # Errors
    /// `each`'s, or that of reading a scratch file.
    pub fn for_each_reject(&self, each: &mut dyn FnMut(Rejected) -> Result<()>) -> Result<()> {
        self.rejects.for_each(each)
    }
}

/// Refused rows, the first ones in a scratch file when they are many.
#[derive(Debug)]
struct RejectSpool {
    folder: PathBuf,
    buffered: Vec<Rejected>,
    file: Option<BufWriter<File>>,
}

/// A reject as a line of a scratch file.
#[derive(Serialize, Deserialize)]
struct RejectLine {
    object: String,
    row: u64,
    column: Option<String>,
    reason: String,
    text: String,
}

impl RejectSpool {
    fn push(&mut self, reject: Rejected) -> Result<()> {
        self.buffered.push(reject);
        if self.buffered.len() >= REJECTS_MAX {
            self.spill().map_err(|error| Error::io(format!("scratch file in {}", self.folder.display()), error))?;
        }
        Ok(())
    }

    fn spill(&mut self) -> std::io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(BufWriter::new(tempfile::tempfile_in(&self.folder)?)),
        };
        for reject in self.buffered.drain(..) {
            let Rejected { object, row, column, reason, text } = reject;
            serde_json::to_writer(&mut *file, &RejectLine { object: object.to_string(), row, column, reason, text })?;
            file.write_all(b"\n")?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Self> {
        if let Some(file) = &mut self.file {
            file.flush().map_err(|error| Error::io(format!("scratch file in {}", self.folder.display()), error))?;
        }
        Ok(self)
    }

    fn for_each(&self, each: &mut dyn FnMut(Rejected) -> Result<()>) -> Result<()> {
        let at = |error| Error::io(format!("scratch file in {}", self.folder.display()), error);
        if let Some(file) = &self.file {
            let mut file = file.get_ref();
            file.rewind().map_err(at)?;
            for line in BufReader::new(file).lines() {
                let line: RejectLine = serde_json::from_str(&line.map_err(at)?)
                    .map_err(|error| at(std::io::Error::new(std::io::ErrorKind::InvalidData, error)))?;
                let RejectLine { object, row, column, reason, text } = line;
                each(Rejected { object: parse_object(&object)?, row, column, reason, text })?;
            }
        }
        self.buffered.iter().cloned().try_for_each(each)
    }
}
