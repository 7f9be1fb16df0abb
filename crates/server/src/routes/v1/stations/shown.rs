//! Stations as JSON and as GeoJSON.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use weather::{Coordinate, Milli, Station};

use super::geography::Point;
use crate::reading::about;
use crate::reading::measured::Reports;

/// A station that was found.
pub(super) struct Found {
    pub(super) station: Station,
    pub(super) reports: Reports,
    pub(super) distance_km: Option<f64>,
}

/// A page of stations.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Stations {
    stations: Vec<StationLine>,
    /// Stations of this page.
    count: usize,
    /// Stations of all pages.
    total: usize,
    /// The address of the next page.
    next: Option<String>,
    /// Whose data it is.
    attribution: String,
}

/// A station.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct StationLine {
    station_id: String,
    /// Its name.
    name: String,
    slug: String,
    /// Degrees north.
    latitude: Option<f64>,
    /// Degrees east.
    longitude: Option<f64>,
    /// Metres above sea level.
    altitude_m: Option<f64>,
    /// Reports that the lake has of it.
    reports: u64,
    /// The first of them.
    first_report: Option<String>,
    /// The last of them.
    last_report: Option<String>,
    /// How far it is from the point asked for, along a great circle.
    distance_km: Option<f64>,
}

impl Found {
    pub(super) fn line(&self) -> StationLine {
        let Self { station, reports, distance_km } = self;
        StationLine {
            station_id: station.id.to_string(),
            name: station.name.clone(),
            slug: station.slug(),
            latitude: station.latitude.map(Coordinate::degrees),
            longitude: station.longitude.map(Coordinate::degrees),
            altitude_m: station.altitude.map(Milli::to_f64),
            reports: reports.count,
            first_report: reports.span.map(|(first, _)| first.to_string()),
            last_report: reports.span.map(|(_, last)| last.to_string()),
            distance_km: distance_km.map(|km| (km * 1_000.0).round() / 1_000.0),
        }
    }

    /// As a feature; a station that is nowhere has no geometry.
    fn feature(&self) -> Value {
        let line = self.line();
        let position = Point::of(&self.station).is_some();
        let geometry = position.then(|| match line.altitude_m {
            Some(altitude) => json!({ "type": "Point", "coordinates": [line.longitude, line.latitude, altitude] }),
            None => json!({ "type": "Point", "coordinates": [line.longitude, line.latitude] }),
        });
        json!({ "type": "Feature", "id": line.station_id, "geometry": geometry, "properties": line })
    }
}

impl Stations {
    pub(super) fn new(page: Vec<Found>, total: usize, attribution: String, next: Option<String>) -> Self {
        let stations: Vec<StationLine> = page.iter().map(Found::line).collect();
        Self { count: stations.len(), stations, total, next, attribution }
    }
}

/// A collection of features.
pub(super) fn geojson(page: &[Found], attribution: &str, next: Option<&str>) -> Value {
    let features: Vec<Value> = page.iter().map(Found::feature).collect();
    json!({ "type": "FeatureCollection", "features": features, "next": next, "meta": about::rights(attribution) })
}
