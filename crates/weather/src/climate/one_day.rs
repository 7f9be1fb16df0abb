//! What climate takes of a day.

use super::{Element, Phenomenon};
use crate::decimal::round_div;
use crate::{DailyStatistics, Day, Milli, Phenomena};

/// The values of one day at one station, from the day kernel or from an official daily file.
///
/// Temperatures in °C, rain in mm, wind in m/s, pressure in hPa, humidity in %. A value that is not known is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClimateDay {
    /// The day the values are given to.
    pub day: Day,
    /// Minimum temperature, TN.
    pub tn: Option<Milli>,
    /// Maximum temperature, TX.
    pub tx: Option<Milli>,
    /// Mean temperature of the reports, TM.
    pub tm: Option<Milli>,
    /// Precipitation, RR.
    pub rr: Option<Milli>,
    /// Strongest gust, FXI.
    pub gust: Option<Milli>,
    /// Strongest 10 minute wind, FXY.
    pub wind_max: Option<Milli>,
    /// Mean wind speed, FFM.
    pub wind: Option<Milli>,
    /// Mean pressure at sea level, PMERM.
    pub pressure_msl: Option<Milli>,
    /// Mean relative humidity, UM.
    pub humidity: Option<Milli>,
    /// The phenomena seen.
    pub phenomena: Phenomena,
    /// The phenomena that would have been seen. The official daily values used here have none of either.
    pub observable: Phenomena,
}

impl ClimateDay {
    /// A day of which nothing is known.
    pub const fn empty(day: Day) -> Self {
        Self {
            day,
            tn: None,
            tx: None,
            tm: None,
            rr: None,
            gust: None,
            wind_max: None,
            wind: None,
            pressure_msl: None,
            humidity: None,
            phenomena: Phenomena::NONE,
            observable: Phenomena::NONE,
        }
    }

    /// The value of an element.
    pub fn get(&self, element: Element) -> Option<Milli> {
        match element {
            Element::Tn => self.tn,
            Element::Tx => self.tx,
            Element::Tntxm => self.tntxm(),
            Element::Tampli => self.range(),
            Element::Tm => self.tm,
            Element::Rr => self.rr,
            Element::Gust => self.gust,
            Element::WindMax => self.wind_max,
            Element::Wind => self.wind,
            Element::Pressure => self.pressure_msl,
            Element::Humidity => self.humidity,
        }
    }

    /// Whether a phenomenon was there; `None` where nobody could tell. What was seen could be seen.
    pub const fn saw(&self, phenomenon: Phenomenon) -> Option<bool> {
        if self.phenomena.contains(phenomenon.bit()) {
            Some(true)
        } else if self.observable.contains(phenomenon.bit()) {
            Some(false)
        } else {
            None
        }
    }

    /// (TN + TX) / 2: exact where TN and TX have at most two decimals, as all published ones do.
    ///
    /// Météo-France prints it in tenths but makes its monthly mean and extremes of the exact value (tested).
    pub fn tntxm(&self) -> Option<Milli> {
        let sum = i64::from(self.tn?.thousandths()) + i64::from(self.tx?.thousandths());
        Milli::from_thousandths(round_div(sum, 2))
    }

    /// TX - TN; negative only where the source contradicts itself.
    pub fn range(&self) -> Option<Milli> {
        Milli::from_thousandths(i64::from(self.tx?.thousandths()) - i64::from(self.tn?.thousandths()))
    }
}

impl From<&DailyStatistics> for ClimateDay {
    /// The values of a day of the kernel; for TN, TX and rain in the sense of climatology, of its climatological day.
    fn from(daily: &DailyStatistics) -> Self {
        let of = |element: Element| element.statistic().and_then(|statistic| daily.get(statistic));
        Self {
            day: daily.day,
            tn: of(Element::Tn),
            tx: of(Element::Tx),
            tm: of(Element::Tm),
            rr: of(Element::Rr),
            gust: of(Element::Gust),
            wind_max: of(Element::WindMax),
            wind: of(Element::Wind),
            pressure_msl: of(Element::Pressure),
            humidity: of(Element::Humidity),
            phenomena: daily.phenomena(),
            observable: daily.observable(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DayDefinition, Statistic};

    fn day(tn: Option<i32>, tx: Option<i32>) -> ClimateDay {
        let empty = ClimateDay::empty(Day::from_epoch_days(0));
        ClimateDay { tn: tn.map(Milli::new), tx: tx.map(Milli::new), ..empty }
    }

    #[test]
    fn the_middle_of_tn_and_tx_keeps_its_half_tenth() {
        assert_eq!(day(Some(-5_700), Some(1_000)).tntxm(), Some(Milli::new(-2_350)));
    }

    #[test]
    fn the_middle_and_the_range_need_both() {
        for half in [day(Some(1_000), None), day(None, Some(1_000))] {
            assert_eq!((half.tntxm(), half.range()), (None, None));
        }
        assert_eq!(day(Some(-1_000), Some(2_500)).range(), Some(Milli::new(3_500)));
    }

    #[test]
    fn what_nobody_could_see_is_neither_there_nor_not() {
        let mut daily = DailyStatistics::new(
            "07005".parse().expect("a valid id"),
            DayDefinition::Climatological,
            Day::from_epoch_days(3),
        );
        daily.set_phenomena(Phenomena::SNOW);
        daily.set_observable(Phenomena::SNOW.with(Phenomena::FOG));
        let day = ClimateDay::from(&daily);
        let saw = [Phenomenon::Snow, Phenomenon::Fog, Phenomenon::Thunderstorm].map(|one| day.saw(one));
        assert_eq!(saw, [Some(true), Some(false), None]);
    }

    #[test]
    fn every_statistic_of_the_kernel_lands_in_its_element() {
        let mut daily = DailyStatistics::new(
            "07005".parse().expect("a valid id"),
            DayDefinition::Climatological,
            Day::from_epoch_days(3),
        );
        let pairs = [
            (Statistic::TemperatureMin, Element::Tn),
            (Statistic::TemperatureMax, Element::Tx),
            (Statistic::TemperatureAvg, Element::Tm),
            (Statistic::RainfallTotal, Element::Rr),
            (Statistic::WindSpeedGust, Element::Gust),
            (Statistic::WindSpeedMax, Element::WindMax),
            (Statistic::WindSpeedAvg, Element::Wind),
            (Statistic::PressureAvg, Element::Pressure),
            (Statistic::HumidityAvg, Element::Humidity),
        ];
        for (place, (statistic, _)) in pairs.iter().enumerate() {
            daily.set(*statistic, Some(Milli::new(place as i32)));
        }
        let day = ClimateDay::from(&daily);
        assert_eq!(day.day, daily.day);
        for (place, (_, element)) in pairs.iter().enumerate() {
            assert_eq!(day.get(*element), Some(Milli::new(place as i32)), "{element:?}");
        }
    }
}
