//! What stations measure: one line a variable, with its CF standard name, unit and kind.
//!
//! Names follow the CF standard name table v93 where it has one. How a publisher calls a variable, and in which
//! unit, belongs to that publisher's folder in `source`.

/// The unit a variable is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Degrees Celsius.
    Celsius,
    /// Hectopascals.
    Hectopascal,
    /// Metres per second.
    MetrePerSecond,
    /// Millimetres, of precipitation kg/m².
    Millimetre,
    /// Per cent.
    Percent,
    /// Degrees of arc, clockwise from north.
    Degree,
    /// Metres.
    Metre,
    /// Hours.
    Hour,
    /// Minutes.
    Minute,
    /// Square metres per square second (geopotential).
    SquareMetrePerSquareSecond,
    /// Eighths of the sky.
    Okta,
    /// A number of a WMO code table.
    Code,
    /// A plain number: a ratio, a count, or 1 for yes and 0 for no.
    One,
}

impl Unit {
    /// Whether its values are whole numbers: figures of code tables, eighths and minutes.
    pub const fn is_whole(self) -> bool {
        matches!(self, Self::Code | Self::Okta | Self::Minute)
    }

    /// The unit as UDUNITS writes it; empty for codes.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Celsius => "degC",
            Self::Hectopascal => "hPa",
            Self::MetrePerSecond => "m s-1",
            Self::Millimetre => "mm",
            Self::Percent => "%",
            Self::Degree => "degree",
            Self::Metre => "m",
            Self::Hour => "h",
            Self::Minute => "min",
            Self::SquareMetrePerSquareSecond => "m2 s-2",
            Self::Okta => "okta",
            Self::Code => "",
            Self::One => "1",
        }
    }
}

/// What a value stands for in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The state at the time of the report (or the mean of the ten minutes before it).
    Instant,
    /// An amount that fell in a period ending at the time of the report.
    Accumulation,
    /// A minimum or maximum over a period ending at the time of the report.
    Extreme,
    /// A number of a code table: never averaged.
    Code,
}

macro_rules! variables {
    ($($name:ident $cf:literal $unit:ident $kind:ident $meaning:literal;)*) => {
        /// A measured quantity.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Variable {
            $(#[doc = $meaning] $name,)*
        }

        impl Variable {
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// All of them, in the order of columns.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The column name, a CF standard name where there is one.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $cf,)* }
            }

            /// The unit its values are kept in.
            pub const fn unit(self) -> Unit {
                match self { $(Self::$name => Unit::$unit,)* }
            }

            /// What its values stand for in time.
            pub const fn kind(self) -> Kind {
                match self { $(Self::$name => Kind::$kind,)* }
            }

            /// What it is, in words.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

variables! {
    AirTemperature "air_temperature" Celsius Instant "Air temperature";
    DewPointTemperature "dew_point_temperature" Celsius Instant "Dew point temperature";
    RelativeHumidity "relative_humidity" Percent Instant "Relative humidity";
    AirPressureAtMeanSeaLevel "air_pressure_at_mean_sea_level" Hectopascal Instant "Pressure reduced to sea level; not computed above about 750 m";
    SurfaceAirPressure "surface_air_pressure" Hectopascal Instant "Pressure at the station";
    TendencyOfAirPressure3h "tendency_of_air_pressure_3h" Hectopascal Instant "Change of pressure over 3 hours";
    PressureTendencyCode "pressure_tendency_code" Code Code "Characteristic of the pressure tendency, WMO table 0200";
    TendencyOfAirPressure24h "tendency_of_air_pressure_24h" Hectopascal Instant "Change of pressure over 24 hours";
    WindFromDirection "wind_from_direction" Degree Instant "Direction the wind comes from, 10 minute mean; 0 is calm, 360 north";
    WindSpeed "wind_speed" MetrePerSecond Instant "Wind speed, 10 minute mean";
    WindSpeedOfGust10min "wind_speed_of_gust_10min" MetrePerSecond Extreme "Gust over the last 10 minutes";
    WindSpeedOfGust "wind_speed_of_gust" MetrePerSecond Extreme "Gust over a longer period";
    WindGustPeriod "wind_gust_period" Minute Code "Period of the gust, as published: negative counts back from the report";
    VisibilityInAir "visibility_in_air" Metre Instant "Horizontal visibility";
    CloudAreaFraction "cloud_area_fraction" Percent Instant "Total cloud cover; missing, with a mark, where the sky is not visible";
    PresentWeatherCode "present_weather_code" Code Code "Present weather, WMO table 4677, above 99 table 4680";
    PastWeatherCode1 "past_weather_code_1" Code Code "Past weather 1, WMO table 4561";
    PastWeatherCode2 "past_weather_code_2" Code Code "Past weather 2, WMO table 4561";
    PrecipitationAmount1h "precipitation_amount_1h" Millimetre Accumulation "Precipitation of the last hour";
    PrecipitationAmount3h "precipitation_amount_3h" Millimetre Accumulation "Precipitation of the last 3 hours";
    PrecipitationAmount6h "precipitation_amount_6h" Millimetre Accumulation "Precipitation of the last 6 hours";
    PrecipitationAmount12h "precipitation_amount_12h" Millimetre Accumulation "Precipitation of the last 12 hours";
    PrecipitationAmount24h "precipitation_amount_24h" Millimetre Accumulation "Precipitation of the last 24 hours";
    AirTemperatureMin12h "air_temperature_min_12h" Celsius Extreme "Minimum air temperature of the last 12 hours";
    AirTemperatureMin24h "air_temperature_min_24h" Celsius Extreme "Minimum air temperature of the last 24 hours";
    AirTemperatureMax12h "air_temperature_max_12h" Celsius Extreme "Maximum air temperature of the last 12 hours";
    AirTemperatureMax24h "air_temperature_max_24h" Celsius Extreme "Maximum air temperature of the last 24 hours";
    GroundTemperatureMin12h "ground_temperature_min_12h" Celsius Extreme "Minimum temperature near the ground over 12 hours";
    WetBulbMethodCode "wet_bulb_method_code" Code Code "How the wet-bulb temperature was obtained, WMO table 3855";
    WetBulbTemperature "wet_bulb_temperature" Celsius Instant "Wet-bulb temperature";
    SurfaceSnowThickness "surface_snow_thickness" Metre Instant "Depth of snow on the ground";
    ThicknessOfSnowfallAmount "thickness_of_snowfall_amount" Metre Accumulation "Depth of fresh snow";
    SnowfallPeriod "snowfall_period" Hour Code "Period of the fresh snow, as published: negative counts back from the report";
    GroundStateCode "ground_state_code" Code Code "State of the ground, WMO tables 0901 and 0975";
    IsobaricLevel "isobaric_level" Hectopascal Code "Standard level of a mountain station's geopotential";
    Geopotential "geopotential" SquareMetrePerSquareSecond Instant "Geopotential of the isobaric level";
    LowCloudAmount "low_cloud_amount" Okta Code "Amount of the low, else the middle clouds; 9 where the sky is not visible";
    CloudBaseHeight "cloud_base_height" Metre Instant "Height of the base of the lowest clouds";
    LowCloudTypeCode "low_cloud_type_code" Code Code "Low clouds, WMO tables 0513 and 20012";
    MiddleCloudTypeCode "middle_cloud_type_code" Code Code "Middle clouds, WMO tables 0515 and 20012";
    HighCloudTypeCode "high_cloud_type_code" Code Code "High clouds, WMO tables 0509 and 20012";
    SpecialPhenomenonCode1 "special_phenomenon_code_1" Code Code "Special phenomenon 1, WMO table 3778";
    SpecialPhenomenonCode2 "special_phenomenon_code_2" Code Code "Special phenomenon 2, WMO table 3778";
    SpecialPhenomenonCode3 "special_phenomenon_code_3" Code Code "Special phenomenon 3, WMO table 3778";
    SpecialPhenomenonCode4 "special_phenomenon_code_4" Code Code "Special phenomenon 4, WMO table 3778";
    CloudLayer1Amount "cloud_layer_1_amount" Okta Code "Amount of cloud layer 1";
    CloudLayer1TypeCode "cloud_layer_1_type_code" Code Code "Type of cloud layer 1, WMO tables 0500 and 20012";
    CloudLayer1BaseHeight "cloud_layer_1_base_height" Metre Instant "Base of cloud layer 1";
    CloudLayer2Amount "cloud_layer_2_amount" Okta Code "Amount of cloud layer 2";
    CloudLayer2TypeCode "cloud_layer_2_type_code" Code Code "Type of cloud layer 2, WMO tables 0500 and 20012";
    CloudLayer2BaseHeight "cloud_layer_2_base_height" Metre Instant "Base of cloud layer 2";
    CloudLayer3Amount "cloud_layer_3_amount" Okta Code "Amount of cloud layer 3";
    CloudLayer3TypeCode "cloud_layer_3_type_code" Code Code "Type of cloud layer 3, WMO tables 0500 and 20012";
    CloudLayer3BaseHeight "cloud_layer_3_base_height" Metre Instant "Base of cloud layer 3";
    CloudLayer4Amount "cloud_layer_4_amount" Okta Code "Amount of cloud layer 4";
    CloudLayer4TypeCode "cloud_layer_4_type_code" Code Code "Type of cloud layer 4, WMO tables 0500 and 20012";
    CloudLayer4BaseHeight "cloud_layer_4_base_height" Metre Instant "Base of cloud layer 4";
}

impl Variable {
    /// Its place in [`Variable::ALL`].
    #[inline]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The variable with this column name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|variable| variable.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found_again() {
        for variable in Variable::ALL {
            assert_eq!(Variable::by_name(variable.name()), Some(*variable));
        }
    }

    #[test]
    fn the_index_is_the_place_in_all() {
        for (place, variable) in Variable::ALL.iter().enumerate() {
            assert_eq!(variable.index(), place);
        }
    }
}
