//! The thermal index, never without the number of stations it is made of.

use weather::climate::{ThermalDay, ThermalIndex};
use weather::{Milli, StationId};

use crate::days::{date, rain, temperatures};

fn id(text: &str) -> StationId {
    text.parse().expect("a valid id")
}

#[test]
fn a_day_says_of_how_many_stations_it_is_made() {
    let mut index = ThermalIndex::new(["07015", "07027", "07072"].map(id));
    let (first, second) = (date("2023-07-01"), date("2023-07-02"));
    assert!(
        index.add_station(id("07027"), &[temperatures(first, 10_000, 20_100), temperatures(second, 12_000, 22_000)])
    );
    assert!(index.add_station(id("07015"), &[temperatures(first, 20_000, 30_000), rain(second, 0)]));
    let days: Vec<_> = index.finish().collect();
    let day = |day, value, stations| ThermalDay { day, value: Milli::new(value), stations, of: 3 };
    assert_eq!(days, [day(first, 20_025, 2), day(second, 17_000, 1)]);
    assert!(days.iter().all(|day| !day.is_complete()));
}

#[test]
fn a_station_counts_once_and_only_if_it_is_listed() {
    let mut index = ThermalIndex::national();
    let days = [temperatures(date("2023-07-01"), 10_000, 20_000)];
    assert!(index.add_station(id("07015"), &days));
    assert!(!index.add_station(id("07015"), &days));
    assert!(!index.add_station(id("61980"), &days));
    let only = index.finish().next().expect("a day");
    assert_eq!((only.stations, only.of), (1, 30));
}
