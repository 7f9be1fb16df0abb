//! Months, years and longer: what is published of them, and when not.

use proptest::prelude::*;
use weather::climate::{
    CalendarDay, ClimateDay, Column, Completeness, DailyNormals, Element, Figure, Index, Measure, MergeError,
    MonthPartial, Period, PeriodPartial, PeriodStatistics, Phenomenon, Records, Side, SpellKernel, SpellKind,
    SpellThresholds, Standing, Value, YearSpan, by_month,
};
use weather::{Day, Milli, Phenomena};

use crate::days::{date, dates, rain, station, temperatures, winter};

fn statistics(period: Period, days: impl IntoIterator<Item = ClimateDay>) -> PeriodStatistics {
    let months = by_month(station(), days).expect("each day once");
    let rule = Completeness::default();
    PeriodPartial::over(station(), period, months.values(), &rule).expect("one station").finish(period)
}

fn column(element: Element, measure: Measure) -> Column {
    let same = |figure: &&Figure| figure.element == element && figure.measure == measure;
    Column::Figure(*Figure::ALL.iter().find(same).expect("a figure"))
}

fn total(statistics: &PeriodStatistics) -> Option<Value> {
    statistics.get(column(Element::Rr, Measure::Total))
}

fn mean(statistics: &PeriodStatistics) -> Option<Value> {
    statistics.get(column(Element::Tn, Measure::Mean))
}

fn amount(thousandths: i32) -> Option<Value> {
    Some(Value::Amount(Milli::new(thousandths)))
}

fn mild(day: Day) -> ClimateDay {
    temperatures(day, 2_000, 12_000)
}

#[test]
fn a_total_needs_every_day() {
    let year = |skipped: &str| {
        let days = dates("2024-01-01", "2024-12-31").filter(|day| *day != date(skipped)).map(|day| rain(day, 1_000));
        statistics(Period::year(2024), days.collect::<Vec<_>>())
    };
    let (whole, missing) = (year("2025-01-01"), year("2024-02-29"));
    assert_eq!((total(&whole), whole.standing(Element::Rr)), (amount(366_000), Standing::Whole));
    assert_eq!((total(&missing), missing.standing(Element::Rr)), (None, Standing::Enough));
    assert_eq!(missing.partial_sum(Element::Rr), Some(365_000));
    assert_eq!(missing.count(Index::R1mm), Some(365));
}

#[test]
fn a_february_of_28_days_is_whole_in_a_common_year_only() {
    for (year, standing) in [(2023, Standing::Whole), (2024, Standing::Enough), (2100, Standing::Whole)] {
        let days = dates(&format!("{year}-02-01"), &format!("{year}-02-28")).map(mild);
        let february = Period::month(date(&format!("{year}-02-01")).month());
        assert_eq!(statistics(february, days).standing(Element::Tn), standing, "{year}");
    }
}

#[test]
fn a_mean_needs_80_percent_of_the_days() {
    let january = |last: &str| statistics(Period::month(date(last).month()), dates("2024-01-01", last).map(mild));
    assert_eq!(mean(&january("2024-01-25")), amount(2_000));
    assert_eq!(mean(&january("2024-01-24")), None);
    assert_eq!(january("2024-01-24").extreme(Element::Tn, Side::Low).map(|extreme| extreme.days), Some(24));
    assert_eq!(january("2024-01-24").standing(Element::Tn), Standing::Partial);
}

#[test]
fn a_year_without_its_january_has_no_mean() {
    let year = statistics(Period::year(2024), dates("2024-02-01", "2024-12-31").map(mild));
    assert_eq!((mean(&year), year.standing(Element::Tn)), (None, Standing::Partial));
    assert_eq!(year.days(Element::Tn), 335);
}

#[test]
fn nothing_is_missing_and_not_zero() {
    let nothing = statistics(Period::year(2024), [ClimateDay::empty(date("2024-05-05"))]);
    for column in Column::all() {
        let days = matches!(column, Column::Figure(Figure { measure: Measure::Days, .. }) | Column::Observable(_));
        assert_eq!(nothing.get(column), days.then_some(Value::Count(0)), "{}", column.name());
    }
    assert_eq!((nothing.partial_sum(Element::Rr), nothing.standing(Element::Rr)), (None, Standing::Nothing));
}

#[test]
fn a_phenomenon_nobody_could_see_is_missing_and_one_that_did_not_come_is_zero() {
    let sky = |day: Day, phenomena| ClimateDay {
        phenomena,
        observable: Phenomena::FOG.with(Phenomena::SNOW),
        ..ClimateDay::empty(day)
    };
    let foggy = |day: Day| if day < date("2024-03-01") { Phenomena::FOG } else { Phenomena::default() };
    let days = dates("2024-02-28", "2024-03-31").map(|day| sky(day, foggy(day)));
    let year = statistics(Period::year(2024), days.collect::<Vec<_>>());
    let get = |phenomenon| [Column::Seen(phenomenon), Column::Observable(phenomenon)].map(|column| year.get(column));
    let count = |days| Some(Value::Count(days));
    assert_eq!(get(Phenomenon::Fog), [count(2), count(33)]);
    assert_eq!(get(Phenomenon::Snow), [count(0), count(33)]);
    assert_eq!(get(Phenomenon::Thunderstorm), [None, count(0)]);
    assert_eq!(year.standing_of(Column::Seen(Phenomenon::Fog)), Standing::Partial);
    assert_eq!(year.standing_of(Column::Seen(Phenomenon::Hail)), Standing::Nothing);
}

#[test]
fn a_date_beyond_the_calendar_does_no_harm() {
    for days in [i32::MIN, i32::MAX] {
        let far = mild(Day::from_epoch_days(days));
        let nothing = MonthPartial::of(station(), &far);
        assert_eq!(nothing, MonthPartial::new(station(), nothing.month()));
        let span = YearSpan { first: i32::MIN, last: i32::MAX };
        assert_eq!(DailyNormals::of(&[far], span).get(Element::Tn, CalendarDay::LEAP), None);
        assert_eq!(Records::of(&[far]).all_time(Element::Tn, Side::Low).map(|record| record.first), Some(far.day));
        let limits = SpellThresholds::of(SpellKind::Warm, &[mild(date("2023-07-01"))], YearSpan::NORMAL);
        assert_eq!(SpellKernel::spells(&limits, &[far, far]), []);
    }
}

#[test]
fn a_month_is_taken_in_once() {
    let month = MonthPartial::of(station(), &rain(date("2024-02-29"), 0));
    let twice = PeriodPartial::over(station(), Period::year(2024), [&month, &month], &Completeness::default());
    assert_eq!(twice, Err(MergeError::MonthTwice(station(), month.month())));
    assert_eq!(
        twice.expect_err("twice").to_string(),
        "2024-02 of station 07005 was given twice: a month adds to a period once"
    );
}

#[test]
fn the_dates_of_a_year_are_the_first_of_each_extreme() {
    let days = [("2024-03-05", -3_000), ("2024-01-09", -3_000), ("2024-07-01", 9_000)];
    let year = statistics(Period::year(2024), days.map(|(day, tn)| temperatures(date(day), tn, 10_000)));
    assert_eq!(year.get(column(Element::Tn, Measure::LowestDay)), Some(Value::Day(date("2024-01-09"))));
    assert_eq!(year.get(column(Element::Tn, Measure::LowestDays)), Some(Value::Count(2)));
    assert_eq!(year.get(column(Element::Tx, Measure::HighestDays)), Some(Value::Count(3)));
}

#[test]
fn the_stricter_rule_withholds_what_the_other_gives() {
    let gap = dates("2024-01-01", "2024-01-31")
        .filter(|day| !(10..15).contains(&(day.epoch_days() - date("2024-01-01").epoch_days())));
    let months = by_month(station(), gap.map(mild)).expect("each day once");
    let january = &months[&date("2024-01-01").month()];
    assert_eq!(mean(&january.finish(&Completeness::EIGHTY_PERCENT)), amount(2_000));
    assert_eq!(mean(&january.finish(&Completeness::WMO_1203)), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_year_is_its_months_in_any_order_and_grouping(days in winter()) {
        let months: Vec<_> = by_month(station(), days).expect("each day once").into_values().collect();
        let rule = Completeness::default();
        let merge = |months: &mut dyn Iterator<Item = &MonthPartial>| months.fold(
            PeriodPartial::new(station()),
            |sum, month| sum.merge(&PeriodPartial::of(month, &rule)).expect("each month once"),
        );
        let forward = merge(&mut months.iter());
        prop_assert_eq!(&merge(&mut months.iter().rev()), &forward);
        let (even, odd) = (merge(&mut months.iter().step_by(2)), merge(&mut months.iter().skip(1).step_by(2)));
        prop_assert_eq!(&odd.merge(&even).expect("each month once"), &forward);
        let span = YearSpan { first: 2023, last: 2024 };
        let over = PeriodPartial::over(station(), Period::years(span), &months, &rule);
        prop_assert_eq!(over, Ok(forward));
    }
}
