//! Partial results of months: they add up in whichever way their days come together.

use std::collections::BTreeMap;

use proptest::prelude::*;
use weather::climate::{
    ClimateDay, DayTwice, Element, Extreme, Index, MergeError, MonthPartial, PartialColumn, Phenomenon, Side, by_month,
};
use weather::{Month, Phenomena};

use crate::days::{date, dates, rain, station, temperatures, winter};

type Months = BTreeMap<Month, MonthPartial>;

fn months(days: &[ClimateDay]) -> Months {
    by_month(station(), days.iter().copied()).expect("each day once")
}

/// The months of both, merged where both have one.
fn merged(mut one: Months, other: &Months) -> Months {
    for (month, partial) in other {
        let sum = one.get(month).map_or_else(|| partial.clone(), |known| known.merge(partial).expect("no day twice"));
        one.insert(*month, sum);
    }
    one
}

/// What a month must hold, from its definition: no partial results, one pass a question.
fn check(partial: &MonthPartial, days: &[ClimateDay]) -> Result<(), TestCaseError> {
    for element in Element::ALL {
        let values: Vec<_> = days.iter().filter_map(|day| Some((day.get(*element)?, day.day))).collect();
        prop_assert_eq!(partial.days(*element) as usize, values.len());
        prop_assert_eq!(
            partial.sum(*element),
            values.iter().map(|(value, _)| i64::from(value.thousandths())).sum::<i64>()
        );
        for side in Side::ALL {
            let best = values.iter().map(|(value, _)| *value);
            let best = if *side == Side::Low { best.min() } else { best.max() };
            let on: Vec<_> = values.iter().filter(|(value, _)| Some(*value) == best).map(|(_, day)| *day).collect();
            let expected =
                best.map(|value| Extreme { value, first: on[0], last: on[on.len() - 1], days: on.len() as u32 });
            prop_assert_eq!(partial.extreme(*element, *side), expected);
        }
    }
    for index in Index::ALL {
        let counted = days.iter().filter(|day| index.holds(day) == Some(true)).count();
        prop_assert_eq!(partial.count(*index) as usize, counted);
    }
    for phenomenon in Phenomenon::ALL {
        let seen = days.iter().filter(|day| day.phenomena.contains(phenomenon.bit())).count();
        let could_tell =
            days.iter().filter(|day| day.phenomena.with(day.observable).contains(phenomenon.bit())).count();
        prop_assert_eq!(partial.days_seen(*phenomenon) as usize, seen);
        prop_assert_eq!(partial.days_observable(*phenomenon) as usize, could_tell);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_month_is_what_its_days_say(days in winter()) {
        for (month, partial) in months(&days) {
            let own: Vec<_> = days.iter().copied().filter(|day| day.day.month() == month).collect();
            check(&partial, &own)?;
        }
    }

    #[test]
    fn the_order_of_days_changes_nothing(
        (days, shuffled) in winter().prop_flat_map(|days| (Just(days.clone()), Just(days).prop_shuffle())),
    ) {
        prop_assert_eq!(months(&days), months(&shuffled));
    }

    #[test]
    fn splitting_months_changes_nothing(days in winter(), places in proptest::collection::vec(0..3usize, 111)) {
        let part = |wanted| -> Months {
            let own = days.iter().zip(&places).filter(|(_, place)| **place == wanted).map(|(day, _)| *day);
            months(&own.collect::<Vec<_>>())
        };
        let (a, b, c) = (part(0), part(1), part(2));
        let whole = months(&days);
        prop_assert_eq!(&merged(merged(a.clone(), &b), &c), &whole);
        prop_assert_eq!(&merged(a.clone(), &merged(b.clone(), &c)), &whole);
        prop_assert_eq!(&merged(merged(c, &b), &a), &whole);
    }

    #[test]
    fn a_day_changes_no_month_but_its_own(days in winter(), place in any::<proptest::sample::Index>()) {
        prop_assume!(!days.is_empty());
        let mut fewer = days.clone();
        let day = fewer.remove(place.index(days.len()));
        let (with, without) = (months(&days), months(&fewer));
        for (month, partial) in with.iter().filter(|(month, _)| **month != day.day.month()) {
            prop_assert_eq!(Some(partial), without.get(month));
        }
    }

    #[test]
    fn columns_hold_all_of_a_month(days in winter()) {
        for partial in months(&days).into_values() {
            let stored: BTreeMap<_, _> = PartialColumn::all().map(|column| (column, column.get(&partial))).collect();
            let read = MonthPartial::from_columns(station(), partial.month(), |column| stored[&column]);
            prop_assert_eq!(read, Ok(partial));
        }
    }

    #[test]
    fn any_numbers_are_a_month_or_a_named_column(numbers in proptest::collection::vec(-3..99i64, 155)) {
        let columns: Vec<_> = PartialColumn::all().collect();
        let get = |column| Some(numbers[columns.iter().position(|other| *other == column).expect("a column")]);
        if let Err(error) = MonthPartial::from_columns(station(), date("2024-02-01").month(), get) {
            prop_assert!(error.to_string().contains(&error.column.name()));
        }
    }
}

#[test]
fn a_day_is_never_added_twice() {
    let day = rain(date("2024-02-29"), 1_000);
    let twice = DayTwice { station: station(), day: day.day };
    assert_eq!(by_month(station(), [day, day]), Err(twice.clone()));
    let alone = MonthPartial::of(station(), &day);
    assert_eq!(alone.merge(&alone), Err(MergeError::Day(twice)));
}

#[test]
fn a_day_that_only_said_there_was_no_fog_is_not_added_twice_either() {
    let clear = ClimateDay { observable: Phenomena::FOG, ..ClimateDay::empty(date("2024-02-29")) };
    assert_eq!(by_month(station(), [clear, clear]), Err(DayTwice { station: station(), day: clear.day }));
}

#[test]
fn what_is_not_one_month_of_one_station_does_not_merge() {
    let february = MonthPartial::of(station(), &rain(date("2024-02-29"), 0));
    let march = MonthPartial::of(station(), &rain(date("2024-03-01"), 0));
    let elsewhere = MonthPartial::of("07015".parse().expect("an id"), &rain(date("2024-02-28"), 0));
    assert_eq!(february.merge(&march), Err(MergeError::Month(february.month(), march.month())));
    let error = february.merge(&elsewhere).expect_err("two stations");
    assert_eq!(error.to_string(), "months of two stations, 07005 and 07015, do not add up to one");
}

#[test]
fn the_turn_of_the_year_is_a_border() {
    let months = months(&[rain(date("2023-12-31"), 3_000), rain(date("2024-01-01"), 5_000)]);
    let sums: Vec<_> = months.iter().map(|(month, partial)| (month.to_string(), partial.sum(Element::Rr))).collect();
    assert_eq!(sums, [("2023-12".to_owned(), 3_000), ("2024-01".to_owned(), 5_000)]);
}

#[test]
fn a_tie_has_its_first_day_and_its_number_of_days() {
    let days: Vec<_> = dates("2024-02-01", "2024-02-29").map(|day| temperatures(day, 1_000, 9_000)).collect();
    let lowest = months(&days)[&date("2024-02-01").month()].extreme(Element::Tn, Side::Low).expect("a lowest value");
    assert_eq!((lowest.first, lowest.last, lowest.days), (date("2024-02-01"), date("2024-02-29"), 29));
}

#[test]
fn a_stored_month_that_cannot_be_is_refused_by_column() {
    let partial = MonthPartial::of(station(), &rain(date("2024-02-29"), 1_000));
    let with = |wrong: PartialColumn, number| {
        let get = |column: PartialColumn| if column == wrong { number } else { column.get(&partial) };
        MonthPartial::from_columns(station(), partial.month(), get).expect_err("no such month").to_string()
    };
    let column = |name: &str| PartialColumn::all().find(|column| column.name() == name).expect("a column");
    assert_eq!(
        with(column("rainfall_present"), Some(1 << 29)),
        "station 07005, 2024-02: column rainfall_present holds 536870912, which no month has: make the month again from its days"
    );
    assert_eq!(
        with(column("rainfall_high"), None),
        "station 07005, 2024-02: column rainfall_high is empty: make the month again from its days"
    );
    assert!(with(column("days_nbjrr1"), Some(2)).contains("days_nbjrr1"));
    assert!(with(column("days_fog"), Some(1)).contains("days_fog holds 1"), "no day could tell");
    assert!(with(column("snow_observable"), Some(1 << 29)).contains("snow_observable"));
    assert!(with(column("rainfall_high_first"), Some(0)).contains("rainfall_high_first"));
}
