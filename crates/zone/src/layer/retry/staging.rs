//! A patient staging zone.
//!
//! Staging is safe to repeat, but staged twice a batch would find its own rows there, and its receipts would call them
//! duplicates. So after an answer that was lost it is looked whether the batch took effect.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::runtime::Handle;
use weather::{Month, Time};

use super::{Policy, Retry};
use crate::raw::ObjectId;
use crate::staging::{Batch, Chunk, ChunkIterator, MonthSummary, ReadRequest, Receipt, Rejected, Staged, StagingZone};
use crate::{Error, Finding, Kind, Result};

#[async_trait]
impl<Z: StagingZone + ?Sized + 'static> StagingZone for Retry<Z> {
    async fn stage(&self, batch: Arc<Batch>, now: Time) -> Result<Staged> {
        let before = self.receipts().await?;
        let revision = self.revision().await?;
        let mut attempt = 1;
        loop {
            let error = match self.inner.stage(batch.clone(), now).await {
                Err(error) if error.kind() == Kind::Unavailable => error,
                outcome => return outcome,
            };
            match self.policy.wait(attempt) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Err(error),
            }
            if let Some(staged) = took_effect(&batch, now, (&before, revision), self.receipts().await?) {
                return Ok(staged);
            }
            attempt += 1;
        }
    }

    async fn receipts(&self) -> Result<Vec<Receipt>> {
        self.policy.run(|| self.inner.receipts()).await
    }

    async fn rejects(&self, object: Option<ObjectId>) -> Result<Vec<Rejected>> {
        self.policy.run(|| self.inner.rejects(object)).await
    }

    async fn revision(&self) -> Result<i64> {
        self.policy.run(|| self.inner.revision()).await
    }

    async fn identity(&self) -> Result<String> {
        self.policy.run(|| self.inner.identity()).await
    }

    async fn months(&self) -> Result<Vec<MonthSummary>> {
        self.policy.run(|| self.inner.months()).await
    }

    async fn read(&self, month: Month, request: ReadRequest) -> Result<ChunkIterator> {
        let revision = self.revision().await?;
        let chunks = self.policy.run(|| self.inner.read(month, request.clone())).await?;
        let (zone, policy, runtime) = (self.inner.clone(), self.policy.clone(), Handle::current());
        Ok(Box::new(Resuming { zone, policy, runtime, month, request, revision, chunks, given: 0, attempt: 0 }))
    }

    async fn restore_month(&self, month: Month, rows: ChunkIterator, now: Time) -> Result<u64> {
        // The rows pass once; who copies starts a month that broke off again.
        self.inner.restore_month(month, rows, now).await
    }

    async fn restore_account(&self, receipts: Vec<Receipt>, rejects: Arc<Batch>, now: Time) -> Result<()> {
        self.policy.run(|| self.inner.restore_account(receipts.clone(), rejects.clone(), now)).await
    }

    async fn check(&self) -> Result<()> {
        self.policy.run(|| self.inner.check()).await
    }

    async fn examine(&self, now: Time) -> Vec<Finding> {
        self.inner.examine(now).await
    }
}

/// What a staging did whose answer was lost, if the receipts show that it took effect: those of all objects of the
/// batch are of this time and newer than everything there was.
fn took_effect(batch: &Batch, now: Time, (before, revision): (&[Receipt], i64), after: Vec<Receipt>) -> Option<Staged> {
    let of = |object: ObjectId| {
        after
            .iter()
            .find(|receipt| receipt.object == object && receipt.staged_time == now && receipt.revision > revision)
    };
    let receipts: Vec<Receipt> =
        batch.objects().iter().map(|object| of(object.facts.object).cloned()).collect::<Option<_>>()?;
    let gone = |receipt: &&Receipt| !after.iter().any(|other| other.object == receipt.object);
    let withdrawn = before.iter().filter(gone).map(|receipt| receipt.object).collect();
    (!receipts.is_empty()).then_some(Staged { receipts, withdrawn })
}

/// The rows of a month; where they break off they are read again from the start, and what was given is skipped.
struct Resuming<Z: ?Sized> {
    zone: Arc<Z>,
    policy: Policy,
    runtime: Handle,
    month: Month,
    request: ReadRequest,
    /// The zone's revision when reading began: another one would give other rows.
    revision: i64,
    chunks: ChunkIterator,
    /// Rows given so far.
    given: usize,
    /// Attempts since the last chunk.
    attempt: u32,
}

impl<Z: StagingZone + ?Sized> Resuming<Z> {
    fn reopen(&mut self) -> Result<()> {
        let Self { zone, month, request, .. } = self;
        let (revision, chunks) = wait_for(&self.runtime, async {
            let chunks = zone.read(*month, request.clone()).await?;
            Ok::<_, Error>((zone.revision().await?, chunks))
        })?;
        if revision != self.revision {
            let what = format!("the staging zone changed while {month} was read a second time");
            return Err(Error::new(Kind::Conflict, what).hint("run the command again"));
        }
        let mut left = self.given;
        self.chunks = Box::new(chunks.filter_map(move |chunk| match chunk {
            Ok(chunk) => skip(chunk, &mut left).map(Ok),
            Err(error) => Some(Err(error)),
        }));
        Ok(())
    }
}

/// Waits for something on the runtime, from whatever thread the rows are read on.
fn wait_for<T>(runtime: &Handle, future: impl Future<Output = T>) -> T {
    tokio::task::block_in_place(|| runtime.block_on(future))
}

/// A chunk without its first rows; `left` counts how many rows are still to be skipped.
fn skip(mut chunk: Chunk, left: &mut usize) -> Option<Chunk> {
    let count = chunk.observations.len().min(*left);
    *left -= count;
    chunk.observations.drain(..count);
    chunk.flags.drain(..count.min(chunk.flags.len()));
    chunk.provenances.drain(..count.min(chunk.provenances.len()));
    chunk.revisions.drain(..count.min(chunk.revisions.len()));
    (!chunk.observations.is_empty()).then_some(chunk)
}

impl<Z: StagingZone + ?Sized> Iterator for Resuming<Z> {
    type Item = Result<Chunk>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let error = match self.chunks.next()? {
                Ok(chunk) => {
                    self.given += chunk.observations.len();
                    self.attempt = 0;
                    return Some(Ok(chunk));
                }
                Err(error) => error,
            };
            let mut error = Some(error);
            while let Some(failed) = error.take() {
                self.attempt += 1;
                let wait = (failed.kind() == Kind::Unavailable).then(|| self.policy.wait(self.attempt)).flatten();
                let Some(wait) = wait else { return Some(Err(failed)) };
                wait_for(&self.runtime, tokio::time::sleep(wait));
                error = self.reopen().err();
            }
        }
    }
}
