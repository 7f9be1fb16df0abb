//! A zone that does not answer some of its calls, for tests: before it did anything, or after it did everything.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use weather::climate::MonthPartial;
use weather::day::DayDefinition;
use weather::{Month, Time};

use crate::curated::{
    CuratedZone, DayRequest, DocumentIterator, MonthRequest, Watermark, Written, YearIterator, YearSummary,
};
use crate::raw::{FetchState, Incoming, ObjectFacts, ObjectId, Put, RawObject, RawUpload, RawZone, ReadSeek, Usage};
use crate::staging::{Batch, ChunkIterator, MonthSummary, ReadRequest, Receipt, Rejected, Staged, StagingZone};
use crate::{Error, Kind, Result};

/// When a call goes without an answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Moment {
    /// It never reached the zone.
    Before,
    /// The zone did it, and the answer was lost.
    After,
}

/// Which calls go without an answer, by their number from 0.
type Plan = fn(u64) -> Option<Moment>;

/// A zone around a zone that leaves some calls without an answer.
#[derive(Debug)]
pub(crate) struct Fault<Z: ?Sized> {
    inner: Arc<Z>,
    plan: Plan,
    calls: AtomicU64,
}

impl<Z: ?Sized> Fault<Z> {
    /// A zone around `inner` that fails as planned.
    pub(crate) fn new(inner: Arc<Z>, plan: Plan) -> Self {
        Self { inner, plan, calls: AtomicU64::new(0) }
    }

    /// How many calls there were.
    pub(crate) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Makes a call, or not, or loses its answer.
    async fn call<T>(&self, call: impl Future<Output = Result<T>>) -> Result<T> {
        match (self.plan)(self.calls.fetch_add(1, Ordering::Relaxed)) {
            None => call.await,
            Some(Moment::Before) => Err(lost()),
            Some(Moment::After) => call.await.and_then(|_| Err(lost())),
        }
    }
}

fn lost() -> Error {
    Error::new(Kind::Unavailable, "the connection was cut")
}

#[async_trait]
impl<Z: RawZone + ?Sized> RawZone for Fault<Z> {
    async fn begin(&self) -> Result<RawUpload> {
        // An upload whose beginning is lost stays behind for the sweep, which is what it is for: fail before it only.
        match (self.plan)(self.calls.fetch_add(1, Ordering::Relaxed)) {
            None => self.inner.begin().await,
            Some(_) => Err(lost()),
        }
    }
    async fn open_incoming(&self, incoming: &Incoming) -> Result<Box<dyn ReadSeek>> {
        self.call(self.inner.open_incoming(incoming)).await
    }
    async fn commit(&self, incoming: Incoming, facts: ObjectFacts) -> Result<Put> {
        self.call(self.inner.commit(incoming, facts)).await
    }
    async fn discard(&self, incoming: Incoming) -> Result<()> {
        self.call(self.inner.discard(incoming)).await
    }
    async fn get(&self, id: ObjectId) -> Result<RawObject> {
        self.call(self.inner.get(id)).await
    }
    fn list(&self) -> BoxStream<'static, Result<RawObject>> {
        self.inner.list()
    }
    async fn open(&self, id: ObjectId) -> Result<Box<dyn ReadSeek>> {
        self.call(self.inner.open(id)).await
    }
    async fn bytes(&self, id: ObjectId) -> Result<BoxStream<'static, Result<Bytes>>> {
        self.call(self.inner.bytes(id)).await
    }
    async fn verify(&self, id: ObjectId) -> Result<()> {
        self.call(self.inner.verify(id)).await
    }
    async fn check(&self) -> Result<()> {
        self.call(self.inner.check()).await
    }
    async fn usage(&self) -> Result<Usage> {
        self.call(self.inner.usage()).await
    }
    async fn sweep(&self, older_than: Time) -> Result<u64> {
        // How many were deleted is lost with the answer.
        self.inner.sweep(older_than).await
    }
    async fn last_fetch(&self, url: &str) -> Result<Option<FetchState>> {
        self.call(self.inner.last_fetch(url)).await
    }
    async fn record_fetch(&self, state: FetchState) -> Result<()> {
        self.call(self.inner.record_fetch(state)).await
    }
}

#[async_trait]
impl<Z: StagingZone + ?Sized> StagingZone for Fault<Z> {
    async fn stage(&self, batch: Arc<Batch>, now: Time) -> Result<Staged> {
        self.call(self.inner.stage(batch, now)).await
    }
    async fn receipts(&self) -> Result<Vec<Receipt>> {
        self.call(self.inner.receipts()).await
    }
    async fn rejects(&self, object: Option<ObjectId>) -> Result<Vec<Rejected>> {
        self.call(self.inner.rejects(object)).await
    }
    async fn revision(&self) -> Result<i64> {
        self.call(self.inner.revision()).await
    }
    async fn identity(&self) -> Result<String> {
        self.call(self.inner.identity()).await
    }
    async fn months(&self) -> Result<Vec<MonthSummary>> {
        self.call(self.inner.months()).await
    }
    async fn read(&self, month: Month, request: ReadRequest) -> Result<ChunkIterator> {
        let chunks = self.call(self.inner.read(month, request)).await?;
        // Every reading breaks off after its first chunk, too.
        let broken = (self.plan)(self.calls.fetch_add(1, Ordering::Relaxed)).map(|_| Err(lost()));
        Ok(match broken {
            None => chunks,
            Some(broken) => Box::new(chunks.take(1).chain(std::iter::once(broken))),
        })
    }
    async fn restore_month(&self, month: Month, rows: ChunkIterator, now: Time) -> Result<u64> {
        self.inner.restore_month(month, rows, now).await
    }
    async fn restore_account(&self, receipts: Vec<Receipt>, rejects: Arc<Batch>, now: Time) -> Result<()> {
        self.call(self.inner.restore_account(receipts, rejects, now)).await
    }
    async fn check(&self) -> Result<()> {
        self.call(self.inner.check()).await
    }
}

#[async_trait]
impl<Z: CuratedZone + ?Sized> CuratedZone for Fault<Z> {
    async fn write(&self, years: YearIterator, watermark: Watermark, now: Time) -> Result<Written> {
        // Half written is for the backends' own tests: here it fails before it took anything.
        match (self.plan)(self.calls.fetch_add(1, Ordering::Relaxed)) {
            None => self.inner.write(years, watermark, now).await,
            Some(_) => Err(lost()),
        }
    }
    async fn revision(&self) -> Result<i64> {
        self.call(self.inner.revision()).await
    }
    async fn watermark(&self, staging: &str) -> Result<Option<i64>> {
        self.call(self.inner.watermark(staging)).await
    }
    async fn years(&self) -> Result<Vec<YearSummary>> {
        self.call(self.inner.years()).await
    }
    async fn read(&self, definition: DayDefinition, year: i32, request: DayRequest) -> Result<DocumentIterator> {
        self.call(self.inner.read(definition, year, request)).await
    }
    async fn months(&self, request: MonthRequest) -> Result<Vec<MonthPartial>> {
        self.call(self.inner.months(request)).await
    }
    async fn check(&self) -> Result<()> {
        self.call(self.inner.check()).await
    }
}
