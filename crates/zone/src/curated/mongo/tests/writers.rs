//! Writers that meet, and writers that are killed.

use std::future::Future;
use std::pin::pin;
use std::task::Poll;

use super::log::Turn;
use super::server::{DAYS, LOG};
use super::write::bulk::Bulk;
use super::*;
use crate::curated::MemoryCurated;

/// How many steps two killed writes are apart.
const STRIDE: usize = 3;

/// Drives a future through so many steps and then drops it, as a killed process would; what it gave, if it was done.
async fn killed_after<T>(steps: usize, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut left = steps;
    std::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_killed_anywhere_is_made_good_by_the_next() {
    let Some(databases) = Databases::new() else { return };
    let stations = ["07005", "07015"];
    let mut steps = 1;
    loop {
        let (address, twin) = (databases.address(), MemoryCurated::default());
        let before = days(&stations, 5, 0);
        write(&zone_at(&address), before.clone(), 1).await.expect("written");
        write(&twin, before.clone(), 1).await.expect("written");

        let killed = zone_at(&address);
        let outcome = killed_after(steps, write(&killed, days(&stations, 7, 5_000), 2)).await;
        let reader = zone_at(&address);
        let is_finished = reader.watermark("s").await.expect("a watermark") == Some(2);
        assert!(is_finished || outcome.is_none(), "after {steps} steps: {outcome:?}");
        assert!(read(&reader).await.expect("days").len() >= before.len(), "after {steps} steps");

        // The same days, two of them new, as staging has them now: some as the killed one wrote them, some later.
        let mut after = days(&stations, 7, 5_000);
        after[3] = document("07005", after[3].statistics.day, -7_000);
        for zone in [&reader as &dyn CuratedZone, &twin] {
            write(zone, after.clone(), 3).await.expect("written");
        }
        assert_eq!(told(&reader).await, told(&twin).await, "after {steps} steps");
        if outcome.is_some() {
            break;
        }
        steps += STRIDE;
    }
    assert!(steps > 10, "the write took {steps} steps: it was never killed midway");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_read_an_older_state_gets_a_conflict_and_writes_nothing() {
    let Some(databases) = Databases::new() else { return };
    let address = databases.address();
    let (zone, other) = (zone_at(&address), zone_at(&address));
    let runtime = tokio::runtime::Handle::current();
    // While the days of the one are drained, the other writes.
    let meanwhile = std::iter::once_with(move || {
        runtime.block_on(write(&other, days(&["07005"], 3, 5_000), 2)).expect("written");
        Ok(YearDays { definition: DayDefinition::Climatological, year: 2013, days: days(&["07005", "07015"], 3, 0) })
    });
    let error = zone.write(Box::new(meanwhile), mark("s", 1), NOW).await.expect_err("refused");
    assert_eq!(error.kind(), Kind::Conflict, "{error}");
    assert_eq!(read(&zone).await.expect("days"), days(&["07005"], 3, 5_000));
    assert_eq!(zone.watermark("s").await.expect("a watermark"), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_at_work_is_waited_for() {
    let Some(databases) = Databases::new() else { return };
    let address = databases.address();
    let slow = MongoCurated { patience: Duration::from_secs(60), ..zone_at(&address) };
    slow.server.ready().await.expect("ready");
    let log = slow.log();
    let seen = log.state().await.expect("the state");
    let turn = log.begin(&seen, "s", NOW).await.expect("a turn");
    let waiting = MongoCurated { patience: Duration::from_secs(60), ..zone_at(&address) };
    let (drained, is_drained) = std::sync::mpsc::channel();
    let waiting = tokio::spawn(async move {
        let told = std::iter::from_fn(move || drained.send(()).ok().and(None));
        let days = years(days(&["07005"], 3, 0)).chain(told);
        waiting.write(Box::new(days), mark("s", 1), NOW).await
    });
    is_drained.recv().expect("it has read the state and its days");
    log.hold(&turn).await.expect("it has its turn");
    log.finish(&turn, &mark("s", 9), &[], NOW).await.expect("finished");
    let error = waiting.await.expect("no panic").expect_err("it is stale now");
    assert_eq!(error.kind(), Kind::Conflict, "{error}");
}

/// A zone's log, and a turn of its own in it.
async fn begun(zone: &MongoCurated) -> (Log<'_>, Turn) {
    zone.server.ready().await.expect("ready");
    let log = zone.log();
    let turn = log.begin(&log.state().await.expect("the state"), "s", NOW).await.expect("a turn");
    (log, turn)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_whose_turn_was_taken_says_so_and_finishes_nothing() {
    let Some(databases) = Databases::new() else { return };
    let address = databases.address();
    let (stale, other) = (zone_at(&address), zone_at(&address));
    let (log, turn) = begun(&stale).await;
    write(&other, days(&["07005"], 3, 0), 1).await.expect("it takes over");
    let told = log.hold(&turn).await.expect_err("taken");
    assert_eq!(told.kind(), Kind::Conflict, "{told}");
    let told = log.finish(&turn, &mark("s", 9), &[], NOW).await.expect_err("taken");
    assert_eq!(told.kind(), Kind::Conflict, "{told}");
    assert_eq!(other.watermark("s").await.expect("a watermark"), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_comes_late_never_lies_over_a_newer_one() {
    let Some(databases) = Databases::new() else { return };
    let address = databases.address();
    let (stale, other) = (zone_at(&address), zone_at(&address));
    let (log, turn) = begun(&stale).await;
    write(&other, days(&["07005"], 3, 5_000), 1).await.expect("it takes over");
    // As a command does that was sent before the turn was taken, and arrives after.
    let late = super::stored::day(&days(&["07005"], 3, 0)[1]).expect("a document");
    let late = super::stored::at_revision(late, turn.step.number).expect("a document");
    let told = Bulk::new(&stale.server, &log, &turn, DAYS).replace(&[late]).await.expect_err("refused");
    assert_eq!(told.kind(), Kind::Conflict, "{told}");
    assert_eq!(read(&other).await.expect("days"), days(&["07005"], 3, 5_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_unfinished_write_no_document_is_left_under_an_older_revision() {
    let Some(databases) = Databases::new() else { return };
    let address = databases.address();
    let zone = zone_at(&address);
    write(&zone, days(&["07005"], 3, 0), 1).await.expect("written");
    let log = zone.log();
    let turn = log.begin(&log.state().await.expect("the state"), "s", NOW).await.expect("a turn");
    let other = zone_at(&address);
    other.write(years(days(&["07015"], 3, 0)), mark("another", 1), NOW).await.expect("it takes over");
    // Equal to what stands there, and written all the same: the writer of `turn` may be alive.
    assert_eq!(write(&other, days(&["07005"], 3, 0), 2).await.expect("written"), Written { changed: 0, unchanged: 3 });
    let revisions = |documents: Vec<Document>| -> Vec<i64> {
        documents.iter().map(|document| document.get_i64("revision").expect("a revision")).collect()
    };
    assert!(revisions(all(&other, DAYS).await).iter().all(|revision| *revision > turn.step.number));
    let last = all(&other, LOG).await.pop().expect("a step");
    assert!(last.get_array("unfinished").is_ok_and(Vec::is_empty), "{last}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_once_end_as_one_after_the_other() {
    let Some(databases) = Databases::new() else { return };
    let (address, twin) = (databases.address(), MemoryCurated::default());
    let days = days(&["07005", "07015", "61976"], 4, 0);
    write(&twin, days.clone(), 1).await.expect("written");
    let one = |days: Vec<DailyDocument>| {
        let zone = MongoCurated { patience: Duration::from_secs(2), ..zone_at(&address) };
        tokio::spawn(async move {
            loop {
                match write(&zone, days.clone(), 1).await {
                    Err(error) if error.kind() == Kind::Conflict => (),
                    outcome => return outcome.expect("written"),
                }
            }
        })
    };
    let (first, second) = (one(days.clone()), one(days.clone()));
    let written = [first.await.expect("no panic"), second.await.expect("no panic")];
    assert_eq!(written.iter().map(|written| written.changed).sum::<u64>(), days.len() as u64, "{written:?}");
    assert_eq!(told(&zone_at(&address)).await, told(&twin).await);
}
