//! Stations: their ids, what is known of them, and the hours at which their climatological days end.
//!
//! The key is the WMO id, always text (`07005`); a name is a label. What files say of unknown stations is merged by
//! the zones; only the bundled list is here.

mod id;
mod known;
mod slug;

pub use id::{StationId, StationIdError};
pub use known::KnownStations;
pub use slug::slug;

use crate::Milli;

/// The hours, counted from 00 UTC of day D, at which the extreme temperatures of day D end.
///
/// Source: CLIMAT messages of 2017-08, which give the pair for each station. The windows are 24 h long and open at
/// their start: TN of day D in metropolitan France is the minimum over (18 UTC D-1, 18 UTC D].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DayEnds {
    /// End of the minimum's day.
    pub tn_hours: i32,
    /// End of the maximum's day.
    pub tx_hours: i32,
}

impl DayEnds {
    /// Metropolitan France: TN ends at 18 UTC of D, TX at 06 UTC of D+1.
    pub const METROPOLITAN: Self = Self { tn_hours: 18, tx_hours: 30 };
    /// Réunion, Mayotte and the islands of the southern Indian Ocean: 15 UTC of D and 03 UTC of D+1.
    pub const INDIAN_OCEAN: Self = Self { tn_hours: 15, tx_hours: 27 };
    /// Guyane: 21 UTC of D and 09 UTC of D+1.
    pub const GUYANE: Self = Self { tn_hours: 21, tx_hours: 33 };
    /// Guadeloupe, Martinique and the northern Antilles: 00 UTC and 12 UTC of D+1.
    pub const ANTILLES: Self = Self { tn_hours: 24, tx_hours: 36 };
    /// Dumont d'Urville: 09 UTC and 21 UTC of D.
    pub const TERRE_ADELIE: Self = Self { tn_hours: 9, tx_hours: 21 };
}

/// What is known of a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// The WMO id.
    pub id: StationId,
    /// The name as published; the id where nothing published one.
    pub name: String,
    /// Degrees north, if known.
    pub latitude: Option<Coordinate>,
    /// Degrees east, if known.
    pub longitude: Option<Coordinate>,
    /// Metres above sea level, if known.
    pub altitude: Option<Milli>,
    /// When its climatological days end.
    pub day_ends: DayEnds,
}

impl Station {
    /// A station of which only the id is known.
    pub fn unknown(id: StationId) -> Self {
        Self {
            id,
            name: id.to_string(),
            latitude: None,
            longitude: None,
            altitude: None,
            day_ends: DayEnds::METROPOLITAN,
        }
    }

    /// The name as addresses and table names spell it.
    pub fn slug(&self) -> String {
        slug(&self.name)
    }
}

/// A coordinate in millionths of a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coordinate(i32);

impl Coordinate {
    /// The nearest coordinate to a number of degrees; `None` outside ±360.
    pub fn from_degrees(degrees: f64) -> Option<Self> {
        (degrees.abs() <= 360.0).then(|| Self((degrees * 1e6).round() as i32))
    }

    /// The coordinate in degrees.
    pub fn degrees(self) -> f64 {
        f64::from(self.0) / 1e6
    }

    /// The coordinate in millionths of a degree.
    pub const fn millionths(self) -> i32 {
        self.0
    }
}
