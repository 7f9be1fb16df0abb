//! What events there are.

use crate::bits::named;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found_again() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::by_name(kind.name()), Some(*kind));
        }
    }
}
