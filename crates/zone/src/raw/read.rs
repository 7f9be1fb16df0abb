//! Reading stored files: as blocking readers, and to check their digest.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path as FsPath;

use bytes::Bytes;
use futures::TryStreamExt;
use futures::stream::BoxStream;
use object_store::{GetResult, GetResultPayload};
use sha2::{Digest, Sha256};
use tempfile::SpooledTempFile;

use super::ObjectId;
use crate::{Error, Result};

/// Above this size a copy of a remote object lies in a temporary file and not in memory.
const SPOOL_MAX_BYTES: usize = 1 << 20;
/// How much of a file is read at once to compute its digest.
const BUFFER_BYTES: usize = 1 << 18;

/// A blocking reader that can go back.
pub trait ReadSeek: Read + Seek + Send {}

impl<R: Read + Seek + Send> ReadSeek for R {}

/// A blocking reader of what was got: the file itself, or a copy of the stream, in `folder` where it is large.
pub(super) async fn reader(got: GetResult, folder: &FsPath) -> Result<Box<dyn ReadSeek>> {
    match got.payload {
        GetResultPayload::File(file, _) => Ok(Box::new(file)),
        GetResultPayload::Stream(stream) => Ok(Box::new(spool(stream, folder).await?)),
    }
}

/// A local copy of a stream, at its start.
async fn spool(
    mut stream: BoxStream<'static, object_store::Result<Bytes>>,
    folder: &FsPath,
) -> Result<SpooledTempFile> {
    let failed = |error| Error::io(format!("a temporary copy in {}", folder.display()), error);
    let mut copy = tempfile::spooled_tempfile_in(SPOOL_MAX_BYTES, folder);
    while let Some(bytes) = stream.try_next().await? {
        copy.write_all(&bytes).map_err(failed)?;
    }
    copy.seek(SeekFrom::Start(0)).map_err(failed)?;
    Ok(copy)
}

/// The size and digest of what was got.
pub(super) async fn digest(got: GetResult) -> Result<(u64, ObjectId)> {
    match got.payload {
        GetResultPayload::File(file, path) => {
            let digest = tokio::task::spawn_blocking(move || digest_file(file)).await.map_err(io::Error::other);
            digest.flatten().map_err(|error| Error::io(path.display(), error))
        }
        GetResultPayload::Stream(mut stream) => {
            let (mut size, mut hasher) = (0, Sha256::new());
            while let Some(bytes) = stream.try_next().await? {
                size += bytes.len() as u64;
                hasher.update(&bytes);
            }
            Ok((size, ObjectId::from_hasher(hasher)))
        }
    }
}

fn digest_file(mut file: File) -> io::Result<(u64, ObjectId)> {
    let (mut size, mut hasher, mut buffer) = (0, Sha256::new(), vec![0; BUFFER_BYTES]);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok((size, ObjectId::from_hasher(hasher))),
            Ok(read) => {
                size += read as u64;
                hasher.update(&buffer[..read]);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
