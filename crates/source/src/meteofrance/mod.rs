//! Météo-France: the SYNOP archive, yearly since 2025 and monthly before, and its list of stations.

pub(crate) mod address;
mod stations;

pub use stations::{ListedStation, read_station_list};

use crate::contract::Layout;
use crate::csv::Table;
use crate::row::Field;

/// The yearly file (`synop_2026.csv.gz`): a report may come several times, told apart by `insert_time`.
pub(crate) const YEARLY: Table = Table {
    layout: Layout::YearlyCsv,
    required: &["geo_id_wmo", "validity_time"],
    fields: &[
        ("geo_id_wmo", Field::Station),
        ("validity_time", Field::Time),
        ("insert_time", Field::InsertTime),
        ("name", Field::Name),
        ("lat", Field::Latitude),
        ("lon", Field::Longitude),
    ],
};

/// The monthly file (`synop.201301.csv.gz`): neither name nor position.
pub(crate) const MONTHLY: Table = Table {
    layout: Layout::MonthlyCsv,
    required: &["numer_sta", "date"],
    fields: &[("numer_sta", Field::Station), ("date", Field::Time)],
};
