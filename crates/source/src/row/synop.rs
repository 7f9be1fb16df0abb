//! The columns of a SYNOP report as Météo-France names them; both providers publish under these short names.
//!
//! One line a column: the name, what we keep it as, and the unit it is published in. `tc`, `tn12c` and their like are
//! not here: they are the same values in °C with the noise of a subtraction in floating point.

use weather::Variable::{self, *};

/// How a published number becomes ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Published {
    /// In our unit.
    AsKept,
    /// Kelvin, kept in degrees Celsius.
    Kelvin,
    /// Pascal, kept in hectopascal.
    Pascal,
    /// Tenths of an hour, kept in hours.
    TenthOfHour,
    /// Millimetres of rain, where -0.1 is a trace.
    Rain,
    /// Per cent of the sky, where 101 says that it could not be seen.
    CloudCover,
}

impl Published {
    /// The power of ten from the published number to thousandths of our unit.
    #[inline]
    pub(crate) const fn power(self) -> i32 {
        match self {
            Self::AsKept | Self::Kelvin | Self::Rain | Self::CloudCover => 3,
            Self::TenthOfHour => 2,
            Self::Pascal => 1,
        }
    }
}

/// A column of measured values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its published short name.
    pub(crate) name: &'static str,
    /// What it is kept as.
    pub(crate) variable: Variable,
    /// The unit it is published in.
    pub(crate) published: Published,
}

macro_rules! columns {
    ($($name:literal $variable:ident $published:ident;)*) => {
        &[$(Column { name: $name, variable: $variable, published: Published::$published },)*]
    };
}

/// Every measured column, in the order of the files.
pub(crate) const COLUMNS: &[Column] = columns! {
    "pmer"      AirPressureAtMeanSeaLevel   Pascal;
    "tend"      TendencyOfAirPressure3h     Pascal;
    "cod_tend"  PressureTendencyCode        AsKept;
    "dd"        WindFromDirection           AsKept;
    "ff"        WindSpeed                   AsKept;
    "t"         AirTemperature              Kelvin;
    "td"        DewPointTemperature         Kelvin;
    "u"         RelativeHumidity            AsKept;
    "vv"        VisibilityInAir             AsKept;
    "ww"        PresentWeatherCode          AsKept;
    "w1"        PastWeatherCode1            AsKept;
    "w2"        PastWeatherCode2            AsKept;
    "n"         CloudAreaFraction           CloudCover;
    "nbas"      LowCloudAmount              AsKept;
    "hbas"      CloudBaseHeight             AsKept;
    "cl"        LowCloudTypeCode            AsKept;
    "cm"        MiddleCloudTypeCode         AsKept;
    "ch"        HighCloudTypeCode           AsKept;
    "pres"      SurfaceAirPressure          Pascal;
    "niv_bar"   IsobaricLevel               Pascal;
    "geop"      Geopotential                AsKept;
    "tend24"    TendencyOfAirPressure24h    Pascal;
    "tn12"      AirTemperatureMin12h        Kelvin;
    "tn24"      AirTemperatureMin24h        Kelvin;
    "tx12"      AirTemperatureMax12h        Kelvin;
    "tx24"      AirTemperatureMax24h        Kelvin;
    "tminsol"   GroundTemperatureMin12h     Kelvin;
    "sw"        WetBulbMethodCode           AsKept;
    "tw"        WetBulbTemperature          Kelvin;
    "raf10"     WindSpeedOfGust10min        AsKept;
    "rafper"    WindSpeedOfGust             AsKept;
    "per"       WindGustPeriod              AsKept;
    "etat_sol"  GroundStateCode             AsKept;
    "ht_neige"  SurfaceSnowThickness        AsKept;
    "ssfrai"    ThicknessOfSnowfallAmount   AsKept;
    "perssfrai" SnowfallPeriod              TenthOfHour;
    "rr1"       PrecipitationAmount1h       Rain;
    "rr3"       PrecipitationAmount3h       Rain;
    "rr6"       PrecipitationAmount6h       Rain;
    "rr12"      PrecipitationAmount12h      Rain;
    "rr24"      PrecipitationAmount24h      Rain;
    "phenspe1"  SpecialPhenomenonCode1      AsKept;
    "phenspe2"  SpecialPhenomenonCode2      AsKept;
    "phenspe3"  SpecialPhenomenonCode3      AsKept;
    "phenspe4"  SpecialPhenomenonCode4      AsKept;
    "nnuage1"   CloudLayer1Amount           AsKept;
    "ctype1"    CloudLayer1TypeCode         AsKept;
    "hnuage1"   CloudLayer1BaseHeight       AsKept;
    "nnuage2"   CloudLayer2Amount           AsKept;
    "ctype2"    CloudLayer2TypeCode         AsKept;
    "hnuage2"   CloudLayer2BaseHeight       AsKept;
    "nnuage3"   CloudLayer3Amount           AsKept;
    "ctype3"    CloudLayer3TypeCode         AsKept;
    "hnuage3"   CloudLayer3BaseHeight       AsKept;
    "nnuage4"   CloudLayer4Amount           AsKept;
    "ctype4"    CloudLayer4TypeCode         AsKept;
    "hnuage4"   CloudLayer4BaseHeight       AsKept;
};

/// The measured column with this short name.
pub(crate) fn column(name: &str) -> Option<Column> {
    COLUMNS.iter().copied().find(|column| column.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weather::Unit;

    #[test]
    fn every_variable_has_exactly_one_column() {
        for variable in Variable::ALL {
            assert_eq!(COLUMNS.iter().filter(|column| column.variable == *variable).count(), 1, "{variable:?}");
        }
        assert_eq!(COLUMNS.len(), Variable::COUNT);
    }

    #[test]
    fn the_published_unit_can_become_the_kept_one() {
        for Column { name, variable, published } in COLUMNS {
            let fits = match published {
                Published::Kelvin => variable.unit() == Unit::Celsius,
                Published::Pascal => variable.unit() == Unit::Hectopascal,
                Published::TenthOfHour => variable.unit() == Unit::Hour,
                Published::Rain => variable.unit() == Unit::Millimetre,
                Published::CloudCover => variable.unit() == Unit::Percent,
                Published::AsKept => {
                    !matches!(variable.unit(), Unit::Celsius | Unit::Hectopascal | Unit::Hour | Unit::Millimetre)
                }
            };
            assert!(fits, "{name}");
        }
    }
}
