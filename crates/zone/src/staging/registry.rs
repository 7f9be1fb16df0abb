//! What is known of the stations: the bundled list first, then what the staged files say.

use std::collections::BTreeMap;

use weather::{KnownStations, Station, StationId};

use super::receipt::{Receipt, StationFacts};

/// The stations of a lake.
///
/// For a station of the bundled list the list is right. For any other, the latest report that says anything is: so
/// the outcome does not depend on the order of staging.
#[derive(Debug, Clone)]
pub struct Registry {
    known: KnownStations,
    learned: BTreeMap<StationId, StationFacts>,
}

impl Registry {
    /// The registry of a zone with these receipts.
    pub fn new<'a>(receipts: impl IntoIterator<Item = &'a Receipt>) -> Self {
        Self::of_facts(receipts.into_iter().flat_map(|receipt| &receipt.stations))
    }

    /// The registry of a zone whose objects say this.
    pub(crate) fn of_facts<'a>(facts: impl IntoIterator<Item = &'a StationFacts>) -> Self {
        let known = KnownStations::bundled();
        let mut learned: BTreeMap<StationId, StationFacts> = BTreeMap::new();
        for facts in facts {
            learned.entry(facts.id).and_modify(|best| later(best, facts)).or_insert_with(|| facts.clone());
        }
        Self { known, learned }
    }

    /// What is known of a station; its id stands for its name where nothing is.
    pub fn station(&self, id: StationId) -> Station {
        if let Some(station) = self.known.get(id) {
            return station.clone();
        }
        let mut station = Station::unknown(id);
        if let Some(facts) = self.learned.get(&id) {
            station.name = facts.name.clone().unwrap_or(station.name);
            station.latitude = facts.latitude;
            station.longitude = facts.longitude;
            station.altitude = facts.altitude;
        }
        station
    }

    /// The stations outside the bundled list.
    pub fn learned(&self) -> impl Iterator<Item = Station> {
        self.learned.keys().map(|id| self.station(*id))
    }

    /// The bundled list.
    pub fn known(&self) -> &KnownStations {
        &self.known
    }
}

/// Keeps the greater of two facts, in an order that is total: time first, then the facts themselves.
fn later(best: &mut StationFacts, other: &StationFacts) {
    if (other.time, other) > (best.time, best) {
        *best = other.clone();
    }
}
