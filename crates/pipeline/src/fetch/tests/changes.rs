//! What did not change is not downloaded again; what did is kept beside the old.

use axum::http::header;
use futures::TryStreamExt;
use zone::raw::{ObjectKind, RawObject, RawZone};

use super::super::Outcome;
use super::{Act, ETAG, OTHER_ETAG, STATIONS, World, YEAR, export, january, observations};

#[tokio::test]
async fn a_first_fetch_keeps_the_file_and_says_where_it_came_from() {
    let world = World::new().await;
    let file = observations(300_000, 100_290, ETAG);
    world.meteofrance.script(YEAR, [Act::Serve(file.clone())]);
    let report = world.fetch(january()).await;
    assert!(report.is_complete());
    let [download] = report.downloads.as_slice() else { panic!("{report:?}") };
    assert_eq!((&download.outcome, download.attempts, download.bytes), (&Outcome::New, 1, file.bytes.len() as u64));
    assert!(world.holds_only(&file).await);
    let object = &world.kept().await[0];
    assert_eq!(Some(object.sha256), download.object);
    assert_eq!(
        (object.source.as_str(), object.url.as_ref(), object.etag.as_deref()),
        ("meteofrance", Some(&download.url), ETAG)
    );
    assert!(object.name.contains(YEAR), "{object:?}");
}

#[tokio::test]
async fn an_unchanged_file_is_not_downloaded_again() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Serve(observations(300_000, 100_290, ETAG))]);
    let first = world.fetch(january()).await;
    let second = world.fetch(january()).await;
    let [download] = second.downloads.as_slice() else { panic!("{second:?}") };
    assert_eq!((&download.outcome, download.bytes), (&Outcome::Unchanged, 0));
    assert_eq!(download.object, first.downloads[0].object);
    assert_eq!(world.meteofrance.asked(YEAR)[1].header(header::IF_NONE_MATCH), "\"one\"");
    assert_eq!((world.files_in("raw/incoming"), world.files_in("tmp")), (0, 0));
}

#[tokio::test]
async fn a_changed_file_is_kept_beside_the_old_one() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Serve(observations(30_000, 100_290, ETAG))]);
    world.fetch(january()).await;
    world.meteofrance.script(YEAR, [Act::Serve(observations(30_000, 100_300, OTHER_ETAG))]);
    let report = world.fetch(january()).await;
    assert_eq!(report.downloads[0].outcome, Outcome::New);
    assert_eq!(world.kept().await.len(), 2);
    let state = world.raw().last_fetch(&report.downloads[0].url).await.expect("reads").expect("is known");
    assert_eq!((state.etag.as_deref(), Some(state.object)), (OTHER_ETAG, report.downloads[0].object));
}

#[tokio::test]
async fn equal_bytes_from_a_provider_without_versions_are_kept_once() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Serve(observations(30_000, 100_290, None))]);
    world.fetch(january()).await;
    let report = world.fetch(january()).await;
    assert_eq!(report.downloads[0].outcome, Outcome::Duplicate);
    assert_eq!(world.kept().await.len(), 1);
}

#[tokio::test]
async fn a_file_that_left_the_lake_is_downloaded_again() {
    let world = World::new().await;
    let file = observations(30_000, 100_290, ETAG);
    world.meteofrance.script(YEAR, [Act::Serve(file.clone())]);
    world.fetch(january()).await;
    std::fs::remove_dir_all(world.folder.path().join("raw/objects")).expect("deletes");
    assert_eq!(world.fetch(january()).await.downloads[0].outcome, Outcome::New);
    assert!(world.holds_only(&file).await);
}

#[tokio::test]
async fn a_damaged_state_of_an_address_is_written_anew() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Serve(observations(30_000, 100_290, ETAG))]);
    let url = world.fetch(january()).await.downloads[0].url.clone();
    for state in std::fs::read_dir(world.folder.path().join("raw/fetches")).expect("a folder") {
        std::fs::write(state.expect("an entry").path(), "{").expect("writes");
    }
    assert_eq!(world.fetch(january()).await.downloads[0].outcome, Outcome::Duplicate);
    assert!(world.raw().last_fetch(&url).await.expect("reads").is_some());
}

#[tokio::test]
async fn the_station_list_is_kept_as_such() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Serve(observations(30_000, 100_290, ETAG))]);
    let report = world.fetch(january()).await;
    assert_eq!(report.stations.map(|stations| stations.outcome), Some(Outcome::New));
    let objects: Vec<RawObject> = world.raw().list().try_collect().await.expect("lists");
    let list = objects.iter().find(|object| object.name.contains(STATIONS)).expect("the list");
    assert_eq!(list.kind, ObjectKind::StationList);
    assert_eq!(world.fetch(january()).await.stations.map(|stations| stations.outcome), Some(Outcome::Unchanged));
}

#[tokio::test]
async fn a_missing_station_list_is_a_message_and_no_failure() {
    let world = World::new().await;
    world.meteofrance.script(STATIONS, [Act::Status(404)]);
    world.meteofrance.script(YEAR, [Act::Serve(observations(30_000, 100_290, ETAG))]);
    let report = world.fetch(january()).await;
    assert!(report.is_complete());
    assert!(report.messages.iter().any(|message| message.contains(STATIONS)), "{:?}", report.messages);
}

#[tokio::test]
async fn the_report_is_json_with_the_outcome_in_words() {
    let world = World::new().await;
    world.opendatasoft.script("exports", [Act::Serve(export())]);
    let report = world.fetch(january()).await;
    let json = serde_json::to_value(&report).expect("serialises");
    assert_eq!(json["downloads"][0]["outcome"], "failed");
    assert_eq!(json["downloads"][0]["kind"], "not_found");
    assert_eq!(json["downloads"][0]["instead"], "opendatasoft");
    assert_eq!(json["downloads"][1]["outcome"], "new");
    assert_eq!(json["from"], "2013-01-01");
}
