//! A station of the simulated network: where it is, what its climate does, what it is in the habit of reporting.
//!
//! What the weather is at a time is in `report`; which stations there are is in `network`.

mod climate;
mod network;
mod practice;

use std::sync::Arc;

use weather::{Day, Station};

pub(super) use climate::Climate;
pub(super) use network::sites;
pub(super) use practice::Group;
use practice::Region;

use super::random::{Chance, Purpose};

/// Sea-level pressure is not computed above this altitude, in metres.
const NO_SEA_LEVEL_ABOVE_M: f64 = 750.0;

/// Up to this altitude, in metres, a mountain station reports the height of the 850 hPa level instead.
const LEVEL_850_UP_TO_M: f64 = 850.0;

/// Values that depend on the same instrument or observer, so that a station without it lacks all of them.
#[derive(Debug, Clone, Copy)]
enum Equipment {
    Shelter,
    Barometer,
    Anemometer,
    WeatherSensor,
    Observer,
    RainGauge,
    Thermograph,
    SnowStake,
}

impl Equipment {
    const COUNT: usize = Self::SnowStake as usize + 1;

    const fn of(group: Group) -> Self {
        use Group::*;
        match group {
            AirTemperature | Humidity => Self::Shelter,
            SeaLevelPressure | StationPressure | Tendency3h | Tendency24h => Self::Barometer,
            Wind | Gust | Gust10min | Phenomenon1 | Phenomenon2 | Phenomenon3 | Phenomenon4 => Self::Anemometer,
            Visibility | PresentWeather | CloudCover | CloudBase => Self::WeatherSensor,
            PastWeather | LowClouds | CloudTypes | Layer1 | Layer2 | Layer3 | Layer4 => Self::Observer,
            Rain1h | Rain3h | Rain6h | Rain12h | Rain24h => Self::RainGauge,
            Minimum12h | Maximum12h | Minimum24h | Maximum24h | GroundMinimum => Self::Thermograph,
            SnowDepth | GroundState | FreshSnow => Self::SnowStake,
        }
    }

    /// A part of a turn whose multiples spread evenly around the circle, however many stations there are: fractional
    /// parts of the golden ratio and of square roots.
    const fn step(self) -> f64 {
        match self {
            Self::Shelter => 0.414_213_562_373_095,
            Self::Barometer => 0.732_050_807_568_877,
            Self::Anemometer => 0.236_067_977_499_790,
            Self::WeatherSensor => 0.618_033_988_749_895,
            Self::Observer => 0.645_751_311_064_591,
            Self::RainGauge => 0.316_624_790_355_400,
            Self::Thermograph => 0.605_551_275_463_989,
            Self::SnowStake => 0.123_105_625_617_661,
        }
    }
}

/// A station that reports.
#[derive(Debug, Clone)]
pub(super) struct Site {
    pub(super) station: Arc<Station>,
    /// Its place in the network.
    pub(super) index: usize,
    /// Whether the published station list knows it.
    pub(super) listed: bool,
    pub(super) climate: Climate,
    /// Whether it is low enough for sea-level pressure.
    pub(super) reduces_to_sea_level: bool,
    /// Whether it reports the height of the 850 hPa level.
    pub(super) reports_level: bool,
    /// Station pressure over sea-level pressure.
    pub(super) pressure_ratio: f64,
    /// Its own numbers.
    pub(super) own: Chance,
    /// The numbers of its climate zone, which make neighbours alike.
    pub(super) area: Chance,
    region: Region,
    /// Where it stands between those that have each equipment and those that lack it, in 65,536ths of a turn.
    ranks: [u16; Equipment::COUNT],
}

impl Site {
    fn new(seed: u64, index: usize, station: Station, listed: bool) -> Self {
        let altitude_m = station.altitude.map_or(0.0, weather::Milli::to_f64);
        let region = Region::of(station.id);
        let own = Chance::new(seed, station.id.as_bytes());
        let climate = Climate::of(&station, own.unit(Purpose::Mildness, 0));
        let above = altitude_m > NO_SEA_LEVEL_ABOVE_M;
        Self {
            index,
            listed,
            reduces_to_sea_level: !above,
            reports_level: above && altitude_m <= LEVEL_850_UP_TO_M,
            pressure_ratio: pressure_ratio(altitude_m),
            own,
            area: Chance::new(seed, climate.zone.as_bytes()),
            climate,
            region,
            ranks: ranks(seed, index),
            station: Arc::new(station),
        }
    }

    /// What its report of this hour holds.
    pub(super) fn presence(&self, moment: Moment) -> Presence {
        // A sixteenth of a turn at most: the stations near the edge of a rate report the group now and then.
        let nudges = self.own.bits(Purpose::Habit, moment.hour).to_le_bytes();
        let mut ranks = self.ranks;
        for (rank, nudge) in ranks.iter_mut().zip(nudges) {
            *rank = rank.wrapping_add(u16::from(nudge) * 16);
        }
        Presence { rates: self.region.rates(), slot: (moment.hour_of_day / 3) as usize, main: moment.is_main(), ranks }
    }
}

fn ranks(seed: u64, index: usize) -> [u16; Equipment::COUNT] {
    use Equipment::*;
    let turn = Chance::new(seed, b"ranks");
    [Shelter, Barometer, Anemometer, WeatherSensor, Observer, RainGauge, Thermograph, SnowStake].map(|equipment| {
        let turns = turn.unit(Purpose::Habit, equipment as i64) + index as f64 * equipment.step();
        (turns % 1.0 * 65_536.0) as u16
    })
}

/// The pressure at an altitude over that at sea level, in the standard atmosphere; its exponent 5.256 taken as 5.25.
fn pressure_ratio(altitude_m: f64) -> f64 {
    let base = 1.0 - 2.255_77e-5 * altitude_m;
    base * base * base * base * base * base.sqrt().sqrt()
}

/// A full hour at which reports are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// Hours since 1970-01-01T00Z.
    pub(super) hour: i64,
    /// The hour of the day, UTC.
    pub(super) hour_of_day: i64,
}

impl Moment {
    pub(super) const fn new(day: Day, hour_of_day: i64) -> Self {
        Self { hour: day.epoch_days() as i64 * 24 + hour_of_day, hour_of_day }
    }

    /// Whether it is one of the eight hours of the 3-hourly exchange.
    pub(super) const fn is_main(self) -> bool {
        self.hour_of_day % 3 == 0
    }
}

/// What one report holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Presence {
    rates: &'static practice::Rates,
    slot: usize,
    main: bool,
    ranks: [u16; Equipment::COUNT],
}

impl Presence {
    /// Whether the report holds a group of values.
    #[inline]
    pub(super) fn has(&self, group: Group) -> bool {
        let hourly = self.main || !is_main_only(group);
        let rank = u32::from(self.ranks[Equipment::of(group) as usize]) * 1000;
        hourly && rank >> 16 < u32::from(self.rate(group))
    }

    /// Reports per mille that hold the group at this hour.
    #[inline]
    pub(super) fn rate(&self, group: Group) -> u16 {
        self.rates[group as usize][self.slot]
    }
}

/// Whether a group covers a period that ends only at the eight main hours.
const fn is_main_only(group: Group) -> bool {
    use Group::*;
    matches!(
        group,
        Rain3h
            | Rain6h
            | Rain12h
            | Rain24h
            | Minimum12h
            | Maximum12h
            | Minimum24h
            | Maximum24h
            | GroundMinimum
            | FreshSnow
            | PastWeather
    )
}
