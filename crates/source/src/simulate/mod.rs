//! A simulator of the French SYNOP network, for demonstrations, tests and benches: any number of stations and years,
//! in every layout the sources publish, in constant memory.
//!
//! Every value is a function of the seed, the station and the time. So the same report is in every layout, months
//! written one by one equal the year cut in months, and a larger network holds the smaller one. What is measured
//! agrees with itself as far as a careful reader can check: sums of rain, extremes against temperatures, dew point
//! against humidity, tendencies against pressures. Which values are there at all follows the real archive of
//! January 2013. Nothing here reads a clock, a file or the network.

mod fault;
mod form;
mod random;
mod report;
mod site;
mod station_list;

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use weather::Day;

use crate::contract::Layout;
pub use fault::{Breakage, Fault, Faults};
pub use report::SimulatedReport;
use site::{Moment, Site};

/// A simulated network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// What makes it different from others.
    pub seed: u64,
    /// How many stations: first the 62 that report in the real archive, then invented ones, some with names that break
    /// file names, tables or quoting.
    pub stations: usize,
    /// What goes wrong.
    pub faults: Faults,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Rows or records, broken and superseded ones included.
    pub rows: u64,
    /// Rows that cannot be read.
    pub broken: u64,
    /// Rows that a later inserted row of the same station and time supersedes (yearly layout, since 2025).
    pub retransmitted: u64,
}

impl Written {
    /// Reports that a reader is left with: rows that can be read and are not superseded.
    pub const fn reports(self) -> u64 {
        self.rows - self.broken - self.retransmitted
    }
}

impl Network {
    /// The real stations and what goes wrong in reality.
    pub const fn realistic(seed: u64) -> Self {
        Self { seed, stations: 62, faults: Faults::realistic() }
    }

    /// The reports of some days, both included, every three hours (00, 03 … 21 UTC): by time, then in the order of the
    /// network. Broken ones are there, with what their rows would have said.
    pub fn reports(&self, from: Day, to: Day) -> impl Iterator<Item = SimulatedReport> + use<> {
        self.simulation(from, to, Cadence::ThreeHourly).into_reports()
    }

    /// The reports of every hour. Between the main hours there are no sums, extremes or past weather.
    pub fn reports_hourly(&self, from: Day, to: Day) -> impl Iterator<Item = SimulatedReport> + use<> {
        self.simulation(from, to, Cadence::Hourly).into_reports()
    }

    /// Writes the reports of some days, both included, every three hours.
    ///
    /// # Errors
    /// If `out` does not take them.
    pub fn write(&self, layout: Layout, from: Day, to: Day, out: &mut impl Write) -> io::Result<Written> {
        form::write(&self.simulation(from, to, Cadence::ThreeHourly), layout, out)
    }

    /// Writes the reports of every hour of some days, both included.
    ///
    /// # Errors
    /// If `out` does not take them.
    pub fn write_hourly(&self, layout: Layout, from: Day, to: Day, out: &mut impl Write) -> io::Result<Written> {
        form::write(&self.simulation(from, to, Cadence::Hourly), layout, out)
    }

    /// Writes as [`write`](Self::write) does, gzipped; the same bytes every time.
    ///
    /// # Errors
    /// If `out` does not take them.
    pub fn write_gz(&self, layout: Layout, from: Day, to: Day, out: &mut impl Write) -> io::Result<Written> {
        let mut packed = GzEncoder::new(out, Compression::default());
        let written = self.write(layout, from, to, &mut packed)?;
        packed.finish()?;
        Ok(written)
    }

    fn simulation(&self, from: Day, to: Day, cadence: Cadence) -> Simulation {
        let sites = site::sites(self.seed, self.stations, self.faults.unlisted_station);
        Simulation { sites, faults: self.faults, from, to, cadence }
    }
}

/// How often stations report.
#[derive(Debug, Clone, Copy)]
enum Cadence {
    ThreeHourly,
    Hourly,
}

/// A network over some days.
struct Simulation {
    sites: Vec<Site>,
    faults: Faults,
    from: Day,
    to: Day,
    cadence: Cadence,
}

impl Simulation {
    fn moments(&self) -> impl Iterator<Item = Moment> + use<> {
        let step = match self.cadence {
            Cadence::ThreeHourly => 3,
            Cadence::Hourly => 1,
        };
        let days = (self.from.epoch_days()..=self.to.epoch_days()).map(Day::from_epoch_days);
        days.flat_map(move |day| (0..24).step_by(step).map(move |hour| Moment::new(day, hour)))
    }

    fn reports(&self) -> impl Iterator<Item = (&Site, SimulatedReport)> {
        let sites = self.moments().flat_map(|moment| self.sites.iter().map(move |site| (moment, site)));
        sites.filter_map(|(moment, site)| Some((site, self.report(site, moment)?)))
    }

    fn into_reports(self) -> impl Iterator<Item = SimulatedReport> {
        let count = self.sites.len();
        let places = self.moments().flat_map(move |moment| (0..count).map(move |place| (moment, place)));
        places.filter_map(move |(moment, place)| self.report(&self.sites[place], moment))
    }

    /// The report of a station at a time; `None` if it did not come.
    fn report(&self, site: &Site, moment: Moment) -> Option<SimulatedReport> {
        if self.faults.loses(site.own, moment.hour) {
            return None;
        }
        let fault = self.faults.fault(site.own, moment.hour);
        let last_version = match fault {
            Some(Fault::Retransmitted { times }) => times,
            _ => 0,
        };
        Some(SimulatedReport {
            station: site.station.clone(),
            observation: report::observe(site, moment),
            insert_time: fault::insertion(site.own, moment.hour, last_version).map(|at| at.insert),
            fault,
        })
    }
}

#[cfg(test)]
mod tests;
