//! What can be wrong with a field, and how it is told.

use weather::{StationIdError, Time};

use super::date::DateError;
use crate::contract::ReadContext;

/// As much of a value as a reason shows.
const SHOWN_CHARS_MAX: usize = 40;

/// What is wrong with the text of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// Not a number.
    Number,
    /// A number beyond what the column can hold.
    Size,
    /// Not a station id.
    Station(StationIdError),
    /// Not a time.
    Date(DateError),
    /// Not `latitude, longitude`.
    Position,
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// A name of so many bytes.
    NameLength(usize),
}

impl From<StationIdError> for Wrong {
    fn from(error: StationIdError) -> Self {
        Self::Station(error)
    }
}

impl From<DateError> for Wrong {
    fn from(error: DateError) -> Self {
        Self::Date(error)
    }
}

/// Why a row is no observation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The column at fault, as the file names it.
    pub(crate) column: Option<String>,
    /// Why, for people.
    pub(crate) reason: String,
}

impl Fault {
    /// A fault of the row as a whole.
    pub(crate) fn of_row(reason: impl Into<String>) -> Self {
        Self { column: None, reason: reason.into() }
    }

    #[cold]
    pub(super) fn new(column: &str, wrong: Wrong, text: &[u8]) -> Self {
        let shown = shown(text);
        let reason = match wrong {
            Wrong::Number => format!("`{shown}` is not a number"),
            Wrong::Size => format!("`{shown}` is too large for this column"),
            Wrong::Station(error) => error.to_string(),
            Wrong::Date(error) => format!("`{shown}` {error}"),
            Wrong::Position => format!("`{shown}` is not a position (latitude, longitude)"),
            Wrong::NotUtf8 => format!("the name `{shown}` is not UTF-8"),
            Wrong::NameLength(bytes) => format!("the name has {bytes} bytes, more than any station's"),
        };
        Self { column: Some(column.to_owned()), reason }
    }

    #[cold]
    pub(super) fn out_of_bounds(time: Time, ReadContext { not_before, not_after }: &ReadContext) -> Self {
        Self::of_row(format!("the date {time} is not between {not_before} and {not_after}"))
    }
}

/// The beginning of a value, on one line.
fn shown(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(&text[..text.len().min(4 * SHOWN_CHARS_MAX)]);
    let mut shown: String = text.chars().take(SHOWN_CHARS_MAX).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
