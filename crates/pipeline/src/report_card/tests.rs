//! Cards of one station in a small lake in memory.

use std::sync::Arc;

use tempfile::TempDir;
use tokio::runtime::Runtime;
use weather::quality::{Control, Flag, TestId};
use weather::{Milli, Month, Observation, Time, Variable};
use zone::curated::{MemoryCurated, MonthRequest};
use zone::raw::{ObjectId, ObjectRawZone};
use zone::staging::{BatchBuilder, MemoryStaging, ObjectFacts, StagingZone};

use super::{Gap, StationMonth, station_months};
use crate::Zones;

/// A time of 2013.
fn time(month: u32, day: u32, hour: u32) -> Time {
    Time::from_civil(2013, month, day, hour, 0, 0).expect("a date")
}

fn warm(id: &str, time: Time, tenths: i32) -> Observation {
    let mut report = Observation::new(id.parse().expect("an id"), time);
    report.set(Variable::AirTemperature, Some(Milli::new(tenths * 100)));
    report
}

/// Reports every three hours from `from` to before `end`.
fn series(id: &str, from: Time, end: Time) -> Vec<Observation> {
    let times = (0..).map(|place| from.plus_hours(3 * place)).take_while(|time| *time < end);
    times.map(|time| warm(id, time, (time.day().epoch_days() % 2) + 50)).collect()
}

/// The cards of a lake that holds these reports.
fn cards(observations: &[Observation], request: &MonthRequest) -> Vec<StationMonth> {
    let (folder, runtime, staging) =
        (TempDir::new().expect("a folder"), Runtime::new().expect("a runtime"), MemoryStaging::default());
    let mut builder = BatchBuilder::new(folder.path(), 1_000_000);
    builder.open_object(ObjectFacts {
        object: ObjectId::of(b"a"),
        name: "a.csv".to_owned(),
        source: "upload".to_owned(),
        fetch_time: time(12, 31, 0),
    });
    for (row, observation) in (1..).zip(observations) {
        builder.accept(row, observation, None).expect("accepted");
    }
    builder.close_object("test", Vec::new());
    let batch = Arc::new(builder.finish().expect("finished"));
    runtime.block_on(staging.stage(batch, time(12, 31, 0))).expect("staged");
    let zones = Zones {
        raw: Arc::new(ObjectRawZone::memory(folder.path())),
        staging: Arc::new(staging),
        curated: Arc::new(MemoryCurated::default()),
        scratch: folder.path().to_owned(),
    };
    station_months(&zones, runtime.handle(), &Control::standard(), request, &|_| {}).expect("cards")
}

fn month(number: u32) -> Month {
    Month { year: 2013, month: number }
}

fn hits(card: &StationMonth, test: TestId) -> u32 {
    card.hits().find(|(other, _)| *other == test).map_or(0, |(_, count)| count)
}

#[test]
fn a_whole_month_expects_eight_reports_a_day_and_the_last_one_those_so_far() {
    let cards = cards(&series("07005", time(1, 1, 0), time(2, 3, 6)), &MonthRequest::default());
    let counts: Vec<_> = cards.iter().map(|card| (card.month, card.expected, card.present, card.other)).collect();
    assert_eq!(counts, [(month(1), 248, 248, 0), (month(2), 18, 18, 0)]);
    assert!(cards.iter().all(|card| card.longest_gap.is_none() && card.silent_since.is_none()));
}

#[test]
fn reports_at_other_hours_make_up_for_nothing() {
    let mut reports = series("07005", time(1, 1, 0), time(1, 2, 0));
    reports[3] = warm("07005", time(1, 1, 10), 50);
    let cards = cards(&reports, &MonthRequest::default());
    assert_eq!((cards[0].expected, cards[0].present, cards[0].other), (8, 7, 1));
    assert_eq!(cards[0].longest_gap, Some(Gap { start: time(1, 1, 9), hours: 3 }));
}

#[test]
fn the_longest_gap_is_the_first_of_equal_ones() {
    let mut reports = series("07005", time(1, 1, 0), time(1, 4, 0));
    for (day, hours) in [(3, [0, 3]), (2, [12, 15]), (1, [6, 6])] {
        reports.retain(|report| !hours.map(|hour| time(1, day, hour)).contains(&report.time));
    }
    let cards = cards(&reports, &MonthRequest::default());
    assert_eq!(cards[0].longest_gap, Some(Gap { start: time(1, 2, 12), hours: 6 }));
}

/// One station reports on, so that the months are in the lake.
fn fallen_silent() -> Vec<Observation> {
    let mut reports = series("07005", time(1, 30, 0), time(2, 10, 3));
    reports.extend(series("07015", time(1, 1, 0), time(4, 1, 0)));
    reports
}

#[test]
fn a_silent_station_has_cards_with_nothing_in_them() {
    let cards = cards(&fallen_silent(), &MonthRequest::default());
    let silent = cards.iter().filter(|card| card.station.as_str() == "07005");
    let said: Vec<_> = silent.map(|card| (card.month.month, card.present, card.silent_since)).collect();
    let since = Some(time(2, 10, 0));
    assert_eq!(said, [(1, 16, None), (2, 73, since), (3, 0, since)]);
    let march = &cards[2];
    assert_eq!(march.longest_gap, Some(Gap { start: time(3, 1, 0), hours: 744 }));
    assert!(march.flags().all(|(_, count)| count == 0) && march.missing().all(|(_, count)| count == 0));
}

#[test]
fn a_card_does_not_depend_on_what_else_is_asked_for() {
    let all = cards(&fallen_silent(), &MonthRequest::default());
    for number in 1..=3 {
        let one = MonthRequest {
            stations: Some(vec!["07005".parse().expect("an id")]),
            from: Some(month(number)),
            to: Some(month(number)),
        };
        let expected = all.iter().find(|card| card.station.as_str() == "07005" && card.month == month(number));
        assert_eq!(cards(&fallen_silent(), &one).first(), expected);
    }
}

#[test]
fn hits_see_the_reports_beside_the_month_and_count_those_of_it() {
    let reports =
        [warm("07005", time(1, 31, 21), 0), warm("07005", time(2, 1, 0), 200), warm("07005", time(2, 1, 3), 0)];
    let cards = cards(&reports, &MonthRequest::default());
    // The spike is hit by two steps and is one value.
    assert_eq!(cards.iter().map(|card| hits(card, TestId::Step)).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(cards.iter().map(|card| card.flagged(Flag::Suspect)).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn cards_add_up() {
    let cards = cards(&fallen_silent(), &MonthRequest::default());
    let total = cards[1].clone().merged(&cards[0]).merged(&cards[2]);
    assert_eq!((total.expected, total.present), (248 + 224 + 248, 16 + 73));
    assert_eq!(total.longest_gap.map(|gap| gap.hours), Some(744));
    assert_eq!((total.month, total.silent_since), (month(3), Some(time(2, 10, 0))));
    assert_eq!(total.flagged(Flag::Good), cards[..3].iter().map(|card| card.flagged(Flag::Good)).sum::<u32>());
}
