//! The climate of hand-made days in a lake in memory.

use std::sync::Arc;

use tokio::runtime::Runtime;
use weather::climate::{ClimateDay, Element, SpellKind, YearSpan};
use weather::day::{DailyStatistics, DayDefinition, Statistic};
use weather::{Day, Milli, StationId, Time};
use zone::Kind;
use zone::curated::{CuratedZone, DailyDocument, MemoryCurated, Watermark, YearDays};
use zone::raw::ObjectRawZone;
use zone::staging::MemoryStaging;

use super::*;
use crate::Zones;

struct Lake {
    _folder: tempfile::TempDir,
    runtime: Runtime,
    zones: Zones,
}

impl Lake {
    fn of(documents: Vec<DailyDocument>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let runtime = Runtime::new().expect("a runtime");
        let curated = MemoryCurated::default();
        let watermark = Watermark { staging: "s".to_owned(), revision: 1 };
        let year = |document: DailyDocument| {
            let DailyStatistics { definition, day, .. } = document.statistics;
            Ok(YearDays { definition, year: day.year(), days: vec![document] })
        };
        let years: Vec<_> = documents.into_iter().map(year).collect();
        runtime.block_on(curated.write(Box::new(years.into_iter()), watermark, Time::from_unix(0))).expect("written");
        let raw = Arc::new(ObjectRawZone::memory(folder.path()));
        let scratch = folder.path().to_owned();
        let zones = Zones { raw, staging: Arc::new(MemoryStaging::default()), curated: Arc::new(curated), scratch };
        Self { _folder: folder, runtime, zones }
    }

    fn card(&self, text: &str) -> zone::Result<Card> {
        card(&self.zones, self.runtime.handle(), text, None)
    }
}

fn station(id: &str) -> StationId {
    id.parse().expect("an id")
}

fn day(text: &str) -> Day {
    text.parse().expect("a date")
}

fn document(id: &str, definition: DayDefinition, day: Day, tn: i32) -> DailyDocument {
    let mut statistics = DailyStatistics::new(station(id), definition, day);
    statistics.set(Statistic::TemperatureMin, Some(Milli::new(tn)));
    DailyDocument { statistics, city: "anywhere".into() }
}

/// The days of some years, each with a TX that `tx` gives in thousandths.
fn days(first: &str, last: &str, tx: impl Fn(Day) -> Option<i32>) -> Vec<ClimateDay> {
    let numbers = day(first).epoch_days()..=day(last).epoch_days();
    let of = |day: Day| ClimateDay { tx: tx(day).map(Milli::new), ..ClimateDay::empty(day) };
    numbers.map(|number| of(Day::from_epoch_days(number))).collect()
}

fn period(days: Vec<ClimateDay>, asked: Option<YearSpan>) -> Option<YearSpan> {
    StationClimate::new(station("07690"), days, asked).expect("a climate").period()
}

#[test]
fn the_standard_period_is_taken_where_it_is_held_and_else_all_years() {
    let span = |first, last| Some(YearSpan { first, last });
    assert_eq!(period(days("1996-01-01", "2022-12-31", |_| Some(0)), None), Some(YearSpan::NORMAL));
    assert_eq!(period(days("2010-01-01", "2022-12-31", |_| Some(0)), None), span(2010, 2022));
    assert_eq!(period(days("2010-01-01", "2022-12-31", |_| Some(0)), span(2011, 2012)), span(2011, 2012));
    assert_eq!(period(Vec::new(), None), None);
}

#[test]
fn a_single_day_before_new_year_does_not_hold_its_year() {
    let found = period(days("2012-12-31", "2013-01-31", |_| Some(0)), None);
    assert_eq!(found, Some(YearSpan { first: 2013, last: 2013 }));
}

#[test]
fn years_held_are_those_with_a_month_of_enough_days() {
    let is_there = |day: Day| (day.year() != 2012 || day.month().month == 6).then_some(0);
    let mut with_gap = days("2010-01-01", "2014-12-31", is_there);
    with_gap.retain(|day| day.day.year() != 2011);
    let climate = StationClimate::new(station("07690"), with_gap, None).expect("a climate");
    assert_eq!(climate.period(), Some(YearSpan { first: 2010, last: 2014 }));
    assert_eq!(climate.years_held(), 4);
}

#[test]
fn a_day_that_comes_twice_is_an_error() {
    let mut twice = days("2013-01-01", "2013-01-02", |_| Some(0));
    twice[1].day = twice[0].day;
    let error = StationClimate::new(station("07690"), twice, None).expect_err("an error");
    assert_eq!(error.kind(), Kind::Corrupt);
}

#[test]
fn a_week_of_heat_is_a_spell_and_a_record() {
    let heat = day("2015-07-10").epoch_days()..day("2015-07-17").epoch_days();
    let tx = |day: Day| match heat.contains(&day.epoch_days()) {
        true => 30_000 + day.epoch_days() % 7 * 100,
        false => 20_000 + day.epoch_days() % 5 * 100,
    };
    let climate = StationClimate::new(station("07690"), days("2010-01-01", "2019-12-31", |day| Some(tx(day))), None);
    let climate = climate.expect("a climate");
    let spells = climate.spells().expect("spells");
    assert_eq!(spells.asked, YearSpan { first: 2010, last: 2019 });
    let [spell] = spells.list[..] else { panic!("{spells:?}") };
    assert_eq!((spell.kind, spell.start, spell.end), (SpellKind::Warm, day("2015-07-10"), day("2015-07-16")));
    assert_eq!(spell.peak.value, Milli::new(30_600));
    let records = climate.records();
    let record = RecordLine::of(&records).find(|line| line.month.is_none() && line.side_name() == "highest");
    let record = record.expect("a record");
    assert_eq!((record.element, record.extreme.value), (Element::Tx, Milli::new(30_600)));
}

#[test]
fn only_climatological_days_of_the_station_are_read() {
    let [first, second] = ["2012-12-31", "2013-01-01"].map(day);
    let climatological = |id, day, tn| document(id, DayDefinition::Climatological, day, tn);
    let lake = Lake::of(vec![
        climatological("07690", second, 3_000),
        climatological("07690", first, 2_000),
        climatological("07005", first, -9_000),
        document("07690", DayDefinition::Utc, second, 8_000),
    ]);
    let days = days_of(lake.zones.curated.as_ref(), lake.runtime.handle(), station("07690")).expect("read");
    let values: Vec<_> = days.iter().map(|day| (day.day, day.tn)).collect();
    assert_eq!(values, [(first, Some(Milli::new(2_000))), (second, Some(Milli::new(3_000)))]);
}

#[test]
fn a_station_is_found_by_id_name_and_slug_in_any_case() {
    let lake = Lake::of(vec![document("07690", DayDefinition::Climatological, day("2013-01-01"), 0)]);
    for text in ["07690", "NICE", "nice", " Nice "] {
        assert_eq!(lake.card(text).expect(text).station.station_id, "07690", "{text}");
    }
}

#[test]
fn an_unknown_station_is_not_found_and_the_nearest_are_named() {
    let of = |id| document(id, DayDefinition::Climatological, day("2013-01-01"), 0);
    let lake = Lake::of(vec![of("07690"), of("07005"), of("07110"), of("07149")]);
    let error = lake.card("Nise").expect_err("unknown");
    assert_eq!(error.kind(), Kind::NotFound);
    assert!(error.next_step().expect("a hint").starts_with("nearest: 07690 NICE"), "{:?}", error.next_step());
    let known = lake.card("07280").expect_err("no day of it");
    assert_eq!(known.kind(), Kind::NotFound);
    assert!(known.to_string().contains("no day of station 07280"), "{known}");
    let empty = Lake::of(Vec::new()).card("nice").expect_err("nothing there");
    assert!(empty.next_step().expect("a hint").contains("fill it"));
}

#[test]
fn a_card_says_its_years_its_coverage_and_missing_values() {
    let numbers = day("2013-01-01").epoch_days()..=day("2013-01-31").epoch_days();
    let of = |number: i32| document("07690", DayDefinition::Climatological, Day::from_epoch_days(number), -1_000);
    let lake = Lake::of(numbers.map(of).collect());
    let card = lake.card("nice").expect("a card");
    assert_eq!([card.first_day.as_deref(), card.last_day.as_deref()], [Some("2013-01-01"), Some("2013-01-31")]);
    let period = card.period.expect("a period");
    assert_eq!((period.years.as_str(), period.years_held, period.is_standard), ("2013-2013", 1, false));
    assert_eq!((card.coverage[0].code, card.coverage[0].words), ("TN", "complete"));
    assert_eq!((card.coverage[1].code, card.coverage[1].words), ("TX", "none"));
    let [january, february, ..] = &card.normals[..] else { panic!("{:?}", card.normals) };
    assert_eq!((january.temperature_min_mean, january.days_nbjgelee), (Some(-1.0), Some(31.0)));
    assert_eq!((january.temperature_max_mean, january.rainfall_total, january.years_min), (None, None, 1));
    assert_eq!((february.temperature_min_mean, february.years_min), (None, 0));
    let tie = &card.records[0];
    assert_eq!((tie.first.as_str(), tie.last.as_str(), tie.days), ("2013-01-01", "2013-01-31", 31));
    assert!(card.attribution.contains("Météo-France"));
}
