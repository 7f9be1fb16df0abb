//! Jobs: what they tell, how they end, and that they go on after a restart.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use pipeline::run::State;

use super::*;

/// Sends an upload that is not waited for and gives its job.
async fn later(served: &Served, files: &[(&str, &str)]) -> String {
    let request = upload("/ingest", files).header("prefer", "respond-async, wait=10").body(form(files));
    let told = served.send(request.expect("a request")).await;
    assert_eq!(told.status, StatusCode::ACCEPTED, "{}", told.text);
    let id = told.body["id"].as_str().expect("an id").to_owned();
    assert_eq!(told.headers["location"], format!("/v1/jobs/{id}"));
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_tells_what_it_does_in_order_to_its_end() {
    let served = Served::new();
    let held = served.lake.lock("another", |_| ()).expect("locked");
    let id = later(&served, &[("a.json", &reports("07005", 1..5, 3))]).await;
    let listening = {
        let request = Request::get(format!("/v1/jobs/{id}/events")).body(Body::empty()).expect("a request");
        let asked = served.ask(request);
        tokio::spawn(async move {
            let response = asked.await.expect("an answer");
            assert_eq!(response.headers()["content-type"], "text/event-stream");
            String::from_utf8(response.into_body().collect().await.expect("a body").to_bytes().to_vec()).expect("UTF-8")
        })
    };
    drop(held);
    let told = events(&listening.await.expect("heard"));
    let names: Vec<_> =
        told.iter().map(|(_, name, data)| (name.as_str(), data["state"].as_str(), data["arrow"].as_str())).collect();
    assert_eq!(names.first(), Some(&("state", Some("queued"), None)), "{names:?}");
    assert_eq!(names.last(), Some(&("end", Some("done"), None)));
    let place =
        |wanted| names.iter().position(|name| *name == wanted).unwrap_or_else(|| panic!("{wanted:?} in {names:?}"));
    let order =
        [("state", Some("running"), None), ("progress", None, Some("stage")), ("progress", None, Some("curate"))];
    assert!(order.map(place).is_sorted(), "{names:?}");
    let staged = &told[place(("progress", None, Some("curate")))].2;
    assert_eq!((&staged["objects_done"], &staged["rows"]), (&1.into(), &32.into()), "{staged}");
    let ids: Vec<u64> =
        told.iter().map(|(id, ..)| id.strip_prefix("1-").expect("an attempt").parse().expect("a number")).collect();
    assert!(ids.is_sorted_by(|one, next| one < next), "{ids:?}");
    assert_eq!(told.last().expect("an end").2["report"]["stage"]["total"]["accepted"], 32);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_cut_off_goes_on_after_the_last_event_it_heard() {
    let served = Served::new();
    let id = later(&served, &[("a.json", &reports("07005", 1..5, 3))]).await;
    served.over_of(&id).await;
    let after = async |last: &str| {
        let request = Request::get(format!("/v1/jobs/{id}/events")).header("last-event-id", last).body(Body::empty());
        served.send(request.expect("a request")).await
    };
    let told = events(&after("1-1").await.text);
    assert_eq!(told.iter().map(|(_, name, _)| name.as_str()).collect::<Vec<_>>(), ["end"]);
    let last = &told[0].0;
    assert_eq!(after(last).await.status, StatusCode::NO_CONTENT);
    assert_eq!(after("nonsense").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_does_not_wait_for_ever_and_hears_who_writes() {
    let served = Served::with(|settings| settings.wait_for_writer = Duration::from_millis(30));
    let held = served.lake.lock("`meteolake stage`, process 7", |_| ()).expect("locked");
    let told = served.upload("/ingest", &[("a.json", &reports("07005", 1..3, 3))]).await;
    assert_eq!(told.status, StatusCode::CONFLICT, "{}", told.text);
    assert!(told.body["detail"].as_str().expect("a detail").contains("`meteolake stage`, process 7"), "{}", told.text);
    assert_eq!(told.headers["retry-after"], "1");
    drop(held);
    // Its files are in the raw zone: whoever writes next takes them in.
    let told = served.upload("/ingest", &[("b.json", &reports("07006", 1..3, 3))]).await;
    assert_eq!(told.body["stage"]["total"]["accepted"], 16);
    assert_eq!(served.zones.staging.receipts().await.expect("receipts").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_waits_is_cancelled() {
    let served = Served::new();
    let _held = served.lake.lock("another", |_| ()).expect("locked");
    let id = later(&served, &[("a.json", &reports("07005", 1..3, 3))]).await;
    let cancel = || Request::delete(format!("/v1/jobs/{id}")).body(Body::empty()).expect("a request");
    assert_eq!(served.send(cancel()).await.status, StatusCode::ACCEPTED);
    assert_eq!(served.over_of(&id).await["state"], "cancelled");
    assert_eq!(served.send(cancel()).await.status, StatusCode::OK);
    assert_eq!(served.zones.staging.revision().await.expect("a revision"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_runs_is_cancelled_between_commits() {
    let served = Served::new();
    let held = served.lake.lock("another", |_| ()).expect("locked");
    let id = later(&served, &[("a.json", &reports("07005", 1..3, 3))]).await;
    let live = served.writing.jobs.find(&id).expect("a job");
    // As soon as it begins, before it has read a row.
    let cancelling = tokio::spawn(async move {
        live.until(|state| state == State::Running).await;
        live.withdraw();
    });
    drop(held);
    cancelling.await.expect("cancelled");
    let job = served.over_of(&id).await;
    // All or nothing, as far as it came.
    let rows: u64 = served.zones.staging.months().await.expect("months").iter().map(|month| month.rows).sum();
    assert!(rows == 0 || rows == 16, "{rows}");
    assert!(job["state"] == "cancelled" || rows == 16, "{job}");
    let again = served.upload("/ingest", &[("a.json", &reports("07005", 1..3, 3))]).await;
    assert_eq!(again.body["stage"]["total"]["accepted"], 16, "{}", again.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_shutdown_interrupts_goes_on_with_the_next_server() {
    let served = Served::new();
    let held = served.lake.lock("another", |_| ()).expect("locked");
    let id = later(&served, &[("a.json", &reports("07005", 1..3, 3))]).await;
    let rows = reports("07007", 1..3, 3);
    let files = [("c.json", rows.as_str())];
    let waiting = tokio::spawn(served.ask(upload("/ingest", &files).body(form(&files)).expect("a request")));
    let listen = Request::get(format!("/v1/jobs/{id}/events")).body(Body::empty()).expect("a request");
    let listening = served.ask(listen).await.expect("an answer").into_body().collect();
    while served.get("/v1/jobs").await.body["jobs"].as_array().is_none_or(|jobs| jobs.len() < 2) {
        tokio::task::yield_now().await;
    }
    assert!(served.writing.shut_down(Duration::from_secs(60)).await);
    // Nobody is kept waiting: neither who wants the answer nor who listens.
    let answer = waiting.await.expect("ended").expect("an answer");
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    listening.await.expect("ended");
    let refused = served.upload("/ingest", &[("b.json", &reports("07006", 1..3, 3))]).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    drop(held);
    let served = served.restarted();
    assert_eq!(served.get(&format!("/v1/jobs/{id}")).await.body["state"], "queued");
    assert_eq!(served.writing.resume().await.expect("resumed"), 2);
    let job = served.over_of(&id).await;
    assert_eq!((&job["state"], &job["attempts"]), (&"done".into(), &2.into()), "{job}");
    assert_eq!(job["report"]["stage"]["total"]["accepted"], 16);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_ran_when_its_server_was_killed_is_run_again_and_says_so() {
    let served = Served::new();
    let id = later(&served, &[("a.json", &reports("07005", 1..3, 3))]).await;
    let done = served.over_of(&id).await;
    let before = served.contents().await;
    // As a kill would have left it: begun, and nothing said of its end.
    let path = served.lake.folder().join(format!("jobs/{id}.json"));
    let mut job: Value = serde_json::from_slice(&std::fs::read(&path).expect("read")).expect("JSON");
    job["state"] = "running".into();
    job.as_object_mut().expect("an object").remove("report");
    std::fs::write(&path, job.to_string()).expect("written");
    let served = served.restarted();
    assert_eq!(served.writing.resume().await.expect("resumed"), 1);
    let job = served.over_of(&id).await;
    assert_eq!((&job["state"], &job["attempts"]), (&"done".into(), &2.into()), "{job}");
    assert!(job["note"].as_str().expect("a note").contains("begun again"), "{job}");
    assert_eq!(job["report"]["stage"], done["report"]["stage"]);
    assert_eq!(served.contents().await, before);
    assert_eq!(served.restarted().writing.resume().await.expect("resumed"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_listed_newest_first_page_by_page_and_forgotten_in_the_end() {
    let served = Served::with(|settings| settings.jobs_kept = 3);
    let mut ids = Vec::new();
    for day in 1..=5 {
        ids.push(later(&served, &[("a.json", &reports("07005", day..day + 1, 3))]).await);
        served.over_of(&ids[ids.len() - 1]).await;
    }
    let listed = |told: &Told| -> Vec<String> {
        let jobs = told.body["jobs"].as_array().expect("jobs").iter();
        jobs.map(|job| job["id"].as_str().expect("an id").to_owned()).collect()
    };
    let first = served.get("/v1/jobs?limit=2").await;
    assert_eq!(listed(&first), [ids[4].clone(), ids[3].clone()], "{}", first.text);
    let link = first.headers["link"].to_str().expect("a link");
    let next = link.strip_prefix('<').and_then(|link| link.split_once('>')).expect("a link").0;
    let second = served.get(next).await;
    assert_eq!((listed(&second), &second.body["next"]), (vec![ids[2].clone()], &Value::Null));
    assert!(!second.headers.contains_key("link"));
    assert_eq!(served.get(&format!("/v1/jobs/{}", ids[0])).await.status, StatusCode::NOT_FOUND);
    for wrong in ["limit=0", "limit=501", "limit=x"] {
        let told = served.get(&format!("/v1/jobs?{wrong}")).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_is_never_a_path() {
    let served = Served::new();
    std::fs::write(served.lake.folder().join("secret.json"), "{}").expect("written");
    for id in ["..%2Fsecret", "%2e%2e%2fmeteolake", "x", "%00", "'%20OR%201=1"] {
        for place in ["jobs", "runs"] {
            let told = served.get(&format!("/v1/{place}/{id}")).await;
            assert_eq!(told.status, StatusCode::NOT_FOUND, "{place} {id}: {}", told.text);
        }
    }
}
