//! The attribution that the licence of the data asks for.

use std::path::Path;

use zone::staging::Receipt;
use zone::{Error, Result};

use super::super::Selection;

const SOURCE: &str = "Source: Météo-France, Licence Ouverte 2.0 (Etalab)";

/// Whose data it is, under which licence, and the date of its last update: the last fetch of an object that reaches
/// into the selection.
///
/// It is a matter of the lake's content, not of the time of the export, nor of the order in which objects were staged.
pub fn of(receipts: &[Receipt], selection: &Selection) -> String {
    let fetches = receipts.iter().filter(|receipt| selection.overlaps(receipt)).map(|receipt| receipt.fetch_time);
    match fetches.max() {
        Some(time) => format!("{SOURCE}, last update {}", time.day()),
        None => SOURCE.to_owned(),
    }
}

/// Writes an attribution as a text file.
pub(in crate::export) fn write(path: &Path, attribution: &str) -> Result<()> {
    std::fs::write(path, format!("{attribution}\n")).map_err(|error| Error::io(path.display(), error))
}
