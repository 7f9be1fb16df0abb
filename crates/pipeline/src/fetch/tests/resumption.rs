//! A broken download goes on where it broke, within a run and in the next one, unless the file changed.

use axum::http::header;
use tokio::sync::Notify;
use zone::raw::RawZone;

use super::super::{Choice, Event, Outcome, Plan};
use super::{Act, ETAG, Name, OTHER_ETAG, World, YEAR, january, observations};

/// January 2013 from Météo-France alone.
fn meteofrance() -> Plan {
    Plan { source: Choice::Only(Name::MeteoFrance), ..january() }
}

#[tokio::test]
async fn a_broken_download_goes_on_where_it_broke() {
    let world = World::new().await;
    let file = observations(300_000, 100_290, ETAG);
    world.meteofrance.script(YEAR, [Act::Cut(file.clone(), 100_000), Act::Serve(file.clone())]);
    let report = world.fetch(january()).await;
    let download = &report.downloads[0];
    assert_eq!((&download.outcome, download.attempts, download.bytes), (&Outcome::New, 2, file.bytes.len() as u64));
    let rest = &world.meteofrance.asked(YEAR)[1];
    assert_eq!((rest.header(header::RANGE), rest.header(header::IF_RANGE)), ("bytes=100000-", "\"one\""));
    assert!(world.holds_only(&file).await);
}

#[tokio::test]
async fn a_rest_that_comes_in_pieces_is_put_together() {
    let world = World::new().await;
    let file = observations(300_000, 100_290, ETAG);
    let piece = Act::ServePiece(file.clone(), 90_000);
    world.meteofrance.script(YEAR, [Act::Cut(file.clone(), 100_000), piece.clone(), piece, Act::Serve(file.clone())]);
    assert_eq!(world.fetch(january()).await.downloads[0].attempts, 4);
    assert!(world.holds_only(&file).await);
}

#[tokio::test]
async fn a_provider_that_sends_the_whole_again_is_understood() {
    let world = World::new().await;
    let file = observations(300_000, 100_290, ETAG);
    world.meteofrance.script(YEAR, [Act::Cut(file.clone(), 100_000), Act::ServeWhole(file.clone())]);
    let report = world.fetch(january()).await;
    assert_eq!(report.downloads[0].bytes, file.bytes.len() as u64 + 100_000);
    assert!(world.holds_only(&file).await);
}

#[tokio::test]
async fn a_file_that_changed_meanwhile_is_begun_anew() {
    let world = World::new().await;
    let (old, new) = (observations(300_000, 100_290, ETAG), observations(300_000, 100_300, OTHER_ETAG));
    world.meteofrance.script(YEAR, [Act::Cut(old, 100_000), Act::Serve(new.clone())]);
    world.fetch(january()).await;
    assert!(world.holds_only(&new).await);
    assert_eq!(world.kept().await[0].etag.as_deref(), OTHER_ETAG);
}

#[tokio::test]
async fn the_rest_of_another_version_is_not_taken() {
    let world = World::new().await;
    let (old, new) = (observations(300_000, 100_290, ETAG), observations(300_000, 100_300, OTHER_ETAG));
    world.meteofrance.script(YEAR, [Act::Cut(old, 100_000), Act::ServeRest(new.clone())]);
    let report = world.fetch(january()).await;
    assert_eq!(report.downloads[0].attempts, 3);
    assert!(world.holds_only(&new).await);
}

#[tokio::test]
async fn without_a_version_the_file_is_begun_anew() {
    let world = World::new().await;
    let file = observations(300_000, 100_290, None);
    world.meteofrance.script(YEAR, [Act::Cut(file.clone(), 100_000), Act::Serve(file.clone())]);
    world.fetch(january()).await;
    assert_eq!(world.meteofrance.asked(YEAR)[1].header(header::RANGE), "");
    assert!(world.holds_only(&file).await);
}

#[tokio::test]
async fn the_next_run_goes_on_where_the_last_one_gave_up() {
    let world = World::new().await;
    let file = observations(300_000, 100_290, ETAG);
    world.meteofrance.script(YEAR, [Act::Cut(file.clone(), 100_000), Act::Status(500)]);
    let report = world.fetch(meteofrance()).await;
    assert!(!report.is_complete());
    assert_eq!((world.kept().await.len(), world.files_in("raw/incoming"), world.files_in("tmp")), (0, 0, 1));

    world.meteofrance.script(YEAR, [Act::Serve(file.clone())]);
    let report = world.fetch(meteofrance()).await;
    assert_eq!(report.downloads[0].bytes, file.bytes.len() as u64 - 100_000);
    assert!(world.holds_only(&file).await);
    assert_eq!(world.files_in("tmp"), 0);
}

#[tokio::test]
async fn a_run_that_was_stopped_is_gone_on_with() {
    let world = World::new().await;
    let file = observations(300_000, 100_290, ETAG);
    world.meteofrance.script(YEAR, [Act::Stall(file.clone(), 100_000)]);
    let arrived = Notify::new();
    let tell = |event: Event<'_>| {
        if matches!(event, Event::Received { bytes: 100_000, .. }) {
            arrived.notify_one();
        }
    };
    let (fetch, raw, plan) = (world.fetcher(), world.raw(), meteofrance());
    // Stopped while it waits for more, as by a signal.
    tokio::select! {
        report = fetch.fetch(&raw, &plan, &tell) => panic!("{report:?}"),
        () = arrived.notified() => {}
    }
    assert_eq!(world.files_in("tmp"), 1);

    world.meteofrance.script(YEAR, [Act::Serve(file.clone())]);
    let report = world.fetch(meteofrance()).await;
    assert_eq!(report.downloads[0].bytes, file.bytes.len() as u64 - 100_000);
    assert!(world.holds_only(&file).await);
}

#[tokio::test]
async fn a_beginning_of_an_old_version_is_dropped_in_the_next_run() {
    let world = World::new().await;
    let (old, new) = (observations(300_000, 100_290, ETAG), observations(300_000, 100_300, OTHER_ETAG));
    world.meteofrance.script(YEAR, [Act::Cut(old, 100_000), Act::Status(500)]);
    world.fetch(meteofrance()).await;
    world.meteofrance.script(YEAR, [Act::Serve(new.clone())]);
    world.fetch(meteofrance()).await;
    assert!(world.holds_only(&new).await);
}

#[tokio::test]
async fn the_beginning_of_the_newer_version_is_kept_for_the_next_run() {
    let world = World::new().await;
    let (old, new) = (observations(300_000, 100_290, ETAG), observations(300_000, 100_300, OTHER_ETAG));
    let acts = [Act::Cut(old, 100_000), Act::Cut(new.clone(), 50_000), Act::Status(500)];
    world.meteofrance.script(YEAR, acts);
    world.fetch(meteofrance()).await;
    world.meteofrance.script(YEAR, [Act::Serve(new.clone())]);
    let report = world.fetch(meteofrance()).await;
    assert_eq!(report.downloads[0].bytes, new.bytes.len() as u64 - 50_000);
    assert!(world.holds_only(&new).await);
}

#[tokio::test]
async fn two_runs_at_once_do_not_mix_what_they_leave_to_the_next() {
    let world = World::new().await;
    let file = observations(300_000, 100_290, ETAG);
    // Both begin, and both get a second piece after the other one has begun.
    let acts = [50_000; 4].map(|bytes| Act::Cut(file.clone(), bytes));
    world.meteofrance.script(YEAR, acts.into_iter().chain([Act::Status(500)]));
    tokio::join!(world.fetch(meteofrance()), world.fetch(meteofrance()));
    world.meteofrance.script(YEAR, [Act::Serve(file.clone())]);
    world.fetch(meteofrance()).await;
    assert!(world.holds_only(&file).await);
}

#[tokio::test]
async fn a_damaged_beginning_is_dropped() {
    let world = World::new().await;
    let file = observations(300_000, 100_290, ETAG);
    world.meteofrance.script(YEAR, [Act::Cut(file.clone(), 100_000), Act::Status(500)]);
    world.fetch(meteofrance()).await;
    for journal in std::fs::read_dir(world.scratch()).expect("a folder") {
        std::fs::write(journal.expect("an entry").path(), "{\"url\": \"http").expect("writes");
    }
    world.meteofrance.script(YEAR, [Act::Serve(file.clone())]);
    let report = world.fetch(meteofrance()).await;
    assert_eq!(report.downloads[0].bytes, file.bytes.len() as u64);
    assert!(world.holds_only(&file).await);
}

#[tokio::test]
async fn two_runs_at_once_do_not_mix_their_bytes() {
    let world = World::new().await;
    let file = observations(300_000, 100_290, ETAG);
    let acts = [50_000, 60_000, 70_000, 80_000].map(|bytes| Act::Cut(file.clone(), bytes));
    world.meteofrance.script(YEAR, acts.into_iter().chain([Act::Serve(file.clone())]));
    let (one, other) = tokio::join!(world.fetch(january()), world.fetch(january()));
    assert!(one.is_complete() && other.is_complete());
    assert!(world.holds_only(&file).await);
    world.raw().verify(world.kept().await[0].sha256).await.expect("is sound");
}

#[tokio::test]
async fn old_beginnings_are_swept() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Serve(observations(30_000, 100_290, ETAG))]);
    std::fs::create_dir_all(world.scratch()).expect("a folder");
    let old = std::fs::File::create(world.scratch().join("0123.part")).expect("a file");
    // The clock of these tests stands at 2026-01-01.
    old.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_766_000_000)).expect("sets");
    world.fetch(january()).await;
    assert_eq!(world.files_in("tmp"), 0);
}
