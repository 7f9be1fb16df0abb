//! Raw objects, each read once: its sha256 is computed on the way and must be its name.

use futures::{StreamExt, TryStreamExt};
use zone::raw::{ObjectFacts, RawObject, RawZone};
use zone::{Error, Kind, Result};

use super::{CopyReport, Progress, until_sent};

/// Objects on their way at once; each holds a few parts of 8 MiB in memory.
const AT_ONCE: usize = 4;

/// Copies the objects that `to` lacks, with their sidecars and what is known of their addresses.
///
/// Objects that are there are not read again: `verify` does that.
///
/// # Errors
/// If a zone does not answer. What is wrong with one object is in the report.
pub async fn raw(from: &dyn RawZone, to: &dyn RawZone, progress: Progress<'_>) -> Result<CopyReport> {
    let mut report = CopyReport::default();
    let sent = from.list().map(|object| async {
        let object = match object {
            Ok(object) => object,
            Err(error) => return Outcome::Failed("raw zone".to_owned(), error),
        };
        match until_sent(async || one(from, to, &object).await).await {
            Ok(true) => Outcome::Sent(object.size),
            Ok(false) => Outcome::There,
            Err(error) => Outcome::Failed(format!("{} ({})", object.name, object.sha256), error),
        }
    });
    let mut sent = sent.buffer_unordered(AT_ONCE);
    while let Some(outcome) = sent.next().await {
        match outcome {
            Outcome::Sent(bytes) => {
                report.copied += 1;
                report.bytes += bytes;
            }
            Outcome::There => report.already_there += 1,
            Outcome::Failed(_, error) if error.kind() == Kind::Unavailable => return Err(error),
            Outcome::Failed(what, error) => report.problem(what, error),
        }
        progress(report.dealt_with());
    }
    Ok(report)
}

enum Outcome {
    Sent(u64),
    There,
    Failed(String, Error),
}

/// Copies one object; `false` if it was there.
async fn one(from: &dyn RawZone, to: &dyn RawZone, object: &RawObject) -> Result<bool> {
    let there = match to.get(object.sha256).await {
        Ok(_) => true,
        Err(error) if error.kind() == Kind::NotFound => false,
        Err(error) => return Err(error),
    };
    if !there {
        send(from, to, object).await?;
    }
    if let Some(url) = &object.url
        && let Some(state) = from.last_fetch(url).await?
        && to.last_fetch(url).await?.is_none_or(|other| other.checked_time < state.checked_time)
    {
        to.record_fetch(state).await?;
    }
    Ok(!there)
}

async fn send(from: &dyn RawZone, to: &dyn RawZone, object: &RawObject) -> Result<()> {
    let mut bytes = from.bytes(object.sha256).await?;
    let mut upload = to.begin().await?;
    while let Some(part) = bytes.try_next().await? {
        upload.write(part).await?;
    }
    let incoming = upload.finish().await?;
    if incoming.sha256 != object.sha256 {
        let what = format!("its bytes are damaged in the source: their sha256 is {}", incoming.sha256);
        to.discard(incoming).await?;
        return Err(Error::new(Kind::Corrupt, what).hint("`meteolake verify` on the source tells more"));
    }
    to.commit(incoming, facts_of(object.clone())).await.map(drop)
}

fn facts_of(object: RawObject) -> ObjectFacts {
    let RawObject { kind, name, source, url, fetch_time, media_type, etag, last_modified, .. } = object;
    ObjectFacts { kind, name, source, url, fetch_time, media_type, etag, last_modified }
}
