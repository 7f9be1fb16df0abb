//! Quality flags on rows as they pass, station by station.

use std::collections::{HashMap, VecDeque};
use std::iter::Peekable;

use weather::quality::Control;
use weather::{Observation, StationId};

use crate::Result;
use crate::staging::Registry;
use crate::staging::merge::Merged;

/// The reports around a month that its flags depend on, by station.
pub(super) struct Context {
    pub(super) before: HashMap<StationId, Vec<Observation>>,
    pub(super) after: HashMap<StationId, Vec<Observation>>,
}

/// Rows in order of station and time, on which the flags are set.
pub(super) struct Flagged<'a, I: Iterator<Item = Result<Merged>>> {
    rows: Peekable<I>,
    context: &'a Context,
    registry: &'a Registry,
    control: &'a Control,
    revision: i64,
    ready: VecDeque<Merged>,
}

impl<'a, I: Iterator<Item = Result<Merged>>> Flagged<'a, I> {
    /// Flags on `rows`; a row whose flags change counts as changed in `revision`.
    pub(super) fn new(
        rows: I,
        context: &'a Context,
        registry: &'a Registry,
        control: &'a Control,
        revision: i64,
    ) -> Self {
        Self { rows: rows.peekable(), context, registry, control, revision, ready: VecDeque::new() }
    }

    /// Takes the rows of the next station and flags them.
    fn fill(&mut self) -> Result<()> {
        let Some(first) = self.rows.next().transpose()? else {
            return Ok(());
        };
        let station = first.row.observation.station;
        self.ready.push_back(first);
        let same = |row: &Result<Merged>| row.as_ref().map_or(true, |row| row.row.observation.station == station);
        while let Some(row) = self.rows.next_if(same) {
            self.ready.push_back(row?);
        }
        let around =
            |reports: &HashMap<StationId, Vec<Observation>>| reports.get(&station).cloned().unwrap_or_default();
        let mut reports = around(&self.context.before);
        let skipped = reports.len();
        reports.extend(self.ready.iter().map(|row| row.row.observation.clone()));
        reports.extend(around(&self.context.after));
        let evaluation = self.control.evaluate(&self.registry.station(station), &reports);
        for (merged, flags) in self.ready.iter_mut().zip(&evaluation.flags[skipped..]) {
            if merged.row.flags != *flags {
                merged.row.flags = *flags;
                merged.row.revision = self.revision;
                merged.changed = true;
            }
        }
        Ok(())
    }
}

impl<I: Iterator<Item = Result<Merged>>> Iterator for Flagged<'_, I> {
    type Item = Result<Merged>;

    fn next(&mut self) -> Option<Result<Merged>> {
        if self.ready.is_empty()
            && let Err(error) = self.fill()
        {
            return Some(Err(error));
        }
        self.ready.pop_front().map(Ok)
    }
}
