//! Bounded memory, and outputs that fail.

use std::error::Error as _;
use std::io;

use weather::day::{Coverage, DayDefinition, Method, Metric, Notes, Statistic};
use weather::quality::{FLAGGED, Flag, Flags};
use weather::{Milli, Observation, Phenomena, Time};

use super::super::observations::FlaggedObservation;
use super::super::transpose::{Bytes, Movable};
use super::{ExportReport, Exporter, Format, Lake, Selection, day, document, full, station, time, warm};

/// Several stations over several months and years, each object with a part of each.
fn scattered() -> Lake {
    let lake = Lake::delta();
    for object in 0..3 {
        let mut observations = Vec::new();
        for number in (0..40).rev() {
            let id = format!("{:05}", 7_000 + number);
            observations.push(full(&id, time(1 + object, 1, 3)));
            observations.push(warm(&id, time(3 - object, 2, 6), number));
        }
        lake.observe(&format!("object {object}"), observations);
    }
    for definition in [DayDefinition::Utc, DayDefinition::Climatological] {
        for year in 2011..2014 {
            let of = |number| document(&format!("{:05}", 7_000 + number), definition, day(year, 6, 1), number);
            lake.curate(definition, year, (0..40).map(of).collect());
        }
    }
    lake
}

fn both(lake: &Lake, memory_bytes: usize) -> [Vec<u8>; 2] {
    let exporter = lake.exporter().memory_bytes(memory_bytes);
    let (mut observations, mut days) = (Vec::new(), Vec::new());
    exporter.observations(&Selection::default(), Format::Csv, &mut observations).expect("exported");
    exporter.daily(&Selection::default(), Format::Csv, &mut days).expect("exported");
    [observations, days]
}

#[test]
fn little_memory_gives_the_same_bytes_as_much() {
    let lake = scattered();
    let much = both(&lake, usize::MAX);
    let lines = much.each_ref().map(|bytes| bytes.iter().filter(|byte| **byte == b'\n').count());
    assert_eq!(lines, [241, 241]);
    for memory_bytes in [0, 1, 1_000, 20_000] {
        assert!(both(&lake, memory_bytes) == much, "{memory_bytes}");
    }
}

#[test]
fn a_scratch_folder_that_is_not_there_is_named() {
    let mut lake = scattered();
    lake.zones.scratch = lake.folder.path().join("not there");
    let exporter = lake.exporter().memory_bytes(0);
    let error = exporter.observations(&Selection::default(), Format::Csv, &mut Vec::new()).expect_err("refused");
    assert!(error.to_string().contains("not there"), "{error}");
}

/// An output that takes some bytes and then fails.
struct Failing {
    left: usize,
    kind: io::ErrorKind,
}

impl io::Write for Failing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(self.kind.into());
        }
        let taken = bytes.len().min(self.left);
        self.left -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

type Export = fn(&Exporter<'_>, Format, &mut Failing) -> zone::Result<ExportReport>;

const EXPORTS: [Export; 4] = [
    |exporter, format, out| exporter.observations(&Selection::default(), format, out),
    |exporter, format, out| exporter.daily(&Selection::default(), format, out),
    |exporter, format, out| exporter.events(&Selection::default(), format, out),
    |exporter, format, out| exporter.rejects(format, out),
];

#[test]
fn a_closed_pipe_can_be_told_from_other_errors() {
    let lake = scattered();
    for kind in [io::ErrorKind::BrokenPipe, io::ErrorKind::StorageFull] {
        for format in Format::ALL {
            for export in EXPORTS {
                let mut out = Failing { left: 10, kind };
                let Err(error) = export(&lake.exporter(), *format, &mut out) else {
                    // Refused rows as NDJSON or JSON: there are none, so little or nothing is written.
                    assert!(matches!(format, Format::Ndjson | Format::Json));
                    continue;
                };
                let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
                assert_eq!(cause.map(io::Error::kind), Some(kind), "{format}: {error}");
            }
        }
    }
}

fn survives<R: Movable + PartialEq + std::fmt::Debug>(rows: &[R]) {
    let mut stored = Vec::new();
    rows.iter().for_each(|row| row.store(&mut stored));
    let mut bytes = Bytes::new(&stored);
    for row in rows {
        assert_eq!(R::load(row.station(), &mut bytes).as_ref(), Some(row));
    }
    assert!(bytes.is_empty());
    // Bytes that were cut are no row.
    assert!(R::load(rows[0].station(), &mut Bytes::new(&stored[..stored.len() / rows.len() - 1])).is_none());
}

#[test]
fn observations_survive_the_scratch_file() {
    let flagged = |observation: Observation, flag| {
        let mut flags = Flags::before_tests(&observation);
        FLAGGED.iter().for_each(|variable| flags.set(*variable, flag));
        FlaggedObservation { observation, flags }
    };
    let nothing = Observation::new(station("07005"), Time::from_unix(-1));
    survives(&[flagged(full("07005", time(1, 1, 0)), Flag::Suspect), flagged(nothing, Flag::Missing)]);
}

#[test]
fn documents_survive_the_scratch_file() {
    let mut full = document("07005", DayDefinition::Climatological, day(1969, 12, 31), -1);
    let statistics = &mut full.statistics;
    for (number, statistic) in (-5..).zip(Statistic::ALL) {
        statistics.set(*statistic, Some(Milli::new(number)));
    }
    for (number, metric) in (0..).zip(Metric::ALL) {
        statistics.set_coverage(*metric, Some(Coverage { used: number, expected: 255 - number }));
        statistics.set_method(*metric, Some(Method::ALL[usize::from(number) % Method::ALL.len()]));
    }
    statistics.set_notes(Notes::RR12_ABOVE_RR24);
    statistics.set_phenomena(Phenomena::SNOW);
    statistics.set_observable(Phenomena::SNOW.with(Phenomena::FOG));
    full.city = "Orléans\n".into();
    survives(&[full, document("07005", DayDefinition::Utc, day(2013, 1, 1), 0)]);
}
