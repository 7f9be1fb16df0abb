//! Cursors: where the next page of a table begins, as a text that clients hand back unread.
//!
//! A cursor names the request it is of, and is refused by another one. The rows of most tables are numbered, so that a
//! cursor stays right while the lake changes: every row that was there all the time comes exactly once. Where they can only
//! be counted, the cursor is refused once the lake has changed.

use pipeline::export::{Place, Row};

use super::answer::validity::short_hash;
use crate::digest::hexadecimal;
use crate::problem::{Problem, ProblemType};

/// Makes and reads the cursors of one request.
#[derive(Debug, Clone)]
pub(crate) struct Cursors {
    request: String,
    state: String,
}

impl Cursors {
    /// Those of a request, given by all that decides its rows, at a state of the lake.
    pub(crate) fn new(request: &str, state: &str) -> Self {
        Self { request: short_hash(request), state: short_hash(state) }
    }

    /// The cursor of a place.
    pub(crate) fn write(&self, place: Place) -> String {
        let station = place.station.map_or_else(|| "*".to_owned(), |station| station.to_string());
        let row = match place.row {
            Row::Number(number) => format!("n{number}"),
            Row::Index(index) => format!("{}:{index}", self.state),
        };
        let text = format!("{} {station} {row}", self.request);
        hexadecimal(text.as_bytes())
    }

    /// The place that a cursor is of.
    ///
    /// # Errors
    /// 422 if it is none of this request, 409 if the lake has changed too much to go on.
    pub(crate) fn read(&self, cursor: &str) -> Result<Place, Problem> {
        let wrong = || Problem::field("cursor", "the cursor is not one of this request");
        let text = from_hex(cursor).ok_or_else(wrong)?;
        let mut parts = text.split(' ');
        let (request, station, row) = (parts.next(), parts.next(), parts.next());
        if request != Some(&self.request) {
            return Err(wrong().hint("follow the links that the answers give, and change nothing but the limit"));
        }
        let station = match station {
            Some("*") => None,
            Some(text) => Some(text.parse().map_err(|_| wrong())?),
            None => return Err(wrong()),
        };
        let row = row.ok_or_else(wrong)?;
        if let Some(number) = row.strip_prefix('n') {
            return Ok(Place { station, row: Row::Number(number.parse().map_err(|_| wrong())?) });
        }
        let (state, index) = row.split_once(':').ok_or_else(wrong)?;
        if state != self.state {
            let what = "the lake has changed since the page before this one";
            return Err(Problem::new(ProblemType::Conflict, what).hint("begin again at the first page"));
        }
        Ok(Place { station, row: Row::Index(index.parse().map_err(|_| wrong())?) })
    }
}

fn from_hex(text: &str) -> Option<String> {
    // The longest cursor has a station of 31 characters and a number of 20 digits.
    if text.len() > 256 || !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    let byte = |place| u8::from_str_radix(text.get(place..place + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(byte).collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cursors() -> Cursors {
        Cursors::new("a request", "a state")
    }

    proptest! {
        #[test]
        fn a_cursor_is_read_back(number in any::<i64>(), index in any::<u64>(), named in any::<bool>()) {
            let station = named.then(|| "0-20000-0-07510".parse().expect("an id"));
            for row in [Row::Number(number), Row::Index(index)] {
                let place = Place { station, row };
                prop_assert_eq!(cursors().read(&cursors().write(place)), Ok(place));
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            prop_assert!(cursors().read(&text).is_err());
        }
    }

    #[test]
    fn a_cursor_is_good_for_its_own_request() {
        let cursor = cursors().write(Place { station: None, row: Row::Number(1) });
        assert_eq!(Cursors::new("another", "a state").read(&cursor).expect_err("refused").status, 422);
        assert!(Cursors::new("a request", "another").read(&cursor).is_ok());
    }

    #[test]
    fn a_counted_place_is_good_for_its_own_state() {
        let cursor = cursors().write(Place { station: None, row: Row::Index(1) });
        assert_eq!(Cursors::new("a request", "another").read(&cursor).expect_err("refused").status, 409);
    }
}
