//! Reads a day from the nested document, and refuses what none of ours says.
//!
//! A field that is not there counts as null, as in documents of an older version, and fields beside ours are passed
//! over. The events are passed over too: they follow from the rest.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use weather::day::{Coverage, DailyStatistics, DayDefinition, Method, Metric, Notes, Statistic};
use weather::{Day, Milli, Phenomena, StationId};

use super::{NestedDay, QUALITY};
use crate::curated::DailyDocument;

impl<'de> Deserialize<'de> for NestedDay<'static> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(DayVisitor)
    }
}

/// What the metrics and the quality say, before it is known of which day.
type Content = DailyStatistics;

/// A day that holds content until the document's own identity was read.
fn nothing<E: Error>() -> Result<Content, E> {
    let station = StationId::from_bytes(b"0").map_err(E::custom)?;
    Ok(DailyStatistics::new(station, DayDefinition::Utc, Day::from_epoch_days(0)))
}

struct DayVisitor;

impl<'de> Visitor<'de> for DayVisitor {
    type Value = NestedDay<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the document of a day")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut statistics = nothing()?;
        let (mut city, mut station, mut definition, mut day) = (None, None, None, None);
        while let Some(Key(key)) = map.next_key()? {
            match &*key {
                "city" => city = Some(Arc::from(map.next_value::<Key<'_>>()?.0)),
                "station_id" => station = Some(parsed(&mut map, "station_id")?),
                "period" => definition = Some(parsed(&mut map, "period")?),
                "day" => day = Some(parsed(&mut map, "day")?),
                "metrics" => map.next_value_seed(Groups(&mut statistics))?,
                "quality" => map.next_value_seed(Quality(&mut statistics))?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        statistics.station = station.ok_or_else(|| A::Error::missing_field("station_id"))?;
        statistics.definition = definition.ok_or_else(|| A::Error::missing_field("period"))?;
        statistics.day = day.ok_or_else(|| A::Error::missing_field("day"))?;
        let city = city.ok_or_else(|| A::Error::missing_field("city"))?;
        Ok(NestedDay(Cow::Owned(DailyDocument { statistics, city })))
    }
}

/// Text, borrowed where the format can.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// The value of a text field.
fn parsed<'de, A: MapAccess<'de>, T: std::str::FromStr<Err: fmt::Display>>(
    map: &mut A,
    name: &str,
) -> Result<T, A::Error> {
    let Key(text) = map.next_value()?;
    text.parse().map_err(|error| A::Error::custom(format!("{name} is `{text}`: {error}")))
}

/// A number of whole thousandths, or null.
struct Value(Option<Milli>);

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Option::<f64>::deserialize(deserializer)? {
            None => Ok(Self(None)),
            Some(number) => match Milli::from_f64(number) {
                Some(value) if value.to_f64() == number => Ok(Self(Some(value))),
                _ => Err(D::Error::custom(format!("{number} is no number of at most three decimals that a day has"))),
            },
        }
    }
}

/// A map whose fields are read one by one, each with its name.
trait Fields<'de>: Sized {
    const ABOUT: &'static str;

    fn field<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error>;
}

macro_rules! seed {
    ($($name:ident)*) => {
        $(impl<'de> DeserializeSeed<'de> for $name<'_> {
            type Value = ();

            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
                deserializer.deserialize_map(FieldsVisitor(self))
            }
        })*
    };
}

seed!(Groups Group Quality Coverages Methods);

struct FieldsVisitor<F>(F);

impl<'de, F: Fields<'de>> Visitor<'de> for FieldsVisitor<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(F::ABOUT)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(Key(name)) = map.next_key()? {
            self.0.field(&name, &mut map)?;
        }
        Ok(())
    }
}

/// `metrics`: a group of statistics each.
struct Groups<'a>(&'a mut Content);

impl<'de> Fields<'de> for Groups<'_> {
    const ABOUT: &'static str = "the metrics of a day";

    fn field<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match group_named(name).filter(|_| name != QUALITY) {
            Some(statistics) => map.next_value_seed(Group(self.0, statistics)),
            None => map.next_value::<IgnoredAny>().map(drop),
        }
    }
}

fn group_named(name: &str) -> Option<&'static [Statistic]> {
    Statistic::ALL.chunk_by(|one, next| one.metric() == next.metric()).find(|group| group[0].metric() == name)
}

/// The statistics of a group.
struct Group<'a>(&'a mut Content, &'static [Statistic]);

impl<'de> Fields<'de> for Group<'_> {
    const ABOUT: &'static str = "the values of a metric";

    fn field<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        let Some(statistic) = self.1.iter().find(|statistic| statistic.field() == name) else {
            return map.next_value::<IgnoredAny>().map(drop);
        };
        let Value(value) = map.next_value().map_err(|error| located(statistic.name(), error))?;
        self.0.set(*statistic, value);
        Ok(())
    }
}

/// `quality`: its statistics, and what is said of the others.
struct Quality<'a>(&'a mut Content);

impl<'de> Fields<'de> for Quality<'_> {
    const ABOUT: &'static str = "the quality of a day";

    fn field<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "coverage" => map.next_value_seed(Coverages(self.0))?,
            "method" => map.next_value_seed(Methods(self.0))?,
            "notes" => self.0.set_notes(bits(map, name, Notes::NAMED, Notes::with)?),
            "phenomena" => self.0.set_phenomena(bits(map, name, Phenomena::NAMED, Phenomena::with)?),
            "phenomena_observable" => self.0.set_observable(bits(map, name, Phenomena::NAMED, Phenomena::with)?),
            _ => Group(self.0, group_named(QUALITY).unwrap_or_default()).field(name, map)?,
        }
        Ok(())
    }
}

/// `quality.coverage`.
struct Coverages<'a>(&'a mut Content);

impl<'de> Fields<'de> for Coverages<'_> {
    const ABOUT: &'static str = "coverages";

    fn field<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        #[derive(serde::Deserialize)]
        struct Share {
            used: u8,
            expected: u8,
        }
        let Some(metric) = metric_named(name).filter(|metric| metric.has_coverage()) else {
            return map.next_value::<IgnoredAny>().map(drop);
        };
        let share: Option<Share> = map.next_value().map_err(|error| located(&format!("{name} coverage"), error))?;
        self.0.set_coverage(metric, share.map(|Share { used, expected }| Coverage { used, expected }));
        Ok(())
    }
}

/// `quality.method`.
struct Methods<'a>(&'a mut Content);

impl<'de> Fields<'de> for Methods<'_> {
    const ABOUT: &'static str = "methods";

    fn field<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        let Some(metric) = metric_named(name).filter(|metric| metric.has_method()) else {
            return map.next_value::<IgnoredAny>().map(drop);
        };
        let text: Option<Key<'_>> = map.next_value()?;
        let unknown = |text: &str| A::Error::custom(format!("{name} has the method `{text}`, which is none"));
        let method = text.map(|Key(text)| Method::by_name(&text).ok_or_else(|| unknown(&text))).transpose()?;
        self.0.set_method(metric, method);
        Ok(())
    }
}

fn metric_named(name: &str) -> Option<Metric> {
    Metric::ALL.iter().copied().find(|metric| metric.name() == name)
}

/// A list of names as bits.
fn bits<'de, A: MapAccess<'de>, T: Copy + Default>(
    map: &mut A,
    field: &str,
    named: &'static [(T, &'static str)],
    with: fn(T, T) -> T,
) -> Result<T, A::Error> {
    let names: Vec<Key<'_>> = map.next_value().map_err(|error| located(field, error))?;
    names.iter().try_fold(T::default(), |set, Key(name)| match named.iter().find(|(_, other)| other == name) {
        Some((one, _)) => Ok(with(set, *one)),
        None => Err(A::Error::custom(format!("{field} has `{name}`, which is none"))),
    })
}

fn located<E: Error>(field: &str, error: E) -> E {
    E::custom(format!("{field}: {error}"))
}
