//! Streams of reports for these tests, by hand and by chance.

use proptest::prelude::*;
use weather::{
    DAY_VARIABLES, DailyStatistics, Day, DayEnds, DayKernel, Marks, Milli, Observation, StationId, Variable,
};

pub(crate) const SYNOPTIC_SECONDS: i64 = 10_800;

/// How many days a random stream is long.
pub(crate) const DAYS: i64 = 6;

const RAIN: [Variable; 4] = [
    Variable::PrecipitationAmount3h,
    Variable::PrecipitationAmount6h,
    Variable::PrecipitationAmount12h,
    Variable::PrecipitationAmount24h,
];

pub(crate) fn station() -> StationId {
    "07005".parse().expect("a valid id")
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().expect("a real date")
}

/// A report with values in thousandths.
pub(crate) fn report(day: Day, seconds: i64, values: &[(Variable, i32)]) -> Observation {
    let time = weather::Time::from_unix(day.start().unix() + seconds);
    let mut report = Observation::new(station(), time);
    for (variable, thousandths) in values {
        report.set(*variable, Some(Milli::new(*thousandths)));
    }
    report
}

/// What a kernel makes of a stream.
pub(crate) fn days(ends: DayEnds, reports: &[Observation]) -> Vec<DailyStatistics> {
    let mut days = Vec::new();
    let mut kernel = DayKernel::new(station(), ends);
    for report in reports {
        kernel.push(report, &mut |record| days.push(record));
    }
    kernel.finish(&mut |record| days.push(record));
    days
}

/// The day ends in use.
pub(crate) fn ends() -> impl Strategy<Value = DayEnds> {
    prop::sample::select(vec![
        DayEnds::METROPOLITAN,
        DayEnds::INDIAN_OCEAN,
        DayEnds::GUYANE,
        DayEnds::ANTILLES,
        DayEnds::TERRE_ADELIE,
    ])
}

/// A first day such that the stream crosses an ordinary month, a leap day, a year or the epoch.
pub(crate) fn first_day() -> impl Strategy<Value = Day> {
    prop::sample::select(vec!["2013-01-10", "2012-02-27", "2013-02-26", "1999-12-29", "1969-12-29"]).prop_map(day)
}

/// One report's values, each missing now and then, and its marks.
fn values() -> impl Strategy<Value = (Vec<Option<i32>>, u8)> {
    let all: Vec<_> =
        DAY_VARIABLES.iter().map(|variable| prop::option::weighted(0.93, range(*variable)).boxed()).collect();
    (all, prop_oneof![2 => Just(0), 1 => any::<u8>()])
}

fn range(variable: Variable) -> BoxedStrategy<i32> {
    let (tens, whole) = (|degrees: i32| degrees * 10_000, |figure: i32| figure * 1_000);
    let kilo_metres = |distance: i32| distance * 1_000_000;
    match variable {
        Variable::WindFromDirection => (0..=36).prop_map(tens).boxed(),
        Variable::WindSpeed => prop_oneof![1 => Just(0), 3 => 0..40_000].boxed(),
        _ if RAIN.contains(&variable) => prop_oneof![2 => Just(0), 1 => 0..20_000].boxed(),
        Variable::AirPressureAtMeanSeaLevel | Variable::SurfaceAirPressure => (950_000..1_050_000).boxed(),
        Variable::VisibilityInAir => (0..60).prop_map(kilo_metres).boxed(),
        Variable::PresentWeatherCode => (0..200).prop_map(whole).boxed(),
        Variable::PastWeatherCode1 | Variable::PastWeatherCode2 => (0..20).prop_map(whole).boxed(),
        Variable::SnowfallPeriod => prop::sample::select(vec![-6_000, -6_000, -3_000]).boxed(),
        _ => (-30_000..40_000).boxed(),
    }
}

/// A stream of some days: most reports of the synoptic hours, and a few at odd times.
pub(crate) fn stream() -> impl Strategy<Value = Vec<Observation>> {
    let synoptic = prop::collection::vec(prop::option::weighted(0.95, values()), (DAYS * 8) as usize);
    let odd_times = prop_oneof![1 => (0..DAYS * 24).prop_map(|hour| hour * 3_600), 1 => 0..DAYS * 86_400];
    let odd = prop::collection::btree_map(odd_times, values(), 0..12);
    (first_day(), synoptic, odd).prop_map(|(first, synoptic, mut all)| {
        for (place, values) in synoptic.into_iter().enumerate() {
            let seconds = place as i64 * SYNOPTIC_SECONDS;
            all.remove(&seconds);
            all.extend(values.map(|values| (seconds, values)));
        }
        all.into_iter().map(|(seconds, values)| from_values(first, seconds, &values)).collect()
    })
}

fn from_values(first: Day, seconds: i64, (values, marks): &(Vec<Option<i32>>, u8)) -> Observation {
    let mut report = report(first, seconds, &[]);
    for (variable, thousandths) in DAY_VARIABLES.iter().zip(values) {
        report.set(*variable, thousandths.map(Milli::new));
    }
    // A trace is a mark on an amount of zero; parsers set it on nothing else.
    for variable in RAIN {
        if let Some(mark) = Marks::trace_of(variable).filter(|mark| Marks::from_bits(*marks).contains(*mark)) {
            let amount = report.get(variable);
            report.marks = if amount == Some(Milli::ZERO) { report.marks.with(mark) } else { report.marks };
        }
    }
    report
}
