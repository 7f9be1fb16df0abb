//! The national thermal index: the mean of TNTXM over a list of stations, day by day.
//!
//! Météo-France follows it over 30 stations of metropolitan France; heat and cold waves are read from it and are not
//! here. A value made of fewer stations is another value, so each says of how many it is made.

use std::collections::BTreeMap;

use super::ClimateDay;
use crate::{Day, Milli, StationId};

/// A station of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct IndicatorStation {
    /// The WMO id.
    pub id: &'static str,
    /// Météo-France's number of the post.
    pub post: &'static str,
}

const fn station(id: &'static str, post: &'static str) -> IndicatorStation {
    IndicatorStation { id, post }
}

/// The 30 stations of the index, by WMO id.
///
/// As published by Infoclimat and Data for Good (dataclimat.fr), who name Météo-France as the author of the list; it
/// was not compared with a publication of Météo-France itself. WMO ids from Météo-France's station list. Reims is the
/// station of Prunay, used from 2012-05-08 on; before that day the index took Reims-Courcy (post 51183001), which the
/// lake does not know, so that at most 29 stations are present.
pub const INDICATOR_STATIONS: &[IndicatorStation] = &[
    station("07015", "59343001"),
    station("07027", "14137001"),
    station("07072", "51449002"),
    station("07110", "29075001"),
    station("07130", "35281001"),
    station("07156", "75114001"),
    station("07180", "54526001"),
    station("07190", "67124001"),
    station("07222", "44020001"),
    station("07235", "72181001"),
    station("07249", "45055001"),
    station("07260", "58160001"),
    station("07280", "21473001"),
    station("07288", "25056001"),
    station("07335", "86027001"),
    station("07354", "36063001"),
    station("07412", "16089001"),
    station("07460", "63113001"),
    station("07480", "69029001"),
    station("07497", "73054001"),
    station("07510", "33281001"),
    station("07524", "47091001"),
    station("07577", "26198001"),
    station("07610", "64549001"),
    station("07630", "31069001"),
    station("07645", "30189001"),
    station("07650", "13054001"),
    station("07690", "06088001"),
    station("07747", "66136001"),
    station("07790", "20148001"),
];

/// The index on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ThermalDay {
    /// The day.
    pub day: Day,
    /// The mean of TNTXM over the stations that have it, °C.
    pub value: Milli,
    /// How many stations have it.
    pub stations: u32,
    /// How many stations the list has.
    pub of: u32,
}

impl ThermalDay {
    /// Whether every station of the list is in it: only then is it the index.
    pub const fn is_complete(&self) -> bool {
        self.stations == self.of
    }
}

/// The index in the making: it takes the stations one after the other, in any order.
#[derive(Debug, Clone)]
pub struct ThermalIndex {
    /// The stations of the list, and whether they were taken in.
    stations: BTreeMap<StationId, bool>,
    days: BTreeMap<Day, (i64, u32)>,
}

impl ThermalIndex {
    /// An index over a list of stations.
    pub fn new(stations: impl IntoIterator<Item = StationId>) -> Self {
        Self { stations: stations.into_iter().map(|station| (station, false)).collect(), days: BTreeMap::new() }
    }

    /// The index over [`INDICATOR_STATIONS`].
    pub fn national() -> Self {
        Self::new(INDICATOR_STATIONS.iter().filter_map(|station| station.id.parse().ok()))
    }

    /// Takes in the days of a station, each once; `false`, and nothing done, if it is not on the list or was taken
    /// in before.
    pub fn add_station<'a>(&mut self, station: StationId, days: impl IntoIterator<Item = &'a ClimateDay>) -> bool {
        match self.stations.get_mut(&station) {
            Some(taken) if !*taken => *taken = true,
            _ => return false,
        }
        for (day, value) in days.into_iter().filter_map(|day| Some((day.day, day.tntxm()?))) {
            let (sum, count) = self.days.entry(day).or_default();
            *sum += i64::from(value.thousandths());
            *count += 1;
        }
        true
    }

    /// The days on which at least one station has a value, in order.
    pub fn finish(&self) -> impl Iterator<Item = ThermalDay> {
        let of = self.stations.len() as u32;
        self.days.iter().filter_map(move |(day, (sum, stations))| {
            Some(ThermalDay { day: *day, value: Milli::mean(*sum, *stations)?, stations: *stations, of })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::KnownStations;

    #[test]
    fn every_station_of_the_list_is_known() {
        let known = KnownStations::bundled();
        for station in INDICATOR_STATIONS {
            assert!(known.get(station.id.parse().expect("an id")).is_some(), "{}", station.id);
        }
        assert_eq!(ThermalIndex::national().stations.len(), 30);
    }
}
