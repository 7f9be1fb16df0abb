//! Upserts in bulk: `update` commands of many documents each, every one refused where a newer document stands.

use mongodb::bson::raw::RawArrayBuf;
use mongodb::bson::{Bson, Document, RawDocumentBuf, rawdoc};

use super::super::errors::{Told, persist, told_by_code};
use super::super::log::{Log, Turn};
use super::super::server::Server;
use crate::Result;

/// Documents in one command, of the 100,000 that a server takes.
const DOCUMENTS: usize = 1_000;

/// Bytes in one command, of the 16 MiB that a server takes.
const BYTES: usize = 4 << 20;

/// The code of a document that cannot be put because one of its `_id` stands there and is not older.
const DUPLICATE: i32 = 11_000;

/// Documents of one collection on their way.
pub(super) struct Bulk<'a> {
    server: &'a Server,
    log: &'a Log<'a>,
    turn: &'a Turn,
    collection: &'static str,
    updates: RawArrayBuf,
    documents: usize,
    bytes: usize,
}

impl<'a> Bulk<'a> {
    pub(super) fn new(server: &'a Server, log: &'a Log<'a>, turn: &'a Turn, collection: &'static str) -> Self {
        Self { server, log, turn, collection, updates: RawArrayBuf::new(), documents: 0, bytes: 0 }
    }

    /// Puts a document in the place of the one with its `_id`, now or with others.
    ///
    /// # Errors
    /// As of [`finish`](Self::finish).
    pub(super) async fn put(&mut self, document: RawDocumentBuf) -> Result<()> {
        let id = super::text(self.server, self.collection, &document, "_id")?;
        let older = rawdoc! { "_id": id, "revision": { "$lte": self.turn.step.number } };
        self.bytes += document.as_bytes().len() + older.as_bytes().len();
        self.documents += 1;
        self.updates.push(rawdoc! { "q": older, "u": document, "upsert": true });
        if self.documents >= DOCUMENTS || self.bytes >= BYTES { self.flush().await } else { Ok(()) }
    }

    /// Puts those that are left.
    ///
    /// # Errors
    /// `Conflict` if somebody took the turn or a newer document stands there; the server's.
    pub(super) async fn finish(mut self) -> Result<()> {
        if self.documents == 0 { Ok(()) } else { self.flush().await }
    }

    async fn flush(&mut self) -> Result<()> {
        self.log.beat(self.turn).await?;
        let updates = std::mem::replace(&mut self.updates, RawArrayBuf::new());
        (self.documents, self.bytes) = (0, 0);
        let command = rawdoc! { "update": self.collection, "updates": updates, "ordered": false };
        let database = self.server.database().await?;
        // Done twice, it puts the same documents under the same revision.
        let ask = || database.run_raw_command(command.clone());
        let reply = persist(ask).await.told(&self.server.name(self.collection))?;
        self.look_at(&reply)
    }

    /// The first refusal in a server's reply.
    fn look_at(&self, reply: &Document) -> Result<()> {
        let what = self.server.name(self.collection);
        let told = |error: &Document| {
            let message = error.get_str("errmsg").unwrap_or("a write was refused");
            match error.get_i32("code") {
                Ok(DUPLICATE) => self.log.taken(),
                code => told_by_code(&what, code.unwrap_or_default(), message),
            }
        };
        let refused = reply.get_array("writeErrors").ok().and_then(|errors| errors.first()).and_then(Bson::as_document);
        match refused.or_else(|| reply.get_document("writeConcernError").ok()) {
            Some(error) => Err(told(error)),
            None => Ok(()),
        }
    }
}
