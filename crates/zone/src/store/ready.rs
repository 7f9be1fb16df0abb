//! What is found out before the first write of a process: that the bucket is there, and whether the server honours a
//! conditional put.
//!
//! Delta tables commit with `If-None-Match: *`. A server that does not know it answers as if nothing was there, and two
//! writers would overwrite each other's commit; so it is asked, by putting the same object twice.

use object_store::path::Path;
use object_store::{ObjectStoreExt, PutMode};
use uuid::Uuid;

use super::Store;
use crate::{Error, Kind, Result};

/// What a server can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Readiness {
    /// Whether a put that must not replace anything does not.
    pub(crate) conditional_put: bool,
}

impl Store {
    /// Asks once a process whether the bucket can be written, making it where it is missing and that is allowed.
    ///
    /// # Errors
    /// Why it cannot be written, with what to do.
    pub(crate) async fn ready(&self) -> Result<Readiness> {
        self.ready.get_or_try_init(|| self.probe()).await.copied()
    }

    /// The same for tables, which need conditional put.
    ///
    /// # Errors
    /// `Unsupported` if the server ignores it.
    pub(crate) async fn ready_for_tables(&self) -> Result<()> {
        if self.ready().await?.conditional_put {
            return Ok(());
        }
        let what =
            format!("the server of {} ignores If-None-Match: two writers could undo each other's commit", self.url());
        Err(Error::new(Kind::Unsupported, what).hint(
            "keep staging and curated elsewhere, or use a server with conditional put (AWS, MinIO, R2, LocalStack, …); \
             the raw zone may stay: its objects are named by their content",
        ))
    }

    /// Puts the same object twice as if it were new, and deletes it.
    async fn probe(&self) -> Result<Readiness> {
        let path = Path::from(format!(".meteolake-{}", Uuid::new_v4()));
        let first = match self.put_new(&path).await {
            Err(object_store::Error::NotFound { .. }) => {
                self.bucket.make(self.url().as_str()).await?;
                self.put_new(&path).await
            }
            first => first,
        };
        let second = match first {
            Ok(()) => self.put_new(&path).await,
            // Put again after an answer that was lost: it is there, and was not replaced.
            Err(object_store::Error::AlreadyExists { .. }) => first,
            Err(error) => return Err(self.unwritable(error)),
        };
        let conditional_put = match second {
            Ok(()) => false,
            Err(object_store::Error::AlreadyExists { .. }) => true,
            Err(error) => return Err(self.unwritable(error)),
        };
        self.inside().delete(&path).await.map_err(|error| self.unwritable(error))?;
        if !conditional_put {
            tracing::warn!(storage = %self.url(), "the server ignores If-None-Match: tables are refused there");
        }
        Ok(Readiness { conditional_put })
    }

    async fn put_new(&self, path: &Path) -> object_store::Result<()> {
        let probe = b"meteolake\n".as_slice();
        self.inside().put_opts(path, probe.into(), PutMode::Create.into()).await.map(drop)
    }

    fn unwritable(&self, error: object_store::Error) -> Error {
        let cause = Error::from(error);
        let error = Error::new(cause.kind(), format!("{}: {cause}", self.url()));
        let hint = cause.next_step().unwrap_or("`meteolake doctor` looks at the storage step by step").to_owned();
        error.because(cause).hint(hint)
    }
}
