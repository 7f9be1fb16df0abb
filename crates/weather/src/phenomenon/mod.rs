//! Weather phenomena: what the figures of the WMO code tables say was there, and would have said.
//!
//! A code says three things: what there is at the time of the report, what there was in the period before it, and,
//! by being one of a table's figures at all, what else the station watches. The last is what tells "none" from "not
//! observed". Which day a phenomenon belongs to is said in [`day`](crate::day), what makes an event of it in
//! [`event`](crate::event).
//!
//! **Figures.** Present weather is WMO-No. 306 table 4677 (00 to 99) and, with 100 added as in BUFR 0 20 003, table
//! 4680 of automatic stations (100 to 199). Past weather is table 4561 (0 to 9) and, with 10 added as in BUFR
//! 0 20 004, table 4531 (10 to 19). A figure counts where its text names the phenomenon: rain and snow mixed is snow.
//! Small hail and snow pellets (87, 88), and showers that may be these, hail or snow (27, 93, 94), are neither hail nor
//! snow; fog at a distance (40) is not at the station. Past weather 4, "fog or ice fog or thick haze", is fog: all
//! three mean a visibility below 1000 m, which is fog here too.
//!
//! **Who watches what.** The reports do not say whether an observer was there (the indicator of WMO table 1860 is
//! not published), and Météo-France's automatic stations send figures of table 4677. So it is read from the figures.
//! In January 2013 the ten stations that report neither past weather nor changes of the sky send 0 ("cloud development
//! not observed") where there is nothing to say, else 10 and 41 to 75: fog, snow and freezing rain they see, thunder
//! and hail never. All 11 reports of thunder carry a past weather. Hence:
//!
//! | a report with | watches |
//! |---|---|
//! | past weather of table 4561, or present weather 1-3 (the sky changes) or 13-19 (seen around the station) | all |
//! | any other present weather of tables 4677 and 4680 | fog, snow, freezing rain |
//! | past weather of table 4531 | fog, snow |
//! | a visibility | fog |
//!
//! and what was seen was watched.

mod figure;

pub(crate) use figure::{past_weather, present_weather};

use crate::bits::bits;

bits! {
    /// Phenomena of one day, one bit each.
    Phenomena {
        FOG 0 "fog" "Fog or ice fog, or a visibility below 1000 m for whatever reason.";
        THUNDERSTORM 1 "thunderstorm" "Thunder, with or without precipitation.";
        SNOW 2 "snow" "Snow, alone or mixed with rain; of table 4680 also ice pellets.";
        FREEZING_RAIN 3 "freezing_rain" "Rain or drizzle that freezes on the ground.";
        HAIL 4 "hail" "Hail, with or without thunder.";
    }
}

impl Phenomena {
    /// None of them.
    pub(crate) const NONE: Self = Self(0);

    /// All of them.
    pub(crate) const ALL: Self =
        Self::FOG.with(Self::THUNDERSTORM).with(Self::SNOW).with(Self::FREEZING_RAIN).with(Self::HAIL);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_those_with_a_name() {
        let named = Phenomena::NAMED.iter().fold(Phenomena::NONE, |named, (phenomenon, _)| named.with(*phenomenon));
        assert_eq!(named, Phenomena::ALL);
    }
}
