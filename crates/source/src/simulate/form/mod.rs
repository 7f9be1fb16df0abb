//! Writing reports in the layouts of the sources: one file a layout, and the driver here.
//!
//! Rows go through a buffer of fixed size, so any number of years is written in the same memory.

mod calendar;
mod columns;
mod damage;
mod digits;
mod export_csv;
mod export_json;
mod labels;
mod monthly;
mod place;
mod records;
mod yearly;

use std::io::{self, Write};

use super::fault::{self, Fault, Insertion};
use super::report::SimulatedReport;
use super::site::Site;
use super::{Simulation, Written};
use crate::contract::Layout;
use damage::Anatomy;
use weather::Observation;

/// The buffer is written out when it holds this much.
const BUFFER_BYTES: usize = 1 << 17;

/// One version of a report, on its way into a file.
struct Entry<'a> {
    site: &'a Site,
    observation: &'a Observation,
    insertion: Option<Insertion>,
}

/// How a layout is written.
trait Form {
    /// How its rows are taken apart to be broken.
    const ANATOMY: Anatomy;
    /// What stands between the header and the first row, between rows, and after the last.
    const JOINTS: [&'static str; 3];
    /// Whether it keeps every version of a report.
    const KEEPS_VERSIONS: bool = false;

    /// Writes what comes before the rows.
    fn header(&mut self, out: &mut Vec<u8>);
    /// Writes one row, without an end of line.
    fn row(&mut self, out: &mut Vec<u8>, entry: &Entry<'_>);
}

/// Writes all reports of a simulation in a layout.
pub(super) fn write(simulation: &Simulation, layout: Layout, out: &mut impl Write) -> io::Result<Written> {
    let sites = &simulation.sites;
    match layout {
        Layout::MonthlyCsv => drive(simulation, monthly::Monthly::new(), out),
        Layout::YearlyCsv => drive(simulation, yearly::Yearly::new(sites), out),
        Layout::ExportJson => drive(simulation, export_json::Export::array(sites), out),
        Layout::JsonLines => drive(simulation, export_json::Export::lines(sites), out),
        Layout::RecordsJson => drive(simulation, records::Records::new(sites), out),
        Layout::ExportCsv => drive(simulation, export_csv::Labelled::new(sites), out),
    }
}

fn drive<F: Form>(simulation: &Simulation, mut form: F, out: &mut impl Write) -> io::Result<Written> {
    let mut pen = Pen { buffer: Vec::with_capacity(BUFFER_BYTES * 2), written: Written::default() };
    form.header(&mut pen.buffer);
    for (site, report) in simulation.reports() {
        pen.report(&mut form, site, &report);
        if pen.buffer.len() >= BUFFER_BYTES {
            out.write_all(&pen.buffer)?;
            pen.buffer.clear();
        }
    }
    pen.buffer.extend_from_slice(F::JOINTS[2].as_bytes());
    out.write_all(&pen.buffer)?;
    Ok(pen.written)
}

/// What has been written and what waits to be.
struct Pen {
    buffer: Vec<u8>,
    written: Written,
}

impl Pen {
    /// Writes one report: a row, a broken row, or all versions where the layout keeps them.
    fn report<F: Form>(&mut self, form: &mut F, site: &Site, report: &SimulatedReport) {
        match report.fault {
            Some(Fault::Retransmitted { times }) if F::KEEPS_VERSIONS => self.versions(form, site, report, times),
            Some(Fault::Broken(breakage)) => {
                let start = self.version(form, site, report, 0, &report.observation);
                damage::apply(&mut self.buffer, start, F::ANATOMY, breakage);
                self.written.broken += 1;
            }
            _ => {
                self.version(form, site, report, 0, &report.observation);
            }
        }
    }

    fn versions<F: Form>(&mut self, form: &mut F, site: &Site, report: &SimulatedReport, times: u32) {
        let newest_first = fault::newest_first(site.own, hour_of(report));
        for place in 0..=times {
            let version = if newest_first { times - place } else { place };
            if version == times {
                self.version(form, site, report, version, &report.observation);
            } else {
                let wrong = fault::superseded(&report.observation, version);
                self.version(form, site, report, version, &wrong);
            }
        }
        self.written.retransmitted += u64::from(times);
    }

    /// Writes one row and says where in the buffer it starts.
    fn version<F: Form>(
        &mut self,
        form: &mut F,
        site: &Site,
        report: &SimulatedReport,
        version: u32,
        observation: &Observation,
    ) -> usize {
        let joint = F::JOINTS[usize::from(self.written.rows > 0)];
        self.buffer.extend_from_slice(joint.as_bytes());
        let start = self.buffer.len();
        let insertion = fault::insertion(site.own, hour_of(report), version);
        form.row(&mut self.buffer, &Entry { site, observation, insertion });
        self.written.rows += 1;
        start
    }
}

/// One row of a layout, for comparison with real ones.
#[cfg(test)]
pub(super) fn row(
    layout: Layout,
    sites: &[Site],
    place: usize,
    observation: &Observation,
    insertion: Option<Insertion>,
) -> String {
    fn row<F: Form>(mut form: F, entry: &Entry<'_>) -> String {
        let mut out = Vec::new();
        form.row(&mut out, entry);
        String::from_utf8(out).expect("UTF-8")
    }
    let entry = Entry { site: &sites[place], observation, insertion };
    match layout {
        Layout::MonthlyCsv => row(monthly::Monthly::new(), &entry),
        Layout::YearlyCsv => row(yearly::Yearly::new(sites), &entry),
        Layout::ExportJson | Layout::JsonLines => row(export_json::Export::lines(sites), &entry),
        Layout::RecordsJson => row(records::Records::new(sites), &entry),
        Layout::ExportCsv => row(export_csv::Labelled::new(sites), &entry),
    }
}

fn hour_of(report: &SimulatedReport) -> i64 {
    report.observation.time.unix().div_euclid(3_600)
}
