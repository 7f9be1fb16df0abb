//! The elements of a day that months, normals and records are made of: one line each.

use super::Side;
use crate::{Statistic, Unit};

macro_rules! elements {
    ($($name:ident $column:literal $code:literal $unit:ident $sides:ident $meaning:literal;)*) => {
        /// A daily value that is followed over months and years.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Element {
            $(#[doc = $meaning] $name,)*
        }

        impl Element {
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// All of them, in the order of columns.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// What its columns begin with: `temperature_min` of `temperature_min_mean`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $column,)* }
            }

            /// What Météo-France calls the daily value: `TN`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The unit of its values.
            pub const fn unit(self) -> Unit {
                match self { $(Self::$name => Unit::$unit,)* }
            }

            /// The sides on which an extreme of it says something: the lowest rain of a month does not.
            pub const fn sides(self) -> &'static [Side] {
                match self { $(Self::$name => $sides,)* }
            }

            /// What it is, in words.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

const BOTH: &[Side] = Side::ALL;
const HIGH: &[Side] = &[Side::High];

elements! {
    Tn "temperature_min" "TN" Celsius BOTH "Minimum temperature of the day, TN";
    Tx "temperature_max" "TX" Celsius BOTH "Maximum temperature of the day, TX";
    Tntxm "temperature_mid" "TNTXM" Celsius BOTH "Half the sum of TN and TX";
    Tampli "temperature_range" "TAMPLI" Celsius BOTH "TX less TN";
    Tm "temperature_avg" "TM" Celsius BOTH "Mean temperature of the day's reports";
    Rr "rainfall" "RR" Millimetre HIGH "Precipitation of the day";
    Gust "wind_speed_gust" "FXI" MetrePerSecond HIGH "Strongest gust of the day";
    WindMax "wind_speed_max" "FXY" MetrePerSecond HIGH "Strongest 10 minute wind of the day";
    Wind "wind_speed_avg" "FFM" MetrePerSecond HIGH "Mean wind speed of the day";
    Pressure "pressure_avg" "PMERM" Hectopascal BOTH "Mean pressure at sea level of the day";
    Humidity "humidity_avg" "UM" Percent BOTH "Mean relative humidity of the day";
}

impl Element {
    /// Its place in [`Element::ALL`].
    #[inline]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The statistic of a day's record that it is; `None` where it is made of others.
    pub const fn statistic(self) -> Option<Statistic> {
        Some(match self {
            Self::Tn => Statistic::TemperatureMin,
            Self::Tx => Statistic::TemperatureMax,
            Self::Tm => Statistic::TemperatureAvg,
            Self::Rr => Statistic::RainfallTotal,
            Self::Gust => Statistic::WindSpeedGust,
            Self::WindMax => Statistic::WindSpeedMax,
            Self::Wind => Statistic::WindSpeedAvg,
            Self::Pressure => Statistic::PressureAvg,
            Self::Humidity => Statistic::HumidityAvg,
            Self::Tntxm | Self::Tampli => return None,
        })
    }

    /// The element with this column name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|element| element.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_again_and_places_are_their_own() {
        for (place, element) in Element::ALL.iter().enumerate() {
            assert_eq!(Element::by_name(element.name()), Some(*element));
            assert_eq!(element.index(), place);
        }
    }
}
