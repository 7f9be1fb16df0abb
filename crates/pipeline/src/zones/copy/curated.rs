//! Daily documents, a definition and year at a time.

use std::collections::HashMap;

use weather::Time;
use weather::day::DayDefinition;
use zone::curated::{CuratedZone, DailyDocument, DayRequest, Watermark, YearDays, YearSummary};
use zone::{Error, Kind, Result};

use super::{CopyReport, Progress, until_sent};

/// The watermark of a copy: it follows no staging zone, so the next `curate` looks at every day once.
const NOBODY: &str = "copy";

/// Copies what `to` lacks. A year is held in memory, as by the zones themselves.
///
/// # Errors
/// `Invalid` if `to` holds something that is not in `from`; any of the zones.
pub async fn curated(
    from: &dyn CuratedZone,
    to: &dyn CuratedZone,
    now: Time,
    progress: Progress<'_>,
) -> Result<CopyReport> {
    let mut report = CopyReport::default();
    let years = from.years().await?;
    let standing = standing(to, &years).await?;
    for YearSummary { definition, year, documents } in years {
        let days = documents_of(from, definition, year).await?;
        if standing.get(&(definition, year)) == Some(&documents) && days == documents_of(to, definition, year).await? {
            report.already_there += documents;
        } else {
            let written = until_sent(async || {
                let part = YearDays { definition, year, days: days.clone() };
                let watermark = Watermark { staging: NOBODY.to_owned(), revision: 0 };
                to.write(Box::new(std::iter::once(Ok(part))), watermark, now).await
            });
            let written = written.await?;
            report.copied += written.changed;
            report.already_there += written.unchanged;
            if days != documents_of(to, definition, year).await? {
                report.problem(format!("days of {year} ({})", definition.name()), "they are not as in the source");
            }
        }
        progress(report.dealt_with());
    }
    Ok(report)
}

/// How many documents of each definition and year the target holds, if all of it can be of an earlier copy.
async fn standing(to: &dyn CuratedZone, years: &[YearSummary]) -> Result<HashMap<(DayDefinition, i32), u64>> {
    let key = |summary: &YearSummary| (summary.definition, summary.year);
    let standing = to.years().await?;
    if standing.iter().any(|one| !years.iter().any(|other| key(other) == key(one) && other.documents >= one.documents))
    {
        return Err(Error::new(Kind::Invalid, "the target holds days that are not in the source")
            .hint("choose an empty place, or empty this one first"));
    }
    Ok(standing.iter().map(|summary| (key(summary), summary.documents)).collect())
}

async fn documents_of(zone: &dyn CuratedZone, definition: DayDefinition, year: i32) -> Result<Vec<DailyDocument>> {
    let parts = zone.read(definition, year, DayRequest::default()).await?;
    let reading = tokio::task::spawn_blocking(move || {
        parts.collect::<Result<Vec<_>>>().map(|parts| parts.into_iter().flatten().collect())
    });
    reading.await.map_err(|error| Error::new(Kind::Invalid, format!("reading stopped: {error}")))?
}
