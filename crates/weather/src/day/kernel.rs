//! The stream: reports of one station in time order in, finished days out.

use super::recipe::HalfEnds;
use super::state::DayState;
use super::{DailyStatistics, DayDefinition, SYNOPTIC_SECONDS};
use crate::quality::{Flag, Flags, withhold};
use crate::{Day, DayEnds, Observation, StationId, Time, Variable};

/// The variables the kernel reads; all others may be missing without a difference.
pub const DAY_VARIABLES: &[Variable] = &[
    Variable::AirTemperature,
    Variable::DewPointTemperature,
    Variable::RelativeHumidity,
    Variable::AirPressureAtMeanSeaLevel,
    Variable::SurfaceAirPressure,
    Variable::WindFromDirection,
    Variable::WindSpeed,
    Variable::WindSpeedOfGust10min,
    Variable::WindSpeedOfGust,
    Variable::PrecipitationAmount3h,
    Variable::PrecipitationAmount6h,
    Variable::PrecipitationAmount12h,
    Variable::PrecipitationAmount24h,
    Variable::AirTemperatureMin12h,
    Variable::AirTemperatureMax12h,
    Variable::VisibilityInAir,
    Variable::CloudAreaFraction,
    Variable::PresentWeatherCode,
    Variable::PastWeatherCode1,
    Variable::PastWeatherCode2,
    Variable::SurfaceSnowThickness,
    Variable::ThicknessOfSnowfallAmount,
    Variable::SnowfallPeriod,
];

/// The hour at which the climatological rain and snow of a day begin, and end the day after.
const RAIN_HOUR: u8 = 6;

/// Places in the ring of days: windows reach from the day before the report's to the day after it.
const YESTERDAY: usize = 0;
const TODAY: usize = 1;
const DAYS: usize = 3;

/// Times further from 1970 than this (some 3,000 years) are no times of reports.
const FARTHEST_SECONDS: u64 = 100_000_000_000;

/// Turns the reports of one station into its daily statistics, in constant memory.
///
/// A day is handed to `emit` once in each definition, as soon as no later report can change it: `utc` with the first
/// report at or after 24 UTC, `climatological` with the first at or after the last of its windows' ends (06 UTC of the
/// next day in metropolitan France, 12 UTC in the Antilles). Records come sorted by day, then definition.
///
/// To compute some days of a long stream, push the reports of [`WINDOW_DAYS`](Self::WINDOW_DAYS) more days on either
/// side, whole UTC days, and drop the records of those.
#[derive(Debug, Clone)]
pub struct DayKernel {
    station: StationId,
    half_ends: HalfEnds,
    /// Seconds from 00 UTC of a day to the time from which on its record cannot change, by definition.
    closing_seconds: [i64; DayDefinition::ALL.len()],
    today: Day,
    days: [DayState; DAYS],
    latest: Option<Time>,
    ignored: u64,
}

impl DayKernel {
    /// How far windows reach: a report can change the records of its own UTC day and of this many days before and
    /// after it, and no others.
    pub const WINDOW_DAYS: i32 = 1;

    /// A kernel for the reports of `station`, whose TN and TX days end at `ends`.
    ///
    /// A half of TN or TX that ends more than 24 hours before 00 UTC of its day, or 48 hours or more after it, is never
    /// found; no station has such.
    pub fn new(station: StationId, ends: DayEnds) -> Self {
        let rain_hours = 24 + i32::from(RAIN_HOUR);
        let climatological_hours = rain_hours.max(ends.tn_hours).max(ends.tx_hours);
        Self {
            station,
            half_ends: HalfEnds::new(ends),
            closing_seconds: [24, climatological_hours].map(|hours| i64::from(hours) * 3_600),
            today: Day::from_epoch_days(0),
            days: Default::default(),
            latest: None,
            ignored: 0,
        }
    }

    /// Takes in the next report, and emits the days that it closes.
    ///
    /// A report of another station, at or before the time of the last one, or some thousand years away, is the
    /// caller's mistake: it is left out and counted in [`ignored`](Self::ignored).
    #[inline]
    pub fn push(&mut self, report: &Observation, emit: &mut impl FnMut(DailyStatistics)) {
        let in_order = self.latest < Some(report.time);
        if !in_order || report.station != self.station || report.time.unix().unsigned_abs() > FARTHEST_SECONDS {
            self.ignored += 1;
            return;
        }
        self.latest = Some(report.time);
        self.advance_to(report.time.day(), emit);
        self.add(report);
        self.emit_closed(YESTERDAY, 86_400 + report.time.second_of_day(), emit);
    }

    /// Takes in the next report without the values that failed quality control, and counts what its flags say.
    ///
    /// Otherwise as [`push`](Self::push).
    #[inline]
    pub fn push_flagged(&mut self, report: &Observation, flags: &Flags, emit: &mut impl FnMut(DailyStatistics)) {
        let ignored = self.ignored;
        if flags.codes().contains(&Flag::Fail.code()) {
            let mut sound = report.clone();
            withhold(&mut sound, flags);
            self.push(&sound, emit);
        } else {
            self.push(report, emit);
        }
        if self.ignored == ignored {
            self.days[TODAY].judged.add(flags);
        }
    }

    /// Emits the days that are still open, as they stand.
    pub fn finish(mut self, emit: &mut impl FnMut(DailyStatistics)) {
        self.emit_closed(YESTERDAY, i64::MAX, emit);
        self.emit_closed(TODAY, i64::MAX, emit);
    }

    /// How many reports were left out because they should not have been pushed.
    pub const fn ignored(&self) -> u64 {
        self.ignored
    }

    /// Makes `day` today; emits what is then further back than any window reaches.
    #[inline]
    fn advance_to(&mut self, day: Day, emit: &mut impl FnMut(DailyStatistics)) {
        match day.epoch_days() - self.today.epoch_days() {
            0 => return,
            1 => {
                self.emit_closed(YESTERDAY, i64::MAX, emit);
                self.days.rotate_left(1);
                self.days[DAYS - 1] = DayState::default();
            }
            _ => {
                self.emit_closed(YESTERDAY, i64::MAX, emit);
                self.emit_closed(TODAY, i64::MAX, emit);
                self.days = Default::default();
            }
        }
        self.today = day;
    }

    /// Puts what the report says into the days it says it of.
    #[inline]
    fn add(&mut self, report: &Observation) {
        let second = report.time.second_of_day();
        let synoptic = second % SYNOPTIC_SECONDS == 0;
        self.add_state(report, synoptic);
        // What ends at 00 UTC was on the day before.
        let ended = &mut self.days[if second == 0 { YESTERDAY } else { TODAY }];
        ended.gust.add(report, synoptic);
        ended.sightings.add_past(report);
        if synoptic {
            self.add_amounts(report, (second / 3_600) as u8);
        }
        for (half, days_later) in self.half_ends.ending_at(second) {
            let day = usize::try_from(TODAY as i64 - days_later).ok().and_then(|place| self.days.get_mut(place));
            if let Some(day) = day {
                day.extremes.add(half, report);
            }
        }
    }

    /// The state at the time of the report is today's.
    #[inline]
    fn add_state(&mut self, report: &Observation, synoptic: bool) {
        let today = &mut self.days[TODAY];
        today.has_reports = true;
        today.instants.add(report, synoptic);
        today.highest_wind.add(report);
        today.snow_depth.add(report, synoptic);
        today.sightings.add_present(report, synoptic);
        if synoptic {
            today.wind.add(report);
        }
    }

    /// A window is open at its start and closed at its end: the report at its start is the last of the day before.
    #[inline]
    fn add_amounts(&mut self, report: &Observation, hour: u8) {
        for (definition, start) in [(DayDefinition::Utc, 0), (DayDefinition::Climatological, RAIN_HOUR)] {
            let (place, hours) = if hour > start { (TODAY, hour - start) } else { (YESTERDAY, hour + 24 - start) };
            let day = &mut self.days[place];
            day.rain[definition as usize].add(hours, report);
            day.fresh_snow[definition as usize].add(hours, report);
        }
    }

    /// Emits the records of a day that `seconds` after its 00 UTC can no longer change.
    #[inline]
    fn emit_closed(&mut self, place: usize, seconds: i64, emit: &mut impl FnMut(DailyStatistics)) {
        let state = &mut self.days[place];
        if !state.has_reports {
            return;
        }
        let day = self.today.plus_days(place as i32 - TODAY as i32);
        for definition in DayDefinition::ALL {
            let which = *definition as usize;
            if !state.emitted[which] && seconds >= self.closing_seconds[which] {
                state.emitted[which] = true;
                emit(state.record(self.station, *definition, day));
            }
        }
    }
}
