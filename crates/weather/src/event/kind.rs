//! What events there are, and who defines them.

use std::fmt;

macro_rules! named {
    ($(#[$about:meta])* $name:ident { $($variant:ident $text:literal $meaning:literal;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = $meaning] $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name in documents; stable.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// What it is, in words.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }

            /// The one with this name.
            pub fn by_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

named! {
    /// What happened on a day. Of some kinds there are several, with thresholds of their own.
    EventKind {
        FrostDay "frost_day" "The air froze at night";
        IceDay "ice_day" "The air stayed frozen all day";
        SummerDay "summer_day" "Warm by day";
        HotDay "hot_day" "Hot by day";
        VeryHotDay "very_hot_day" "Very hot by day";
        TropicalNight "tropical_night" "Warm all night";
        HardFrost "hard_frost" "Far below freezing at night";
        RainDay "rain_day" "Rain that counts";
        HeavyRain "heavy_rain" "Much rain in a day";
        StrongGust "strong_gust" "A gust of 58 km/h or more";
        StormGust "storm_gust" "A gust of 100 km/h or more";
        Fog "fog" "Fog, or a visibility as in fog";
        Thunderstorm "thunderstorm" "Thunder";
        Snow "snow" "Snow fell, alone or mixed with rain";
        FreezingRain "freezing_rain" "Rain or drizzle that freezes on the ground";
        Hail "hail" "Hail";
    }
}

named! {
    /// Whose definition an event follows.
    Family {
        MeteoFrance "meteo_france" "Météo-France's monthly counts of days: limits belong to them (at least, at most)";
        Etccdi "etccdi" "ETCCDI's climate indices: limits of temperature do not belong to them (above, below)";
        Wmo "wmo" "Figures of the WMO code tables of present and past weather";
    }
}

impl Family {
    /// Where its definitions are published.
    pub const fn source(self) -> &'static str {
        match self {
            Self::MeteoFrance => {
                "Météo-France, Données climatologiques de base mensuelles, description of the NBJ columns"
            }
            Self::Etccdi => {
                "Expert Team on Climate Change Detection and Indices, Climate Change Indices: the 27 core indices"
            }
            Self::Wmo => "WMO-No. 306, Manual on Codes, tables 4677 and 4680 (present), 4561 and 4531 (past weather)",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found_again() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::by_name(kind.name()), Some(*kind));
        }
        for family in Family::ALL {
            assert_eq!(Family::by_name(family.name()), Some(*family));
        }
    }
}
