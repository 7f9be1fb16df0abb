//! A patient raw zone: all but listings and uploads under way is safe to repeat.

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use weather::Time;

use super::Retry;
use crate::raw::{FetchState, Incoming, ObjectFacts, ObjectId, Put, RawObject, RawUpload, RawZone, ReadSeek, Usage};
use crate::{Finding, Result};

#[async_trait]
impl<Z: RawZone + ?Sized> RawZone for Retry<Z> {
    async fn begin(&self) -> Result<RawUpload> {
        self.policy.run(|| self.inner.begin()).await
    }

    async fn open_incoming(&self, incoming: &Incoming) -> Result<Box<dyn ReadSeek>> {
        self.policy.run(|| self.inner.open_incoming(incoming)).await
    }

    async fn commit(&self, incoming: Incoming, facts: ObjectFacts) -> Result<Put> {
        self.policy.run(|| self.inner.commit(incoming.again(), facts.clone())).await
    }

    async fn discard(&self, incoming: Incoming) -> Result<()> {
        self.policy.run(|| self.inner.discard(incoming.again())).await
    }

    async fn get(&self, id: ObjectId) -> Result<RawObject> {
        self.policy.run(|| self.inner.get(id)).await
    }

    fn list(&self) -> BoxStream<'static, Result<RawObject>> {
        self.inner.list()
    }

    async fn open(&self, id: ObjectId) -> Result<Box<dyn ReadSeek>> {
        self.policy.run(|| self.inner.open(id)).await
    }

    async fn bytes(&self, id: ObjectId) -> Result<BoxStream<'static, Result<Bytes>>> {
        self.policy.run(|| self.inner.bytes(id)).await
    }

    async fn verify(&self, id: ObjectId) -> Result<()> {
        self.policy.run(|| self.inner.verify(id)).await
    }

    async fn check(&self) -> Result<()> {
        self.policy.run(|| self.inner.check()).await
    }

    async fn examine(&self, now: Time) -> Vec<Finding> {
        // What is found is to be told as it is.
        self.inner.examine(now).await
    }

    async fn usage(&self) -> Result<Usage> {
        self.policy.run(|| self.inner.usage()).await
    }

    async fn sweep(&self, older_than: Time) -> Result<u64> {
        self.policy.run(|| self.inner.sweep(older_than)).await
    }

    async fn last_fetch(&self, url: &str) -> Result<Option<FetchState>> {
        self.policy.run(|| self.inner.last_fetch(url)).await
    }

    async fn record_fetch(&self, state: FetchState) -> Result<()> {
        self.policy.run(|| self.inner.record_fetch(state.clone())).await
    }
}
