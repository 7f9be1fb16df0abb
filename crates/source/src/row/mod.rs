//! One row being read: where every layout puts its fields, and where they become an observation or a fault.
//!
//! A layout says which [`Field`] each of its columns or keys is; everything about values (units, sentinels, traces,
//! limits) is here, once. How bytes are cut into fields is not here.

mod date;
mod decimal;
pub(crate) mod synop;
mod wrong;

use weather::{Coordinate, Marks, Milli, Observation, StationId, Time, Variable};

use crate::contract::{ReadContext, StationFacts};
use decimal::Decimal;
use synop::{Column, Published};
pub(crate) use wrong::Fault;
use wrong::Wrong;

/// How [`Observation::from_raw_values`] writes a missing value.
const MISSING: i32 = i32::MIN;
/// 0 °C.
const FREEZING_MILLIKELVIN: i64 = 273_150;
/// -0.1 mm, the published trace.
const TRACE_MICROMETRES: i64 = -100;
/// 101 %, the published "sky not visible".
const HIDDEN_SKY_MILLIPERCENT: i64 = 101_000;
/// WMO ids have five digits; tools that take them for numbers drop the leading zeros.
const ID_DIGITS: usize = 5;
/// Longer names are no names.
const NAME_BYTES_MAX: usize = 255;

/// What a column or key of a layout holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// Nothing we keep.
    Ignored,
    /// A measured value.
    Measured(Column),
    /// The station's id.
    Station,
    /// The time of the report.
    Time,
    /// When the publisher inserted this version.
    InsertTime,
    /// The station's name.
    Name,
    /// Degrees north.
    Latitude,
    /// Degrees east.
    Longitude,
    /// Metres above sea level.
    Altitude,
    /// Latitude and longitude together.
    Position,
    /// An object that holds the fields (JSON only).
    Record,
}

/// The row being read. One is used for a whole object.
#[derive(Debug)]
pub(crate) struct Row {
    values: [i32; Variable::COUNT],
    marks: Marks,
    station: Option<StationId>,
    time: Option<Time>,
    insert_time: Option<Time>,
    name: String,
    latitude: Option<Coordinate>,
    longitude: Option<Coordinate>,
    altitude: Option<Milli>,
    fault: Option<Fault>,
}

impl Row {
    pub(crate) const fn new() -> Self {
        Self {
            values: [MISSING; Variable::COUNT],
            marks: Marks::from_bits(0),
            station: None,
            time: None,
            insert_time: None,
            name: String::new(),
            latitude: None,
            longitude: None,
            altitude: None,
            fault: None,
        }
    }

    /// Forgets the row before.
    pub(crate) fn clear(&mut self) {
        let mut name = std::mem::take(&mut self.name);
        name.clear();
        *self = Self { name, ..Self::new() };
    }

    /// Takes one field of the row; `name` is what the file calls it. The first fault of a row is kept.
    #[inline]
    pub(crate) fn put(&mut self, field: Field, name: &str, text: &[u8]) {
        if self.take(field, text).is_err() {
            self.put_again(field, name, text);
        }
    }

    /// Blanks around a value are no fault, but too rare to look for them everywhere.
    #[cold]
    fn put_again(&mut self, field: Field, name: &str, text: &[u8]) {
        if let Err(wrong) = self.take(field, text.trim_ascii()) {
            self.blame(Fault::new(name, wrong, text));
        }
    }

    /// Says that a field has a value of a kind it cannot have.
    #[cold]
    pub(crate) fn put_other(&mut self, name: &str, text: &[u8]) {
        self.blame(Fault::new(name, Wrong::Number, text));
    }

    fn blame(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }

    #[inline]
    fn take(&mut self, field: Field, text: &[u8]) -> Result<(), Wrong> {
        if let Field::Measured(column) = field {
            // `mq` is "manque": missing.
            return if text.is_empty() || text == b"mq" { Ok(()) } else { self.measure(column, text) };
        }
        if field != Field::Ignored && !matches!(text, b"" | b"mq") {
            self.describe(field, text)?;
        }
        Ok(())
    }

    #[inline]
    fn measure(&mut self, Column { variable, published, .. }: Column, text: &[u8]) -> Result<(), Wrong> {
        let number = Decimal::parse(text).ok_or(Wrong::Number)?.scaled(published.power()).ok_or(Wrong::Size)?;
        let kept = match published {
            Published::AsKept | Published::Pascal | Published::TenthOfHour => number,
            Published::Kelvin => number - FREEZING_MILLIKELVIN,
            Published::Rain => self.without_trace(variable, number),
            Published::CloudCover if number == HIDDEN_SKY_MILLIPERCENT => {
                self.marks = self.marks.with(Marks::SKY_NOT_VISIBLE);
                return Ok(());
            }
            Published::CloudCover => number,
        };
        match i32::try_from(kept) {
            Ok(thousandths) if thousandths != MISSING => self.values[variable.index()] = thousandths,
            _ => return Err(Wrong::Size),
        }
        Ok(())
    }

    /// A trace becomes 0.0 and a mark; anything else, however wrong, stays for quality control.
    #[inline]
    fn without_trace(&mut self, variable: Variable, number: i64) -> i64 {
        match Marks::trace_of(variable) {
            Some(mark) if number == TRACE_MICROMETRES => {
                self.marks = self.marks.with(mark);
                0
            }
            _ => number,
        }
    }

    fn describe(&mut self, field: Field, text: &[u8]) -> Result<(), Wrong> {
        match field {
            Field::Station => self.station = Some(station_id(text)?),
            Field::Time => self.time = Some(date::parse(text)?),
            Field::InsertTime => self.insert_time = Some(date::parse(text)?),
            Field::Name => self.rename(text)?,
            Field::Latitude => self.latitude = Some(coordinate(text, 90)?),
            Field::Longitude => self.longitude = Some(coordinate(text, 360)?),
            Field::Altitude => self.altitude = Some(altitude(text)?),
            Field::Position => return self.place(text),
            Field::Ignored | Field::Measured(_) | Field::Record => {}
        }
        Ok(())
    }

    fn rename(&mut self, text: &[u8]) -> Result<(), Wrong> {
        if text.len() > NAME_BYTES_MAX {
            return Err(Wrong::NameLength(text.len()));
        }
        self.name.clear();
        self.name.push_str(std::str::from_utf8(text).map_err(|_| Wrong::NotUtf8)?);
        Ok(())
    }

    /// A position written `latitude, longitude`.
    fn place(&mut self, text: &[u8]) -> Result<(), Wrong> {
        let comma = memchr::memchr(b',', text).ok_or(Wrong::Position)?;
        self.latitude = Some(coordinate(text[..comma].trim_ascii(), 90)?);
        self.longitude = Some(coordinate(text[comma + 1..].trim_ascii(), 360)?);
        Ok(())
    }

    /// The observation, if the row is one.
    ///
    /// # Errors
    /// The first fault; else that the station or the time is missing, or the time out of bounds.
    pub(crate) fn finish(&mut self, context: &ReadContext) -> Result<Observation, Fault> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let station = self.station.ok_or_else(|| Fault::of_row("there is no station id"))?;
        let time = self.time.ok_or_else(|| Fault::of_row("there is no date"))?;
        if time < context.not_before || time > context.not_after {
            return Err(Fault::out_of_bounds(time, context));
        }
        Ok(Observation::from_raw_values(station, time, self.marks, self.values))
    }

    /// When the publisher inserted this version.
    pub(crate) const fn insert_time(&self) -> Option<Time> {
        self.insert_time
    }

    /// What the row says of its station.
    pub(crate) fn station_facts(&self) -> StationFacts<'_> {
        StationFacts {
            name: (!self.name.is_empty()).then_some(self.name.as_str()),
            latitude: self.latitude,
            longitude: self.longitude,
            altitude: self.altitude,
        }
    }
}

fn station_id(text: &[u8]) -> Result<StationId, Wrong> {
    if text.len() >= ID_DIGITS || !text.iter().all(u8::is_ascii_digit) {
        return Ok(StationId::from_bytes(text)?);
    }
    let mut padded = [b'0'; ID_DIGITS];
    padded[ID_DIGITS - text.len()..].copy_from_slice(text);
    Ok(StationId::from_bytes(&padded)?)
}

fn coordinate(text: &[u8], degrees_max: i64) -> Result<Coordinate, Wrong> {
    let millionths = Decimal::parse(text).ok_or(Wrong::Number)?.scaled(6).ok_or(Wrong::Size)?;
    if millionths.abs() > degrees_max * 1_000_000 {
        return Err(Wrong::Size);
    }
    Coordinate::from_degrees(millionths as f64 / 1e6).ok_or(Wrong::Size)
}

fn altitude(text: &[u8]) -> Result<Milli, Wrong> {
    let thousandths = Decimal::parse(text).ok_or(Wrong::Number)?.scaled(3).ok_or(Wrong::Size)?;
    Milli::from_thousandths(thousandths).ok_or(Wrong::Size)
}

#[cfg(test)]
mod tests;
