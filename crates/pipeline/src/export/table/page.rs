//! Pages: a part of a table's rows, begun where the one before it ended.

use weather::StationId;
use zone::{Error, Kind, Result};

/// A part of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Its first row; the table's if `None`.
    pub from: Option<Place>,
    /// How many rows it has at most.
    pub rows_max: u64,
}

/// The place of a row in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its station; `None` in tables that are of none.
    pub station: Option<StationId>,
    /// Its place among the rows of the station.
    pub row: Row,
}

/// The place of a row among those of its station.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// The one of this number, or the first above it: stays right whatever rows come or go.
    Number(i64),
    /// The one that has so many before it, as long as the table is the same.
    Index(u64),
}

/// Cuts a page out of the rows that pass by.
pub(in crate::export) struct Pager {
    page: Option<Page>,
    station: Option<StationId>,
    index: u64,
    written: u64,
    /// Where the next page begins, once this one is full.
    pub(in crate::export) next: Option<Place>,
}

impl Pager {
    pub(in crate::export) fn new(page: Option<Page>) -> Self {
        Self { page, station: None, index: 0, written: 0, next: None }
    }

    /// Whether the next row of the table is in the page.
    ///
    /// # Errors
    /// An error that ends the export, when the page is full; [`next`](Self::next) is set then.
    pub(in crate::export) fn admits(&mut self, station: Option<StationId>, number: Option<i64>) -> Result<bool> {
        let Some(page) = self.page else { return Ok(true) };
        if station != self.station {
            (self.station, self.index) = (station, 0);
        }
        let row = number.map_or(Row::Index(self.index), Row::Number);
        self.index += 1;
        if page.from.is_some_and(|from| is_before(station, row, from)) {
            return Ok(false);
        }
        if self.written == page.rows_max {
            self.next = Some(Place { station, row });
            return Err(Error::new(Kind::Invalid, "the page is full"));
        }
        self.written += 1;
        Ok(true)
    }
}

fn is_before(station: Option<StationId>, row: Row, from: Place) -> bool {
    if station != from.station {
        return station < from.station;
    }
    match (row, from.row) {
        (Row::Number(row), Row::Number(from)) => row < from,
        (Row::Index(row), Row::Index(from)) => row < from,
        // A place in another table.
        _ => false,
    }
}
