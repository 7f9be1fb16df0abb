//! Which stations there are: those of the real archive first, then as many invented ones as asked for.
//!
//! A station is a function of the seed and its place, so a larger network holds the smaller one unchanged.

use weather::{Coordinate, DayEnds, KnownStations, Milli, Station, StationId};

use super::Site;
use crate::simulate::random::{Chance, Purpose};

/// The stations that report in the archive of the years before 2025.
const REPORTING: [&str; 62] = [
    "07005", "07015", "07020", "07027", "07037", "07072", "07110", "07117", "07130", "07139", "07149", "07168",
    "07181", "07190", "07207", "07222", "07240", "07255", "07280", "07299", "07314", "07335", "07434", "07460",
    "07471", "07481", "07510", "07535", "07558", "07577", "07591", "07607", "07621", "07627", "07630", "07643",
    "07650", "07661", "07690", "07747", "07761", "07790", "61968", "61970", "61972", "61976", "61980", "61996",
    "61997", "61998", "67005", "71805", "78890", "78894", "78897", "78922", "78925", "81401", "81405", "81408",
    "81415", "89642",
];

/// Names that break file names, tables, quoting or upper-casing; the first invented stations bear them.
const AWKWARD: [&str; 12] = [
    "L'ILE-D'EN-HAUT",
    "STE-MARIE \"LE PHARE\"",
    "BOURG; LE BAS",
    "COL DES 3%/NORD",
    "../DUNES",
    "CON",
    "CÔTE DE L'ŒIL",
    "A\\B",
    "SELECT",
    "PTE, EST",
    "07005",
    "L'ILE-D'EN-HAUT",
];

const FIRST_WORDS: [&str; 12] =
    ["ST", "STE", "CAP", "ILE", "COL", "PTE DE", "MONT", "VAL", "FORT", "LA", "LE", "NEUVE"];

const LAST_WORDS: [&str; 16] = [
    "ABEILLE", "BRUYERE", "CHENAIE", "DUNE", "ECLUSE", "FALAISE", "GENET", "HETRAIE", "LANDE", "MARAIS", "NOYER",
    "ORMEAU", "PRAIRIE", "ROCHER", "SOURCE", "VIGNE",
];

/// The id of the station that no list knows; free in Météo-France's lists.
const UNLISTED_ID: &str = "07999";

/// The first number of the invented ids: WMO block 90 has no French station.
const FIRST_INVENTED_ID: usize = 90_000;

/// The stations of a network, in the order in which they report.
pub(in crate::simulate) fn sites(seed: u64, count: usize, with_unlisted: bool) -> Vec<Site> {
    let known = KnownStations::bundled();
    let reporting = REPORTING.iter().filter_map(|id| known.get(id.parse().ok()?).cloned());
    let invented = (0..).map_while(|place| invent(seed, place));
    let stations = reporting.chain(invented).take(count).map(|station| (station, true));
    let unlisted = UNLISTED_ID.parse().ok().filter(|_| with_unlisted).map(|id| (Station::unknown(id), false));
    let numbered = stations.chain(unlisted).enumerate();
    numbered.map(|(index, (station, listed))| Site::new(seed, index, station, listed)).collect()
}

fn invent(seed: u64, place: usize) -> Option<Station> {
    let id: StationId = format!("{}", FIRST_INVENTED_ID + place).parse().ok()?;
    let chance = Chance::new(seed, id.as_bytes());
    let height = chance.unit(Purpose::Place, 2);
    Some(Station {
        id,
        name: name(chance, place),
        latitude: Coordinate::from_degrees(42.5 + 8.0 * chance.unit(Purpose::Place, 0)),
        longitude: Coordinate::from_degrees(-4.5 + 12.0 * chance.unit(Purpose::Place, 1)),
        // Most stations are low: half of them under 150 m, one in ten above 800 m.
        altitude: Milli::from_f64((1_100.0 * height * height * height).round() + 2.0),
        day_ends: DayEnds::METROPOLITAN,
    })
}

fn name(chance: Chance, place: usize) -> String {
    if let Some(awkward) = AWKWARD.get(place) {
        return (*awkward).to_owned();
    }
    let first = FIRST_WORDS[chance.up_to(Purpose::Place, 3, FIRST_WORDS.len() as u32 - 1) as usize];
    let last = LAST_WORDS[chance.up_to(Purpose::Place, 4, LAST_WORDS.len() as u32 - 1) as usize];
    format!("{first}-{last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_real_stations_come_first_and_are_all_known() {
        let sites = sites(1, 62, false);
        assert_eq!(sites.len(), 62);
        assert_eq!(sites.iter().map(|site| site.station.id.to_string()).collect::<Vec<_>>(), REPORTING);
    }

    #[test]
    fn a_larger_network_holds_the_smaller_one() {
        let (small, large) = (sites(3, 70, false), sites(3, 200, false));
        assert!(small.iter().zip(&large).all(|(one, other)| one.station == other.station));
        assert_eq!(large.len(), 200);
    }

    #[test]
    fn ids_are_unique_even_in_a_huge_network() {
        let ids: std::collections::BTreeSet<StationId> = sites(3, 20_000, true).iter().map(|s| s.station.id).collect();
        assert_eq!(ids.len(), 20_001);
    }

    #[test]
    fn the_unlisted_station_is_in_no_list() {
        let id = UNLISTED_ID.parse().expect("a valid id");
        assert!(KnownStations::bundled().get(id).is_none());
    }
}
