//! Whatever is written, in whatever order, the zone holds what its twin in memory holds.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::curated::MemoryCurated;
use crate::curated::document::tests::any_document;

/// What a write is given: documents by definition and year, and a watermark.
type Given = (BTreeMap<(DayDefinition, i32), Vec<DailyDocument>>, Watermark);

fn any_write() -> impl Strategy<Value = Given> {
    let place = (0..3_usize, -20..40_i32);
    let documents = prop::collection::vec((any_document(), place, any::<bool>()), 0..30);
    (documents, 0..2_u8, 1..9_i64).prop_map(|(documents, staging, revision)| {
        let mut parts: BTreeMap<_, BTreeMap<_, DailyDocument>> = BTreeMap::new();
        for (mut document, (station, days), is_plain) in documents {
            let statistics = &mut document.statistics;
            statistics.station = ["07005", "07015", "61976"][station].parse().expect("an id");
            statistics.day = day_of(1, 1).plus_days(days);
            if is_plain {
                // Equal documents come again and again.
                document = super::document(statistics.station.as_str(), statistics.day, 1_000);
            }
            let key = (document.statistics.definition, document.statistics.day.year());
            parts.entry(key).or_default().insert(document.key(), document);
        }
        let parts = parts.into_iter().map(|(key, days)| (key, days.into_values().collect())).collect();
        (parts, Watermark { staging: staging.to_string(), revision })
    })
}

async fn put(zone: &dyn CuratedZone, (parts, watermark): &Given) -> Written {
    let part = |((definition, year), days): (&(DayDefinition, i32), &Vec<DailyDocument>)| {
        Ok(YearDays { definition: *definition, year: *year, days: days.clone() })
    };
    let years: Vec<_> = parts.iter().map(part).collect();
    zone.write(Box::new(years.into_iter()), watermark.clone(), NOW).await.expect("written")
}

async fn holds(zone: &dyn CuratedZone) -> impl PartialEq + std::fmt::Debug {
    let years = zone.years().await.expect("years");
    let mut days = Vec::new();
    for summary in &years {
        let parts = zone.read(summary.definition, summary.year, DayRequest::default()).await.expect("a scan");
        days.extend(parts.flat_map(|part| part.expect("documents")));
    }
    let watermarks = [zone.watermark("0").await.expect("read"), zone.watermark("1").await.expect("read")];
    (years, days, months(zone).await, watermarks)
}

#[test]
fn random_writes_leave_what_the_twin_holds() {
    let Some(databases) = Databases::new() else { return };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&prop::collection::vec(any_write(), 1..5), |writes| {
        runtime.block_on(async {
            let (zone, twin) = (databases.zone(), MemoryCurated::default());
            for given in &writes {
                let (written, expected) = (put(&zone, given).await, put(&twin, given).await);
                prop_assert_eq!(written, expected);
                let (held, expected) = (holds(&zone).await, holds(&twin).await);
                prop_assert!(held == expected, "{:?} and not {:?}", held, expected);
            }
            Ok(())
        })
    });
    outcome.expect("the twins agree");
}
