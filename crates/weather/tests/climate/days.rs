//! Days for the tests: made by hand, by a seed, or at random.

use std::ops::Range;

use proptest::prelude::*;
use weather::climate::{ClimateDay, Element};
use weather::{Day, Milli, Phenomena, StationId};

pub(crate) fn station() -> StationId {
    "07005".parse().expect("a valid id")
}

pub(crate) fn date(text: &str) -> Day {
    text.parse().expect("a date")
}

/// Every date from one to another, both included.
pub(crate) fn dates(first: &str, last: &str) -> impl Iterator<Item = Day> + use<> {
    (date(first).epoch_days()..=date(last).epoch_days()).map(Day::from_epoch_days)
}

/// Days with a TN and a TX, in thousandths.
pub(crate) fn temperatures(day: Day, tn: i32, tx: i32) -> ClimateDay {
    ClimateDay { tn: Some(Milli::new(tn)), tx: Some(Milli::new(tx)), ..ClimateDay::empty(day) }
}

/// A day with rain alone, in thousandths.
pub(crate) fn rain(day: Day, rr: i32) -> ClimateDay {
    ClimateDay { rr: Some(Milli::new(rr)), ..ClimateDay::empty(day) }
}

/// A value between 0 and `most`, the same for the same day and element: no pattern a rule could follow.
pub(crate) fn scattered(day: Day, element: Element, most: u64) -> u64 {
    let seed = (day.epoch_days() as u64) << 8 | element.index() as u64;
    let mixed = (seed ^ seed >> 7).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 20) % (most + 1)
}

fn value(least: i32, steps: Range<i32>) -> impl Strategy<Value = Option<Milli>> {
    // Few values a fifth apart, so that ties and values on a limit are common.
    proptest::option::weighted(0.9, steps.prop_map(move |step| Milli::new(least + step * 200)))
}

/// Phenomena seen and observable; the seen ones are not always said to be observable.
fn any_sky() -> impl Strategy<Value = (Phenomena, Phenomena)> {
    let set = || (0..32_u8).prop_map(Phenomena::from_bits);
    (set(), set())
}

/// A day of the given dates with any of its values missing.
fn any_day(epoch_days: i32) -> impl Strategy<Value = ClimateDay> {
    let temperatures = (value(-12_000, 0..180), value(-4_000, 0..205), value(-8_000, 0..180));
    let others = (value(0, 0..60), value(0, 0..160), value(0, 0..90), value(0, 0..60));
    let air = (value(980_000, 0..250), value(20_000, 0..400), any_sky());
    (temperatures, others, air).prop_map(move |((tn, tx, tm), (rr, gust, wind_max, wind), air)| {
        let (pressure_msl, humidity, (phenomena, observable)) = air;
        let day = Day::from_epoch_days(epoch_days);
        ClimateDay { day, tn, tx, tm, rr, gust, wind_max, wind, pressure_msl, humidity, phenomena, observable }
    })
}

/// Some of the days from 2023-11-20 to 2024-03-10: over a turn of the year and a 29 February.
pub(crate) fn winter() -> impl Strategy<Value = Vec<ClimateDay>> {
    let (first, last) = (date("2023-11-20").epoch_days(), date("2024-03-10").epoch_days());
    proptest::sample::subsequence((first..=last).collect::<Vec<_>>(), 0..=111)
        .prop_flat_map(|dates| dates.into_iter().map(any_day).collect::<Vec<_>>())
}
