//! Every value is a function of seed, station and time, and of nothing else.

use super::*;

const LAYOUTS: [Layout; 6] = [
    Layout::MonthlyCsv,
    Layout::YearlyCsv,
    Layout::ExportJson,
    Layout::RecordsJson,
    Layout::JsonLines,
    Layout::ExportCsv,
];

#[test]
fn the_same_seed_writes_the_same_bytes_and_another_others() {
    for layout in LAYOUTS {
        let first = written(Network::realistic(1), layout, "2025-03-01", "2025-03-02");
        assert_eq!(first, written(Network::realistic(1), layout, "2025-03-01", "2025-03-02"), "{layout:?}");
        assert_ne!(first.0, written(Network::realistic(2), layout, "2025-03-01", "2025-03-02").0, "{layout:?}");
    }
}

#[test]
fn a_day_is_the_same_alone_and_in_its_month() {
    let month: Vec<SimulatedReport> = Network::realistic(7).reports(day("2025-01-01"), day("2025-01-31")).collect();
    for text in ["2025-01-01", "2025-01-17", "2025-01-31"] {
        let alone: Vec<SimulatedReport> = Network::realistic(7).reports(day(text), day(text)).collect();
        let within = month.iter().filter(|report| report.observation.time.day() == day(text)).cloned();
        assert_eq!(alone, within.collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn files_of_days_put_together_are_the_file_of_all_days() {
    for layout in [Layout::MonthlyCsv, Layout::YearlyCsv, Layout::ExportCsv] {
        let rows = |from, to| {
            let (text, _) = written(Network::realistic(7), layout, from, to);
            text.split_once('\n').expect("a header").1.to_owned()
        };
        let parts = rows("2025-10-25", "2025-10-25") + &rows("2025-10-26", "2025-10-28");
        assert_eq!(parts, rows("2025-10-25", "2025-10-28"), "{layout:?}");
    }
}

#[test]
fn more_stations_change_nothing_for_the_others() {
    let few = by_station(observations(network(62, Faults::none()), "2013-01-01", "2013-01-02"));
    let many = by_station(observations(network(300, Faults::none()), "2013-01-01", "2013-01-02"));
    assert_eq!((few.len(), many.len()), (62, 300));
    assert!(few.iter().all(|(id, reports)| many[id] == *reports));
}

#[test]
fn hourly_reports_hold_the_three_hourly_ones() {
    let three_hourly = observations(network(62, Faults::none()), "2013-01-01", "2013-01-02");
    let hourly = network(62, Faults::none()).reports_hourly(day("2013-01-01"), day("2013-01-02"));
    let hourly: Vec<Observation> = hourly.map(|report| report.observation).collect();
    assert_eq!(hourly.len(), 3 * three_hourly.len());
    let main = hourly.iter().filter(|report| report.time.unix() % 10_800 == 0).cloned();
    assert_eq!(main.collect::<Vec<_>>(), three_hourly);
    let between = hourly.iter().filter(|report| report.time.unix() % 10_800 != 0);
    assert!(between.clone().all(|report| report.get(Variable::PrecipitationAmount3h).is_none()));
    assert!(between.clone().any(|report| report.get(Variable::PrecipitationAmount1h).is_some()));
}

#[test]
fn a_gzipped_file_unpacks_to_the_plain_one() {
    use std::io::Read as _;
    let mut packed = Vec::new();
    let network = Network::realistic(7);
    let (from, to) = (day("2026-01-01"), day("2026-01-02"));
    let count = network.write_gz(Layout::YearlyCsv, from, to, &mut packed).expect("a vector takes all");
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed.as_slice()).read_to_string(&mut text).expect("gzip");
    assert_eq!((text, count), written(network, Layout::YearlyCsv, "2026-01-01", "2026-01-02"));
}
