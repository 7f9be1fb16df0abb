//! The `/v1` API for who reads.

pub(crate) mod sources;
pub(crate) mod stations;
pub(crate) mod tables;
