//! Where the portal's exports are.

use weather::{Day, Month};

use crate::provider::Download;

/// The portal.
pub(crate) const BASE: &str = "https://public.opendatasoft.com";

const EXPORT: &str = "/api/explore/v2.1/catalog/datasets/donnees-synop-essentielles-omm/exports/json";

/// The first day of the dataset.
const FIRST: Month = Month { year: 2010, month: 1 };
/// Days of the month it stopped in, 2026-01, that are whole: the last report is of the 15th, 09 UTC.
const LAST: (Month, i32) = (Month { year: 2026, month: 1 }, 14);

/// The days with observations.
pub(crate) fn period() -> (Day, Day) {
    let (month, days) = LAST;
    (FIRST.first_day(), month.first_day().plus_days(days - 1))
}

/// One export a month: the `records` endpoint next to it gives 100 rows at most.
pub(crate) fn downloads(base: &str, from: Day, to: Day) -> Vec<Download> {
    if from > to {
        return Vec::new();
    }
    let months = std::iter::successors(Some(from.month()), |month| Some(month.next()));
    months.take_while(|month| *month <= to.month()).map(|month| export(base, month)).collect()
}

fn export(base: &str, month: Month) -> Download {
    let (from, to) = (month.first_day(), month.next().first_day().plus_days(-1));
    let wanted = encoded(&format!("date >= '{from}T00:00:00Z' AND date <= '{to}T23:59:59Z'"));
    let url = format!("{base}{EXPORT}?where={wanted}&order_by=date&timezone=UTC&use_labels=false&epsg=4326");
    Download { name: format!("ods_{month}.json"), url, from, to }
}

/// Percent-encodes a value of a query.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
        encoded
    })
}
