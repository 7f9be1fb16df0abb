//! Areas, points and distances on the Earth.

use weather::Station;

use crate::problem::Problem;

/// The mean radius of the Earth (IUGG), in kilometres.
const EARTH_RADIUS_KM: f64 = 6_371.009;

/// A box of longitudes and latitudes, in degrees.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

/// A point, in degrees.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    latitude: f64,
    longitude: f64,
}

impl Area {
    /// Reads `west,south,east,north`, as GeoJSON (RFC 7946, section 5) orders them.
    pub(super) fn read(text: &str) -> Result<Self, Problem> {
        match numbers("bbox", text)?[..] {
            [west, south, east, north] if south <= north && is_point(south, west) && is_point(north, east) => {
                Ok(Self { west, south, east, north })
            }
            _ => Err(Problem::field("bbox", "an area is west,south,east,north in degrees: -5.2,41.3,9.6,51.1")),
        }
    }

    /// Whether a station is in it; one that is nowhere is not.
    pub(super) fn has(&self, station: &Station) -> bool {
        let Some(Point { latitude, longitude }) = Point::of(station) else { return false };
        let is_between = match self.west <= self.east {
            true => (self.west..=self.east).contains(&longitude),
            // Across the date line.
            false => longitude >= self.west || longitude <= self.east,
        };
        is_between && (self.south..=self.north).contains(&latitude)
    }
}

impl Point {
    /// Reads `latitude,longitude`.
    pub(super) fn read(text: &str) -> Result<Self, Problem> {
        match numbers("near", text)?[..] {
            [latitude, longitude] if is_point(latitude, longitude) => Ok(Self { latitude, longitude }),
            _ => Err(Problem::field("near", "a point is latitude,longitude in degrees: 43.7,7.2")),
        }
    }

    /// Where a station is, if that is known.
    pub(super) fn of(station: &Station) -> Option<Self> {
        Some(Self { latitude: station.latitude?.degrees(), longitude: station.longitude?.degrees() })
    }

    /// How far a station is, along a great circle of a sphere, in kilometres.
    pub(super) fn distance_km(self, station: &Station) -> Option<f64> {
        let other = Self::of(station)?;
        let half = |one: f64, other: f64| ((other - one).to_radians() / 2.0).sin().powi(2);
        let cosines = self.latitude.to_radians().cos() * other.latitude.to_radians().cos();
        let haversine = half(self.latitude, other.latitude) + cosines * half(self.longitude, other.longitude);
        Some(2.0 * EARTH_RADIUS_KM * haversine.sqrt().min(1.0).asin())
    }
}

fn is_point(latitude: f64, longitude: f64) -> bool {
    latitude.abs() <= 90.0 && longitude.abs() <= 180.0
}

fn numbers(field: &str, text: &str) -> Result<Vec<f64>, Problem> {
    let number = |part: &str| {
        let shown: String = part.chars().take(40).collect();
        part.trim().parse::<f64>().map_err(|_| Problem::field(field, format!("`{shown}` is no number of degrees")))
    };
    text.split(',').take(5).map(number).collect()
}

#[cfg(test)]
mod tests {
    use weather::{Coordinate, Station};

    use super::*;

    fn station(latitude: f64, longitude: f64) -> Station {
        let mut station = Station::unknown("1".parse().expect("an id"));
        (station.latitude, station.longitude) =
            (Coordinate::from_degrees(latitude), Coordinate::from_degrees(longitude));
        station
    }

    #[test]
    fn distances_are_those_of_the_sphere() {
        // A degree of a great circle, and half the Earth.
        let origin = Point::read("0,0").expect("a point");
        let degree = EARTH_RADIUS_KM.mul_add(std::f64::consts::PI, 0.0) / 180.0;
        for (latitude, longitude, degrees) in [(0.0, 0.0, 0.0), (1.0, 0.0, 1.0), (0.0, -1.0, 1.0), (0.0, 180.0, 180.0)]
        {
            let distance = origin.distance_km(&station(latitude, longitude)).expect("a distance");
            assert!((distance - degrees * degree).abs() < 1e-6, "{distance}");
        }
    }

    #[test]
    fn an_area_may_cross_the_date_line() {
        let area = Area::read("170,-30,-170,0").expect("an area");
        assert!(area.has(&station(-22.0, 175.0)) && area.has(&station(-22.0, -175.0)));
        assert!(!area.has(&station(-22.0, 0.0)) && !area.has(&station(10.0, 175.0)));
    }

    #[test]
    fn what_is_no_area_and_no_point_is_refused() {
        for text in ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "0,50,1,40", "0,0,0,NaN", "-181,0,0,1"] {
            assert_eq!(Area::read(text).expect_err("refused").field.as_deref(), Some("bbox"), "{text}");
        }
        for text in ["", "1", "91,0", "0,inf", "1,2,3"] {
            assert_eq!(Point::read(text).expect_err("refused").field.as_deref(), Some("near"), "{text}");
        }
    }
}
