//! When days come out of the stream, and which.

use weather::{
    DailyStatistics, DayDefinition, DayEnds, DayKernel, Milli, Observation, Phenomena, Statistic, Time, Variable,
};

use crate::reports::{day, days, report, station};

const HOUR: i64 = 3_600;

/// What one push at `hours` after 00 UTC of 2013-01-01 emits: days and definitions.
fn push(kernel: &mut DayKernel, hours: i64) -> Vec<String> {
    let mut emitted = Vec::new();
    let report = report(day("2013-01-01"), hours * HOUR, &[]);
    kernel.push(&report, &mut |record| emitted.push(format!("{} {}", record.day, record.definition)));
    emitted
}

#[test]
fn a_day_comes_out_with_the_first_report_that_closes_it() {
    for (ends, closing_hours) in [
        (DayEnds::METROPOLITAN, 30),
        (DayEnds::INDIAN_OCEAN, 30),
        (DayEnds::GUYANE, 33),
        (DayEnds::ANTILLES, 36),
        (DayEnds::TERRE_ADELIE, 30),
    ] {
        let mut kernel = DayKernel::new(station(), ends);
        assert!((0..24).flat_map(|hours| push(&mut kernel, hours)).collect::<Vec<_>>().is_empty());
        assert_eq!(push(&mut kernel, 24), ["2013-01-01 utc"]);
        assert!((25..closing_hours).flat_map(|hours| push(&mut kernel, hours)).collect::<Vec<_>>().is_empty());
        assert_eq!(push(&mut kernel, closing_hours), ["2013-01-01 climatological"]);
    }
}

#[test]
fn a_report_after_a_gap_closes_all_days_before_it() {
    let mut kernel = DayKernel::new(station(), DayEnds::METROPOLITAN);
    assert!(push(&mut kernel, 12).is_empty());
    assert_eq!(push(&mut kernel, 27), ["2013-01-01 utc"]);
    let closed = ["2013-01-01 climatological", "2013-01-02 utc", "2013-01-02 climatological"];
    assert_eq!(push(&mut kernel, 24 * 365), closed);
}

#[test]
fn the_end_of_the_stream_closes_what_is_open() {
    let names = |days: &[DailyStatistics]| -> Vec<_> { days.iter().map(|day| day.definition.name()).collect() };
    let lone = [report(day("2013-01-01"), 0, &[])];
    assert_eq!(names(&days(DayEnds::METROPOLITAN, &lone)), ["utc", "climatological"]);
    assert!(days(DayEnds::METROPOLITAN, &[]).is_empty());
}

fn get(days: &[DailyStatistics], date: &str, definition: DayDefinition, statistic: Statistic) -> Option<i32> {
    let mut found = days.iter().filter(|record| record.day == day(date) && record.definition == definition);
    found.next().expect("a record of the day").get(statistic).map(Milli::thousandths)
}

/// The report of 00 UTC of 2013-02-01, with rain and a gust of the day before.
fn midnight() -> Observation {
    let values = [(Variable::PrecipitationAmount24h, 5_000), (Variable::WindSpeedOfGust, 20_000)];
    report(day("2013-02-01"), 0, &values)
}

#[test]
fn rain_and_gust_of_midnight_belong_to_the_day_before() {
    let days = days(DayEnds::METROPOLITAN, &[report(day("2013-01-31"), 21 * HOUR, &[]), midnight()]);
    for (statistic, thousandths) in [(Statistic::RainfallTotal, 5_000), (Statistic::WindSpeedGust, 20_000)] {
        assert_eq!(get(&days, "2013-01-31", DayDefinition::Utc, statistic), Some(thousandths));
        assert_eq!(get(&days, "2013-02-01", DayDefinition::Utc, statistic), None);
    }
}

#[test]
fn weather_of_midnight_is_of_the_day_it_was_on() {
    let midnight = |variable, figure: i32| {
        let last = report(day("2013-01-31"), 21 * HOUR, &[]);
        days(DayEnds::METROPOLITAN, &[last, report(day("2013-02-01"), 0, &[(variable, figure * 1_000)])])
    };
    let seen = |days: &[DailyStatistics]| -> Vec<_> { days.iter().map(|day| day.phenomena()).collect() };
    let (none, thunder) = (Phenomena::default(), Phenomena::THUNDERSTORM);
    let (before, after) = ([thunder, thunder, none, none], [none, none, thunder, thunder]);
    assert_eq!(seen(&midnight(Variable::PresentWeatherCode, 95)), after);
    assert_eq!(seen(&midnight(Variable::PresentWeatherCode, 29)), before);
    assert_eq!(seen(&midnight(Variable::PastWeatherCode1, 9)), before);
}

#[test]
fn a_lone_report_of_midnight_makes_no_record_of_the_day_before() {
    let days = days(DayEnds::METROPOLITAN, &[midnight()]);
    assert!(days.iter().all(|record| record.day == day("2013-02-01")));
    assert_eq!(days.len(), 2);
}

#[test]
fn rain_of_climatology_ends_at_six_of_the_next_day() {
    let rain =
        |date, hours, thousandths| report(day(date), hours * HOUR, &[(Variable::PrecipitationAmount24h, thousandths)]);
    let reports = [rain("2012-12-31", 6, 1_000), rain("2013-01-01", 0, 2_000), rain("2013-01-01", 6, 3_000)];
    let days = days(DayEnds::METROPOLITAN, &reports);
    let total = |date, definition| get(&days, date, definition, Statistic::RainfallTotal);
    assert_eq!(total("2012-12-31", DayDefinition::Utc), Some(2_000));
    assert_eq!(total("2012-12-31", DayDefinition::Climatological), Some(3_000));
    assert_eq!(total("2013-01-01", DayDefinition::Climatological), None);
}

#[test]
fn the_leap_day_is_a_day() {
    let temperatures = |date: &str, degrees: i32| -> Vec<Observation> {
        let at = |hour: i64| report(day(date), hour * 3 * HOUR, &[(Variable::AirTemperature, degrees * 1_000)]);
        (0..8i64).map(at).collect()
    };
    let reports =
        [temperatures("2012-02-28", 1), temperatures("2012-02-29", 2), temperatures("2012-03-01", 3)].concat();
    let days = days(DayEnds::METROPOLITAN, &reports);
    for (date, thousandths) in [("2012-02-28", 1_000), ("2012-02-29", 2_000), ("2012-03-01", 3_000)] {
        let mean = get(&days, date, DayDefinition::Climatological, Statistic::TemperatureAvg);
        assert_eq!(mean, Some(thousandths));
    }
}

/// The station's TN and TX of 2013-01-02, each half one degree colder or warmer than the other.
fn extremes(ends: DayEnds) -> (Option<i32>, Option<i32>) {
    let at = |hours: i32, variable, thousandths| {
        report(day("2013-01-02"), i64::from(hours) * HOUR, &[(variable, thousandths)])
    };
    let mut reports = vec![
        at(ends.tn_hours - 12, Variable::AirTemperatureMin12h, 1_000),
        at(ends.tn_hours, Variable::AirTemperatureMin12h, 2_000),
        at(ends.tx_hours - 12, Variable::AirTemperatureMax12h, 8_000),
        at(ends.tx_hours, Variable::AirTemperatureMax12h, 9_000),
        at(1, Variable::AirTemperature, 5_000),
    ];
    reports.sort_by_key(|report| report.time);
    reports.dedup_by(|later, earlier| {
        let same = later.time == earlier.time;
        for variable in [Variable::AirTemperatureMin12h, Variable::AirTemperatureMax12h] {
            if same && earlier.get(variable).is_none() {
                earlier.set(variable, later.get(variable));
            }
        }
        same
    });
    let days = days(ends, &reports);
    let get = |statistic| get(&days, "2013-01-02", DayDefinition::Climatological, statistic);
    (get(Statistic::TemperatureMin), get(Statistic::TemperatureMax))
}

#[test]
fn tn_and_tx_end_at_the_hours_of_the_station() {
    for ends in
        [DayEnds::METROPOLITAN, DayEnds::INDIAN_OCEAN, DayEnds::GUYANE, DayEnds::ANTILLES, DayEnds::TERRE_ADELIE]
    {
        assert_eq!(extremes(ends), (Some(1_000), Some(9_000)), "{ends:?}");
    }
}

#[test]
fn what_should_not_have_been_pushed_is_ignored_and_counted() {
    let first = day("2013-01-01");
    let mut kernel = DayKernel::new(station(), DayEnds::METROPOLITAN);
    let mut stranger = report(first, 6 * HOUR, &[]);
    stranger.station = "07015".parse().expect("a valid id");
    let far = |seconds| Observation::new(station(), Time::from_unix(seconds));
    let mistakes = [report(first, 3 * HOUR, &[]), report(first, 0, &[]), stranger, far(i64::MIN), far(i64::MAX)];
    kernel.push(&report(first, 3 * HOUR, &[]), &mut |_| panic!("nothing is closed"));
    for mistake in &mistakes {
        kernel.push(mistake, &mut |_| panic!("nothing is closed"));
    }
    assert_eq!(kernel.ignored(), 5);
    let mut records = 0;
    kernel.finish(&mut |_| records += 1);
    assert_eq!(records, 2);
}

#[test]
fn day_ends_that_no_station_has_do_no_harm() {
    for (tn_hours, tx_hours) in [(i32::MIN, i32::MAX), (-100, 100), (48, -24)] {
        let reports: Vec<_> = (0..40).map(|place| report(day("2013-01-01"), place * 3 * HOUR, &[])).collect();
        assert_eq!(days(DayEnds { tn_hours, tx_hours }, &reports).len(), 10);
    }
}
