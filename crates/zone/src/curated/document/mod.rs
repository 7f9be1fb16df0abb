//! The document of one station and day as the world sees it: nested, with names and units, the same in JSON and BSON.
//!
//! `{city, station_id, period, day, metrics, extreme_events, quality}`, in this order always. Every name comes from the
//! tables of `weather` ([`Statistic`](weather::Statistic), [`Metric`], [`Phenomena`](weather::Phenomena), …), so that a
//! new statistic is in the documents without a second list. Missing is null. Numbers are doubles that read back to the
//! exact thousandth, and `day` is text, `2013-01-31`. The events are computed, not kept: what reads back is the day.

mod reading;
mod schema;
#[cfg(test)]
pub(super) mod tests;
mod writing;

use std::borrow::Cow;

use weather::day::Metric;

use super::DailyDocument;

pub(crate) use schema::document_schema;

/// A [`DailyDocument`] that serialises as the nested document and is read from it.
///
/// Serialise `NestedDay::from(&document)`; read a `NestedDay<'static>` and make a `DailyDocument` of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NestedDay<'a>(Cow<'a, DailyDocument>);

impl<'a> From<&'a DailyDocument> for NestedDay<'a> {
    fn from(document: &'a DailyDocument) -> Self {
        Self(Cow::Borrowed(document))
    }
}

impl From<DailyDocument> for NestedDay<'static> {
    fn from(document: DailyDocument) -> Self {
        Self(Cow::Owned(document))
    }
}

impl From<NestedDay<'_>> for DailyDocument {
    fn from(nested: NestedDay<'_>) -> Self {
        nested.0.into_owned()
    }
}

/// The group of statistics that stands in `quality` and not in `metrics`.
const QUALITY: &str = "quality";

/// Metrics with a coverage.
pub(super) fn covered() -> impl Iterator<Item = Metric> {
    Metric::ALL.iter().copied().filter(|metric| metric.has_coverage())
}

/// Metrics with a method.
pub(super) fn with_method() -> impl Iterator<Item = Metric> {
    Metric::ALL.iter().copied().filter(|metric| metric.has_method())
}
