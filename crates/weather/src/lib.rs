//! The weather side of meteolake, pure: what a station, an observation and a correct day are.
//!
//! Everything here is a function of its arguments: no input or output, no clock, no randomness, no async and no
//! serialisation. Storage, formats and networks live in the rooms that depend on this one.

mod bits;
pub mod climate;
pub mod day;
mod decimal;
pub mod event;
mod observation;
mod phenomenon;
pub mod quality;
mod station;
mod time;
mod variable;

pub use climate::Family;
pub use day::{Coverage, DAY_VARIABLES, DailyStatistics, DayDefinition, DayKernel, Method, Metric, Notes, Statistic};
pub use decimal::Milli;
pub use event::{Event, EventKind, events};
pub use observation::{Marks, Observation, Provenance};
pub use phenomenon::Phenomena;
pub use station::{Coordinate, DayEnds, KnownStations, Station, StationId, StationIdError, slug};
pub use time::{Day, Month, Time};
pub use variable::{Kind, Unit, Variable};
