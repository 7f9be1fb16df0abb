//! Where the archive's files are.

use weather::Day;

use crate::provider::Download;

/// The archive that is rewritten daily. Its twin under `data/synchro_ftp` is frozen.
pub(crate) const BASE: &str = "https://meteofrance.s3.sbg.io.cloud.ovh.net/data/OBS/SYNOP";

/// The year of the oldest file.
const FIRST_YEAR: i32 = 1996;

/// The days with observations.
pub(crate) fn period(today: Day) -> (Day, Day) {
    (first_day(FIRST_YEAR), today)
}

/// One file a year.
pub(crate) fn downloads(base: &str, from: Day, to: Day) -> Vec<Download> {
    if from > to {
        return Vec::new();
    }
    (from.year()..=to.year())
        .map(|year| {
            let name = format!("synop_{year}.csv.gz");
            let url = format!("{base}/{name}");
            Download { name, url, from: first_day(year), to: first_day(year + 1).plus_days(-1) }
        })
        .collect()
}

/// Name and address of the list of stations.
pub(crate) fn stations(base: &str) -> (String, String) {
    let name = "postes_synop.geojson";
    (name.to_owned(), format!("{base}/{name}"))
}

fn first_day(year: i32) -> Day {
    weather::Month { year, month: 1 }.first_day()
}
