//! Which report of a station and time stays, and what becomes of the others.
//!
//! The outcome depends only on the set of objects staged, never on the order of staging: it is what staging them in
//! the order of their fetches would give. One case needs help from outside: an object that is staged late, after
//! objects fetched later than it, may replace a row that those vouch for; [`Merged::replaced_same_insert`] says so,
//! and the zone then has them staged again.

use std::iter::Peekable;

use super::row::StagedRow;
use super::spool::IncomingRow;
use crate::Result;

/// What became of an incoming row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is the row now.
    Accepted,
    /// A better report won.
    Superseded,
    /// It says what the row already said.
    Duplicate,
}

/// What is known of one identity after merging.
#[derive(Debug)]
pub(crate) struct Merged {
    /// The row that stays.
    pub(crate) row: StagedRow,
    /// Whether it differs from what the zone had.
    pub(crate) changed: bool,
    /// Whether it replaced a row of equal insertion time only because its object was fetched later.
    pub(crate) replaced_same_insert: bool,
}

/// Merges the rows a zone has with incoming ones; both in order of identity, the incoming ones then by precedence.
pub(crate) struct Merge<E: Iterator<Item = Result<StagedRow>>, I: Iterator<Item = Result<IncomingRow>>, F> {
    existing: Peekable<E>,
    incoming: Peekable<I>,
    revision: i64,
    tell: F,
    group: Vec<IncomingRow>,
}

impl<E, I, F> Merge<E, I, F>
where
    E: Iterator<Item = Result<StagedRow>>,
    I: Iterator<Item = Result<IncomingRow>>,
    F: FnMut(&IncomingRow, Fate),
{
    /// A merge whose changed rows get `revision`; `tell` hears the fate of every incoming row.
    pub(crate) fn new(existing: E, incoming: I, revision: i64, tell: F) -> Self {
        Self { existing: existing.peekable(), incoming: incoming.peekable(), revision, tell, group: Vec::new() }
    }

    fn step(&mut self) -> Result<Option<Merged>> {
        let existing_key = peek_key(&mut self.existing, StagedRow::key)?;
        let incoming_key = peek_key(&mut self.incoming, |row| (row.observation.station, row.observation.time))?;
        let key = match (existing_key, incoming_key) {
            (None, None) => return Ok(None),
            (Some(key), None) | (None, Some(key)) => key,
            (Some(existing), Some(incoming)) => existing.min(incoming),
        };
        let existing = if existing_key == Some(key) { self.existing.next().transpose()? } else { None };
        self.group.clear();
        while let Some(row) = self
            .incoming
            .next_if(|row| row.as_ref().map_or(true, |row| key == (row.observation.station, row.observation.time)))
        {
            self.group.push(row?);
        }
        Ok(self.resolve(existing))
    }

    /// Decides one identity: at most one row that was there, any number of incoming ones by rising precedence.
    fn resolve(&mut self, existing: Option<StagedRow>) -> Option<Merged> {
        let Some(best) = self.group.last() else {
            return existing.map(|row| Merged { row, changed: false, replaced_same_insert: false });
        };
        let stays = existing.as_ref().is_some_and(|row| {
            let same = row.observation.same_content(&best.observation)
                && row.provenance.insert_time == best.provenance.insert_time;
            same || row.provenance.precedence() >= best.provenance.precedence()
        });
        let replaced_same_insert =
            !stays && existing.as_ref().is_some_and(|row| row.provenance.insert_time == best.provenance.insert_time);
        let (row, winner) = match existing {
            Some(row) if stays => (row, None),
            _ => {
                let best = best.clone();
                let winner = self.group.len() - 1;
                let row =
                    StagedRow { observation: best.observation, provenance: best.provenance, revision: self.revision };
                (row, Some(winner))
            }
        };
        for (index, incoming) in self.group.iter().enumerate() {
            let fate = if winner == Some(index) {
                Fate::Accepted
            } else if incoming.observation.same_content(&row.observation) {
                Fate::Duplicate
            } else {
                Fate::Superseded
            };
            (self.tell)(incoming, fate);
        }
        Some(Merged { row, changed: winner.is_some(), replaced_same_insert })
    }
}

impl<E, I, F> Iterator for Merge<E, I, F>
where
    E: Iterator<Item = Result<StagedRow>>,
    I: Iterator<Item = Result<IncomingRow>>,
    F: FnMut(&IncomingRow, Fate),
{
    type Item = Result<Merged>;

    fn next(&mut self) -> Option<Result<Merged>> {
        self.step().transpose()
    }
}

/// The key of the next item; an error that stands there is taken out and returned.
fn peek_key<T, K>(items: &mut Peekable<impl Iterator<Item = Result<T>>>, key: impl Fn(&T) -> K) -> Result<Option<K>> {
    match items.peek() {
        None => Ok(None),
        Some(Ok(item)) => Ok(Some(key(item))),
        Some(Err(_)) => items.next().transpose().map(|item| item.as_ref().map(key)),
    }
}
