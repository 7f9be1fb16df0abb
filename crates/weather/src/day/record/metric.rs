//! What a coverage or a method is said of: one line a metric, in the order of columns.

use crate::Milli;

macro_rules! metrics {
    ($($name:ident $column:literal coverage $coverage:literal method $method:literal $meaning:literal;)*) => {
        /// A daily value, or several made of the same reports, that a coverage or a method is said of.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Metric {
            $(#[doc = $meaning] $name,)*
        }

        impl Metric {
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// All of them, in the order of columns.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// What its columns begin with: `temperature_min` of `temperature_min_coverage`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $column,)* }
            }

            /// Whether it has a coverage.
            pub const fn has_coverage(self) -> bool {
                match self { $(Self::$name => $coverage,)* }
            }

            /// Whether there are several ways to it, so that each value names the one taken.
            pub const fn has_method(self) -> bool {
                match self { $(Self::$name => $method,)* }
            }

            /// What its coverage counts, in words.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

metrics! {
    Temperature "temperature" coverage true method false "Synoptic reports with an air temperature, of 8";
    TemperatureMin "temperature_min" coverage true method true "As the temperature; climatological: 12 hour minima, of 2";
    TemperatureMax "temperature_max" coverage true method true "As the temperature; climatological: 12 hour maxima, of 2";
    Pressure "pressure" coverage true method false "Synoptic reports with a pressure at sea level, of 8";
    SurfacePressure "surface_pressure" coverage true method false "Synoptic reports with a pressure at the station, of 8";
    Humidity "humidity" coverage true method false "Synoptic reports with a relative humidity, of 8";
    DewPoint "dew_point" coverage true method false "Synoptic reports with a dew point, of 8";
    WindSpeed "wind_speed" coverage true method false "Synoptic reports with a wind speed, of 8";
    WindSpeedGust "wind_speed_gust" coverage true method false "Synoptic reports of (00, 24] UTC with a gust, of 8";
    Rainfall "rainfall" coverage true method true "Amounts found of those the route adds up";
    SnowDepth "snow_depth" coverage true method false "Synoptic reports with a depth of snow, of 8; one is enough";
    FreshSnow "fresh_snow" coverage true method false "Amounts of fresh snow of 6 hours, of 4";
    Visibility "visibility" coverage true method false "Synoptic reports with a visibility, of 8";
    CloudCover "cloud_cover" coverage true method false "Synoptic reports with a cloud cover, of 8";
    PresentWeather "present_weather" coverage true method false "Synoptic reports with a present weather code, of 8";
}

impl Metric {
    /// Its place in [`Metric::ALL`].
    #[inline]
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// How much of what a value needs was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Coverage {
    /// How many reports, halves or amounts were found.
    pub used: u8,
    /// How many make it whole.
    pub expected: u8,
}

impl Coverage {
    /// The share found, 0 to 1, to three decimals; 0 where nothing is expected.
    pub fn fraction(self) -> Milli {
        Milli::mean(i64::from(self.used) * 1000, u32::from(self.expected)).unwrap_or(Milli::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_the_place_in_all() {
        for (place, metric) in Metric::ALL.iter().enumerate() {
            assert_eq!(metric.index(), place);
        }
    }

    #[test]
    fn a_fraction_has_three_decimals() {
        for (used, expected, text) in [(8, 8, "1"), (5, 8, "0.625"), (1, 3, "0.333"), (2, 3, "0.667"), (0, 0, "0")] {
            assert_eq!(Coverage { used, expected }.fraction().to_string(), text);
        }
    }
}
