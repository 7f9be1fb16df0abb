//! One simulated report: what a station would measure at an hour, as a function of the seed, the station and the hour.
//!
//! Each file holds one side of the weather: how it goes, and what of it is reported. How a report is written in a
//! layout is in `form`.

mod air;
mod cloud;
mod phenomena;
mod pressure;
mod rain;
mod snow;
mod wind;

use std::sync::Arc;

use weather::{Milli, Observation, Station, Time, Variable};

use super::fault::Fault;
use super::site::{Moment, Presence, Site};

/// What a station reported at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedReport {
    /// The station.
    pub station: Arc<Station>,
    /// What it measured: what a reader of any layout finds, once retransmissions are settled.
    pub observation: Observation,
    /// When the archive inserted it (its last version); `None` before 2025, as in the real archive.
    pub insert_time: Option<Time>,
    /// What is wrong with its row, if anything.
    pub fault: Option<Fault>,
}

impl SimulatedReport {
    /// Whether its row cannot be read in any layout.
    pub fn is_broken(&self) -> bool {
        matches!(self.fault, Some(Fault::Broken(_)))
    }
}

/// Everything that the sides of the weather need to report.
struct Report<'a> {
    site: &'a Site,
    moment: Moment,
    presence: Presence,
    observation: Observation,
}

impl Report<'_> {
    /// Sets a variable to a value in thousandths of its unit.
    #[inline]
    fn set(&mut self, variable: Variable, thousandths: i32) {
        self.observation.set(variable, Some(Milli::new(thousandths)));
    }

    /// Sets a variable to a value in tenths of its unit.
    #[inline]
    fn set_tenths(&mut self, variable: Variable, tenths: i32) {
        self.set(variable, tenths * 100);
    }

    /// Sets a variable to a whole number of its unit.
    #[inline]
    fn set_whole(&mut self, variable: Variable, whole: i32) {
        self.set(variable, whole * 1000);
    }
}

/// The weather of a moment, worked out once for all that depends on it.
#[derive(Debug, Clone, Copy)]
struct Sky {
    /// Air temperature, tenths of °C.
    temperature: i32,
    /// Dew point, tenths of °C.
    dew_point: i32,
    /// Moisture of the air column, -1 to 1.
    moisture: f64,
    /// Whether the sky cannot be seen for fog.
    fog: bool,
    /// Horizontal visibility, m.
    visibility_m: i32,
}

/// What the station measures at the moment.
pub(super) fn observe(site: &Site, moment: Moment) -> Observation {
    let time = Time::from_unix(moment.hour * 3_600);
    let observation = Observation::new(site.station.id, time);
    let mut report = Report { site, moment, presence: site.presence(moment), observation };
    let sky = site.sky(moment);
    report.air(sky);
    report.extremes();
    report.pressure();
    let gust_knots = report.wind();
    report.clouds(sky);
    let fallen = report.rain();
    report.weather(sky, fallen);
    let fresh_snow_cm = report.snow(sky, fallen);
    report.phenomena(gust_knots, fresh_snow_cm);
    report.observation
}
