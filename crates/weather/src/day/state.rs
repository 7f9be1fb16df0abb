//! One day in the making: all that is kept of its reports, in a few hundred bytes.

use super::recipe::{
    Extremes, FreshSnow, Gust, HighestWind, Instants, Judged, RainWindow, Sightings, SnowDepth, WindVector,
    write_reported,
};
use super::{DailyStatistics, DayDefinition};
use crate::{Day, StationId};

/// The sums and extremes of one station-day, for both definitions.
#[derive(Debug, Clone, Default)]
pub(super) struct DayState {
    /// Whether a report lies in [00, 24) UTC of the day: without one there is no record.
    pub(super) has_reports: bool,
    /// Which definitions were handed out already.
    pub(super) emitted: [bool; DayDefinition::ALL.len()],
    pub(super) instants: Instants,
    pub(super) wind: WindVector,
    pub(super) highest_wind: HighestWind,
    pub(super) gust: Gust,
    pub(super) rain: [RainWindow; DayDefinition::ALL.len()],
    pub(super) extremes: Extremes,
    pub(super) snow_depth: SnowDepth,
    pub(super) fresh_snow: [FreshSnow; DayDefinition::ALL.len()],
    pub(super) sightings: Sightings,
    pub(super) judged: Judged,
}

impl DayState {
    /// The record of what is known so far.
    pub(super) fn record(&self, station: StationId, definition: DayDefinition, day: Day) -> DailyStatistics {
        let mut record = DailyStatistics::new(station, definition, day);
        self.instants.write(&mut record);
        self.wind.write(&mut record);
        self.highest_wind.write(&mut record);
        self.gust.write(&mut record);
        self.rain[definition as usize].write(&mut record);
        self.snow_depth.write(&mut record);
        self.fresh_snow[definition as usize].write(&mut record);
        self.sightings.write(&mut record);
        self.judged.write(&mut record);
        match definition {
            DayDefinition::Utc => write_reported(self.instants.temperature(), &mut record),
            DayDefinition::Climatological => self.extremes.write(&mut record),
        }
        record
    }
}
