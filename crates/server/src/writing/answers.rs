//! Answers given under an `Idempotency-Key`, so that a request that is sent again is answered again and not done again.
//!
//! What was asked is remembered as a digest, the key as well. Answers are forgotten when they are old or too many. That
//! the server is busy or broken is no answer: such a request may be sent again under its key.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use weather::Time;
use zone::Documents;

use super::{Settings, blocking};
use crate::digest::sha256;
use crate::problem::{Problem, ProblemType};

const HEADER: &str = "idempotency-key";
const LETTERS_MAX: usize = 255;

/// A key that a client gave, as its digest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(String);

/// An answer as it is remembered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// The digest of what was asked.
    asked: String,
    /// Seconds since 1970.
    time: i64,
    status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    body: Value,
}

/// The answers of a lake.
pub(crate) struct Answers {
    documents: Documents,
    kept: usize,
    kept_for_s: i64,
    known: Arc<Mutex<Known>>,
}

#[derive(Default)]
struct Known {
    /// When each was given.
    given: BTreeMap<Key, i64>,
    under_way: BTreeSet<Key>,
}

/// A key under way, until dropped.
pub(crate) struct Claim {
    key: Key,
    known: Arc<Mutex<Known>>,
}

impl Key {
    /// The key of a request; `None` where it has none.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let Some(value) = headers.get(HEADER) else { return Ok(None) };
        let text = value.to_str().unwrap_or_default().trim();
        if text.is_empty() || text.len() > LETTERS_MAX {
            let what = format!("the key must have 1 to {LETTERS_MAX} plain letters");
            return Err(Problem::field("Idempotency-Key", what));
        }
        Ok(Some(Self(sha256(text.as_bytes()))))
    }
}

impl Answer {
    /// An answer with a body, and where there is one the address of what it tells of.
    pub(crate) fn new(status: StatusCode, location: Option<String>, body: &impl Serialize) -> Self {
        let body = serde_json::to_value(body).unwrap_or_default();
        Self { asked: String::new(), time: 0, status: status.as_u16(), location, body }
    }

    /// Whether it may be given again: that somebody else writes, or that the server is in trouble, passes.
    fn lasts(&self) -> bool {
        self.status < 500 && !matches!(self.status, 408 | 409 | 413 | 429)
    }
}

impl From<&Problem> for Answer {
    fn from(problem: &Problem) -> Self {
        Self::new(StatusCode::from_u16(problem.status).unwrap_or_default(), None, problem)
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self.body)).into_response();
        if let Some(location) = self.location.and_then(|location| HeaderValue::from_str(&location).ok()) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        if status.is_client_error() {
            let problem = HeaderValue::from_static("application/problem+json");
            response.headers_mut().insert(header::CONTENT_TYPE, problem);
        }
        response
    }
}

impl Answers {
    /// The answers that were given in this lake.
    ///
    /// # Errors
    /// If they cannot be listed.
    pub(super) fn open(documents: Documents, settings: &Settings) -> zone::Result<Self> {
        let mut known = Known::default();
        for name in documents.names()? {
            // One that cannot be read is of no use to anybody.
            match documents.read::<Answer>(&name) {
                Ok(Some(answer)) => drop(known.given.insert(Key(name), answer.time)),
                _ => documents.delete(&name)?,
            }
        }
        let kept_for_s = i64::try_from(settings.answers_kept_for.as_secs()).unwrap_or(i64::MAX);
        Ok(Self { documents, kept: settings.answers_kept, kept_for_s, known: Arc::new(Mutex::new(known)) })
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Claims a key for a request.
    ///
    /// # Errors
    /// 409 while another request with it is under way.
    pub(crate) fn claim(&self, key: Key) -> Result<Claim, Problem> {
        if self.known().under_way.insert(key.clone()) {
            return Ok(Claim { key, known: self.known.clone() });
        }
        let what = "a request with this Idempotency-Key is under way";
        Err(Problem::new(ProblemType::KeyInUse, what).hint("wait for its answer, then ask again"))
    }

    /// The answer that was given under a key to what is asked; `None` where none was.
    ///
    /// # Errors
    /// 422 where the key was used for something else.
    pub(crate) async fn given(&self, claim: &Claim, asked: &str, now: Time) -> Result<Option<Answer>, Problem> {
        let time = self.known().given.get(&claim.key).copied();
        if time.is_none_or(|time| time + self.kept_for_s < now.unix()) {
            return Ok(None);
        }
        let (documents, name) = (self.documents.clone(), claim.key.0.clone());
        let answer: Option<Answer> = blocking(move || documents.read(&name)).await?;
        match answer {
            Some(answer) if answer.asked != asked => {
                let what = "this Idempotency-Key was used for another request";
                let problem = Problem::new(ProblemType::KeyReused, what);
                let problem = problem.hint("take a new key for a new request");
                Err(Problem { field: Some("Idempotency-Key".to_owned()), ..problem })
            }
            answer => Ok(answer),
        }
    }

    /// Remembers an answer under its key, and forgets those that are old or too many.
    pub(crate) async fn remember(&self, claim: &Claim, asked: &str, answer: &Answer, now: Time) -> zone::Result<()> {
        if !answer.lasts() {
            return Ok(());
        }
        let answer = Answer { asked: asked.to_owned(), time: now.unix(), ..answer.clone() };
        let mut forgotten = self.known().outdated(now.unix() - self.kept_for_s, self.kept.saturating_sub(1));
        forgotten.retain(|key| *key != claim.key);
        let (documents, name) = (self.documents.clone(), claim.key.0.clone());
        blocking(move || {
            documents.write(&name, &answer)?;
            forgotten.iter().try_for_each(|key| documents.delete(&key.0))
        })
        .await?;
        self.known().given.insert(claim.key.clone(), now.unix());
        Ok(())
    }
}

impl Known {
    /// Takes out the answers given before a time, and the oldest of those that are more than `kept`.
    fn outdated(&mut self, before: i64, kept: usize) -> Vec<Key> {
        let mut by_age: Vec<(i64, Key)> = self.given.iter().map(|(key, time)| (*time, key.clone())).collect();
        by_age.sort();
        let too_many = by_age.len().saturating_sub(kept);
        let old = by_age.into_iter().enumerate().filter(|(place, (time, _))| *place < too_many || *time < before);
        let keys: Vec<Key> = old.map(|(_, (_, key))| key).collect();
        for key in &keys {
            self.given.remove(key);
        }
        keys
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).under_way.remove(&self.key);
    }
}
