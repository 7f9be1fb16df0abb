//! Zones by their addresses: which backend an address means, and how it is opened. Nothing is asked of a server yet.

use std::path::Path;
use std::sync::Arc;

use pipeline::Zones;
use url::Url;
use weather::quality::Control;
use zone::curated::{CuratedZone, DeltaCurated, MongoCurated};
use zone::layer::{Policy, Retry};
use zone::raw::{ObjectRawZone, RawZone};
use zone::staging::{DeltaStaging, StagingZone};
use zone::store::Store;
use zone::{Error, Kind, Lake};

use crate::error::CommandError;
use crate::settings::{Settings, Zones as Addresses, redacted};

/// Opens zones as the settings say.
#[derive(Debug)]
pub(crate) struct Opener<'a> {
    settings: &'a Settings,
    control: &'a Control,
    /// Where copies of large remote objects lie while they are read.
    scratch: &'a Path,
}

impl<'a> Opener<'a> {
    /// An opener with these settings and limits of quality control.
    pub(crate) fn new(settings: &'a Settings, control: &'a Control, scratch: &'a Path) -> Self {
        Self { settings, control, scratch }
    }

    /// The zones of a lake: at the addresses given, or in its folder where one is empty.
    ///
    /// # Errors
    /// As of each zone.
    pub(crate) fn zones(&self, given: &Addresses, lake: &Lake) -> Result<Zones, CommandError> {
        let at = |name: &str, given: &str, folder: &str| address(name, given, &lake.folder().join(folder));
        Ok(Zones {
            raw: self.raw("zones.raw", &at("zones.raw", &given.raw, "raw")?)?,
            staging: self.staging("zones.staging", &at("zones.staging", &given.staging, "staging")?)?,
            curated: self.curated("zones.curated", &at("zones.curated", &given.curated, "curated")?)?,
            scratch: self.scratch.to_owned(),
        })
    }

    /// The raw zone at an address: a folder or a bucket.
    ///
    /// # Errors
    /// `Unsupported` if the address is none of a raw zone; as of the settings and the zone.
    pub(crate) fn raw(&self, name: &str, url: &Url) -> Result<Arc<dyn RawZone>, CommandError> {
        if url.scheme() == "file" {
            return Ok(Arc::new(ObjectRawZone::folder(&folder(name, url)?)?));
        }
        if !Store::is_bucket(url) {
            return Err(unsupported(name, url, "file://, s3://, gs:// or az://"));
        }
        Ok(Arc::new(self.patient(Arc::new(ObjectRawZone::bucket(self.store(url)?, self.scratch)) as Arc<dyn RawZone>)?))
    }

    /// The staging zone at an address: Delta tables in a folder or a bucket.
    ///
    /// # Errors
    /// As of [`Self::raw`].
    pub(crate) fn staging(&self, name: &str, url: &Url) -> Result<Arc<dyn StagingZone>, CommandError> {
        let control = self.control.clone();
        let remote: Arc<dyn StagingZone> = match url.scheme() {
            "file" => return Ok(Arc::new(DeltaStaging::new(url, control)?)),
            _ if Store::is_bucket(url) => Arc::new(DeltaStaging::bucket(self.store(url)?, control)),
            _ => return Err(unsupported(name, url, "file://, s3://, gs:// or az://")),
        };
        Ok(Arc::new(self.patient(remote)?))
    }

    /// The curated zone at an address: Delta tables in a folder or a bucket, or collections of MongoDB.
    ///
    /// # Errors
    /// As of [`Self::raw`].
    pub(crate) fn curated(&self, name: &str, url: &Url) -> Result<Arc<dyn CuratedZone>, CommandError> {
        let remote: Arc<dyn CuratedZone> = match url.scheme() {
            "file" => return Ok(Arc::new(DeltaCurated::new(url)?)),
            "mongodb" => Arc::new(MongoCurated::new(url)?.with_scratch(self.scratch.to_owned())),
            _ if Store::is_bucket(url) => Arc::new(DeltaCurated::bucket(self.store(url)?)),
            _ => return Err(unsupported(name, url, "file://, s3://, gs://, az:// or mongodb://")),
        };
        Ok(Arc::new(self.patient(remote)?))
    }

    fn store(&self, url: &Url) -> Result<Store, CommandError> {
        Ok(Store::open(url, &self.settings.storage.options()?)?)
    }

    /// A remote zone that is asked again when it does not answer.
    fn patient<Z: ?Sized>(&self, zone: Arc<Z>) -> Result<Retry<Z>, CommandError> {
        let attempts = self.settings.storage.attempts()?;
        Ok(Retry::new(zone, Policy::new(attempts, Arc::new(fastrand::f64))))
    }
}

/// The address in a setting or option, or a folder where it is empty.
///
/// # Errors
/// `Usage` if it is no address; a password in it is not repeated.
pub(crate) fn address(name: &str, given: &str, default: &Path) -> Result<Url, CommandError> {
    if given.is_empty() {
        let wrong = |()| CommandError::Usage(format!("the lake folder {} has no address", default.display()));
        return Url::from_directory_path(default).map_err(wrong);
    }
    Url::parse(given).map_err(|error| CommandError::Usage(format!("{name} is `{}`: {error}", redacted(given))))
}

/// The folder of this machine that an address names.
///
/// # Errors
/// `Usage` if it names none.
pub(crate) fn folder(name: &str, url: &Url) -> Result<std::path::PathBuf, CommandError> {
    url.to_file_path()
        .map_err(|()| CommandError::Usage(format!("{name} is `{url}`, which names no folder of this machine")))
}

fn unsupported(name: &str, url: &Url, schemes: &str) -> CommandError {
    // The address may hold a password: only its scheme is told.
    let what = format!("{name}: there is no such zone at an address of {}://", url.scheme());
    CommandError::Lake(
        Error::new(Kind::Unsupported, what)
            .hint(format!("use {schemes}, or leave the setting empty to use a folder of the lake")),
    )
}
