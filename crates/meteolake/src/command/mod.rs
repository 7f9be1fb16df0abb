//! The commands, one file a verb: each opens what it needs, calls its arrow, and shows the report.

pub(crate) mod climate;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod copy;
pub(crate) mod curate;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod export;
pub(crate) mod fetch;
pub(crate) mod ingest;
pub(crate) mod keys;
pub(crate) mod run;
pub(crate) mod serve;
pub(crate) mod simulate;
pub(crate) mod stage;
pub(crate) mod status;
pub(crate) mod verify;
