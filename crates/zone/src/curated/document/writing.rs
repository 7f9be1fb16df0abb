//! Serialises a day as the nested document.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use weather::day::{Coverage, DailyStatistics, Method, Statistic};
use weather::event::Event;
use weather::{Milli, Unit};

use super::{NestedDay, QUALITY, covered, with_method};

impl Serialize for NestedDay<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.write(&mut map)?;
        map.end()
    }
}

impl NestedDay<'_> {
    /// Writes the document's fields, for documents that have others beside them.
    pub(in crate::curated) fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let statistics = &self.0.statistics;
        map.serialize_entry("city", &*self.0.city)?;
        map.serialize_entry("station_id", statistics.station.as_str())?;
        map.serialize_entry("period", statistics.definition.name())?;
        map.serialize_entry("day", &Text(&statistics.day))?;
        map.serialize_entry("metrics", &Metrics(statistics))?;
        map.serialize_entry("extreme_events", &Events(statistics))?;
        map.serialize_entry("quality", &Quality(statistics))
    }
}

/// Something that prints as it is written.
struct Text<'a, T>(&'a T);

impl<T: std::fmt::Display> Serialize for Text<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

/// The groups of statistics but that of quality, which stand together in the table.
struct Metrics<'a>(&'a DailyStatistics);

impl Serialize for Metrics<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for group in Statistic::ALL.chunk_by(|one, next| one.metric() == next.metric()) {
            let name = group[0].metric();
            if name != QUALITY {
                map.serialize_entry(name, &Group(self.0, group))?;
            }
        }
        map.end()
    }
}

struct Group<'a>(&'a DailyStatistics, &'static [Statistic]);

impl Serialize for Group<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.1.len()))?;
        for statistic in self.1 {
            map.serialize_entry(statistic.field(), &self.0.get(*statistic).map(Milli::to_f64))?;
        }
        map.end()
    }
}

struct Events<'a>(&'a DailyStatistics);

impl Serialize for Events<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for event in weather::events(self.0) {
            list.serialize_element(&One(event))?;
        }
        list.end()
    }
}

/// One event: what it is, from where on, what was measured, and whether the day can tell.
struct One(Event);

impl Serialize for One {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let event = &self.0;
        let mut map = serializer.serialize_map(Some(7))?;
        map.serialize_entry("kind", event.kind().name())?;
        map.serialize_entry("family", event.family().name())?;
        map.serialize_entry("index", &event.definition.index)?;
        map.serialize_entry("threshold", &event.threshold().map(Milli::to_f64))?;
        map.serialize_entry("value", &event.value.map(Milli::to_f64))?;
        map.serialize_entry("unit", &event.unit().map(Unit::symbol))?;
        map.serialize_entry("observable", &event.observable)?;
        map.end()
    }
}

struct Quality<'a>(&'a DailyStatistics);

impl Serialize for Quality<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let day = self.0;
        let mut map = serializer.serialize_map(None)?;
        for statistic in Statistic::ALL.iter().filter(|statistic| statistic.metric() == QUALITY) {
            map.serialize_entry(statistic.field(), &day.get(*statistic).map(Milli::to_f64))?;
        }
        map.serialize_entry("coverage", &Coverages(day))?;
        map.serialize_entry("method", &Methods(day))?;
        map.serialize_entry("notes", &Names(|| day.notes().names()))?;
        map.serialize_entry("phenomena", &Names(|| day.phenomena().names()))?;
        map.serialize_entry("phenomena_observable", &Names(|| day.observable().names()))?;
        map.end()
    }
}

struct Coverages<'a>(&'a DailyStatistics);

impl Serialize for Coverages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(covered().map(|metric| (metric.name(), self.0.coverage(metric).map(Share))))
    }
}

/// How many of how many.
struct Share(Coverage);

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let numbers = [("used", self.0.used), ("expected", self.0.expected)];
        serializer.collect_map(numbers.map(|(name, number)| (name, i32::from(number))))
    }
}

struct Methods<'a>(&'a DailyStatistics);

impl Serialize for Methods<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(with_method().map(|metric| (metric.name(), self.0.method(metric).map(Method::name))))
    }
}

/// A list of names.
struct Names<F>(F);

impl<F: Fn() -> I, I: Iterator<Item = &'static str>> Serialize for Names<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}
