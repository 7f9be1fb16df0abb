//! Quality control: what can be said of a value without having been there.
//!
//! [`Control`] takes the reports of one station in time order and gives every value a [`Flag`], and a [`Hit`] for every
//! test that found something. The tests are data ([`TestId::test`]): a rule, limits, outcomes and a source each;
//! [`reference()`] writes them down and [`Overrides`] changes their limits at a station.
//!
//! What every test keeps to:
//! - Nothing is changed or deleted. A failed value keeps its place and its flag; [`withhold`] makes the copy without it
//!   that aggregates get. A suspect value stays in them.
//! - Only a value that cannot be fails: outside the gross range or impossible by definition. What is unusual or at odds
//!   with something else is suspect, because foehn is unusual too (10 °C in three hours).
//! - The worst flag of all tests is that of the value, in whatever order they are made. A missing value is missing.
//! - A comparison blames both values, as it does not know better. Where one has failed it blames that one alone within
//!   a report; between reports (steps, runs) failed values take no part.
//! - A variable without any test has no flag ([`FLAGGED`]). What a publisher says of the quality of its values is not
//!   touched and not known here.
//! - The limits of the gross range go by the latitude and the half-year: summer is from April to September in the
//!   north, and from October to March in the south. At a station of unknown latitude the widest limits hold.
//!
//! Completeness of days, and what their reports disagree on, is a matter of [`day`](crate::day).

mod check;
mod control;
mod flag;
mod flags;
mod limits;
mod overrides;
mod reference;
mod station;
mod table;

pub use control::{Against, Control, Evaluation, Hit};
pub use flag::Flag;
pub use flags::{FLAGGED, Flags, withhold};
pub use limits::{Bounds, CONTEXT_DAYS, Limits, Persistence, Range, Steps};
pub use overrides::{OverrideError, Overrides};
pub use reference::reference;
pub use table::{Test, TestId};
