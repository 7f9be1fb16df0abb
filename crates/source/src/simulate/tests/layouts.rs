//! The layouts agree with each other, and `Written` with what was written.

use super::*;

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
