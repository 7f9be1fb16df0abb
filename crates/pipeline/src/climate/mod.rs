//! Climate: what the days of a lake say of a station over months, years and decades.
//!
//! A [`StationClimate`] is made of the climatological days of one station, of which a century takes a few megabytes:
//! months, normals, records and spells follow from it, and a [`Card`] shows the best of them. What a month, a normal
//! or a spell is, is defined in [`weather::climate`]; what is here is which days and which years are taken.
//!
//! - **Years of normals.** Those asked for, else 1991-2020 where the station holds at least 24 of them, else all the
//!   years it holds. A year is held if one of its months has enough days for a mean: the first report of a year, which
//!   ends a period of the day before, does not open the year of that day. The choice looks at one station alone, so no
//!   other station of the lake changes it. What was asked and what was held is part of every result.
//! - **Stations** are found by id, name or slug, in any case; see [`find`].
//!
//! How tables of all stations are written is in [`export`](crate::export).

mod anomalies;
mod card;
mod coverage;
mod days;
mod find;
mod lines;
mod station;
#[cfg(test)]
mod tests;

pub use anomalies::{AnomalyLine, AnomalyTime};
pub(crate) use card::spell_kind_name;
pub use card::{
    AnomalyFacts, Card, LatestMonthFacts, MonthFacts, PeriodFacts, RecordFacts, SpellFacts, StationFacts, card,
};
pub use coverage::{Coverage, Extent};
pub use days::days_of;
pub use find::find;
pub use lines::{NormalsLine, RecordLine};
pub use station::{Spells, StationClimate};
