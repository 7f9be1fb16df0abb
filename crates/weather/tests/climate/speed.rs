//! How long the normals of a station take: `cargo test --release -p weather --test climate -- --ignored --nocapture`.

use std::time::Instant;

use weather::climate::{
    ClimateDay, Completeness, DailyNormals, Element, MonthlyNormals, Records, SpellKernel, SpellKind, SpellThresholds,
    YearSpan, by_month,
};
use weather::{Milli, Phenomena};

use crate::days::{dates, scattered, station};

/// Thirty years in which every element has a value every day, with three decimals where means have them.
fn thirty_years() -> Vec<ClimateDay> {
    let make = |day| {
        let value = |element, least: i32, most, step: i32| {
            Some(Milli::new(least + scattered(day, element, most) as i32 * step))
        };
        ClimateDay {
            day,
            tn: value(Element::Tn, -12_000, 255, 100),
            tx: value(Element::Tx, 4_000, 255, 100),
            tm: value(Element::Tm, -5_000, 32_767, 1),
            rr: value(Element::Rr, 0, 511, 200),
            gust: value(Element::Gust, 1_000, 255, 100),
            wind_max: value(Element::WindMax, 0, 127, 100),
            wind: value(Element::Wind, 0, 8_191, 1),
            pressure_msl: value(Element::Pressure, 980_000, 65_535, 1),
            humidity: value(Element::Humidity, 30_000, 65_535, 1),
            phenomena: Phenomena::from_bits(scattered(day, Element::Rr, 31) as u8),
            observable: Phenomena::from_bits(31),
        }
    };
    dates("1991-01-01", "2020-12-31").map(make).collect()
}

fn timed<T>(what: &str, mut work: impl FnMut() -> T) -> T {
    let rounds = 20;
    let times = (0..rounds).map(|_| {
        let start = Instant::now();
        std::hint::black_box(work());
        start.elapsed()
    });
    println!("{what}: {:.2} ms", times.min().unwrap_or_default().as_secs_f64() * 1e3);
    work()
}

#[test]
#[ignore = "measures time: run it alone, in release"]
fn the_climate_of_thirty_years() {
    let days = thirty_years();
    let (span, rule) = (YearSpan::NORMAL, Completeness::default());
    let months = timed("months of 30 years", || by_month(station(), days.iter().copied()).expect("each day once"));
    timed("daily normals, all elements", || DailyNormals::of(&days, span));
    timed("monthly normals", || MonthlyNormals::of(station(), months.values(), span, &rule).expect("each month once"));
    timed("records", || Records::of(&days));
    let thresholds = timed("limits of warm spells", || SpellThresholds::of(SpellKind::Warm, &days, span));
    timed("warm spells", || SpellKernel::spells(&thresholds, &days));
}
