//! Where the tables of a zone are: side by side under one address, in a folder of this machine or in a bucket.

use std::path::PathBuf;
use std::sync::Arc;

use deltalake_core::logstore::{StorageConfig, default_logstore};
use deltalake_core::{DeltaTable, DeltaTableBuilder, DeltaTableError};
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use url::Url;
use weather::Time;

use super::TableSpec;
use crate::store::{Store, examine_folder};
use crate::{Error, Finding, Kind, Result};

/// The address under which a zone's tables are.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    root: Url,
    store: Option<Store>,
}

/// The address of one table.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    url: Url,
    store: Option<Store>,
}

impl Place {
    /// The place at `root`, a folder of this machine, where `zone` is to be; nothing is read or made yet.
    ///
    /// # Errors
    /// `Invalid` if `root` is no folder.
    pub(crate) fn new(root: &Url, zone: &str) -> Result<Self> {
        let mut root = root.clone();
        if root.scheme() != "file" || root.cannot_be_a_base() {
            let what = format!("an address of {}:// cannot hold the {zone} zone", root.scheme());
            return Err(Error::new(Kind::Invalid, what).hint("use a file:// address"));
        }
        if !root.path().ends_with('/') {
            root.set_path(&format!("{}/", root.path()));
        }
        Ok(Self { root, store: None })
    }

    /// The place in a bucket.
    pub(crate) fn bucket(store: Store) -> Self {
        Self { root: store.url().clone(), store: Some(store) }
    }

    /// The address of a table.
    ///
    /// # Errors
    /// `Invalid` if it has none.
    pub(crate) fn site(&self, spec: &TableSpec) -> Result<Site> {
        let wrong = |error| Error::new(Kind::Invalid, format!("{}: {error}", self.root));
        let url = self.root.join(&format!("{}/", spec.name)).map_err(wrong)?;
        Ok(Site { url, store: self.store.clone() })
    }

    /// What there is to say of the place, for `doctor`.
    pub(crate) async fn examine(&self, now: Time) -> Vec<Finding> {
        match (&self.store, self.root.to_file_path()) {
            (Some(store), _) => store.examine(now, true).await,
            (None, Ok(folder)) => examine_folder(&folder),
            (None, Err(())) => Vec::new(),
        }
    }
}

impl Site {
    /// The address.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// The table there, not looked at yet.
    ///
    /// In a bucket it commits with the store's conditional put: the log entry of a version is put only if there is none.
    pub(crate) fn table(&self) -> std::result::Result<DeltaTable, DeltaTableError> {
        let Some(store) = &self.store else {
            return DeltaTableBuilder::from_url(self.url.clone()).and_then(DeltaTableBuilder::build);
        };
        let (root, within) = (store.root(), Path::from_url_path(self.url.path())?);
        let prefixed = Arc::new(PrefixStore::new(store.root(), within));
        Ok(DeltaTable::new(default_logstore(prefixed, root, &self.url, &StorageConfig::default())))
    }

    /// Makes the place of the table, so that it can be made in it.
    ///
    /// # Errors
    /// If the folder cannot be made; as of [`Store::ready_for_tables`].
    pub(crate) async fn prepare(&self) -> Result<()> {
        if let Some(store) = &self.store {
            return store.ready_for_tables().await;
        }
        let folder = self.url.to_file_path().unwrap_or_else(|()| PathBuf::new());
        std::fs::create_dir_all(&folder).map_err(|error| Error::io(folder.display(), error))
    }
}
