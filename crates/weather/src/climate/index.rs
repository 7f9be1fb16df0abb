//! Indices: which days are counted, by which limit, and whose definition it is. One line an index.
//!
//! The limits of Météo-France are inclusive (column descriptions of its monthly files, MENSQ). Those of ETCCDI are
//! strict for temperatures and inclusive for rain (the core set of 27 indices). The same words mean different days: a
//! summer day of exactly 25 °C is one for Météo-France and none for ETCCDI.

use super::{ClimateDay, Comparison, Element, Family};
use crate::Milli;

macro_rules! indices {
    ($($name:ident $code:literal $column:literal $family:ident $element:ident $comparison:ident $threshold:literal $meaning:literal;)*) => {
        /// A count of the days of a period that pass a limit.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Index {
            $(#[doc = $meaning] $name,)*
        }

        impl Index {
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// All of them, in the order of columns.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code its family gives it: `NBJGELEE`, `FD`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Its column name: `days_nbjgelee`, `days_fd`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => concat!("days_", $column),)* }
            }

            /// Whose definition it is.
            pub const fn family(self) -> Family {
                match self { $(Self::$name => Family::$family,)* }
            }

            /// The daily value it looks at.
            pub const fn element(self) -> Element {
                match self { $(Self::$name => Element::$element,)* }
            }

            /// How the value is held against the limit.
            pub const fn comparison(self) -> Comparison {
                match self { $(Self::$name => Comparison::$comparison,)* }
            }

            /// The limit, in the unit of the element.
            pub const fn threshold(self) -> Milli {
                match self { $(Self::$name => Milli::new($threshold * 1000),)* }
            }

            /// What the days are called.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

indices! {
    Nbjrr1 "NBJRR1" "nbjrr1" MeteoFrance Rr AtLeast 1 "Rain days";
    Nbjrr5 "NBJRR5" "nbjrr5" MeteoFrance Rr AtLeast 5 "Days of 5 mm";
    Nbjrr10 "NBJRR10" "nbjrr10" MeteoFrance Rr AtLeast 10 "Days of 10 mm, heavy rain";
    Nbjrr30 "NBJRR30" "nbjrr30" MeteoFrance Rr AtLeast 30 "Days of 30 mm";
    Nbjrr50 "NBJRR50" "nbjrr50" MeteoFrance Rr AtLeast 50 "Days of 50 mm";
    Nbjrr100 "NBJRR100" "nbjrr100" MeteoFrance Rr AtLeast 100 "Days of 100 mm";
    Nbjtx0 "NBJTX0" "nbjtx0" MeteoFrance Tx AtMost 0 "Ice days, no thaw";
    Nbjtx25 "NBJTX25" "nbjtx25" MeteoFrance Tx AtLeast 25 "Summer days";
    Nbjtx30 "NBJTX30" "nbjtx30" MeteoFrance Tx AtLeast 30 "Hot days";
    Nbjtx35 "NBJTX35" "nbjtx35" MeteoFrance Tx AtLeast 35 "Very hot days";
    Nbjtxi20 "NBJTXI20" "nbjtxi20" MeteoFrance Tx AtMost 20 "Days with a maximum up to 20 °C";
    Nbjtxi27 "NBJTXI27" "nbjtxi27" MeteoFrance Tx AtMost 27 "Days with a maximum up to 27 °C";
    Nbjtxs32 "NBJTXS32" "nbjtxs32" MeteoFrance Tx AtLeast 32 "Days with a maximum from 32 °C";
    Nbjgelee "NBJGELEE" "nbjgelee" MeteoFrance Tn AtMost 0 "Frost days";
    Nbjtn5 "NBJTN5" "nbjtn5" MeteoFrance Tn AtMost -5 "Hard frost days";
    Nbjtn10 "NBJTN10" "nbjtn10" MeteoFrance Tn AtMost -10 "Very hard frost days";
    Nbjtni10 "NBJTNI10" "nbjtni10" MeteoFrance Tn AtMost 10 "Days with a minimum up to 10 °C";
    Nbjtni15 "NBJTNI15" "nbjtni15" MeteoFrance Tn AtMost 15 "Days with a minimum up to 15 °C";
    Nbjtni20 "NBJTNI20" "nbjtni20" MeteoFrance Tn AtMost 20 "Days with a minimum up to 20 °C";
    Nbjtns20 "NBJTNS20" "nbjtns20" MeteoFrance Tn AtLeast 20 "Tropical nights";
    Nbjtns25 "NBJTNS25" "nbjtns25" MeteoFrance Tn AtLeast 25 "Nights from 25 °C";
    Nbjtms24 "NBJTMS24" "nbjtms24" MeteoFrance Tm AtLeast 24 "Days with a mean from 24 °C";
    Nbjff10 "NBJFF10" "nbjff10" MeteoFrance Gust AtLeast 10 "Days with a gust from 10 m/s";
    Nbjff16 "NBJFF16" "nbjff16" MeteoFrance Gust AtLeast 16 "Days with a strong gust, from 16 m/s";
    Nbjff28 "NBJFF28" "nbjff28" MeteoFrance Gust AtLeast 28 "Days with a storm gust, from 28 m/s";
    Nbjfxy8 "NBJFXY8" "nbjfxy8" MeteoFrance WindMax AtLeast 8 "Days with a 10 minute wind from 8 m/s";
    Nbjfxy10 "NBJFXY10" "nbjfxy10" MeteoFrance WindMax AtLeast 10 "Days with a 10 minute wind from 10 m/s";
    Nbjfxy15 "NBJFXY15" "nbjfxy15" MeteoFrance WindMax AtLeast 15 "Days with a 10 minute wind from 15 m/s";
    Fd "FD" "fd" Etccdi Tn Below 0 "Frost days";
    Id "ID" "id" Etccdi Tx Below 0 "Icing days";
    Su "SU" "su" Etccdi Tx Above 25 "Summer days";
    Tr "TR" "tr" Etccdi Tn Above 20 "Tropical nights";
    R1mm "R1mm" "r1mm" Etccdi Rr AtLeast 1 "Wet days";
    R10mm "R10mm" "r10mm" Etccdi Rr AtLeast 10 "Heavy precipitation days";
    R20mm "R20mm" "r20mm" Etccdi Rr AtLeast 20 "Very heavy precipitation days";
}

impl Index {
    /// Its place in [`Index::ALL`].
    #[inline]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The index with this code, as its family writes it.
    pub fn by_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|index| index.code() == code)
    }

    /// Whether a day is counted; `None` where it has no such value.
    pub fn holds(self, day: &ClimateDay) -> Option<bool> {
        day.get(self.element()).map(|value| self.comparison().holds(value, self.threshold()))
    }

    /// The condition as people write it: `TN ≤ 0 degC`.
    pub fn condition(self) -> String {
        let element = self.element();
        format!("{} {} {} {}", element.code(), self.comparison().sign(), self.threshold(), element.unit().symbol())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Day;

    #[test]
    fn codes_and_columns_say_the_same() {
        for (place, index) in Index::ALL.iter().enumerate() {
            assert_eq!(index.index(), place);
            assert_eq!(Index::by_code(index.code()), Some(*index));
            assert_eq!(index.name(), format!("days_{}", index.code().to_lowercase()));
        }
    }

    #[test]
    fn temperature_limits_are_inclusive_in_one_family_and_strict_in_the_other() {
        for index in Index::ALL.iter().filter(|index| index.element() != Element::Rr) {
            let strict = matches!(index.comparison(), Comparison::Above | Comparison::Below);
            assert_eq!(strict, index.family() == Family::Etccdi, "{index:?}");
        }
    }

    #[test]
    fn a_day_on_the_limit_is_counted_by_meteo_france_alone() {
        let limit = |tn, tx| ClimateDay {
            tn: Some(Milli::new(tn)),
            tx: Some(Milli::new(tx)),
            ..ClimateDay::empty(Day::from_epoch_days(0))
        };
        for (day, counted, not) in [
            (limit(0, 9_000), Index::Nbjgelee, Index::Fd),
            (limit(-9_000, 0), Index::Nbjtx0, Index::Id),
            (limit(9_000, 25_000), Index::Nbjtx25, Index::Su),
            (limit(20_000, 29_000), Index::Nbjtns20, Index::Tr),
        ] {
            assert_eq!((counted.holds(&day), not.holds(&day)), (Some(true), Some(false)));
        }
    }

    #[test]
    fn a_day_without_the_value_is_neither_counted_nor_not() {
        assert_eq!(Index::Nbjrr1.holds(&ClimateDay::empty(Day::from_epoch_days(0))), None);
        assert_eq!(Index::Nbjgelee.condition(), "TN ≤ 0 degC");
    }
}
