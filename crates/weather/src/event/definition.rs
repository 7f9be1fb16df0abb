//! The table of events: one line an event and family.

use super::{EventKind, Family};
use crate::climate::{Comparison, Index};
use crate::{DailyStatistics, DayDefinition, Milli, Phenomena, Statistic};

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

/// The days that an index counts, under its limit.
const fn counted(kind: EventKind, index: Index) -> Definition {
    let limit = match index.element().statistic() {
        Some(statistic) => Some(Limit { statistic, comparison: index.comparison(), threshold: index.threshold() }),
        None => None,
    };
    Definition { kind, family: index.family(), index: Some(index.code()), phenomenon: None, limit }
}

const fn wmo(kind: EventKind, phenomenon: Phenomena, limit: Option<Limit>) -> Definition {
    Definition { kind, family: Family::Wmo, index: None, phenomenon: Some(phenomenon), limit }
}

const FOG_VISIBILITY: Limit =
    Limit { statistic: Statistic::VisibilityMin, comparison: Comparison::Below, threshold: Milli::new(1_000_000) };

/// Every event, in the order they are given in.
pub const DEFINITIONS: &[Definition] = {
    use EventKind::*;
    &[
        counted(FrostDay, Index::Nbjgelee),
        counted(FrostDay, Index::Fd),
        counted(IceDay, Index::Nbjtx0),
        counted(IceDay, Index::Id),
        counted(SummerDay, Index::Nbjtx25),
        counted(SummerDay, Index::Su),
        counted(HotDay, Index::Nbjtx30),
        counted(VeryHotDay, Index::Nbjtx35),
        counted(TropicalNight, Index::Nbjtns20),
        counted(TropicalNight, Index::Tr),
        counted(HardFrost, Index::Nbjtn5),
        counted(HardFrost, Index::Nbjtn10),
        counted(RainDay, Index::Nbjrr1),
        counted(RainDay, Index::R1mm),
        counted(HeavyRain, Index::Nbjrr5),
        counted(HeavyRain, Index::Nbjrr10),
        counted(HeavyRain, Index::R10mm),
        counted(HeavyRain, Index::R20mm),
        counted(HeavyRain, Index::Nbjrr30),
        counted(HeavyRain, Index::Nbjrr50),
        counted(HeavyRain, Index::Nbjrr100),
        counted(StrongGust, Index::Nbjff16),
        counted(StormGust, Index::Nbjff28),
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
}
