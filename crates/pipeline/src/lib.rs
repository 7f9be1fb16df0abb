//! The arrows between the zones: fetch, stage, curate, and what goes around them.
//!
//! One file an arrow: [`fetch`] and [`ingest`] fill the raw zone, [`stage`] reads it into staging, [`curate`] makes
//! days of it, and [`run`] does all three for a range. [`status`], [`report_card`] and [`verify`] look, [`climate`] sums
//! up, [`export`] hands out. Each takes
//! its zones and the time as arguments and gives a report; how a report is shown is the caller's business.

pub mod climate;
pub mod curate;
pub mod export;
pub mod fetch;
pub mod ingest;
pub mod report_card;
pub mod run;
pub mod stage;
pub mod status;
pub mod verify;
mod zones;

pub use run::Cancel;
pub use zones::{Zones, copy};
