//! One download: asked for until it arrives or there is no use in asking, looked at, and kept.

use std::io::Read;

use zone::raw::{FetchState, Incoming, ObjectFacts, ObjectId, ObjectKind, ReadSeek};
use zone::{Error, Kind};

use super::Event;
use super::plan::Job;
use super::report::{DownloadReport, Outcome};
use super::run::Run;
use super::transfer::{Ended, Exchange, Head, Transfer, Trouble};

/// No list of stations is longer; the real one has 190 of them in 50 kB.
const STATION_LIST_BYTES_MAX: u64 = 16 << 20;

/// What a download cost, whatever came of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cost {
    pub(super) attempts: u32,
    pub(super) bytes: u64,
}

impl Run<'_> {
    /// Brings a file into the raw zone. Only trouble of the lake itself is an error.
    pub(super) async fn download(&self, job: &Job) -> Result<DownloadReport, Error> {
        (self.progress)(Event::Started { url: &job.url, name: &job.name });
        let mut cost = Cost::default();
        let (outcome, object) = match self.bring(job, &mut cost).await {
            Ok((outcome, object)) => (outcome, Some(object)),
            // A damaged object concerns this file alone; a full disk concerns them all.
            Err(Trouble::Lake(error)) if error.kind() != Kind::Corrupt => return Err(error),
            Err(Trouble::Lake(error) | Trouble::Lasting(error) | Trouble::Passing { error, .. }) => {
                (Outcome::failed(&error), None)
            }
        };
        let report = DownloadReport::new(job, outcome, object, cost);
        (self.progress)(Event::Ended { report: &report });
        Ok(report)
    }

    async fn bring(&self, job: &Job, cost: &mut Cost) -> Result<(Outcome, ObjectId), Trouble> {
        let known = self.known(&job.url).await?;
        let mut transfer = Transfer::begin(self.raw, &self.fetch.scratch, &job.url).await?;
        let ended = self.attempts(job, known.as_ref(), &mut transfer, &mut cost.attempts).await;
        cost.bytes = transfer.received();
        match (ended, known) {
            (Ok(Ended::Unchanged), Some(known)) => {
                transfer.abandon(false).await?;
                self.unchanged(known).await
            }
            (Ok(_), _) => self.keep(job, transfer).await,
            (Err(trouble), _) => {
                transfer.abandon(matches!(trouble, Trouble::Passing { .. })).await?;
                Err(trouble)
            }
        }
    }

    /// What the last fetch of an address gave; `None` where the raw zone does not hold it any more.
    async fn known(&self, url: &str) -> Result<Option<FetchState>, Error> {
        let state = match self.raw.last_fetch(url).await {
            // What cannot be read is written anew by this fetch.
            Err(error) if error.kind() == Kind::Corrupt => None,
            state => state?,
        };
        let Some(state) = state else { return Ok(None) };
        match self.raw.get(state.object).await {
            Ok(_) => Ok(Some(state)),
            Err(error) if matches!(error.kind(), Kind::NotFound | Kind::Corrupt) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Asks for the file until it arrives or there is no use in asking.
    async fn attempts(
        &self,
        job: &Job,
        known: Option<&FetchState>,
        transfer: &mut Transfer<'_>,
        attempts: &mut u32,
    ) -> Result<Ended, Trouble> {
        let (fetch, url) = (self.fetch, job.url.as_str());
        let received = |bytes, bytes_total| (self.progress)(Event::Received { url, bytes, bytes_total });
        loop {
            *attempts += 1;
            let exchange = Exchange { client: &fetch.client, url, known, now: (fetch.now)(), received: &received };
            let (error, asked) = match exchange.run(transfer).await {
                Err(Trouble::Passing { error, asked }) => (error, asked),
                ended => return ended,
            };
            let Some(delay) = fetch.settings.retry.wait(*attempts, asked, (fetch.chance)()) else {
                return Err(Trouble::Passing { error, asked });
            };
            (self.progress)(Event::Waiting { url, name: &job.name, delay, reason: &error.to_string() });
            tokio::time::sleep(delay).await;
        }
    }

    async fn unchanged(&self, known: FetchState) -> Result<(Outcome, ObjectId), Trouble> {
        let object = known.object;
        self.raw.record_fetch(FetchState { checked_time: (self.fetch.now)(), ..known }).await?;
        Ok((Outcome::Unchanged, object))
    }

    /// Keeps a file that arrived whole, if it is what it claims to be.
    async fn keep(&self, job: &Job, transfer: Transfer<'_>) -> Result<(Outcome, ObjectId), Trouble> {
        let (incoming, head) = transfer.finish().await?;
        if let Err(trouble) = self.look_at(job, &incoming).await {
            self.raw.discard(incoming).await?;
            return Err(trouble);
        }
        let facts = self.facts(job, &head);
        let Head { etag, last_modified, .. } = head;
        let checked_time = facts.fetch_time;
        let put = self.raw.commit(incoming, facts).await?;
        let object = put.object.sha256;
        self.raw.record_fetch(FetchState { url: job.url.clone(), object, etag, last_modified, checked_time }).await?;
        Ok((if put.created { Outcome::New } else { Outcome::Duplicate }, object))
    }

    /// Looks whether a file is what it claims to be: providers answer with pages of HTML as well.
    async fn look_at(&self, job: &Job, incoming: &Incoming) -> Result<(), Trouble> {
        let (kind, reader) = (job.kind, self.raw.open_incoming(incoming).await?);
        let looked = tokio::task::spawn_blocking(move || recognise(kind, reader)).await;
        let found = looked.map_err(|error| Error::new(Kind::Invalid, format!("reading {}: {error}", job.name)))?;
        found.map_err(|error| {
            let what = format!("what the provider sent cannot be used: {error}");
            Trouble::Lasting(
                Error::new(Kind::Invalid, what).hint("nothing of it was kept; open the address in a browser"),
            )
        })
    }

    fn facts(&self, job: &Job, head: &Head) -> ObjectFacts {
        ObjectFacts {
            kind: job.kind,
            name: job.name.clone(),
            source: job.provider.name().into(),
            url: Some(job.url.clone()),
            fetch_time: (self.fetch.now)(),
            media_type: head.media_type.clone(),
            etag: head.etag.clone(),
            last_modified: head.last_modified.clone(),
        }
    }
}

/// Why the bytes are not what a file of this kind holds.
fn recognise(kind: ObjectKind, reader: Box<dyn ReadSeek>) -> Result<(), String> {
    match kind {
        ObjectKind::Observations => source::recognise(reader).map(drop).map_err(|error| error.what),
        ObjectKind::StationList => {
            let mut bytes = Vec::new();
            reader.take(STATION_LIST_BYTES_MAX).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
            source::read_station_list(&bytes).map(drop).map_err(|error| error.what)
        }
    }
}
