//! The database: its client, its collections, their indexes and the check of what is written to them.

use std::sync::Arc;

use mongodb::bson::{Bson, Document, doc, serialize_to_bson};
use mongodb::options::{CollectionOptions, IndexOptions, WriteConcern};
use mongodb::{Client, Collection, Database, IndexModel};
use serde_json::Value;
use tokio::sync::OnceCell;

use super::address::Address;
use super::errors::{
    INTERNAL, NAMESPACE_EXISTS, Told, UNAUTHORIZED, code, is_duplicate, is_unsupported, persist, told,
};
use crate::curated::document::document_schema;
use crate::{Error, Kind, Result};

/// One document a station, definition and day.
pub(super) const DAYS: &str = "WeatherStats";
/// One document a station-month: partial results that add up.
pub(super) const MONTHS: &str = "WeatherMonths";
/// One document a station: what is usual by month and over the year.
pub(super) const NORMALS: &str = "WeatherNormals";
/// The log of writes.
pub(super) const LOG: &str = "WeatherLog";

/// The server, connected when first needed.
#[derive(Clone)]
pub(super) struct Server {
    address: Address,
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Server {
    /// The address without secrets: the client knows them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.address.shown)
    }
}

#[derive(Default)]
struct Shared {
    client: OnceCell<Client>,
    ready: OnceCell<()>,
}

impl Server {
    pub(super) fn new(address: Address) -> Self {
        Self { address, shared: Arc::default() }
    }

    /// A collection's name and where it is, for people.
    pub(super) fn name(&self, collection: &str) -> String {
        format!("{collection} in {}", self.address.shown)
    }

    /// The address without secrets, for people.
    pub(super) fn shown(&self) -> &str {
        &self.address.shown
    }

    pub(super) async fn client(&self) -> Result<&Client> {
        let connect = async || {
            let options = self.address.options().await?;
            Client::with_options(options)
        };
        self.shared.client.get_or_try_init(connect).await.map_err(|error| told(&self.address.shown, &error))
    }

    pub(super) async fn database(&self) -> Result<Database> {
        Ok(self.client().await?.database(&self.address.database))
    }

    pub(super) async fn collection<T: Send + Sync>(&self, name: &str) -> Result<Collection<T>> {
        Ok(self.database().await?.collection(name))
    }

    /// A collection whose writes are there to stay when they are done, whichever server of a set fails.
    pub(super) async fn majority<T: Send + Sync>(&self, name: &str) -> Result<Collection<T>> {
        let options = CollectionOptions::builder().write_concern(WriteConcern::majority()).build();
        Ok(self.database().await?.collection_with_options(name, options))
    }

    /// Makes what the zone needs and is not there. Asked once a process: what is dropped meanwhile is made by the next.
    ///
    /// # Errors
    /// If the user may not, or what is there cannot be the zone's.
    pub(super) async fn ready(&self) -> Result<()> {
        self.shared.ready.get_or_try_init(|| self.make()).await.map(drop)
    }

    async fn make(&self) -> Result<()> {
        let database = self.database().await?;
        let ask = || database.list_collection_names();
        let there = persist(ask).await.told(self.shown())?;
        for name in [DAYS, MONTHS, NORMALS, LOG] {
            if !there.iter().any(|other| other == name) {
                self.create(&database, name).await?;
            } else if name == DAYS {
                self.watch(&database).await?;
            }
        }
        self.index(DAYS, &["station_id", "period", "day"], true).await?;
        self.index(DAYS, &["period", "year", "station_id", "day"], false).await?;
        self.index(MONTHS, &["station_id", "month"], true).await
    }

    /// Makes a collection, that of the days with a validator where the server has validators.
    async fn create(&self, database: &Database, name: &str) -> Result<()> {
        let ask = |command: Document| persist(move || database.run_command(command.clone()));
        let mut made = match name {
            DAYS => ask(doc! { "create": name, "validator": validator() }).await,
            _ => ask(doc! { "create": name }).await,
        };
        if name == DAYS && made.as_ref().is_err_and(is_unsupported) {
            made = ask(doc! { "create": name }).await;
        }
        match made {
            // Another process was faster.
            Err(error) if code(&error) == Some(NAMESPACE_EXISTS) => Ok(()),
            made => made.told(&self.name(name)).map(drop),
        }
    }

    /// Brings the validator of the days up to this version, where the server has validators and the user may.
    async fn watch(&self, database: &Database) -> Result<()> {
        if self.validator().await? == Some(validator()) {
            return Ok(());
        }
        let ask = || database.run_command(doc! { "collMod": DAYS, "validator": validator() });
        match persist(ask).await {
            Err(error) if is_unsupported(&error) || code(&error) == Some(UNAUTHORIZED) => Ok(()),
            done => done.told(&self.name(DAYS)).map(drop),
        }
    }

    /// The validator of the days, if there is one.
    pub(super) async fn validator(&self) -> Result<Option<Document>> {
        let database = self.database().await?;
        let ask = || database.run_command(doc! { "listCollections": 1, "filter": { "name": DAYS } });
        let reply = persist(ask).await.told(&self.name(DAYS))?;
        let first = reply
            .get_document("cursor")
            .and_then(|cursor| cursor.get_array("firstBatch"))
            .ok()
            .and_then(|batch| batch.first());
        let options = first.and_then(Bson::as_document).and_then(|collection| collection.get_document("options").ok());
        Ok(options.and_then(|options| options.get_document("validator").ok()).cloned())
    }

    async fn index(&self, name: &str, fields: &[&str], is_unique: bool) -> Result<()> {
        let keys: Document = fields.iter().map(|field| ((*field).to_owned(), Bson::Int32(1))).collect();
        let options = IndexOptions::builder().unique(is_unique.then_some(true)).build();
        let model = IndexModel::builder().keys(keys).options(options).build();
        let collection = self.collection::<Document>(name).await?;
        match persist(|| collection.create_index(model.clone())).await {
            // FerretDB 1 tells documents in the way as an error of its own.
            Err(error) if is_duplicate(&error) || (is_unique && code(&error) == Some(INTERNAL)) => {
                let what = format!("{}: documents share {}", self.name(name), fields.join(", "));
                Err(Error::new(Kind::Corrupt, what)
                    .hint("somebody else wrote there: drop the collection and run `meteolake curate --again`, or name another database"))
            }
            made => made.told(&self.name(name)).map(drop),
        }
    }
}

/// What the server checks of a day's document.
pub(super) fn validator() -> Document {
    let schema = serialize_to_bson(&Value::Object(document_schema())).unwrap_or(Bson::Null);
    doc! { "$jsonSchema": schema }
}
