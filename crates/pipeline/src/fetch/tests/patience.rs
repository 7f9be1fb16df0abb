//! Passing troubles are waited out, lasting ones are not.

use std::time::{Duration, Instant};

use super::super::{Choice, Event, Outcome, Plan};
use super::{Act, ETAG, Name, World, YEAR, january, observations, page};
use zone::Kind;

fn meteofrance() -> Plan {
    Plan { source: Choice::Only(Name::MeteoFrance), ..january() }
}

/// The kind and text of the failure of the only download.
async fn failure(world: &World) -> (Kind, String, u32) {
    let report = world.fetch(meteofrance()).await;
    let [download] = report.downloads.as_slice() else { panic!("{report:?}") };
    match &download.outcome {
        Outcome::Failed { kind, error, .. } => (*kind, error.clone(), download.attempts),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_server_error_is_tried_again() {
    let world = World::new().await;
    let file = observations(30_000, 100_290, ETAG);
    let acts = [500, 502, 503].map(Act::Status).into_iter().chain([Act::Serve(file.clone())]);
    world.meteofrance.script(YEAR, acts);
    assert_eq!(world.fetch(january()).await.downloads[0].attempts, 4);
    assert!(world.holds_only(&file).await);
}

#[tokio::test]
async fn the_wait_asked_for_is_kept() {
    let world = World::new().await;
    let file = observations(30_000, 100_290, ETAG);
    world.meteofrance.script(YEAR, [Act::RetryAfter(429, "1".into()), Act::Serve(file.clone())]);
    let begin = Instant::now();
    assert_eq!(world.fetch(january()).await.downloads[0].attempts, 2);
    assert!(begin.elapsed() >= Duration::from_secs(1), "{:?}", begin.elapsed());
    assert!(world.holds_only(&file).await);
}

#[tokio::test]
async fn a_date_to_wait_for_is_understood() {
    let world = World::new().await;
    let file = observations(30_000, 100_290, ETAG);
    // The clock of these tests stands at 2026-01-01 00:00:00 UTC.
    let date = "Thu, 01 Jan 2026 00:00:01 GMT";
    world.meteofrance.script(YEAR, [Act::RetryAfter(503, date.into()), Act::Serve(file)]);
    world.fetch(january()).await;
    let told = world.told.lock().expect("lives");
    assert!(told.iter().any(|event| event.starts_with("Waiting") && event.contains("delay: 1s")), "{told:?}");
}

#[tokio::test]
async fn a_provider_that_asks_for_too_much_patience_is_left_alone() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::RetryAfter(429, "86400".into())]);
    let (kind, error, attempts) = failure(&world).await;
    assert_eq!((kind, attempts), (Kind::Unavailable, 1));
    assert!(error.contains("86400 s"), "{error}");
}

#[tokio::test]
async fn patience_ends() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Status(500)]);
    let (kind, error, attempts) = failure(&world).await;
    assert_eq!((kind, attempts), (Kind::Unavailable, 4));
    assert!(error.contains("500"), "{error}");
    assert_eq!(world.meteofrance.asked(YEAR).len(), 4);
}

#[tokio::test]
async fn a_provider_that_falls_silent_is_asked_again_for_the_rest() {
    let mut world = World::new().await;
    world.settings.read_timeout = Duration::from_millis(300);
    let file = observations(300_000, 100_290, ETAG);
    world.meteofrance.script(YEAR, [Act::Silence, Act::Stall(file.clone(), 100_000), Act::Serve(file.clone())]);
    let report = world.fetch(january()).await;
    let download = &report.downloads[0];
    assert_eq!((download.attempts, download.bytes), (3, file.bytes.len() as u64));
    assert!(world.holds_only(&file).await);
}

#[tokio::test]
async fn a_cut_file_is_never_kept() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Cut(observations(300_000, 100_290, None), 200_000)]);
    let (kind, error, _) = failure(&world).await;
    assert_eq!(kind, Kind::Unavailable, "{error}");
    assert_eq!((world.kept().await.len(), world.files_in("raw/incoming")), (0, 0));
}

#[tokio::test]
async fn a_page_in_place_of_a_file_is_never_kept_nor_asked_for_again() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Serve(page())]);
    let (kind, error, attempts) = failure(&world).await;
    assert_eq!((kind, attempts), (Kind::Invalid, 1));
    assert!(error.contains("HTML"), "{error}");
    assert_eq!((world.kept().await.len(), world.files_in("raw/incoming")), (0, 0));
}

#[tokio::test]
async fn an_empty_file_is_never_kept() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Serve(super::File { bytes: Default::default(), etag: ETAG })]);
    let (kind, error, _) = failure(&world).await;
    assert_eq!(kind, Kind::Invalid);
    assert!(error.contains("empty"), "{error}");
    assert_eq!(world.kept().await.len(), 0);
}

#[tokio::test]
async fn a_refusal_is_not_argued_with() {
    for (status, expected) in [(403, Kind::Invalid), (404, Kind::NotFound), (410, Kind::NotFound), (204, Kind::Invalid)]
    {
        let world = World::new().await;
        world.meteofrance.script(YEAR, [Act::Status(status)]);
        let (kind, _, attempts) = failure(&world).await;
        assert_eq!((kind, attempts), (expected, 1), "{status}");
    }
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_is_told() {
    let mut world = World::new().await;
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("binds").local_addr().expect("an address");
    world.settings.upstreams[0].base = format!("http://{free}");
    let (kind, error, attempts) = failure(&world).await;
    assert_eq!((kind, attempts), (Kind::Unavailable, 4));
    assert!(error.contains("cannot be reached") && error.contains("refused"), "{error}");
}

#[tokio::test]
async fn an_address_that_is_none_is_told() {
    let mut world = World::new().await;
    world.settings.upstreams[0].base = "htp:/nowhere".into();
    let (kind, _, attempts) = failure(&world).await;
    assert_eq!((kind, attempts), (Kind::Invalid, 1));
}

#[tokio::test]
async fn a_lake_that_cannot_be_written_ends_the_run() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Serve(observations(30_000, 100_290, ETAG))]);
    let raw = world.raw();
    std::fs::write(world.folder.path().join("raw/incoming"), "in the way").expect("writes");
    let ended = world.fetcher().fetch(&raw, &january(), &|_: Event<'_>| ()).await;
    let error = ended.expect_err("cannot be written");
    assert!(error.to_string().contains("raw"), "{error}");
}
