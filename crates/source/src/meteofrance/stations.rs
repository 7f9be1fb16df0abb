//! The list of stations (`postes_synop.geojson`): a GeoJSON collection of points with their facts as properties.
//!
//! It is small, so it is read as a whole. The names of properties are taken in any case and in the spellings that
//! Météo-France's lists use.

use serde_json::{Map, Value};
use weather::{Coordinate, Milli, StationId};

use crate::error::{SourceError, SourceErrorKind};

const ID: &[&str] = &["id", "geo_id_wmo", "id_omm", "numer_sta", "wmo", "id_station"];
const NAME: &[&str] = &["nom", "name", "nom_usuel"];
const LATITUDE: &[&str] = &["latitude", "lat"];
const LONGITUDE: &[&str] = &["longitude", "lon"];
const ALTITUDE: &[&str] = &["altitude", "alti", "alt", "elevation"];

/// What the list says of a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedStation {
    /// The WMO id.
    pub id: StationId,
    /// The name.
    pub name: Option<String>,
    /// Degrees north.
    pub latitude: Option<Coordinate>,
    /// Degrees east.
    pub longitude: Option<Coordinate>,
    /// Metres above sea level.
    pub altitude: Option<Milli>,
}

/// Reads a list of stations. Entries without a usable id are left out.
///
/// # Errors
/// If the bytes are not a GeoJSON collection, or no entry of it has an id.
pub fn read_station_list(bytes: &[u8]) -> Result<Vec<ListedStation>, SourceError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let list: Value = serde_json::from_slice(bytes).map_err(|error| not_a_list(&format!("it is not JSON: {error}")))?;
    let features = list.get("features").and_then(Value::as_array).ok_or_else(|| not_a_list("it has no `features`"))?;
    let stations: Vec<ListedStation> = features.iter().filter_map(station).collect();
    if stations.is_empty() && !features.is_empty() {
        return Err(not_a_list("none of its features has a station id"));
    }
    Ok(stations)
}

fn not_a_list(what: &str) -> SourceError {
    let hint = "give the `postes_synop.geojson` of Météo-France";
    SourceError::new(SourceErrorKind::NotObservations, format!("this is no list of stations: {what}"), hint)
}

fn station(feature: &Value) -> Option<ListedStation> {
    let properties = feature.get("properties")?.as_object()?;
    let point = |at: usize| feature.pointer(&format!("/geometry/coordinates/{at}"));
    Some(ListedStation {
        id: id(property(properties, ID).or_else(|| feature.get("id"))?)?,
        name: property(properties, NAME).and_then(Value::as_str).map(|name| name.trim().to_owned()),
        latitude: property(properties, LATITUDE)
            .or_else(|| point(1))
            .and_then(number)
            .and_then(Coordinate::from_degrees),
        longitude: property(properties, LONGITUDE)
            .or_else(|| point(0))
            .and_then(number)
            .and_then(Coordinate::from_degrees),
        altitude: property(properties, ALTITUDE).or_else(|| point(2)).and_then(number).and_then(Milli::from_f64),
    })
}

fn property<'p>(properties: &'p Map<String, Value>, names: &[&str]) -> Option<&'p Value> {
    names.iter().find_map(|wanted| {
        let found = properties.iter().find(|(name, value)| name.eq_ignore_ascii_case(wanted) && !value.is_null());
        found.map(|(_, value)| value)
    })
}

/// An id written as text, or as a number that lost its leading zero.
fn id(value: &Value) -> Option<StationId> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        other => other.as_u64()?.to_string(),
    };
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { format!("{text:0>5}").parse().ok() } else { text.parse().ok() }
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_and_points_are_read() {
        let list = br#"{"type": "FeatureCollection", "features": [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1.834, 50.136]},
             "properties": {"Id": "07005", "Nom": "ABBEVILLE", "Latitude": 50.136, "Longitude": 1.834, "Altitude": 69}},
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [77.569167, -37.795167]},
             "properties": {"ID": 7015, "NOM": " X ", "altitude": "29.5"}},
            {"type": "Feature", "properties": {"Id": null}}]}"#;
        let stations = read_station_list(list).expect("a list");
        assert_eq!(stations.len(), 2);
        assert_eq!(stations[0].id.as_str(), "07005");
        assert_eq!(stations[0].name.as_deref(), Some("ABBEVILLE"));
        assert_eq!(stations[0].altitude, Some(Milli::new(69_000)));
        assert_eq!(stations[1].id.as_str(), "07015");
        assert_eq!(stations[1].name.as_deref(), Some("X"));
        assert_eq!(stations[1].latitude.map(Coordinate::millionths), Some(-37_795_167));
        assert_eq!(stations[1].altitude, Some(Milli::new(29_500)));
    }

    #[test]
    fn what_is_no_list_is_said_so() {
        for bytes in [&b""[..], b"<html>", b"[]", b"{\"features\": [{\"properties\": {}}]}"] {
            assert!(read_station_list(bytes).is_err());
        }
        assert_eq!(read_station_list(b"{\"features\": []}"), Ok(Vec::new()));
    }
}
