//! What a day's record holds: one line a statistic, in the order of columns.

use crate::Unit;

macro_rules! statistics {
    ($($name:ident $metric:literal $field:literal $unit:ident $meaning:literal;)*) => {
        /// A daily value.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Statistic {
            $(#[doc = $meaning] $name,)*
        }

        impl Statistic {
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// All of them, in the order of columns.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The group it stands in, as documents nest it: `temperature`.
            pub const fn metric(self) -> &'static str {
                match self { $(Self::$name => $metric,)* }
            }

            /// Its name within the group: `avg`.
            pub const fn field(self) -> &'static str {
                match self { $(Self::$name => $field,)* }
            }

            /// Its column name, group and field: `temperature_avg`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => concat!($metric, "_", $field),)* }
            }

            /// The unit of its values.
            pub const fn unit(self) -> Unit {
                match self { $(Self::$name => Unit::$unit,)* }
            }

            /// What it is, in words.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

statistics! {
    TemperatureAvg "temperature" "avg" Celsius "Mean air temperature of the eight reports";
    TemperatureMin "temperature" "min" Celsius "Lowest air temperature; climatological: TN, of the two 12 hour minima";
    TemperatureMax "temperature" "max" Celsius "Highest air temperature; climatological: TX, of the two 12 hour maxima";
    PressureAvg "pressure" "avg" Hectopascal "Mean pressure at sea level of the eight reports";
    PressureMin "pressure" "min" Hectopascal "Lowest reported pressure at sea level";
    PressureMax "pressure" "max" Hectopascal "Highest reported pressure at sea level";
    SurfacePressureAvg "surface_pressure" "avg" Hectopascal "Mean pressure at the station of the eight reports";
    SurfacePressureMin "surface_pressure" "min" Hectopascal "Lowest reported pressure at the station";
    SurfacePressureMax "surface_pressure" "max" Hectopascal "Highest reported pressure at the station";
    HumidityAvg "humidity" "avg" Percent "Mean relative humidity of the eight reports";
    HumidityMin "humidity" "min" Percent "Lowest reported relative humidity";
    HumidityMax "humidity" "max" Percent "Highest reported relative humidity";
    DewPointAvg "dew_point" "avg" Celsius "Mean dew point of the eight reports";
    DewPointMin "dew_point" "min" Celsius "Lowest reported dew point";
    DewPointMax "dew_point" "max" Celsius "Highest reported dew point";
    WindSpeedAvg "wind_speed" "avg" MetrePerSecond "Mean wind speed of the eight reports, calms included";
    WindSpeedMax "wind_speed" "max" MetrePerSecond "Highest reported wind speed, itself a mean of 10 minutes";
    WindSpeedGust "wind_speed" "gust" MetrePerSecond "Strongest gust";
    WindSpeedDirection "wind_speed" "direction" Degree "Direction the mean wind vector comes from, above 0 to 360 (north)";
    WindSpeedConstancy "wind_speed" "constancy" One "Speed of the mean wind vector over the mean speed, 0 to 1";
    WindSpeedMaxHour "wind_speed" "max_hour" Hour "When the highest wind speed was first reported, in hours after 00 UTC of the day, 0 to below 24";
    RainfallTotal "rainfall" "total" Millimetre "Rain of the day by the first complete route; a trace adds nothing";
    RainfallPartial "rainfall" "partial" Millimetre "Sum of the route that covers most of the window, only where none covers it all";
    RainfallDaysWithRain "rainfall" "days_with_rain" One "1 where the total is 1.0 mm or more, else 0";
    RainfallTrace "rainfall" "trace" One "1 where the total is below 0.1 mm and an amount of the window is a trace, else 0";
    SnowDepthMax "snow_depth" "max" Metre "Greatest reported depth of snow on the ground";
    FreshSnowTotal "fresh_snow" "total" Metre "Depth of the snow that fell, of four amounts of 6 hours";
    VisibilityMin "visibility" "min" Metre "Lowest reported visibility";
    CloudCoverAvg "cloud_cover" "avg" Percent "Mean cloud cover of the eight reports; those that cannot see the sky are left out";
    QualitySuspect "quality" "suspect" One "Values of the day's reports that quality control suspects; they are used";
    QualityFailed "quality" "failed" One "Values of the day's reports that failed quality control; they are left out";
}

impl Statistic {
    /// Its place in [`Statistic::ALL`].
    #[inline]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The statistic with this column name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|statistic| statistic.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_the_place_in_all() {
        for (place, statistic) in Statistic::ALL.iter().enumerate() {
            assert_eq!(statistic.index(), place);
        }
    }

    #[test]
    fn names_are_unique_and_made_of_group_and_field() {
        for statistic in Statistic::ALL {
            assert_eq!(Statistic::by_name(statistic.name()), Some(*statistic));
            assert_eq!(statistic.name(), format!("{}_{}", statistic.metric(), statistic.field()));
        }
    }
}
