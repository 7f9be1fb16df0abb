//! Report cards: how well a station reported, month by month, and what quality control says of it.
//!
//! A [`StationMonth`] counts what was expected, came, was missing, flagged and hit. It is made of the rows of the
//! staging zone: flags are the stored ones, which aggregates go by; hits are found again, because they are not stored.
//!
//! - **Expected** are the eight reports of 00, 03, …, 21 UTC of every day; of the lake's last month those up to its
//!   newest report. What comes at other hours is counted apart.
//! - A station has a card for each month that the lake has rows of, from its first report on: one that fell silent has
//!   cards with nothing in them.
//! - **Hits** are values hit, by test. A comparison hits both values, as it does not know better.
//! - A **gap** is a run of expected reports that did not come, within the month.
//!
//! Nothing is judged here beyond that: whether a station is good enough is the reader's matter.

mod card;
mod month;
mod scan;
#[cfg(test)]
mod tests;

pub use card::{Gap, StationMonth};
pub use scan::station_months;
