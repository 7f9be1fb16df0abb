//! The station list beside the yearly archive, `postes_synop.geojson`.

use std::fmt::Write as _;

use weather::{Coordinate, Station};

use super::Network;
use super::site::sites;

impl Network {
    /// The stations as Météo-France lists them: a GeoJSON collection of points with `Id`, `Nom`, `Altitude` (m) and
    /// `Date_ouverture`. The unlisted station is not in it.
    pub fn station_list_geojson(&self) -> String {
        let mut list = String::from("{\"type\":\"FeatureCollection\",\"features\":[");
        for (place, site) in sites(self.seed, self.stations, false).iter().enumerate() {
            list.push_str(if place > 0 { ",\n" } else { "\n" });
            feature(&mut list, &site.station);
        }
        list.push_str("\n]}\n");
        list
    }
}

fn feature(list: &mut String, station: &Station) {
    let degrees = |coordinate: Option<Coordinate>| coordinate.map_or(0.0, Coordinate::degrees);
    let name = serde_json::Value::from(station.name.as_str());
    let altitude = station.altitude.map_or_else(|| "null".to_owned(), |altitude| altitude.to_string());
    // Writing to a string does not fail.
    let _ = write!(
        list,
        "{{\"type\":\"Feature\",\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{},{}]}},\"properties\":\
         {{\"Id\":\"{}\",\"Nom\":{name},\"Altitude\":{altitude},\"Date_ouverture\":\"1960-01-01\"}}}}",
        degrees(station.longitude),
        degrees(station.latitude),
        station.id,
    );
}
