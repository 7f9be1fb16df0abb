//! The in-memory twin of the staging zone, for tests and for showing that the contract needs no table format.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use weather::quality::Control;
use weather::{Month, Observation, StationId, Time, Variable};

use super::merge::Merge;
use super::receipt::{self, closed, to_withdraw};
use super::row::staged_rows;
use super::{
    Batch, Chunk, ChunkIterator, MonthSummary, ReadRequest, Receipt, Registry, Rejected, Staged, StagedRow,
    StagingZone, Tally,
};
use crate::Result;
use crate::raw::ObjectId;

/// A staging zone in memory.
#[derive(Debug, Default)]
pub struct MemoryStaging {
    state: Mutex<State>,
}

#[derive(Debug, Default, Clone)]
struct State {
    rows: BTreeMap<(StationId, Time), StagedRow>,
    receipts: Vec<Receipt>,
    rejects: Vec<Rejected>,
    revision: i64,
}

impl MemoryStaging {
    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves a whole state: it is replaced in one step.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn stage(&mut self, batch: &Batch, now: Time) -> Result<Staged> {
        self.revision += 1;
        let objects = batch.objects();
        let places: HashMap<_, _> =
            objects.iter().enumerate().map(|(place, object)| (*object.facts.object.as_bytes(), place)).collect();
        let mut tallies: Vec<Tally> = objects
            .iter()
            .map(|object| Tally { rows: object.rows, rejected: object.rejected, ..Tally::default() })
            .collect();
        let mut late = Vec::new();
        for month in batch.months() {
            let existing: Vec<StagedRow> =
                self.rows.values().filter(|row| row.observation.time.month() == month).cloned().collect();
            let merge = Merge::new(existing.into_iter().map(Ok), batch.month(month)?, self.revision, |row, fate| {
                tallies[places[&row.provenance.object]].count(fate);
            });
            for merged in merge {
                let merged = merged?;
                if merged.replaced_same_insert {
                    late.push(places[&merged.row.provenance.object]);
                }
                self.rows.insert(merged.row.key(), merged.row);
            }
        }
        self.flag(batch);
        let receipts: Vec<Receipt> = objects
            .iter()
            .zip(tallies)
            .map(|(object, tally)| closed(object, tally, self.revision, now))
            .collect::<Result<_>>()?;
        let withdrawn = to_withdraw(batch, late.into_iter().map(|place| &objects[place]), &self.receipts);
        self.replace_ledger(batch, &receipts, &withdrawn)?;
        Ok(Staged { receipts, withdrawn })
    }

    /// Sets the flags of all rows: what is small is done whole.
    fn flag(&mut self, batch: &Batch) {
        let said = self.receipts.iter().flat_map(|receipt| &receipt.stations);
        let registry = Registry::of_facts(said.chain(batch.objects().iter().flat_map(|object| &object.stations)));
        let mut stations: BTreeMap<StationId, Vec<&mut StagedRow>> = BTreeMap::new();
        for row in self.rows.values_mut() {
            stations.entry(row.observation.station).or_default().push(row);
        }
        for (id, rows) in stations {
            let reports: Vec<Observation> = rows.iter().map(|row| row.observation.clone()).collect();
            let evaluation = Control::standard().evaluate(&registry.station(id), &reports);
            for (row, flags) in rows.into_iter().zip(evaluation.flags).filter(|(row, flags)| row.flags != *flags) {
                row.flags = flags;
                row.revision = self.revision;
            }
        }
    }

    fn replace_ledger(&mut self, batch: &Batch, new: &[Receipt], withdrawn: &[ObjectId]) -> Result<()> {
        receipt::replace(&mut self.receipts, new, withdrawn);
        let gone = |id: &ObjectId| withdrawn.contains(id) || new.iter().any(|receipt| receipt.object == *id);
        self.rejects.retain(|reject| !gone(&reject.object));
        batch.for_each_reject(&mut |reject| {
            self.rejects.push(reject);
            Ok(())
        })?;
        self.rejects.sort_by_key(|reject| (reject.object, reject.row));
        Ok(())
    }
}

#[async_trait]
impl StagingZone for MemoryStaging {
    async fn stage(&self, batch: Arc<Batch>, now: Time) -> Result<Staged> {
        let mut state = self.state();
        // All or nothing: work on a copy.
        let mut next = state.clone();
        let staged = next.stage(&batch, now)?;
        *state = next;
        Ok(staged)
    }

    async fn receipts(&self) -> Result<Vec<Receipt>> {
        Ok(self.state().receipts.clone())
    }

    async fn rejects(&self, object: Option<ObjectId>) -> Result<Vec<Rejected>> {
        let wanted = |reject: &&Rejected| object.is_none_or(|object| object == reject.object);
        Ok(self.state().rejects.iter().filter(wanted).cloned().collect())
    }

    async fn revision(&self) -> Result<i64> {
        Ok(self.state().revision)
    }

    async fn identity(&self) -> Result<String> {
        Ok("memory".to_owned())
    }

    async fn months(&self) -> Result<Vec<MonthSummary>> {
        let mut months: BTreeMap<Month, MonthSummary> = BTreeMap::new();
        for row in self.state().rows.values() {
            let month = row.observation.time.month();
            let summary = months.entry(month).or_insert(MonthSummary { month, rows: 0, revision_max: 0 });
            summary.rows += 1;
            summary.revision_max = summary.revision_max.max(row.revision);
        }
        Ok(months.into_values().collect())
    }

    async fn read(&self, month: Month, request: ReadRequest) -> Result<ChunkIterator> {
        let mut chunk = Chunk::default();
        for ((station, time), row) in &self.state().rows {
            if time.month() == month && request.wants(*station, *time) {
                chunk.observations.push(project(&row.observation, request.variables.as_deref()));
                if request.flags {
                    chunk.flags.push(row.flags);
                }
                if request.provenance {
                    chunk.provenances.push(row.provenance);
                }
                if request.revision {
                    chunk.revisions.push(row.revision);
                }
            }
        }
        Ok(Box::new(std::iter::once(Ok(chunk))))
    }

    async fn restore_month(&self, month: Month, rows: ChunkIterator, _now: Time) -> Result<u64> {
        let mut next = self.state().clone();
        next.revision += 1;
        next.rows.retain(|(_, time), _| time.month() != month);
        let before = next.rows.len();
        for chunk in rows {
            next.rows.extend(staged_rows(chunk?, next.revision)?.map(|row| (row.key(), row)));
        }
        let count = next.rows.len() - before;
        *self.state() = next;
        Ok(count as u64)
    }

    async fn restore_account(&self, receipts: Vec<Receipt>, rejects: Arc<Batch>, _now: Time) -> Result<()> {
        let mut next = self.state().clone();
        let revision = next.revision + 1;
        next.receipts = receipts.into_iter().map(|receipt| Receipt { revision, ..receipt }).collect();
        (next.rejects, next.revision) = (Vec::new(), revision);
        rejects.for_each_reject(&mut |reject| {
            next.rejects.push(reject);
            Ok(())
        })?;
        *self.state() = next;
        Ok(())
    }

    async fn check(&self) -> Result<()> {
        Ok(())
    }
}

fn project(observation: &Observation, variables: Option<&[Variable]>) -> Observation {
    let Some(variables) = variables else {
        return observation.clone();
    };
    let mut projected = Observation::new(observation.station, observation.time);
    projected.marks = observation.marks;
    for variable in variables {
        projected.set(*variable, observation.get(*variable));
    }
    projected
}
