//! What the simulator promises, seen from outside: purity, consistency, likeness, and layouts that agree.

mod consistency;
mod layouts;
mod likeness;
mod purity;
mod real_rows;

use std::collections::HashMap;

use super::*;
use weather::{Observation, Variable};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn network(stations: usize, faults: Faults) -> Network {
    Network { seed: 42, stations, faults }
}

/// All there is of some days.
fn observations(network: Network, from: &str, to: &str) -> Vec<Observation> {
    network.reports(day(from), day(to)).map(|report| report.observation).collect()
}

fn written(network: Network, layout: Layout, from: &str, to: &str) -> (String, Written) {
    let mut out = Vec::new();
    let written = network.write(layout, day(from), day(to), &mut out).expect("a vector takes all");
    (String::from_utf8(out).expect("UTF-8"), written)
}

/// Observations by station, in time order.
fn by_station(observations: Vec<Observation>) -> HashMap<String, Vec<Observation>> {
    let mut stations: HashMap<String, Vec<Observation>> = HashMap::new();
    for observation in observations {
        stations.entry(observation.station.to_string()).or_default().push(observation);
    }
    stations
}

/// A value in thousandths of its unit.
fn value(observation: &Observation, variable: Variable) -> Option<i32> {
    observation.get(variable).map(weather::Milli::thousandths)
}

/// Hours of the day at which a station reports a variable.
fn hours_of(reports: &[Observation], variable: Variable) -> Vec<i64> {
    let with = reports.iter().filter(|report| report.get(variable).is_some());
    let mut hours: Vec<i64> = with.map(|report| report.time.second_of_day() / 3_600).collect();
    hours.sort_unstable();
    hours.dedup();
    hours
}
