//! The table of events: one line an event and family.

use super::{EventKind, Family};
use crate::{DailyStatistics, DayDefinition, Milli, Phenomena, Statistic};

/// How a value stands to a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// At or below it.
    AtMost,
    /// Below it.
    Below,
    /// At or above it.
    AtLeast,
    /// Above it.
    Above,
}

impl Comparison {
    /// As it is written: `<=`, `<`, `>=`, `>`.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::AtMost => "<=",
            Self::Below => "<",
            Self::AtLeast => ">=",
            Self::Above => ">",
        }
    }

    fn holds(self, value: Milli, threshold: Milli) -> bool {
        match self {
            Self::AtMost => value <= threshold,
            Self::Below => value < threshold,
            Self::AtLeast => value >= threshold,
            Self::Above => value > threshold,
        }
    }
}

/// What a daily value must reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The daily value; its unit is the threshold's.
    pub statistic: Statistic,
    /// How it must stand to the threshold.
    pub comparison: Comparison,
    /// The threshold.
    pub threshold: Milli,
}

/// An event as one family defines it. Kind, family and threshold together are its identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// What it is.
    pub kind: EventKind,
    /// Who defines it so.
    pub family: Family,
    /// The name of the index that counts such days, if it has one: `NBJGELEE`, `FD`.
    pub index: Option<&'static str>,
    /// The phenomenon that makes it one.
    pub phenomenon: Option<Phenomena>,
    /// The value that makes it one.
    pub limit: Option<Limit>,
}

impl Definition {
    /// Whether it is an event of such days: those of temperature are of TN and TX, which `utc` days do not have.
    pub fn applies_to(&self, definition: DayDefinition) -> bool {
        let extreme = [Statistic::TemperatureMin, Statistic::TemperatureMax];
        let of_extreme = self.limit.is_some_and(|limit| extreme.contains(&limit.statistic));
        !of_extreme || definition == DayDefinition::Climatological
    }

    /// Whether it happened on a day; `None` where the record cannot tell, or it is no event of such days.
    pub fn outcome(&self, day: &DailyStatistics) -> Option<bool> {
        if !self.applies_to(day.definition) {
            return None;
        }
        let seen = self.phenomenon.and_then(|phenomenon| {
            let known = day.observable().with(day.phenomena()).contains(phenomenon);
            known.then(|| day.phenomena().contains(phenomenon))
        });
        let measured = self
            .limit
            .and_then(|limit| day.get(limit.statistic).map(|value| limit.comparison.holds(value, limit.threshold)));
        // That it happened outweighs that it did not, and either that nothing is known.
        seen.max(measured)
    }

    /// The value it is measured by, if it is measured and the day has it.
    pub fn value(&self, day: &DailyStatistics) -> Option<Milli> {
        self.limit.and_then(|limit| day.get(limit.statistic))
    }
}

const fn meteo_france(
    kind: EventKind,
    index: &'static str,
    statistic: Statistic,
    comparison: Comparison,
    whole: i32,
) -> Definition {
    let limit = Some(Limit { statistic, comparison, threshold: Milli::new(whole * 1_000) });
    Definition { kind, family: Family::MeteoFrance, index: Some(index), phenomenon: None, limit }
}

const fn etccdi(
    kind: EventKind,
    index: &'static str,
    statistic: Statistic,
    comparison: Comparison,
    whole: i32,
) -> Definition {
    Definition { family: Family::Etccdi, ..meteo_france(kind, index, statistic, comparison, whole) }
}

const fn wmo(kind: EventKind, phenomenon: Phenomena, limit: Option<Limit>) -> Definition {
    Definition { kind, family: Family::Wmo, index: None, phenomenon: Some(phenomenon), limit }
}

const TN: Statistic = Statistic::TemperatureMin;
const TX: Statistic = Statistic::TemperatureMax;
const RR: Statistic = Statistic::RainfallTotal;
const GUST: Statistic = Statistic::WindSpeedGust;

const FOG_VISIBILITY: Limit =
    Limit { statistic: Statistic::VisibilityMin, comparison: Comparison::Below, threshold: Milli::new(1_000_000) };

/// Every event, in the order they are given in. Thresholds in whole °C, mm, m/s.
pub const DEFINITIONS: &[Definition] = {
    use {Comparison::*, EventKind::*};
    &[
        meteo_france(FrostDay, "NBJGELEE", TN, AtMost, 0),
        etccdi(FrostDay, "FD", TN, Below, 0),
        meteo_france(IceDay, "NBJTX0", TX, AtMost, 0),
        etccdi(IceDay, "ID", TX, Below, 0),
        meteo_france(SummerDay, "NBJTX25", TX, AtLeast, 25),
        etccdi(SummerDay, "SU", TX, Above, 25),
        meteo_france(HotDay, "NBJTX30", TX, AtLeast, 30),
        meteo_france(VeryHotDay, "NBJTX35", TX, AtLeast, 35),
        meteo_france(TropicalNight, "NBJTNS20", TN, AtLeast, 20),
        etccdi(TropicalNight, "TR", TN, Above, 20),
        meteo_france(HardFrost, "NBJTN5", TN, AtMost, -5),
        meteo_france(HardFrost, "NBJTN10", TN, AtMost, -10),
        meteo_france(RainDay, "NBJRR1", RR, AtLeast, 1),
        etccdi(RainDay, "R1mm", RR, AtLeast, 1),
        meteo_france(HeavyRain, "NBJRR5", RR, AtLeast, 5),
        meteo_france(HeavyRain, "NBJRR10", RR, AtLeast, 10),
        etccdi(HeavyRain, "R10mm", RR, AtLeast, 10),
        etccdi(HeavyRain, "R20mm", RR, AtLeast, 20),
        meteo_france(HeavyRain, "NBJRR30", RR, AtLeast, 30),
        meteo_france(HeavyRain, "NBJRR50", RR, AtLeast, 50),
        meteo_france(HeavyRain, "NBJRR100", RR, AtLeast, 100),
        meteo_france(StrongGust, "NBJFF16", GUST, AtLeast, 16),
        meteo_france(StormGust, "NBJFF28", GUST, AtLeast, 28),
        wmo(Fog, Phenomena::FOG, Some(FOG_VISIBILITY)),
        wmo(Thunderstorm, Phenomena::THUNDERSTORM, None),
        wmo(Snow, Phenomena::SNOW, None),
        wmo(FreezingRain, Phenomena::FREEZING_RAIN, None),
        wmo(Hail, Phenomena::HAIL, None),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_family_and_threshold_are_an_identity() {
        for (place, one) in DEFINITIONS.iter().enumerate() {
            let same = |other: &&Definition| {
                let threshold = |definition: &Definition| definition.limit.map(|limit| limit.threshold);
                (other.kind, other.family, threshold(other)) == (one.kind, one.family, threshold(one))
            };
            assert_eq!(DEFINITIONS[place + 1..].iter().filter(same).count(), 0, "{one:?}");
        }
    }

    #[test]
    fn limits_of_temperature_are_inclusive_in_one_family_and_strict_in_the_other() {
        for definition in DEFINITIONS.iter().filter(|definition| !definition.applies_to(DayDefinition::Utc)) {
            let comparison = definition.limit.map(|limit| limit.comparison).expect("a limit");
            let strict = matches!(comparison, Comparison::Above | Comparison::Below);
            assert_eq!(strict, definition.family == Family::Etccdi, "{definition:?}");
        }
    }

    #[test]
    fn every_kind_and_every_phenomenon_has_a_definition() {
        for kind in EventKind::ALL {
            assert!(DEFINITIONS.iter().any(|definition| definition.kind == *kind), "{kind}");
        }
        for (phenomenon, name) in Phenomena::NAMED {
            let definition = DEFINITIONS.iter().find(|definition| definition.phenomenon == Some(*phenomenon));
            assert_eq!(definition.map(|definition| definition.kind.name()), Some(*name));
        }
    }

    #[test]
    fn comparisons_differ_at_the_threshold_alone() {
        let zero = Milli::ZERO;
        for (comparison, below, at, above) in [
            (Comparison::AtMost, true, true, false),
            (Comparison::Below, true, false, false),
            (Comparison::AtLeast, false, true, true),
            (Comparison::Above, false, false, true),
        ] {
            let holds = [-1, 0, 1].map(|value| comparison.holds(Milli::new(value), zero));
            assert_eq!(holds, [below, at, above], "{}", comparison.symbol());
        }
    }
}
