//! Official days of six stations through the table of events, against Météo-France's own counts of them.
//!
//! Needs the official values of 2023; says "skipped" without them.

use std::collections::BTreeMap;
use std::fs;

use weather::event::{DEFINITIONS, Definition};
use weather::{DailyStatistics, Day, DayDefinition, Milli, Month, Statistic};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/climatology");

type Row = BTreeMap<String, String>;

/// The rows of an official table; `None`, with the reason said, where it is not there.
fn rows(name: &str) -> Option<Vec<Row>> {
    let Ok(text) = fs::read_to_string(format!("{FOLDER}/{name}")) else {
        println!("skipped: {FOLDER}/{name} is not there");
        return None;
    };
    let mut lines = text.lines().map(|line| line.split(';').map(str::to_owned));
    let header: Vec<_> = lines.next().expect("a header").collect();
    Some(lines.map(|fields| header.iter().cloned().zip(fields).collect()).collect())
}

fn day_of(row: &Row) -> Day {
    row["DATE"][..10].parse().expect("a date")
}

fn record(row: &Row) -> DailyStatistics {
    // The official post number is no WMO id; the record does not care.
    let station = "07005".parse().expect("a valid id");
    let mut record = DailyStatistics::new(station, DayDefinition::Climatological, day_of(row));
    for (column, statistic) in [
        ("TN", Statistic::TemperatureMin),
        ("TX", Statistic::TemperatureMax),
        ("RR", Statistic::RainfallTotal),
        ("FXI", Statistic::WindSpeedGust),
    ] {
        record.set(statistic, row[column].parse().ok().and_then(Milli::from_f64));
    }
    record
}

fn days_by_month(rows: &[Row]) -> BTreeMap<(String, Month), Vec<DailyStatistics>> {
    let mut months: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in rows {
        let record = record(row);
        months.entry((row["NUM_POSTE"].clone(), record.day.month())).or_default().push(record);
    }
    months
}

/// On how many days of a month it happened; `None` where one of them cannot tell.
fn count(definition: &Definition, month: Month, days: &[DailyStatistics]) -> Option<usize> {
    let length = month.next().first_day().epoch_days() - month.first_day().epoch_days();
    let outcomes: Option<Vec<_>> = days.iter().map(|day| definition.outcome(day)).collect();
    outcomes.filter(|outcomes| outcomes.len() == length as usize).map(|all| all.into_iter().filter(|yes| *yes).count())
}

#[test]
fn official_days_give_the_official_counts() {
    let (Some(days), Some(months)) = (rows("QUOT_RR-T-Vent_2023.csv"), rows("MENSQ_2023.csv")) else { return };
    let days = days_by_month(&days);
    let (mut compared, mut happened) = (0, 0);
    for official in &months {
        let month = day_of(official).month();
        let Some(days) = days.get(&(official["NUM_POSTE"].clone(), month)) else { continue };
        for definition in DEFINITIONS {
            let published = definition.index.and_then(|index| official.get(index)?.parse::<usize>().ok());
            let (Some(published), Some(counted)) = (published, count(definition, month, days)) else { continue };
            assert_eq!(counted, published, "{:?} {} {month}", definition.index, official["NOM_USUEL"]);
            compared += 1;
            happened += usize::from(counted > 0);
        }
    }
    // Four months: rain of six stations, temperature of five, gusts of two.
    assert_eq!((compared, happened), (320, 138), "official counts compared, and those of them above zero");
}
