//! The figures of a month: one line each, with the name Météo-France gives it in its monthly files.

use crate::Unit;
use crate::climate::{Element, Family, Index, Phenomenon};

macro_rules! measures {
    ($($name:ident $column:literal $meaning:literal;)*) => {
        /// What a figure says of the days of a period.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Measure {
            $(#[doc = $meaning] $name,)*
        }

        impl Measure {
            /// What its columns end with.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $column,)* }
            }

            /// What it is, in words.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

measures! {
    Total "total" "Sum over every day; missing if a day is";
    Mean "mean" "Mean over the days, where there are enough of them";
    Lowest "lowest" "Lowest value";
    LowestDay "lowest_day" "First day of the lowest value";
    LowestDays "lowest_days" "How many days share the lowest value";
    Highest "highest" "Highest value";
    HighestDay "highest_day" "First day of the highest value";
    HighestDays "highest_days" "How many days share the highest value";
    Days "days" "How many days have a value";
}

impl Measure {
    /// Whether it is an amount in the unit of the element: no date and no number of days.
    pub const fn is_amount(self) -> bool {
        matches!(self, Self::Total | Self::Mean | Self::Lowest | Self::Highest)
    }
}

/// A figure published of a month, a year or a longer period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Figure {
    /// The daily value it is made of.
    pub element: Element,
    /// What it says of it.
    pub measure: Measure,
    mensq: &'static str,
}

impl Figure {
    /// The column of Météo-France's monthly file (MENSQ) with the same figure, if it has one.
    ///
    /// Where several days share an extreme, the date here is that of the first. So it is in that file for TN and TX; for
    /// TNTXM and FXY it has the last (six ties of 2023).
    pub const fn official(self) -> Option<&'static str> {
        if self.mensq.is_empty() { None } else { Some(self.mensq) }
    }

    /// Its column name: `temperature_min_lowest_day`.
    pub fn name(self) -> String {
        format!("{}_{}", self.element.name(), self.measure.name())
    }
}

macro_rules! figures {
    ($($element:ident { $($measure:ident $mensq:literal,)* })*) => {
        impl Figure {
            /// All of them, in the order of columns.
            pub const ALL: &[Self] = &[
                $($(Self { element: Element::$element, measure: Measure::$measure, mensq: $mensq },)*)*
            ];
        }
    };
}

figures! {
    Tn {
        Mean "TN", Lowest "TNAB", LowestDay "TNDAT", LowestDays "",
        Highest "TNMAX", HighestDay "TNMAXDAT", HighestDays "", Days "NBTN",
    }
    Tx {
        Mean "TX", Lowest "TXMIN", LowestDay "TXMINDAT", LowestDays "",
        Highest "TXAB", HighestDay "TXDAT", HighestDays "", Days "NBTX",
    }
    Tntxm {
        Mean "TM", Lowest "TMMIN", LowestDay "TMMINDAT", LowestDays "",
        Highest "TMMAX", HighestDay "TMMAXDAT", HighestDays "", Days "NBTM",
    }
    Tampli {
        Mean "TAMPLIM", Lowest "", LowestDay "", LowestDays "",
        Highest "TAMPLIAB", HighestDay "TAMPLIABDAT", HighestDays "", Days "NBTAMPLI",
    }
    Tm {
        Mean "TMM", Lowest "", LowestDay "", LowestDays "", Highest "", HighestDay "", HighestDays "", Days "NBTMM",
    }
    Rr { Total "RR", Highest "RRAB", HighestDay "RRABDAT", HighestDays "", Days "NBRR", }
    Gust { Highest "FXIAB", HighestDay "FXIDAT", HighestDays "", Days "NBFXI", }
    WindMax { Highest "FXYAB", HighestDay "FXYABDAT", HighestDays "", Days "NBFXY", }
    Wind { Mean "FFM", Days "NBFFM", }
    Pressure {
        Mean "PMERM", Lowest "PMERMINAB", LowestDay "PMERMINABDAT", LowestDays "",
        Highest "", HighestDay "", HighestDays "", Days "NBPMERM",
    }
    Humidity { Mean "UMM", Days "NBUM", }
}

/// A column of the statistics of a period: a figure or a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// A figure.
    Figure(Figure),
    /// A count of days.
    Count(Index),
    /// How many days a phenomenon was seen on.
    Seen(Phenomenon),
    /// How many days would have shown a phenomenon.
    Observable(Phenomenon),
}

impl Column {
    /// All of them: the figures, the counts, then the phenomena, each with the days that could tell.
    pub fn all() -> impl Iterator<Item = Self> {
        let figures = Figure::ALL.iter().copied().map(Self::Figure);
        let phenomena = Phenomenon::ALL.iter().flat_map(|one| [Self::Seen(*one), Self::Observable(*one)]);
        figures.chain(Index::ALL.iter().copied().map(Self::Count)).chain(phenomena)
    }

    /// Its name.
    pub fn name(self) -> String {
        match self {
            Self::Figure(figure) => figure.name(),
            Self::Count(index) => index.name().to_owned(),
            Self::Seen(phenomenon) => format!("days_{}", phenomenon.name()),
            Self::Observable(phenomenon) => format!("days_{}_observable", phenomenon.name()),
        }
    }

    /// The unit of its values; [`Unit::One`] of numbers of days, and of dates, which have none.
    pub const fn unit(self) -> Unit {
        match self {
            Self::Figure(figure) if figure.measure.is_amount() => figure.element.unit(),
            _ => Unit::One,
        }
    }

    /// What it is, in words.
    pub fn meaning(self) -> String {
        match self {
            Self::Figure(figure) => format!("{}: {}", figure.element.meaning(), figure.measure.meaning()),
            Self::Count(index) => format!("{} ({}, {})", index.meaning(), index.code(), index.condition()),
            Self::Seen(phenomenon) => match phenomenon.official() {
                Some(code) => format!("{} ({code}); missing if no day could tell", phenomenon.meaning()),
                None => format!("{}; missing if no day could tell", phenomenon.meaning()),
            },
            Self::Observable(phenomenon) => {
                format!("{}: how many days could tell, with or without it", phenomenon.meaning())
            }
        }
    }

    /// The column of Météo-France's monthly file (MENSQ) with the same content, if it has one.
    pub const fn official(self) -> Option<&'static str> {
        match self {
            Self::Figure(figure) => figure.official(),
            Self::Count(index) => match index.family() {
                Family::MeteoFrance => Some(index.code()),
                Family::Etccdi | Family::Wmo => None,
            },
            Self::Seen(phenomenon) => phenomenon.official(),
            Self::Observable(_) => None,
        }
    }

    /// The element it is made of; phenomena are made of none.
    pub const fn element(self) -> Option<Element> {
        match self {
            Self::Figure(figure) => Some(figure.element),
            Self::Count(index) => Some(index.element()),
            Self::Seen(_) | Self::Observable(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique() {
        let names: BTreeSet<_> = Column::all().map(Column::name).collect();
        assert_eq!(names.len(), Column::all().count());
        assert!(names.contains("temperature_min_lowest_day") && names.contains("rainfall_total"));
    }

    #[test]
    fn an_official_column_is_given_once() {
        let official: Vec<_> = Column::all().filter_map(Column::official).collect();
        assert_eq!(official.iter().collect::<BTreeSet<_>>().len(), official.len());
    }

    #[test]
    fn a_meaning_says_the_limit() {
        assert_eq!(Column::Count(Index::Su).meaning(), "Summer days (SU, TX > 25 degC)");
    }

    #[test]
    fn phenomena_come_last_with_the_official_name_where_there_is_one() {
        let last: Vec<_> = Column::all().skip(Figure::ALL.len() + Index::COUNT).map(Column::name).collect();
        assert_eq!(last[..2], ["days_fog", "days_fog_observable"]);
        assert_eq!(last.len(), 2 * Phenomenon::COUNT);
        assert!(last.contains(&"days_freezing_rain_observable".to_owned()));
        let official = Phenomenon::ALL.iter().map(|phenomenon| Column::Seen(*phenomenon).official());
        assert_eq!(official.flatten().collect::<Vec<_>>(), ["NBJBROU", "NBJORAG", "NBJNEIG", "NBJGREL"]);
    }

    #[test]
    fn figures_have_the_sides_of_their_element() {
        let lows = |element: Element| {
            Figure::ALL.iter().any(|figure| figure.element == element && figure.measure == Measure::Lowest)
        };
        for element in Element::ALL {
            assert!(!lows(*element) || element.sides().contains(&crate::climate::Side::Low), "{element:?}");
        }
    }
}
