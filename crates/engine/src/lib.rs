//! From staging to daily statistics, at any size: streams months through the day kernel, years in parallel.
//!
//! [`ChangeSet`] says which station-days may have changed since the curated zone last looked; [`days`] computes
//! those. The recipes are in `weather`, the storage in `zone`; how a run is reported is the pipeline's business.

mod changes;
mod days;
mod plan;

pub use changes::ChangeSet;
pub use days::days;
