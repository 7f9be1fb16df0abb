//! A patient raw zone: all but listings and uploads under way is safe to repeat.

use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use weather::Time;

use super::Retry;
use crate::raw::{FetchState, Incoming, ObjectFacts, ObjectId, Put, RawObject, RawUpload, RawZone, ReadSeek, Usage};
use crate::{Finding, Kind, Result};

#[async_trait]
impl<Z: RawZone + ?Sized> RawZone for Retry<Z> {
    async fn begin(&self) -> Result<RawUpload> {
        self.policy.run(|| self.inner.begin()).await
    }

    async fn open_incoming(&self, incoming: &Incoming) -> Result<Box<dyn ReadSeek>> {
        self.policy.run(|| self.inner.open_incoming(incoming)).await
    }

    async fn commit(&self, incoming: Incoming, facts: ObjectFacts) -> Result<Put> {
        let lost = AtomicBool::new(false);
        let commit = async || {
            let outcome = self.inner.commit(incoming.again(), facts.clone()).await;
            lost.fetch_or(outcome.as_ref().is_err_and(|error| error.kind() == Kind::Unavailable), Ordering::Relaxed);
            outcome
        };
        let mut put = self.policy.run(commit).await?;
        // After an answer that was lost the object may be there because of us: then its facts are ours.
        let ours = || put.object == RawObject::new(incoming.sha256, incoming.size, facts.clone());
        put.created |= lost.into_inner() && ours();
        Ok(put)
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
