//! The handlers, one file a noun.

pub(crate) mod cities;
pub(crate) mod docs;
pub(crate) mod health;
pub(crate) mod home;
pub(crate) mod ingest;
pub(crate) mod jobs;
pub(crate) mod keys;
pub(crate) mod raw;
pub(crate) mod runs;
pub(crate) mod v1;
