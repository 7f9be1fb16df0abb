//! Normals against brute force: windows collected anew for every calendar day, quantiles in floating point.

use proptest::prelude::*;
use weather::climate::{
    CalendarDay, ClimateDay, Column, Completeness, DailyNormals, Element, Figure, Index, Measure, MonthlyNormals,
    Normal, Period, Phenomenon, YearSpan, by_month, quantile,
};
use weather::{Day, Milli, Phenomena};

use crate::days::{date, dates, rain, scattered, station, temperatures};

const SPAN: YearSpan = YearSpan { first: 2019, last: 2024 };

/// Type 8 as it is written in the paper.
fn type_8(sorted: &[f64], p: f64) -> f64 {
    let n = sorted.len() as f64;
    let h = (n + 1.0 / 3.0) * p + 1.0 / 3.0;
    let at = |rank: f64| sorted[(rank.clamp(1.0, n) as usize) - 1];
    at(h.floor()) + (h - h.floor()) * (at(h.floor() + 1.0) - at(h.floor()))
}

/// The values of an element in the 31 days around a calendar day, year by year, by the rule in words.
fn window(days: &[ClimateDay], element: Element, slot: CalendarDay, span: YearSpan) -> Vec<Vec<f64>> {
    let values = |year: i32| {
        let first = date(&format!("{year}-01-01"));
        let length = date(&format!("{}-01-01", year + 1)).epoch_days() - first.epoch_days();
        let own = format!("{year}-{slot}").parse::<Day>();
        let centre = own.unwrap_or_else(|_| date(&format!("{year}-02-28"))).epoch_days() - first.epoch_days();
        let wanted: Vec<_> = (-15..=15).map(|step| first.plus_days((centre + step).rem_euclid(length))).collect();
        let of_window = days.iter().filter(|day| wanted.contains(&day.day)).filter_map(|day| day.get(element));
        of_window.map(|value| f64::from(value.thousandths())).collect::<Vec<_>>()
    };
    (span.first..=span.last).map(values).collect()
}

fn close(found: Milli, expected: f64) -> bool {
    (f64::from(found.thousandths()) - expected).abs() <= 0.5 + 1e-6
}

fn check(found: Option<Normal>, window: &[Vec<f64>]) {
    let mut values: Vec<f64> = window.iter().flatten().copied().collect();
    values.sort_by(f64::total_cmp);
    let Some(normal) = found else { return assert!(values.is_empty()) };
    assert_eq!(normal.values as usize, values.len());
    assert_eq!(normal.years as usize, window.iter().filter(|year| !year.is_empty()).count());
    assert!(close(normal.mean, values.iter().sum::<f64>() / values.len() as f64));
    for (quantile, p) in [(normal.p10, 0.1), (normal.p50, 0.5), (normal.p90, 0.9)] {
        assert!(close(quantile, type_8(&values, p)), "{quantile} of {p}: {}", type_8(&values, p));
    }
}

/// Six years with holes: days missing at random, a month of 2021, all of 2022.
fn holed() -> Vec<ClimateDay> {
    let is_there = |day: &Day| {
        day.year() != 2022 && day.month() != date("2021-03-01").month() && scattered(*day, Element::Gust, 15) > 1
    };
    let make = |day: Day| {
        let scatter = |element, most| scattered(day, element, most) as i32 * 100;
        let tn = scatter(Element::Tn, 255) - 9_000;
        let rr = (scatter(Element::Rr, 63) - 3_500).max(0);
        ClimateDay { rr: Some(Milli::new(rr)), ..temperatures(day, tn, tn + scatter(Element::Tx, 127)) }
    };
    dates("2018-11-01", "2025-02-28").filter(is_there).map(make).collect()
}

#[test]
fn every_calendar_day_is_as_brute_force_has_it() {
    let days = holed();
    let normals = DailyNormals::of(&days, SPAN);
    for element in [Element::Tn, Element::Tntxm, Element::Rr, Element::Pressure] {
        for slot in CalendarDay::all() {
            check(normals.get(element, slot), &window(&days, element, slot, SPAN));
        }
    }
    assert_eq!((normals.asked, normals.held), (SPAN, Some(SPAN)));
}

#[test]
fn days_outside_the_years_do_not_count() {
    let days = holed();
    let inside: Vec<_> = days.iter().copied().filter(|day| SPAN.contains(day.day.year())).collect();
    assert!(inside.len() < days.len());
    assert_eq!(DailyNormals::of(&days, SPAN), DailyNormals::of(&inside, SPAN));
    let elsewhere = DailyNormals::of(&days, YearSpan { first: 1961, last: 1990 });
    assert_eq!((elsewhere.held, elsewhere.get(Element::Tn, CalendarDay::LEAP)), (None, None));
}

#[test]
fn leap_day_rests_on_every_year() {
    let days: Vec<_> = dates("2021-01-01", "2024-12-31").map(|day| temperatures(day, 0, day.year() - 2_000)).collect();
    let normals = DailyNormals::of(&days, YearSpan { first: 2021, last: 2024 });
    for slot in CalendarDay::all() {
        let normal = normals.get(Element::Tx, slot).expect("a normal");
        assert_eq!((normal.years, normal.values), (4, 4 * 31), "{slot}");
    }
}

#[test]
fn an_anomaly_is_against_the_calendar_day() {
    let days: Vec<_> = dates("2021-01-01", "2022-12-31").map(|day| temperatures(day, 1_000, 5_000)).collect();
    let normals = DailyNormals::of(&days, YearSpan { first: 2021, last: 2022 });
    let leap = temperatures(date("2024-02-29"), 3_500, 0);
    assert_eq!(normals.anomaly(&leap, Element::Tn), Some(Milli::new(2_500)));
    assert_eq!(normals.anomaly(&leap, Element::Rr), None);
}

fn column(element: Element, measure: Measure) -> Column {
    let same = |figure: &&Figure| figure.element == element && figure.measure == measure;
    Column::Figure(*Figure::ALL.iter().find(same).expect("a figure"))
}

/// Years in which it rains as many mm each day of January as the year is after 2000, and not else.
fn rainy(years: std::ops::RangeInclusive<i32>) -> Vec<ClimateDay> {
    let amount = |day: Day| if day.month().month == 1 { (day.year() - 2_000) * 1_000 } else { 0 };
    let days = dates(&format!("{}-01-01", years.start()), &format!("{}-12-31", years.end()));
    days.map(|day| rain(day, amount(day))).collect()
}

fn monthly(days: Vec<ClimateDay>, span: YearSpan) -> MonthlyNormals {
    let months = by_month(station(), days).expect("each day once");
    MonthlyNormals::of(station(), months.values(), span, &Completeness::default()).expect("each month once")
}

#[test]
fn a_month_is_compared_with_its_own_months() {
    let span = YearSpan { first: 2001, last: 2010 };
    let normals = monthly(rainy(2001..=2012), span);
    let totals: Vec<_> = (1..=10).map(|mm| Milli::new(mm * 31_000)).collect();
    let rain = normals.month(1, column(Element::Rr, Measure::Total)).expect("a normal");
    assert_eq!((rain.mean, rain.years), (Milli::new(170_500), 10));
    assert_eq!(Some(rain.p10), quantile(&totals, 10));
    assert_eq!(Some(rain.p90), quantile(&totals, 90));
    assert_eq!(normals.month(2, Column::Count(Index::Nbjrr1)).map(|normal| normal.mean), Some(Milli::ZERO));
    assert_eq!(normals.year(column(Element::Rr, Measure::Total)).map(|normal| normal.p50), Some(rain.p50));
    assert_eq!(normals.year(Column::Count(Index::Nbjrr5)).map(|normal| normal.mean), Some(Milli::new(18_600)));
    assert_eq!(normals.month(13, Column::Count(Index::Nbjrr1)), None);
    assert_eq!(normals.held, Some(span));
}

#[test]
fn a_month_with_a_missing_day_is_in_no_normal_total() {
    let days = rainy(2001..=2010).into_iter().filter(|day| day.day != date("2010-01-31"));
    let normals = monthly(days.collect(), YearSpan { first: 2001, last: 2010 });
    let years = |column| normals.month(1, column).map(|normal| normal.years);
    assert_eq!(years(column(Element::Rr, Measure::Total)), Some(9));
    assert_eq!(years(Column::Count(Index::Nbjrr1)), Some(10));
}

#[test]
fn a_count_of_too_few_days_is_in_no_normal_and_has_no_anomaly() {
    let is_there = |day: &ClimateDay| day.day < date("2010-01-11") || day.day >= date("2010-02-01");
    let days: Vec<_> = rainy(2001..=2010).into_iter().filter(is_there).collect();
    let january = by_month(station(), days.iter().copied()).expect("each day once")[&date("2010-01-01").month()]
        .finish(&Completeness::default());
    let normals = monthly(days, YearSpan { first: 2001, last: 2010 });
    let count = Column::Count(Index::Nbjrr1);
    assert_eq!(normals.month(1, count).map(|normal| (normal.mean, normal.years)), Some((Milli::new(31_000), 9)));
    assert_eq!((january.count(Index::Nbjrr1), normals.anomaly(&january, count)), (Some(10), None));
}

#[test]
fn days_of_a_phenomenon_are_normal_only_of_years_that_could_tell() {
    let of = |day: ClimateDay| {
        let phenomena = if day.day.year() == 2010 { Phenomena::default() } else { Phenomena::SNOW };
        let observable = if day.day < date("2010-01-11") { Phenomena::SNOW } else { Phenomena::default() };
        ClimateDay { phenomena, observable, ..day }
    };
    let normals = monthly(rainy(2009..=2010).into_iter().map(of).collect(), YearSpan { first: 2009, last: 2010 });
    let snow = normals.month(1, Column::Seen(Phenomenon::Snow)).expect("a normal");
    assert_eq!((snow.mean, snow.years), (Milli::new(31_000), 1));
    assert_eq!(normals.month(1, Column::Seen(Phenomenon::Hail)), None);
    assert_eq!(normals.month(1, Column::Observable(Phenomenon::Snow)), None);
}

#[test]
fn the_anomaly_of_a_month_and_of_a_year() {
    let span = YearSpan { first: 2001, last: 2010 };
    let normals = monthly(rainy(2001..=2010), span);
    let months = by_month(station(), rainy(2020..=2020)).expect("each day once");
    let rule = Completeness::default();
    let january = months[&date("2020-01-01").month()].finish(&rule);
    let total = column(Element::Rr, Measure::Total);
    assert_eq!(normals.anomaly(&january, total), Some(Milli::new(620_000 - 170_500)));
    let over = |period| {
        weather::climate::PeriodPartial::over(station(), period, months.values(), &rule)
            .expect("one station")
            .finish(period)
    };
    assert_eq!(normals.anomaly(&over(Period::year(2020)), total), Some(Milli::new(620_000 - 170_500)));
    assert_eq!(normals.anomaly(&over(Period::years(YearSpan { first: 2019, last: 2020 })), total), None);
    assert_eq!(normals.anomaly(&january, column(Element::Tn, Measure::Mean)), None);
}

proptest! {
    #[test]
    fn quantiles_are_those_of_the_paper(mut values in proptest::collection::vec(-40_000..40_000i32, 1..60), percent in 0..=100u32) {
        values.sort_unstable();
        let sorted: Vec<_> = values.iter().copied().map(Milli::new).collect();
        let floats: Vec<_> = values.iter().copied().map(f64::from).collect();
        let found = quantile(&sorted, percent).expect("there are values");
        let expected = type_8(&floats, f64::from(percent) / 100.0);
        prop_assert!(close(found, expected), "{} and {}", found, expected);
    }
}
