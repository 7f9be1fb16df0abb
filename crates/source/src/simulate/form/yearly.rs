//! Météo-France's yearly archive: 65 columns, ISO times in UTC, empty for missing, every version of a report.

use super::calendar::Calendar;
use super::columns::{Look, Spec, write_separated};
use super::damage::Anatomy;
use super::place::csv_text;
use super::{Entry, Form};
use crate::simulate::site::Site;
use weather::{Coordinate, Time};

pub(super) struct Yearly {
    columns: Vec<Spec>,
    calendar: Calendar,
    /// What a row says of each station: position, ids and name.
    stations: Vec<Vec<u8>>,
}

impl Yearly {
    pub(super) fn new(sites: &[Site]) -> Self {
        let stations = sites.iter().map(station).collect();
        Self { columns: Spec::all(Look::Plain), calendar: Calendar::new(), stations }
    }

    fn time(&mut self, out: &mut Vec<u8>, time: Option<Time>) {
        if let Some(time) = time {
            self.calendar.iso(out, time);
            out.push(b'Z');
        }
    }
}

impl Form for Yearly {
    const ANATOMY: Anatomy = Anatomy::Csv { station: 2, date: 7, temperature: 13 };
    const JOINTS: [&'static str; 3] = ["\n", "\n", "\n"];
    const KEEPS_VERSIONS: bool = true;

    fn header(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"lat;lon;geo_id_wmo;geo_id_wigos;name;reference_time;insert_time;validity_time");
        for column in &self.columns {
            out.push(b';');
            out.extend_from_slice(column.name.as_bytes());
        }
    }

    fn row(&mut self, out: &mut Vec<u8>, entry: &Entry<'_>) {
        out.extend_from_slice(&self.stations[entry.site.index]);
        self.time(out, entry.insertion.map(|at| at.reference));
        out.push(b';');
        self.time(out, entry.insertion.map(|at| at.insert));
        out.push(b';');
        self.time(out, Some(entry.observation.time));
        write_separated(out, &self.columns, entry.observation, b"");
    }
}

fn station(site: &Site) -> Vec<u8> {
    let station = &site.station;
    let degrees = |coordinate: Option<Coordinate>| coordinate.map_or(String::new(), |at| at.degrees().to_string());
    let name = if site.listed { csv_text(&station.name) } else { String::new() };
    let (latitude, longitude, id) = (degrees(station.latitude), degrees(station.longitude), station.id);
    format!("{latitude};{longitude};{id};0-20000-0-{id};{name};").into_bytes()
}
