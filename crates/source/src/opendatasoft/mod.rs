//! OpenDataSoft: the SYNOP dataset `donnees-synop-essentielles-omm` as JSON, NDJSON and CSV.
//!
//! Measured columns have Météo-France's short names ([`synop`](crate::row::synop)); here is what the provider adds.
//! The dataset stopped in January 2026.

pub(crate) mod address;
pub(crate) mod labels;

use crate::contract::Layout;
use crate::csv::Table;
use crate::row::Field;

/// The keys and columns that are not measured values.
pub(crate) const FIELDS: &[(&str, Field)] = &[
    ("numer_sta", Field::Station),
    ("date", Field::Time),
    ("nom", Field::Name),
    ("latitude", Field::Latitude),
    ("longitude", Field::Longitude),
    ("altitude", Field::Altitude),
    ("coordonnees", Field::Position),
    // Version 1 of the interface and GeoJSON put the fields one level down.
    ("fields", Field::Record),
    ("record", Field::Record),
    ("properties", Field::Record),
];

/// The CSV export under its short names; told from the monthly archive by the columns that only the portal adds.
pub(crate) const TABLES: [Table; 2] = [
    Table { layout: Layout::ExportCsv, required: &["numer_sta", "date", "nom"], fields: FIELDS },
    Table { layout: Layout::ExportCsv, required: &["numer_sta", "date", "coordonnees"], fields: FIELDS },
];

/// The CSV export under its [`labels`].
pub(crate) const LABELLED: Table =
    Table { layout: Layout::ExportCsv, required: &["numer_sta", "date"], fields: FIELDS };
