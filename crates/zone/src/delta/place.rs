//! Where the tables of a zone are: folders side by side under one address.

use url::Url;

use super::TableSpec;
use crate::{Error, Kind, Result};

/// The address under which a zone's tables are.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    root: Url,
}

impl Place {
    /// The place at `root`, where `zone` is to be; nothing is read or made yet.
    ///
    /// # Errors
    /// `Invalid` if `root` cannot have folders.
    pub(crate) fn new(root: &Url, zone: &str) -> Result<Self> {
        let mut root = root.clone();
        if root.cannot_be_a_base() {
            let what = format!("{root} cannot hold the {zone} zone");
            return Err(Error::new(Kind::Invalid, what).hint("use a file:// address"));
        }
        if !root.path().ends_with('/') {
            root.set_path(&format!("{}/", root.path()));
        }
        Ok(Self { root })
    }

    /// The address of a table.
    ///
    /// # Errors
    /// `Invalid` if it has none.
    pub(crate) fn url(&self, spec: &TableSpec) -> Result<Url> {
        let wrong = |error| Error::new(Kind::Invalid, format!("{}: {error}", self.root));
        self.root.join(&format!("{}/", spec.name)).map_err(wrong)
    }
}
