//! Documents in bulk: `insert` commands of those that are new, `update` commands of the others, each of these refused
//! where a newer document stands.

use mongodb::bson::raw::RawArrayBuf;
use mongodb::bson::{Bson, Document, RawDocumentBuf, rawdoc};

use super::super::errors::{Told, persist, told_by_code};
use super::super::log::{Log, Turn};
use super::super::server::Server;
use super::super::stored::{at_revision, text};
use crate::{Error, Result};

/// Documents in one command, of the 100,000 that a server takes.
const DOCUMENTS: usize = 1_000;

/// Bytes in one command, of the 16 MiB that a server takes.
const BYTES: usize = 4 << 20;

/// The code of a document that cannot be put because one of its `_id` stands there.
const DUPLICATE: i32 = 11_000;

/// Documents of one collection on their way.
pub(in crate::curated::mongo) struct Bulk<'a> {
    server: &'a Server,
    log: &'a Log<'a>,
    turn: &'a Turn,
    collection: &'static str,
    new: Vec<RawDocumentBuf>,
    others: Vec<RawDocumentBuf>,
    bytes: usize,
    met: bool,
}

impl<'a> Bulk<'a> {
    pub(in crate::curated::mongo) fn new(
        server: &'a Server,
        log: &'a Log<'a>,
        turn: &'a Turn,
        collection: &'static str,
    ) -> Self {
        let (new, others) = (Vec::new(), Vec::new());
        Self { server, log, turn, collection, new, others, bytes: 0, met: false }
    }

    /// Puts a document, now or with others: one of its `_id` stands there or, as far as is known, not.
    ///
    /// # Errors
    /// As of [`finish`](Self::finish).
    pub(in crate::curated::mongo) async fn put(&mut self, document: RawDocumentBuf, stands: bool) -> Result<()> {
        let document = at_revision(document, self.turn.step.number)?;
        self.bytes += document.as_bytes().len();
        if stands { &mut self.others } else { &mut self.new }.push(document);
        let is_full = self.new.len() + self.others.len() >= DOCUMENTS || self.bytes >= BYTES;
        if is_full { self.flush().await } else { Ok(()) }
    }

    /// Puts those that are left, and says whether documents stood there that were thought new.
    ///
    /// # Errors
    /// `Conflict` if somebody took the turn or a newer document stands there; the server's.
    pub(in crate::curated::mongo) async fn finish(mut self) -> Result<bool> {
        if !self.new.is_empty() || !self.others.is_empty() {
            self.flush().await?;
        }
        Ok(self.met)
    }

    async fn flush(&mut self) -> Result<()> {
        self.log.hold(self.turn).await?;
        self.bytes = 0;
        let (new, mut others) = (std::mem::take(&mut self.new), std::mem::take(&mut self.others));
        if !new.is_empty() && !self.insert(&new).await? {
            // They stand there after all: put by somebody the log knows nothing of, or by a try without an answer.
            self.met = true;
            others.extend(new);
        }
        if others.is_empty() { Ok(()) } else { self.replace(&others).await }
    }

    /// Inserts documents; `false` if some stand there.
    async fn insert(&self, documents: &[RawDocumentBuf]) -> Result<bool> {
        let documents = array(documents.iter().cloned());
        let command = rawdoc! { "insert": self.collection, "documents": documents, "ordered": false };
        match self.ask(command).await? {
            None => Ok(true),
            Some((DUPLICATE, _)) => Ok(false),
            Some((code, message)) => Err(self.told(code, &message)),
        }
    }

    /// Puts documents in the place of those with their `_id` that are no newer. Twice is as once.
    pub(in crate::curated::mongo) async fn replace(&self, documents: &[RawDocumentBuf]) -> Result<()> {
        let mut updates = RawArrayBuf::new();
        for document in documents {
            let id = text(self.server, self.collection, document, "_id")?;
            let older = rawdoc! { "_id": id, "revision": { "$lte": self.turn.step.number } };
            updates.push(rawdoc! { "q": older, "u": document.clone(), "upsert": true });
        }
        let command = rawdoc! { "update": self.collection, "updates": updates, "ordered": false };
        match self.ask(command).await? {
            None => Ok(()),
            // Not found as older, so inserted, but one stands there: it is newer.
            Some((DUPLICATE, _)) => Err(self.log.taken()),
            Some((code, message)) => Err(self.told(code, &message)),
        }
    }

    fn told(&self, code: i32, message: &str) -> Error {
        told_by_code(&self.server.name(self.collection), code, message)
    }

    /// The first refusal in the server's reply to a command.
    async fn ask(&self, command: RawDocumentBuf) -> Result<Option<(i32, String)>> {
        let database = self.server.database().await?;
        let ask = || database.run_raw_command(command.clone());
        let reply: Document = persist(ask).await.told(&self.server.name(self.collection))?;
        let errors = reply.get_array("writeErrors").ok().map(Vec::as_slice).unwrap_or_default();
        let refusals = errors.iter().filter_map(Bson::as_document);
        let mut refusals = refusals.chain(reply.get_document("writeConcernError").ok()).map(|error| {
            let message = error.get_str("errmsg").unwrap_or("a write was refused").to_owned();
            (error.get_i32("code").unwrap_or_default(), message)
        });
        // A duplicate is told only where nothing worse is.
        let first = refusals.next();
        let is_duplicate = first.as_ref().is_some_and(|(code, _)| *code == DUPLICATE);
        let worse = if is_duplicate { refusals.find(|(code, _)| *code != DUPLICATE) } else { None };
        Ok(worse.or(first))
    }
}

fn array(documents: impl Iterator<Item = RawDocumentBuf>) -> RawArrayBuf {
    let mut array = RawArrayBuf::new();
    documents.for_each(|document| array.push(document));
    array
}
