//! The tables that can be exported.

use std::fmt;
use std::str::FromStr;

use weather::climate::{self, Element, MonthlyNormals};
use weather::event::EventKind;

use super::super::write::record::{Column, Record};
use super::super::{climate as tables, observations, quality, rejects};
use crate::report_card::StationMonth;

macro_rules! tables {
    ($($name:ident $text:literal $meaning:literal;)*) => {
        /// A table of the lake.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum What {
            $(#[doc = $meaning] $name,)*
        }

        impl What {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in options and addresses.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What it is, in words.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

tables! {
    Observations "observations" "One row a station and time";
    Daily "daily" "One row a station, day and definition of the day";
    Monthly "monthly" "One row a station and month: means, totals, extremes with dates, counts of days";
    Yearly "yearly" "The same by year";
    Normals "normals" "What is usual by month, by year and by calendar day";
    Anomalies "anomalies" "How far each month and each climatological day is from its normal";
    Records "records" "The lowest and highest values of all days and of each month, with dates and ties";
    Spells "spells" "Warm and cold spells (WSDI, CSDI), each with its days and its peak";
    ThermalIndex "thermal-index" "The national thermal index by day, with how many of its stations are in it";
    Events "events" "One row an extreme event of a day, and one for each that the day cannot know of";
    Quality "quality" "One row a station and month: expected and missing reports, flags, hits, gaps";
    Rejects "rejects" "Rows that were refused, with the reason";
}

impl What {
    /// Its columns, the same in every format.
    pub fn columns(self) -> Vec<Column> {
        match self {
            Self::Observations => observations::FlaggedObservation::columns(),
            Self::Daily => zone::curated::DailyDocument::columns(),
            Self::Events => quality::events::EventOfDay::columns(),
            Self::Quality => StationMonth::columns(),
            Self::Rejects => rejects::RejectedRow::columns(),
            _ => tables::columns(self),
        }
    }

    /// What one may ask for of it: names of columns or of kinds of rows, each with what it belongs to.
    pub(super) fn quantities(self) -> Vec<(String, Option<&'static str>)> {
        let elements = || Element::ALL.iter().map(|element| (element.name().to_owned(), None));
        match self {
            Self::Records => elements().collect(),
            Self::Normals | Self::Anomalies => elements()
                .chain(MonthlyNormals::columns().map(climate::Column::name).map(|name| (name, None)))
                .collect(),
            Self::Events => EventKind::ALL.iter().map(|kind| (kind.name().to_owned(), None)).collect(),
            _ => self.columns().into_iter().filter_map(|column| Some((column.name, Some(column.of?)))).collect(),
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for What {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().copied().find(|what| what.name() == text);
        found.ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|what| what.name()).collect();
            format!("`{text}` is not a table: there are {}", names.join(", "))
        })
    }
}
