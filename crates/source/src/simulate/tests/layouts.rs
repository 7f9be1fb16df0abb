//! The layouts agree with each other, as this crate's reader finds them, and `Written` with what was written.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io::Cursor;

use super::*;
use crate::{ParsedRow, ReadContext, ReadReport, Reject, RowSink};
use weather::{StationId, Time};

/// What a reader finds, the last inserted report of each station and time kept.
#[derive(Default)]
struct Found {
    reports: BTreeMap<(Time, StationId), (Option<Time>, Observation)>,
    names: BTreeMap<StationId, String>,
    superseded: u64,
    rejects: Vec<Reject>,
}

impl RowSink for Found {
    type Error = Infallible;

    fn accept(&mut self, row: ParsedRow<'_>) -> Result<(), Infallible> {
        let key = (row.observation.time, row.observation.station);
        if let Some(name) = row.station.name {
            self.names.insert(row.observation.station, name.to_owned());
        }
        let found = (row.insert_time, row.observation.clone());
        match self.reports.get_mut(&key) {
            None => _ = self.reports.insert(key, found),
            Some(kept) => {
                self.superseded += 1;
                assert_ne!(kept.0, found.0, "two versions have two insert times");
                if kept.0 < found.0 {
                    *kept = found;
                }
            }
        }
        Ok(())
    }

    fn reject(&mut self, reject: Reject) -> Result<(), Infallible> {
        self.rejects.push(reject);
        Ok(())
    }
}

fn read(text: &str) -> (Found, ReadReport) {
    let mut found = Found::default();
    let context = ReadContext { not_before: day("1990-01-01").start(), not_after: day("2030-01-01").start() };
    let report = crate::read(Cursor::new(text.as_bytes()), &context, &mut found).expect("readable");
    (found, report)
}

const LAYOUTS: [Layout; 6] = [
    Layout::MonthlyCsv,
    Layout::YearlyCsv,
    Layout::ExportJson,
    Layout::RecordsJson,
    Layout::JsonLines,
    Layout::ExportCsv,
];

/// All stations, the awkward invented ones and the unlisted one, and more faults than in reality.
fn faulty() -> Network {
    let faults = Faults { broken_per_mille: 20, retransmitted_per_mille: 50, ..Faults::realistic() };
    Network { seed: 9, stations: 80, faults }
}

#[test]
fn every_layout_is_read_back_as_what_was_measured() {
    for (from, to) in [("2013-03-29", "2013-04-02"), ("2025-10-24", "2025-10-27")] {
        let readable = faulty().reports(day(from), day(to)).filter(|report| !report.is_broken());
        let expected: BTreeMap<_, _> = readable
            .map(|SimulatedReport { observation, insert_time, .. }| {
                ((observation.time, observation.station), (insert_time, observation))
            })
            .collect();
        for layout in LAYOUTS {
            let (text, count) = written(faulty(), layout, from, to);
            let (found, report) = read(&text);
            assert_eq!(report.layout, layout);
            assert_eq!(
                (report.rows, report.rejected, found.superseded),
                (count.rows, count.broken, count.retransmitted)
            );
            assert_eq!(found.reports.len() as u64, count.reports());
            for ((key, (inserted, observation)), (expected_key, (insert_time, expected))) in
                found.reports.iter().zip(&expected)
            {
                assert_eq!((key, observation), (expected_key, expected), "{layout:?}");
                assert!(layout != Layout::YearlyCsv || inserted == insert_time, "{layout:?}");
            }
        }
    }
}

#[test]
fn awkward_names_come_through_every_layout_that_has_names() {
    for layout in LAYOUTS {
        let network = Network { faults: Faults::none(), ..faulty() };
        let (found, _) = read(&written(network, layout, "2013-01-01", "2013-01-01").0);
        for SimulatedReport { station, .. } in network.reports(day("2013-01-01"), day("2013-01-01")) {
            let name = found.names.get(&station.id);
            let expected = (layout != Layout::MonthlyCsv).then_some(&station.name);
            assert_eq!(name, expected, "{layout:?}");
        }
    }
}

#[test]
fn every_kind_of_breakage_is_rejected_in_every_layout() {
    let broken = Network { faults: Faults { broken_per_mille: 1_000, ..Faults::none() }, ..faulty() };
    let kinds: Vec<Fault> =
        broken.reports(day("2025-01-01"), day("2025-01-01")).filter_map(|report| report.fault).collect();
    for breakage in Breakage::ALL {
        assert!(kinds.contains(&Fault::Broken(breakage)), "{breakage:?}");
    }
    for layout in LAYOUTS {
        let (text, count) = written(broken, layout, "2025-01-01", "2025-01-01");
        let (found, report) = read(&text);
        assert_eq!(
            (report.accepted, report.rejected),
            (0, count.broken),
            "{layout:?} {:?}",
            found.reports.values().next()
        );
    }
}

#[test]
fn the_station_list_is_read_back() {
    let listed = crate::meteofrance::read_station_list(faulty().station_list_geojson().as_bytes()).expect("a list");
    let stations: BTreeMap<StationId, _> = faulty()
        .reports(day("2013-01-01"), day("2013-01-01"))
        .map(|report| (report.station.id, report.station))
        .collect();
    assert_eq!(listed.len(), 80);
    for entry in listed {
        let station = &stations[&entry.id];
        assert_eq!(entry.name.as_deref(), Some(station.name.as_str()));
        assert_eq!((entry.latitude, entry.longitude), (station.latitude, station.longitude));
        assert_eq!(entry.altitude, station.altitude);
    }
}

#[test]
fn what_is_written_is_counted() {
    let (text, count) = written(Network::realistic(3), Layout::YearlyCsv, "2025-05-01", "2025-05-31");
    let reports: Vec<SimulatedReport> = Network::realistic(3).reports(day("2025-05-01"), day("2025-05-31")).collect();
    assert_eq!(text.lines().count() as u64, count.rows + 1);
    assert_eq!(count.broken, reports.iter().filter(|report| report.is_broken()).count() as u64);
    assert_eq!(count.reports() + count.broken, reports.len() as u64);
    assert!(count.broken > 5 && count.retransmitted > 300, "{count:?}");
    let expected = 63 * 8 * 31;
    assert!((expected * 98 / 100..expected).contains(&reports.len()), "some never came: {}", reports.len());
}

#[test]
fn a_perfect_archive_holds_every_report_once() {
    let (_, count) = written(network(62, Faults::none()), Layout::YearlyCsv, "2025-05-01", "2025-05-31");
    assert_eq!(count, Written { rows: 62 * 8 * 31, broken: 0, retransmitted: 0 });
}
