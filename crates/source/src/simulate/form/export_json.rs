//! OpenDataSoft's export of version 2.1: flat objects of 82 keys, all always there; as an array or as lines.

use super::calendar::Calendar;
use super::columns::{Look, Spec};
use super::damage::Anatomy;
use super::labels::Label;
use super::place::{DIVISION_KEYS, Place, json_text};
use super::{Entry, Form, digits};
use crate::simulate::site::Site;
use weather::Month;

/// Columns in K that are also published in °C, with the noise of the subtraction, and the keys of those.
pub(super) const IN_CELSIUS: [(&str, &str); 6] =
    [("t", "tc"), ("tn12", "tn12c"), ("tn24", "tn24c"), ("tx12", "tx12c"), ("tx24", "tx24c"), ("tminsol", "tminsolc")];

pub(super) struct Export<const LINES: bool> {
    columns: Vec<(Spec, Vec<u8>)>,
    /// What is derived from columns: the key of the text, the place of the column.
    labels: Vec<(Label, Vec<u8>, usize)>,
    celsius: Vec<(Vec<u8>, usize)>,
    noise: Noise,
    calendar: Calendar,
    stations: Vec<Fragments>,
    month: (i64, u32),
}

/// The constant parts of a station's records.
struct Fragments {
    /// Coordinates and name.
    position: Vec<u8>,
    /// Latitude to region.
    divisions: Vec<u8>,
}

impl Export<false> {
    /// As one array, a record a line.
    pub(super) fn array(sites: &[Site]) -> Self {
        Self::new(sites)
    }
}

impl Export<true> {
    /// As lines.
    pub(super) fn lines(sites: &[Site]) -> Self {
        Self::new(sites)
    }
}

impl<const LINES: bool> Export<LINES> {
    fn new(sites: &[Site]) -> Self {
        let specs = Spec::all(Look::Typed);
        let place = |name: &str| specs.iter().position(|spec| spec.name == name);
        let labels =
            Label::ALL.iter().filter_map(|label| Some((*label, key(label.key()), place(label.code_column())?)));
        let celsius = IN_CELSIUS.iter().filter_map(|(kelvin, name)| Some((key(name), place(kelvin)?)));
        Self {
            labels: labels.collect(),
            celsius: celsius.collect(),
            columns: specs.iter().map(|spec| (spec.clone(), key(spec.name))).collect(),
            noise: Noise::new(|celsius| format!("{celsius:?}")),
            calendar: Calendar::new(),
            stations: sites.iter().map(|site| fragments(&Place::of(site))).collect(),
            month: (i64::MIN, 0),
        }
    }

    /// The labels of the codes and the temperatures in °C.
    fn derived(&self, out: &mut Vec<u8>, entry: &Entry<'_>) {
        for (label, key, place) in &self.labels {
            out.extend_from_slice(key);
            let code = self.columns[*place].0.value(entry.observation);
            match code.and_then(|code| label.text(code)) {
                Some(text) => quoted(out, text),
                None => out.extend_from_slice(b"null"),
            }
        }
        for (key, place) in &self.celsius {
            out.extend_from_slice(key);
            match self.columns[*place].0.value(entry.observation) {
                Some(kelvin) => self.noise.write(out, kelvin),
                None => out.extend_from_slice(b"null"),
            }
        }
    }

    fn month_of(&mut self, entry: &Entry<'_>) -> u32 {
        let time = entry.observation.time;
        if self.month.0 != time.unix() {
            let Month { month, .. } = time.month();
            self.month = (time.unix(), month);
        }
        self.month.1
    }
}

impl<const LINES: bool> Form for Export<LINES> {
    const ANATOMY: Anatomy = Anatomy::Json;
    const JOINTS: [&'static str; 3] = if LINES { ["", "\n", "\n"] } else { ["\n", ",\n", "\n]\n"] };

    fn header(&mut self, out: &mut Vec<u8>) {
        if !LINES {
            out.push(b'[');
        }
    }

    fn row(&mut self, out: &mut Vec<u8>, entry: &Entry<'_>) {
        out.extend_from_slice(b"{\"numer_sta\":\"");
        out.extend_from_slice(entry.observation.station.as_bytes());
        out.extend_from_slice(b"\",\"date\":\"");
        self.calendar.iso(out, entry.observation.time);
        out.extend_from_slice(b"+00:00\"");
        for (column, key) in &self.columns {
            out.extend_from_slice(key);
            match column.value(entry.observation) {
                Some(value) => column.write(out, value),
                None => out.extend_from_slice(b"null"),
            }
        }
        let month = self.month_of(entry);
        let station = &self.stations[entry.site.index];
        out.extend_from_slice(&station.position);
        self.derived(out, entry);
        out.extend_from_slice(&station.divisions);
        digits::whole(out, month as i32);
        out.push(b'}');
    }
}

fn key(name: &str) -> Vec<u8> {
    format!(",\"{name}\":").into_bytes()
}

/// Writes a text that has nothing to escape.
pub(super) fn quoted(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

fn fragments(place: &Place) -> Fragments {
    let number = |value: Option<f64>| value.map_or_else(|| "null".to_owned(), |value| format!("{value:?}"));
    let (latitude, longitude) = (number(place.latitude), number(place.longitude));
    let coordinates = match place.latitude {
        Some(_) => format!("{{\"lon\":{longitude},\"lat\":{latitude}}}"),
        None => "null".to_owned(),
    };
    let altitude = place.altitude_m.map_or_else(|| "null".to_owned(), |altitude| altitude.to_string());
    let mut divisions = format!(",\"latitude\":{latitude},\"longitude\":{longitude},\"altitude\":{altitude}");
    for (key, text) in DIVISION_KEYS.iter().zip(&place.divisions) {
        divisions += &format!(",\"{key}\":{}", json_text(text.as_deref()));
    }
    divisions += ",\"mois_de_l_annee\":";
    Fragments {
        position: format!(",\"coordonnees\":{coordinates},\"nom\":{}", json_text(place.name.as_deref())).into_bytes(),
        divisions: divisions.into_bytes(),
    }
}

/// Temperatures in °C as a subtraction in floating point leaves them: 30.30000000000001 for 303.45 K.
pub(super) struct Noise {
    texts: Vec<String>,
}

/// The lowest temperature whose text is kept, and how many there are, in hundredths of K and steps of 0.05 K.
const COLDEST: i32 = 17_315;
const STEP: i32 = 5;
const TEXTS: i32 = 3_200;

impl Noise {
    pub(super) fn new(format: impl Fn(f64) -> String) -> Self {
        let celsius = (0..TEXTS).map(|step| f64::from(COLDEST + step * STEP) / 100.0 - 273.15);
        Self { texts: celsius.map(format).collect() }
    }

    /// Writes the temperature of some hundredths of K.
    pub(super) fn write(&self, out: &mut Vec<u8>, kelvin: i32) {
        let text = usize::try_from((kelvin - COLDEST) / STEP).ok().and_then(|place| self.texts.get(place));
        out.extend_from_slice(text.map_or("null", String::as_str).as_bytes());
    }
}
