//! Ingest: files at hand into the raw zone.
//!
//! Bytes go to the zone as they come; what they are is looked at before anything is kept, so that a file which holds no
//! observations leaves nothing behind. [`ingest`] does both for a file, [`receive`] and [`keep`] one after the other for
//! whom bytes come in another way.

use std::io::Read;

use bytes::Bytes;
use futures::stream::{self, Stream, StreamExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use weather::Time;
use zone::raw::{Incoming, ObjectFacts, ObjectKind, RawZone};
use zone::{Error, Kind, Result};

use crate::Zones;

/// Bytes read at a time.
const CHUNK_BYTES: usize = 1 << 20;

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileReport {
    /// The file's name.
    pub name: String,
    /// The object it is kept as.
    pub object: String,
    /// Its size.
    pub bytes: u64,
    /// Its layout.
    pub layout: String,
    /// Whether it is new; `false` if the zone had these bytes already.
    pub created: bool,
}

/// Keeps what `input` gives as an object of the raw zone.
///
/// `progress` hears how many bytes were read so far.
///
/// # Errors
/// `Invalid` or `Unsupported`, with nothing kept, if it holds no observations; the input's and the zone's own.
pub async fn ingest(
    zones: &Zones,
    name: &str,
    input: Box<dyn Read + Send>,
    now: Time,
    progress: &(dyn Fn(u64) + Send + Sync),
) -> Result<FileReport> {
    let incoming = receive(zones.raw.as_ref(), chunks(name, input), progress).await?;
    keep(zones.raw.as_ref(), incoming, name, now).await
}

/// Takes bytes as they come to where the raw zone has what is not kept yet.
///
/// # Errors
/// The zone's, and the first one of the stream; nothing of it stays then.
pub async fn receive<E: From<Error>>(
    raw: &dyn RawZone,
    chunks: impl Stream<Item = std::result::Result<Bytes, E>> + Send,
    progress: &(dyn Fn(u64) + Send + Sync),
) -> std::result::Result<Incoming, E> {
    let mut upload = raw.begin().await?;
    let mut chunks = std::pin::pin!(chunks);
    while let Some(chunk) = chunks.next().await {
        let written = match chunk {
            Ok(chunk) => upload.write(chunk).await.map_err(E::from),
            Err(error) => Err(error),
        };
        if let Err(error) = written {
            upload.abort().await?;
            return Err(error);
        }
        progress(upload.size());
    }
    Ok(upload.finish().await?)
}

/// Keeps what was received, if it holds observations.
///
/// # Errors
/// `Invalid` or `Unsupported`, with nothing kept, if it does not; the zone's own.
pub async fn keep(raw: &dyn RawZone, incoming: Incoming, name: &str, now: Time) -> Result<FileReport> {
    let layout = match recognise(raw, &incoming, name).await {
        Ok(layout) => layout,
        Err(error) => {
            raw.discard(incoming).await?;
            return Err(error);
        }
    };
    let bytes = incoming.size;
    let facts = ObjectFacts {
        kind: ObjectKind::Observations,
        name: name.to_owned(),
        source: "upload".to_owned(),
        url: None,
        fetch_time: now,
        media_type: None,
        etag: None,
        last_modified: None,
    };
    let put = raw.commit(incoming, facts).await?;
    Ok(FileReport { name: name.to_owned(), object: put.object.sha256.to_string(), bytes, layout, created: put.created })
}

/// What a reader gives that may block, read on threads that may.
fn chunks(name: &str, input: Box<dyn Read + Send>) -> impl Stream<Item = Result<Bytes>> + Send {
    let name = name.to_owned();
    stream::try_unfold((input, name), async |(mut input, name)| {
        let reading = tokio::task::spawn_blocking(move || (next_chunk(&mut input), input));
        let (chunk, input) = reading.await.map_err(|error| Error::new(Kind::Invalid, format!("{name}: {error}")))?;
        let chunk = chunk.map_err(|error| Error::io(&name, error))?;
        Ok((!chunk.is_empty()).then_some((chunk, (input, name))))
    })
}

fn next_chunk(input: &mut dyn Read) -> std::io::Result<Bytes> {
    let mut chunk = Vec::with_capacity(CHUNK_BYTES);
    input.take(CHUNK_BYTES as u64).read_to_end(&mut chunk)?;
    Ok(chunk.into())
}

/// The layout of an upload, told from its content.
async fn recognise(raw: &dyn RawZone, incoming: &Incoming, name: &str) -> Result<String> {
    let input = raw.open_incoming(incoming).await?;
    let looking = tokio::task::spawn_blocking(move || source::recognise(input));
    match looking.await.map_err(|error| Error::new(Kind::Invalid, format!("{name}: {error}")))? {
        Ok(layout) => Ok(layout.name().to_owned()),
        Err(error) => Err(refused(name, &error)),
    }
}

/// A refused file in our terms.
fn refused(name: &str, error: &source::SourceError) -> Error {
    use source::SourceErrorKind as Source;
    let kind = match error.kind {
        Source::Unsupported => Kind::Unsupported,
        Source::Io => Kind::Unavailable,
        _ => Kind::Invalid,
    };
    Error::new(kind, format!("{name}: {}", error.what)).hint(error.hint.clone())
}
