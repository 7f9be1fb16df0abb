//! Reads a collection in order of station and of day or month, batch by batch, and goes on where a connection broke.

use futures::StreamExt;
use mongodb::bson::raw::RawDocument;
use mongodb::bson::{Bson, Document, RawDocumentBuf, doc};
use mongodb::raw_batch_cursor::{RawBatch, RawBatchCursor};
use weather::StationId;
use weather::day::DayDefinition;

use super::errors::{Told, persist};
use super::server::{DAYS, MONTHS, Server};
use super::stored;
use crate::curated::{DayRequest, MonthRequest};
use crate::{Error, Kind, Result};

/// Documents the server sends at a time.
const DOCUMENTS_PER_BATCH: u32 = 1_000;

/// How often a scan goes on after an error without a batch in between.
const TRIES: u32 = 8;

/// A query under way.
pub(super) struct Scan {
    server: Server,
    collection: &'static str,
    /// The field of the order after `station_id`.
    second: &'static str,
    filter: Document,
    /// The station and day or month of the last document that came.
    after: Option<(String, String)>,
    cursor: Option<RawBatchCursor>,
    is_done: bool,
}

impl Scan {
    /// The days that a request wants.
    pub(super) fn days(server: Server, definition: DayDefinition, year: i32, request: &DayRequest) -> Self {
        let mut filter = doc! { "period": definition.name(), "year": year };
        restrict(&mut filter, request.stations.as_deref(), "day", [&request.from, &request.to]);
        Self { server, collection: DAYS, second: "day", filter, after: None, cursor: None, is_done: false }
    }

    /// The months that a request wants.
    pub(super) fn months(server: Server, request: &MonthRequest) -> Self {
        let mut filter = doc! {};
        restrict(&mut filter, request.stations.as_deref(), "month", [&request.from, &request.to]);
        Self { server, collection: MONTHS, second: "month", filter, after: None, cursor: None, is_done: false }
    }

    /// The next batch, until there is none.
    ///
    /// # Errors
    /// The server's; broken connections only when they break again and again.
    pub(super) async fn next(&mut self) -> Result<Option<Batch>> {
        if self.is_done {
            return Ok(None);
        }
        let mut tries = 1;
        loop {
            match self.batch().await {
                Err(error) if error.kind() == Kind::Unavailable && tries < TRIES => {
                    tracing::debug!("{}: going on after {error}", self.server.name(self.collection));
                    self.cursor = None;
                    tries += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn batch(&mut self) -> Result<Option<Batch>> {
        let mut cursor = match self.cursor.take() {
            Some(cursor) => cursor,
            None => self.open().await?,
        };
        let what = self.server.name(self.collection);
        let Some(batch) = cursor.next().await.transpose().told(&what)? else {
            self.is_done = true;
            return Ok(None);
        };
        self.cursor = Some(cursor);
        let batch = Batch(batch);
        if let Some(last) = batch.documents()?.pop() {
            let text = |name| stored::text(&self.server, self.collection, last, name).map(str::to_owned);
            self.after = Some((text("station_id")?, text(self.second)?));
        }
        Ok(Some(batch))
    }

    async fn open(&mut self) -> Result<RawBatchCursor> {
        let mut filter = self.filter.clone();
        if let Some((station, second)) = &self.after {
            let later = doc! { "station_id": station, self.second: { "$gt": second } };
            filter.insert("$or", vec![doc! { "station_id": { "$gt": station } }, later]);
        }
        let collection = self.server.collection::<RawDocumentBuf>(self.collection).await?;
        let order = doc! { "station_id": 1, self.second: 1 };
        let ask = || {
            let find = collection.find(filter.clone()).sort(order.clone());
            find.batch_size(DOCUMENTS_PER_BATCH).batch()
        };
        persist(ask).await.told(&self.server.name(self.collection))
    }
}

fn restrict(filter: &mut Document, stations: Option<&[StationId]>, field: &str, range: [&Option<impl ToString>; 2]) {
    if let Some(stations) = stations {
        let stations: Vec<Bson> = stations.iter().map(|station| station.as_str().into()).collect();
        filter.insert("station_id", doc! { "$in": stations });
    }
    let [from, to] = range.map(|bound| bound.as_ref().map(ToString::to_string));
    let bounds: Document = [("$gte", from), ("$lte", to)]
        .into_iter()
        .filter_map(|(operator, bound)| Some((operator.to_owned(), Bson::String(bound?))))
        .collect();
    if !bounds.is_empty() {
        filter.insert(field, bounds);
    }
}

/// Documents as the server sent them.
pub(super) struct Batch(RawBatch);

impl Batch {
    /// The documents.
    ///
    /// # Errors
    /// `Unavailable` if the answer is none.
    pub(super) fn documents(&self) -> Result<Vec<&RawDocument>> {
        let wrong =
            |error: String| Error::new(Kind::Unavailable, format!("the server's answer cannot be read: {error}"));
        let documents = self.0.doc_slices().map_err(|error| wrong(error.kind.to_string()))?;
        let mut found = Vec::new();
        for value in documents {
            let value = value.map_err(|error| wrong(error.to_string()))?;
            found.push(value.as_document().ok_or_else(|| wrong("a value that is no document".to_owned()))?);
        }
        Ok(found)
    }
}
