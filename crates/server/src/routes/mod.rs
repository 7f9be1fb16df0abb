//! The handlers, one file a noun.

pub(crate) mod docs;
pub(crate) mod health;
pub(crate) mod home;
pub(crate) mod ingest;
pub(crate) mod jobs;
pub(crate) mod keys;
pub(crate) mod runs;
