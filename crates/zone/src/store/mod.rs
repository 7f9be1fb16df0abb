//! Buckets: from an address and options to an object store that raw objects and Delta tables are kept in alike.
//!
//! `s3://`, `gs://` and `az://` are what `object_store` makes of them. What it does not do is done here: the bucket is
//! made where it is missing, the server is asked whether it honours a conditional put before anything relies on it, and
//! errors say which setting to change. The environment is not read here: options come from the caller.

mod bucket;
mod examine;
mod folder;
mod make;
mod options;
mod ready;
mod signed;
#[cfg(test)]
mod tests;
mod told;

use std::fmt;
use std::sync::Arc;

use object_store::ObjectStore;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use tokio::sync::OnceCell;
use url::Url;

pub(crate) use folder::examine as examine_folder;
pub use options::{Attempts, Options};
pub(crate) use ready::Readiness;
pub(crate) use told::{remote, remote_text};

use self::bucket::Bucket;
use crate::Result;

/// A place in a bucket: the bucket itself and a prefix in it.
#[derive(Clone)]
pub struct Store {
    root: Arc<dyn ObjectStore>,
    prefix: Path,
    /// The address, for people: it holds no secret.
    url: Url,
    bucket: Bucket,
    /// What was found out before the first write of this process.
    ready: Arc<OnceCell<Readiness>>,
}

impl Store {
    /// The store at an `s3://`, `gs://` or `az://` address; nothing is asked yet.
    ///
    /// # Errors
    /// `Invalid` if the address holds a password or an option is wrong, `Unsupported` if the scheme is another one.
    pub fn open(url: &Url, options: &Options) -> Result<Self> {
        make::store(url, options)
    }

    /// Whether an address is one of a bucket.
    pub fn is_bucket(url: &Url) -> bool {
        matches!(url.scheme(), "s3" | "gs" | "az")
    }

    /// The address, without secrets.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The bucket as a whole: paths in it begin with the prefix.
    pub(crate) fn root(&self) -> Arc<dyn ObjectStore> {
        Arc::clone(&self.root)
    }

    /// What lies under the prefix.
    pub(crate) fn inside(&self) -> Arc<dyn ObjectStore> {
        Arc::new(PrefixStore::new(self.root(), self.prefix.clone()))
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The store's own form might tell its options, and they hold secrets.
        f.debug_struct("Store").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}
