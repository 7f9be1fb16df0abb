//! Warm and cold spells.

use proptest::prelude::*;
use weather::climate::{CalendarDay, ClimateDay, Extreme, Spell, SpellKernel, SpellKind, SpellThresholds, YearSpan};
use weather::{Day, Milli};

use crate::days::{date, dates, temperatures};

const BASE: YearSpan = YearSpan { first: 2001, last: 2010 };

/// Limits of 20 °C for TX and 5 °C for TN on every day: in the base years nothing else happened.
fn limits(kind: SpellKind) -> SpellThresholds {
    let base: Vec<_> = dates("2001-01-01", "2010-12-31").map(|day| temperatures(day, 5_000, 20_000)).collect();
    SpellThresholds::of(kind, &base, BASE)
}

/// Days from a date on, one for each TX.
fn days(first: &str, tx: &[i32]) -> Vec<ClimateDay> {
    let of = |(place, tx): (usize, &i32)| temperatures(date(first).plus_days(place as i32), 6_000, *tx);
    tx.iter().enumerate().map(of).collect()
}

fn warm(days: &[ClimateDay]) -> Vec<Spell> {
    SpellKernel::spells(&limits(SpellKind::Warm), days)
}

#[test]
fn six_days_above_are_a_spell_with_its_peak() {
    let spells = warm(&days("2023-07-01", &[20_000, 21_000, 25_000, 33_000, 33_000, 26_000, 20_001, 20_000]));
    let peak = Extreme { value: Milli::new(33_000), first: date("2023-07-04"), last: date("2023-07-05"), days: 2 };
    let expected = Spell { kind: SpellKind::Warm, start: date("2023-07-02"), end: date("2023-07-07"), peak };
    assert_eq!((spells.as_slice(), spells[0].days()), ([expected].as_slice(), 6));
}

#[test]
fn five_days_or_six_with_one_on_the_limit_are_none() {
    assert_eq!(warm(&days("2023-07-01", &[25_000; 5])), []);
    assert_eq!(warm(&days("2023-07-01", &[25_000, 25_000, 25_000, 20_000, 25_000, 25_000, 25_000])), []);
}

#[test]
fn a_day_that_is_missing_ends_a_spell() {
    let mut days = days("2023-07-01", &[25_000; 13]);
    days.remove(6);
    let lengths: Vec<_> = warm(&days).iter().map(Spell::days).collect();
    assert_eq!(lengths, [6, 6]);
    days[5].tx = None;
    assert_eq!(warm(&days).iter().map(|spell| spell.start).collect::<Vec<_>>(), [date("2023-07-08")]);
}

#[test]
fn a_spell_over_the_turn_of_the_year_is_one_and_gives_each_year_its_days() {
    let spells = warm(&days("2023-12-29", &[25_000; 8]));
    assert_eq!(spells.len(), 1);
    assert_eq!([2022, 2023, 2024, 2025].map(|year| spells[0].days_in(year)), [0, 3, 5, 0]);
    assert_eq!(spells[0].days_in(i32::MAX), 0);
}

#[test]
fn cold_is_the_other_way_round() {
    let days: Vec<_> =
        dates("2024-02-25", "2024-03-02").map(|day| temperatures(day, 4_000 - day.epoch_days() % 2, 0)).collect();
    let spells = SpellKernel::spells(&limits(SpellKind::Cold), &days);
    assert_eq!(spells.iter().map(|spell| (spell.kind, spell.days())).collect::<Vec<_>>(), [(SpellKind::Cold, 7)]);
    assert_eq!(spells[0].peak.value, Milli::new(3_999));
    assert_eq!(SpellKernel::spells(&limits(SpellKind::Warm), &days), []);
}

#[test]
fn limits_are_of_the_five_days_around_the_date() {
    // TX is the number of the day in a common year: around 10 July (the 191st) 189 to 193, each ten times.
    let number = |day: Day| day.epoch_days() - date(&format!("{}-01-01", day.year())).epoch_days() + 1;
    let base: Vec<_> = dates("2001-01-01", "2003-12-31").map(|day| temperatures(day, 0, number(day) * 1_000)).collect();
    let limits = SpellThresholds::of(SpellKind::Warm, &base, BASE);
    let at = |month, day| limits.get(CalendarDay::from_civil(month, day).expect("a calendar day"));
    assert_eq!(at(7, 10), Some(Milli::new(193_000)));
    assert_eq!(at(2, 29), at(2, 28));
    assert_eq!((limits.asked, limits.held), (BASE, Some(YearSpan { first: 2001, last: 2003 })));
}

#[test]
fn without_base_years_nothing_is_beyond_a_limit() {
    let thresholds = SpellThresholds::of(SpellKind::Warm, &[], BASE);
    assert_eq!(SpellKernel::spells(&thresholds, &days("2023-07-01", &[45_000; 20])), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn spells_are_the_long_runs(hot in proptest::collection::vec(proptest::bool::weighted(0.8), 0..120)) {
        let tx: Vec<_> = hot.iter().map(|hot| if *hot { 25_000 } else { 15_000 }).collect();
        let lengths: Vec<_> = warm(&days("2023-11-01", &tx)).iter().map(|spell| spell.days() as usize).collect();
        let runs = hot.split(|hot| !hot).map(<[bool]>::len).filter(|length| *length >= 6);
        prop_assert_eq!(lengths, runs.collect::<Vec<_>>());
    }
}
