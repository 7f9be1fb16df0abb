//! Many uploads at once: the outcome is that of one after the other, and readers see whole commits.

use axum::http::StatusCode;
use futures::future::join_all;

use super::*;

const UPLOADS: u32 = 32;

/// Uploads whose days overlap; where they do they say the same.
fn overlapping() -> Vec<(String, String)> {
    let file = |number: u32| {
        let (first, station) = (1 + number % 8, if number.is_multiple_of(2) { "07005" } else { "07015" });
        // Each is other bytes, with other rows around those it shares.
        (format!("{number}.json"), reports(station, first..first + 4 + number / 8, 3))
    };
    (0..UPLOADS).map(file).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_at_once_end_as_one_after_the_other() {
    let serial = Served::new();
    for (name, rows) in &overlapping() {
        assert_eq!(serial.upload("/ingest", &[(name, rows)]).await.status, StatusCode::OK);
    }
    let together = Served::new();
    let files = overlapping();
    let uploads = join_all(files.iter().map(|(name, rows)| {
        let files = [(name.as_str(), rows.as_str())];
        let together = &together;
        async move { together.upload("/ingest", &files).await }
    }));
    let told = uploads.await;
    for told in &told {
        assert_eq!(told.status, StatusCode::OK, "{}", told.text);
        let total = &told.body["stage"]["total"];
        let count = |name: &str| total[name].as_u64().expect("a count");
        assert!(count("rows") > 0);
        let parts = count("accepted") + count("superseded") + count("duplicate") + count("rejected");
        assert_eq!(count("rows"), parts);
    }
    assert_eq!(together.contents().await, serial.contents().await);
    let revision = together.zones.staging.revision().await.expect("a revision");
    println!("{UPLOADS} uploads in {revision} commits");
    assert!(revision <= i64::from(UPLOADS));
}

/// Each upload is a month of hours: however many are read, they are whole.
#[tokio::test(flavor = "multi_thread")]
async fn readers_see_whole_commits() {
    let served = Served::new();
    let reading = {
        let zones = served.zones.clone();
        let (ended, mut is_ended) = tokio::sync::oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            let mut seen = std::collections::BTreeSet::new();
            while matches!(is_ended.try_recv(), Err(tokio::sync::oneshot::error::TryRecvError::Empty)) {
                let rows: u64 = zones.staging.months().await.expect("months").iter().map(|month| month.rows).sum();
                seen.insert(rows);
            }
            seen
        });
        (task, ended)
    };
    let uploads = (0..12).map(|number| {
        let (name, rows) = (format!("{number}.json"), reports(&format!("07{number:03}"), 1..31, 3));
        let served = &served;
        async move { served.upload("/ingest", &[(&name, &rows)]).await.status }
    });
    assert!(join_all(uploads).await.iter().all(|status| *status == StatusCode::OK));
    drop(reading.1);
    let seen = reading.0.await.expect("read");
    println!("rows seen: {seen:?}");
    assert!(seen.iter().all(|rows| rows.is_multiple_of(240)), "{seen:?}");
    assert!(seen.contains(&(12 * 240)));
}
