//! How a day's values come about: one file a kind of quantity, each a sum or extreme that takes in reports and writes
//! itself into a record.
//!
//! Which report belongs to which day and window is the kernel's to say.

mod highest;
mod instant;
mod judged;
mod phenomena;
mod rainfall;
mod snow;
mod temperature;
mod wind;

pub(in crate::day) use instant::Instants;
pub(in crate::day) use judged::Judged;
pub(in crate::day) use phenomena::Sightings;
pub(in crate::day) use rainfall::RainWindow;
pub(in crate::day) use snow::{FreshSnow, SnowDepth};
pub(in crate::day) use temperature::{Extremes, HalfEnds, write_reported};
pub(in crate::day) use wind::{Gust, HighestWind, WindVector};
