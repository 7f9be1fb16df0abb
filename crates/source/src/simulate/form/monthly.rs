//! Météo-France's monthly archive: 59 columns and an empty 60th, `mq` for missing, six decimals.

use super::calendar::Calendar;
use super::columns::{Look, Spec, write_separated};
use super::damage::Anatomy;
use super::{Entry, Form};

pub(super) struct Monthly {
    columns: Vec<Spec>,
    calendar: Calendar,
}

impl Monthly {
    pub(super) fn new() -> Self {
        Self { columns: Spec::all(Look::SixDecimals), calendar: Calendar::new() }
    }
}

impl Form for Monthly {
    const ANATOMY: Anatomy = Anatomy::Csv { station: 0, date: 1, temperature: 7 };
    const JOINTS: [&'static str; 3] = ["\n", "\n", "\n"];

    fn header(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"numer_sta;date");
        for column in &self.columns {
            out.push(b';');
            out.extend_from_slice(column.name.as_bytes());
        }
        out.push(b';');
    }

    fn row(&mut self, out: &mut Vec<u8>, entry: &Entry<'_>) {
        out.extend_from_slice(entry.observation.station.as_bytes());
        out.push(b';');
        self.calendar.compact(out, entry.observation.time);
        write_separated(out, &self.columns, entry.observation, b"mq");
        out.push(b';');
    }
}
