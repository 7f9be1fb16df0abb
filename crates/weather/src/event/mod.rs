//! Extreme events of a day: which of the published limits it reaches, and which phenomena were seen.
//!
//! A pure function of one day's record: [`events`] goes through [`DEFINITIONS`], one line an event and family, and says
//! of each whether it happened, did not, or cannot be known. Nothing is measured or counted here: how values come about
//! and which phenomena belong to the day is [`day`](crate::day)'s, counts of months and years are made from
//! [`Definition::outcome`].
//!
//! - The same words mean different days in different families: a frost day is TN ≤ 0 °C to Météo-France and
//!   TN < 0 °C to ETCCDI. So an event is always named with its [`Family`], and an index stands under its own name.
//! - "Not observed" is not "none". An event that the day's record cannot know of, because the value is missing or
//!   nobody watches for it, is given as not [`observable`](Event::observable). An event that is not given at all, of
//!   those the record's definition has, did not happen.
//! - Indices of temperature are of TN and TX, so they are of climatological days. The lowest of the eight reports of a
//!   `utc` day is not its TN (24 of 171 frost days would be missed), so a `utc` record has none of them, neither as
//!   happened nor as unknown.
//! - What is known of a part of the day counts as it stands: the gust of one report is a gust, a thunder of the night
//!   is missed where the observer came in the morning. The record's coverages say how much of the day it was.

mod definition;
mod kind;

pub use definition::{DEFINITIONS, Definition, Limit};
pub use kind::EventKind;

pub use crate::climate::{Comparison, Family};
use crate::{DailyStatistics, Milli, Unit};

/// An event of a day, or one that the day cannot know of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// What it is, and from where on.
    pub definition: &'static Definition,
    /// What was measured, in [`unit`](Self::unit); `None` where it was seen and not measured, or is not observable.
    pub value: Option<Milli>,
    /// Whether the day can tell. An event that is observable happened; of one that is not, nothing is known.
    pub observable: bool,
}

impl Event {
    /// What kind of event it is.
    pub const fn kind(&self) -> EventKind {
        self.definition.kind
    }

    /// Whose definition of it is meant.
    pub const fn family(&self) -> Family {
        self.definition.family
    }

    /// From where on it is one, in [`unit`](Self::unit); `None` for what is seen and not measured.
    pub fn threshold(&self) -> Option<Milli> {
        self.definition.limit.map(|limit| limit.threshold)
    }

    /// The unit of value and threshold; `None` for what is seen and not measured.
    pub fn unit(&self) -> Option<Unit> {
        self.definition.limit.map(|limit| limit.statistic.unit())
    }
}

/// The events of a day that happened, and those it cannot know of, in the order of [`DEFINITIONS`].
pub fn events(day: &DailyStatistics) -> impl Iterator<Item = Event> {
    DEFINITIONS.iter().filter(|definition| definition.applies_to(day.definition)).filter_map(|definition| {
        match definition.outcome(day) {
            Some(true) => Some(Event { definition, value: definition.value(day), observable: true }),
            Some(false) => None,
            None => Some(Event { definition, value: None, observable: false }),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Day, DayDefinition, Phenomena, Statistic};

    /// A day of which every element is known and none reaches a limit.
    fn quiet(definition: DayDefinition) -> DailyStatistics {
        let mut day = DailyStatistics::new("07005".parse().expect("a valid id"), definition, Day::from_epoch_days(0));
        for (statistic, thousandths) in [
            (Statistic::TemperatureMin, 10_000),
            (Statistic::TemperatureMax, 20_000),
            (Statistic::RainfallTotal, 0),
            (Statistic::WindSpeedGust, 9_000),
            (Statistic::VisibilityMin, 20_000_000),
        ] {
            day.set(statistic, Some(Milli::new(thousandths)));
        }
        day.set_observable(Phenomena::ALL);
        day
    }

    fn climatological() -> DailyStatistics {
        quiet(DayDefinition::Climatological)
    }

    /// Kind, family, and threshold of what happened; panics where something is not observable.
    fn happened(day: &DailyStatistics) -> Vec<String> {
        let text = |event: Event| {
            assert!(event.observable);
            let threshold = event.threshold().map(|threshold| format!(" {threshold}")).unwrap_or_default();
            format!("{} {}{threshold}", event.kind(), event.family())
        };
        events(day).map(text).collect()
    }

    #[test]
    fn a_quiet_day_has_no_event() {
        for definition in DayDefinition::ALL {
            assert_eq!(events(&quiet(*definition)).count(), 0);
        }
    }

    #[test]
    fn zero_degrees_is_frost_to_one_family_and_not_to_the_other() {
        let mut day = climatological();
        day.set(Statistic::TemperatureMin, Some(Milli::ZERO));
        assert_eq!(happened(&day), ["frost_day meteo_france 0"]);
        day.set(Statistic::TemperatureMin, Some(Milli::new(-100)));
        assert_eq!(happened(&day), ["frost_day meteo_france 0", "frost_day etccdi 0"]);
    }

    #[test]
    fn an_event_has_its_value_threshold_and_unit() {
        let mut day = climatological();
        day.set(Statistic::WindSpeedGust, Some(Milli::new(28_000)));
        let [strong, storm] = events(&day).collect::<Vec<_>>()[..] else { panic!("two gusts") };
        assert_eq!((strong.kind(), storm.kind()), (EventKind::StrongGust, EventKind::StormGust));
        assert_eq!((storm.value, storm.threshold()), (Some(Milli::new(28_000)), Some(Milli::new(28_000))));
        assert_eq!(storm.unit(), Some(Unit::MetrePerSecond));
        assert_eq!(storm.definition.index, Some("NBJFF28"));
    }

    #[test]
    fn what_is_seen_has_no_value() {
        let mut day = climatological();
        day.set_phenomena(Phenomena::THUNDERSTORM);
        let [event] = events(&day).collect::<Vec<_>>()[..] else { panic!("one event") };
        assert_eq!((event.kind(), event.family()), (EventKind::Thunderstorm, Family::Wmo));
        assert_eq!((event.value, event.threshold(), event.unit()), (None, None, None));
    }

    #[test]
    fn an_automatic_station_cannot_tell_of_thunder_and_hail() {
        let mut day = climatological();
        day.set_observable(Phenomena::FOG.with(Phenomena::SNOW).with(Phenomena::FREEZING_RAIN));
        let unknown: Vec<_> = events(&day).map(|event| (event.kind(), event.observable)).collect();
        assert_eq!(unknown, [(EventKind::Thunderstorm, false), (EventKind::Hail, false)]);
    }

    #[test]
    fn a_day_without_values_knows_of_no_event() {
        let nothing = DailyStatistics::new(
            "07005".parse().expect("a valid id"),
            DayDefinition::Climatological,
            Day::from_epoch_days(0),
        );
        assert_eq!(events(&nothing).count(), DEFINITIONS.len());
        assert!(events(&nothing).all(|event| !event.observable && event.value.is_none()));
    }

    #[test]
    fn the_extremes_of_reports_are_no_tn_and_tx() {
        let mut day = quiet(DayDefinition::Utc);
        day.set(Statistic::TemperatureMin, Some(Milli::new(-20_000)));
        day.set(Statistic::TemperatureMax, None);
        day.set(Statistic::RainfallTotal, Some(Milli::new(1_000)));
        assert_eq!(happened(&day), ["rain_day meteo_france 1", "rain_day etccdi 1"]);
    }

    #[test]
    fn fog_is_seen_or_measured() {
        let mut day = climatological();
        day.set(Statistic::VisibilityMin, Some(Milli::new(999_000)));
        assert_eq!(happened(&day), ["fog wmo 1000"]);
        day.set(Statistic::VisibilityMin, None);
        day.set_phenomena(Phenomena::FOG);
        assert_eq!(happened(&day), ["fog wmo 1000"]);
        day.set_phenomena(Phenomena::default());
        day.set_observable(Phenomena::default());
        day.set(Statistic::VisibilityMin, Some(Milli::new(1_000_000)));
        assert!(events(&day).all(|event| event.kind() != EventKind::Fog));
    }
}
