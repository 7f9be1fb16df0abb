//! OpenDataSoft's records of version 1: `fields` without the missing ones, and `geometry`.

use super::calendar::Calendar;
use super::columns::{Look, Spec};
use super::damage::Anatomy;
use super::export_json::{IN_CELSIUS, Noise, quoted};
use super::labels::Label;
use super::place::{Place, json_text};
use super::{Entry, Form};
use crate::simulate::random::Purpose;
use crate::simulate::site::Site;

pub(super) struct Records {
    columns: Vec<Spec>,
    noise: Noise,
    calendar: Calendar,
    stations: Vec<Fragments>,
}

/// The constant parts of a station's records.
struct Fragments {
    /// Inside `fields`.
    fields: Vec<u8>,
    /// Beside `fields`.
    geometry: Vec<u8>,
}

impl Records {
    pub(super) fn new(sites: &[Site]) -> Self {
        Self {
            columns: Spec::all(Look::TypedShort),
            noise: Noise::new(|celsius| celsius.to_string()),
            calendar: Calendar::new(),
            stations: sites.iter().map(|site| fragments(&Place::of(site))).collect(),
        }
    }

    fn value(&self, out: &mut Vec<u8>, column: &Spec, value: i32) {
        key(out, column.name);
        column.write(out, value);
        if let Some((_, celsius)) = IN_CELSIUS.iter().find(|(kelvin, _)| *kelvin == column.name) {
            key(out, celsius);
            self.noise.write(out, value);
        }
        let label = Label::ALL.into_iter().find(|label| label.code_column() == column.name);
        if let Some((label, text)) = label.and_then(|label| Some((label, label.text(value)?))) {
            key(out, label.key());
            quoted(out, text);
        }
    }
}

impl Form for Records {
    const ANATOMY: Anatomy = Anatomy::Json;
    const JOINTS: [&'static str; 3] = ["\n", ",\n", "\n]\n"];

    fn header(&mut self, out: &mut Vec<u8>) {
        out.push(b'[');
    }

    fn row(&mut self, out: &mut Vec<u8>, entry: &Entry<'_>) {
        out.extend_from_slice(b"{\"datasetid\":\"donnees-synop-essentielles-omm\",\"recordid\":\"");
        record_id(out, entry);
        out.extend_from_slice(b"\",\"fields\":{\"numer_sta\":\"");
        out.extend_from_slice(entry.observation.station.as_bytes());
        out.extend_from_slice(b"\",\"date\":\"");
        self.calendar.iso(out, entry.observation.time);
        out.extend_from_slice(b"+00:00\"");
        for column in &self.columns {
            if let Some(value) = column.value(entry.observation) {
                self.value(out, column, value);
            }
        }
        let station = &self.stations[entry.site.index];
        out.extend_from_slice(&station.fields);
        out.push(b'}');
        out.extend_from_slice(&station.geometry);
        out.extend_from_slice(b",\"record_timestamp\":\"2018-10-03T13:47:00+00:00\"}");
    }
}

fn key(out: &mut Vec<u8>, name: &str) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

/// 40 hexadecimal digits.
fn record_id(out: &mut Vec<u8>, entry: &Entry<'_>) {
    let hour = entry.observation.time.unix().div_euclid(3_600);
    let parts = (0..3).map(|part| entry.site.own.bits(Purpose::Record, hour * 4 + part));
    let digits = parts.flat_map(|bits| (0..16).map(move |digit| bits >> (digit * 4) & 0xF)).take(40);
    out.extend(digits.map(|digit| b"0123456789abcdef"[digit as usize]));
}

fn fragments(place: &Place) -> Fragments {
    let (Some(latitude), Some(longitude)) = (place.latitude, place.longitude) else {
        return Fragments { fields: Vec::new(), geometry: Vec::new() };
    };
    let name = json_text(place.name.as_deref());
    let fields = format!(",\"nom\":{name},\"coordonnees\":[{latitude},{longitude}]");
    let geometry = format!(",\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{longitude},{latitude}]}}");
    Fragments { fields: fields.into_bytes(), geometry: geometry.into_bytes() }
}
