//! Whom to ask, and who stands in where a provider fails.

use std::sync::Mutex;
use std::time::Duration;

use zone::Kind;

use super::super::{Choice, DownloadReport, Outcome, Plan};
use super::{Act, ETAG, File, MONTH, Name, World, YEAR, export, january, observations, page, plan};

fn instead(download: &DownloadReport) -> Option<&str> {
    match &download.outcome {
        Outcome::Failed { instead, .. } => instead.as_deref(),
        _ => None,
    }
}

#[tokio::test]
async fn the_choice_is_told() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Serve(observations(30_000, 100_290, ETAG))]);
    let report = world.fetch(january()).await;
    assert_eq!(report.source, "meteofrance");
    assert!(report.messages[0].contains("meteofrance serves 2013-01-01 to 2013-01-31"), "{:?}", report.messages);
    assert_eq!(world.opendatasoft.asked("").len(), 0);
}

#[tokio::test]
async fn the_preferred_provider_is_asked_first() {
    let mut world = World::new().await;
    world.settings.upstreams.reverse();
    world.opendatasoft.script(MONTH, [Act::Serve(export())]);
    let report = world.fetch(january()).await;
    assert_eq!(report.source, "opendatasoft");
    assert_eq!(world.meteofrance.asked("").len(), 0);
}

#[tokio::test]
async fn the_other_provider_stands_in_for_a_missing_file() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Status(404)]);
    world.opendatasoft.script(MONTH, [Act::Serve(export())]);
    let report = world.fetch(january()).await;
    assert!(report.is_complete());
    let [failed, stand_in] = report.downloads.as_slice() else { panic!("{report:?}") };
    assert_eq!(instead(failed), Some("opendatasoft"));
    assert_eq!((stand_in.provider.as_str(), &stand_in.outcome), ("opendatasoft", &Outcome::New));
    assert!(report.messages.iter().any(|message| message.contains("asking opendatasoft")), "{:?}", report.messages);
    assert!(world.holds_only(&export()).await);
}

#[tokio::test]
async fn the_other_provider_stands_in_for_a_page() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Serve(page())]);
    world.opendatasoft.script(MONTH, [Act::Serve(export())]);
    assert!(world.fetch(january()).await.is_complete());
    assert!(world.holds_only(&export()).await);
}

#[tokio::test]
async fn only_the_days_of_the_failed_file_are_asked_of_the_other() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Status(404)]);
    world.meteofrance.script("synop_2014", [Act::Serve(observations(30_000, 100_290, ETAG))]);
    world.opendatasoft.script(MONTH, [Act::Serve(export())]);
    let report = world.fetch(plan("2013-12-15", "2014-02-10")).await;
    assert!(report.is_complete());
    let asked: Vec<_> =
        report.downloads.iter().map(|download| (download.provider.as_str(), download.from.to_string())).collect();
    let expected = [("meteofrance", "2013-12-15"), ("opendatasoft", "2013-12-15"), ("meteofrance", "2014-01-01")];
    assert_eq!(asked, expected.map(|(provider, day)| (provider, day.to_owned())));
}

#[tokio::test]
async fn who_was_chosen_by_name_has_no_stand_in() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Status(404)]);
    world.opendatasoft.script(MONTH, [Act::Serve(export())]);
    let report = world.fetch(Plan { source: Choice::Only(Name::MeteoFrance), ..january() }).await;
    assert!(!report.is_complete());
    assert_eq!(world.opendatasoft.asked("").len(), 0);
}

#[tokio::test]
async fn days_that_nobody_gave_are_missing() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Status(404)]);
    world.opendatasoft.script(MONTH, [Act::Status(404)]);
    let report = world.fetch(january()).await;
    assert!(!report.is_complete());
    assert_eq!((report.missing().count(), report.downloads.len()), (1, 2));
    let last = report.messages.last().expect("a message");
    assert!(last.contains("2013-01-01 to 2013-01-31 are missing"), "{last}");
}

#[tokio::test]
async fn a_failed_file_does_not_stop_the_others() {
    let world = World::new().await;
    for (year, act) in [("2010", Act::Status(404)), ("2011", Act::Serve(page()))] {
        world.meteofrance.script(&format!("synop_{year}"), [act]);
    }
    for (year, pressure) in [("2012", 100_290), ("2013", 100_300)] {
        world.meteofrance.script(&format!("synop_{year}"), [Act::Serve(observations(30_000, pressure, ETAG))]);
    }
    let plan = Plan { source: Choice::Only(Name::MeteoFrance), ..plan("2010-01-01", "2013-12-31") };
    let report = world.fetch(plan).await;
    assert_eq!(report.count(|outcome| *outcome == Outcome::New), 2);
    assert_eq!(report.missing().count(), 2);
    assert_eq!(world.kept().await.len(), 2);
    let years: Vec<_> = report.downloads.iter().map(|download| download.from.year()).collect();
    assert_eq!(years, [2010, 2011, 2012, 2013]);
}

#[tokio::test]
async fn days_that_nobody_serves_are_refused_before_anything_is_asked() {
    let world = World::new().await;
    for (from, to) in [("1850-01-01", "1850-12-31"), ("2013-02-01", "2013-01-01"), ("2030-01-01", "2030-01-31")] {
        let error = world.try_fetch(plan(from, to)).await.expect_err("nobody serves it");
        assert_eq!(error.kind(), Kind::Invalid);
        assert!(error.next_step().is_some());
    }
    assert_eq!(world.meteofrance.asked("").len() + world.opendatasoft.asked("").len(), 0);
}

#[tokio::test]
async fn days_to_come_are_not_asked_for() {
    let world = World::new().await;
    world.meteofrance.script("synop_2026", [Act::Serve(observations(30_000, 100_290, ETAG))]);
    // The clock of these tests stands at 2026-01-01.
    let report = world.fetch(plan("2026-01-01", "2027-12-31")).await;
    assert!(report.is_complete());
    assert_eq!((report.downloads.len(), report.to.to_string()), (1, "2026-01-01".into()));
}

#[tokio::test]
async fn no_more_downloads_than_set_run_at_once() {
    let mut world = World::new().await;
    world.settings.downloads_at_once = 2;
    let running = Mutex::new((0_i32, 0_i32));
    for year in 2004..2014 {
        world.meteofrance.script(&format!("synop_{year}"), [Act::Cut(slow(), 10), Act::Serve(slow())]);
    }
    let plan = Plan { source: Choice::Only(Name::MeteoFrance), ..plan("2004-01-01", "2013-12-31") };
    let count = |event: super::Event<'_>| {
        let mut running = running.lock().expect("lives");
        match event {
            super::Event::Started { name, .. } if name.contains("synop_2") => running.0 += 1,
            super::Event::Ended { report } if report.name.contains("synop_2") => running.0 -= 1,
            _ => {}
        }
        running.1 = running.1.max(running.0);
    };
    world.fetcher().fetch(&world.raw(), &plan, &count).await.expect("fetches");
    assert_eq!(*running.lock().expect("lives"), (0, 2));
}

fn slow() -> File {
    observations(3_000, 100_290, None)
}

/// The server's routes run fetches in tasks of their own.
#[tokio::test]
async fn a_fetch_can_run_in_a_task() {
    let world = World::new().await;
    world.meteofrance.script(YEAR, [Act::Serve(observations(3_000, 100_290, ETAG))]);
    let (fetch, raw) = (world.fetcher(), world.raw());
    let task = tokio::spawn(async move { fetch.fetch(&raw, &january(), &|_: super::Event<'_>| ()).await });
    let report = tokio::time::timeout(Duration::from_secs(5), task).await.expect("in time").expect("no panic");
    assert!(report.expect("fetches").is_complete());
}
