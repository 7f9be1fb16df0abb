//! What OpenDataSoft adds to a record from the station's place: municipality, department, region.
//!
//! Made up from the station's name, of the usual lengths: files should weigh what real ones weigh, and nothing here
//! reads these columns.

use weather::{Coordinate, Milli};

use crate::simulate::random::Purpose;
use crate::simulate::site::Site;

/// What a record says of its station; `None` becomes null or nothing.
pub(super) struct Place {
    pub(super) name: Option<String>,
    pub(super) latitude: Option<f64>,
    pub(super) longitude: Option<f64>,
    pub(super) altitude_m: Option<i32>,
    /// `libgeo` to `code_reg`, in the order of the export.
    pub(super) divisions: [Option<String>; 8],
}

/// The keys of [`Place::divisions`].
pub(super) const DIVISION_KEYS: [&str; 8] =
    ["libgeo", "codegeo", "nom_epci", "code_epci", "nom_dept", "code_dep", "nom_reg", "code_reg"];

impl Place {
    pub(super) fn of(site: &Site) -> Self {
        let station = &site.station;
        Self {
            name: site.listed.then(|| station.name.clone()),
            latitude: station.latitude.map(Coordinate::degrees),
            longitude: station.longitude.map(Coordinate::degrees),
            altitude_m: station.altitude.map(|altitude: Milli| altitude.thousandths() / 1_000),
            divisions: divisions(site),
        }
    }
}

/// The divisions of a station on French municipal ground, which WMO blocks 61, 67 and 89 mostly are not.
fn divisions(site: &Site) -> [Option<String>; 8] {
    let station = &site.station;
    if !site.listed || matches!(station.id.as_bytes(), [b'6', ..] | [b'8', b'9', ..]) {
        return [const { None }; 8];
    }
    let town = title_case(&station.name);
    let number = site.own.up_to(Purpose::Place, 9, 899_999) + 100_000;
    let department = number % 95 + 1;
    [
        town.clone(),
        format!("{department:02}{:03}", number % 600),
        format!("Communauté de communes du Pays de {town}, de ses Vallées et Rivages"),
        format!("200{number}"),
        format!("Département de {town}"),
        format!("{department:02}"),
        format!("Région de {town}, des Plateaux et Pays voisins"),
        format!("{:02}", number % 80 + 11),
    ]
    .map(Some)
}

/// `PTE DE LA HAGUE` as `Pte De La Hague`.
fn title_case(name: &str) -> String {
    let mut after_letter = false;
    let cased = name.chars().map(|letter| {
        let cased = if after_letter { letter.to_lowercase().next() } else { Some(letter) };
        after_letter = letter.is_alphabetic();
        cased.unwrap_or(letter)
    });
    cased.collect()
}

/// A text as a field of CSV, quoted where it must be.
pub(super) fn csv_text(text: &str) -> String {
    if text.contains([';', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// A text as a JSON string, or null.
pub(super) fn json_text(text: Option<&str>) -> String {
    text.map_or_else(|| "null".to_owned(), |text| serde_json::Value::from(text).to_string())
}
