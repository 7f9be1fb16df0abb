//! The bundled list: every station of the French SYNOP network that Météo-France publishes a position for.
//!
//! Facts from Météo-France's station lists (Licence Ouverte 2.0) and the day-end hours of its CLIMAT messages. It
//! fills what a file does not say; what a file says of a station outside it is merged by the zones.

use std::collections::BTreeMap;

use super::{Coordinate, DayEnds, Station, StationId};
use crate::Milli;

/// One line a station: id, name, latitude, longitude, altitude.
const LIST: &str = include_str!("known.csv");

/// The bundled stations, by id.
#[derive(Debug, Clone)]
pub struct KnownStations {
    by_id: BTreeMap<StationId, Station>,
}

impl KnownStations {
    /// Reads the bundled list.
    pub fn bundled() -> Self {
        let by_id = LIST.lines().skip(1).filter_map(parse).map(|station| (station.id, station)).collect();
        Self { by_id }
    }

    /// The station with this id, if it is in the list.
    pub fn get(&self, id: StationId) -> Option<&Station> {
        self.by_id.get(&id)
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Station> {
        self.by_id.values()
    }
}

fn parse(line: &str) -> Option<Station> {
    let mut fields = line.split(';');
    let id: StationId = fields.next()?.parse().ok()?;
    let name = fields.next()?.to_owned();
    let latitude = Coordinate::from_degrees(fields.next()?.parse().ok()?);
    let longitude = Coordinate::from_degrees(fields.next()?.parse().ok()?);
    let altitude = Milli::from_f64(fields.next()?.parse().ok()?);
    Some(Station { id, name, latitude, longitude, altitude, day_ends: day_ends(id) })
}

/// The day-end hours by WMO block, which is how the CLIMAT messages group.
fn day_ends(id: StationId) -> DayEnds {
    match id.as_bytes() {
        [b'6', b'1' | b'7', ..] => DayEnds::INDIAN_OCEAN,
        [b'7', b'8', ..] => DayEnds::ANTILLES,
        [b'8', b'1', ..] => DayEnds::GUYANE,
        [b'8', b'9', ..] => DayEnds::TERRE_ADELIE,
        _ => DayEnds::METROPOLITAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_station() {
        let known = KnownStations::bundled();
        assert_eq!(known.iter().count(), LIST.lines().count() - 1);
    }

    #[test]
    fn overseas_days_end_at_their_own_hours() {
        let known = KnownStations::bundled();
        for (id, ends) in [
            ("07005", DayEnds::METROPOLITAN),
            ("61980", DayEnds::INDIAN_OCEAN),
            ("78925", DayEnds::ANTILLES),
            ("81405", DayEnds::GUYANE),
            ("89642", DayEnds::TERRE_ADELIE),
        ] {
            let station = known.get(id.parse().expect("a valid id")).expect("a known station");
            assert_eq!(station.day_ends, ends, "{id}");
        }
    }
}
