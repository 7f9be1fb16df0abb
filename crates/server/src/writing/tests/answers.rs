//! Requests under an `Idempotency-Key`.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use super::*;

async fn send(served: &Served, path: &str, key: &str, files: &[(&str, &str)]) -> Told {
    served.send(upload(path, files).header("idempotency-key", key).body(form(files)).expect("a request")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_is_done_once_and_answered_again() {
    let served = Served::new();
    let rows = reports("07005", 1..3, 3);
    let first = send(&served, "/ingest", "one", &[("a.json", &rows)]).await;
    assert_eq!((first.status, &first.body["files"][0]["created"]), (StatusCode::OK, &true.into()));
    let again = send(&served, "/ingest", "one", &[("a.json", &rows)]).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(served.get("/v1/jobs").await.body["jobs"].as_array().expect("jobs").len(), 1);
    // Also by the next server.
    let served = served.restarted();
    assert_eq!(send(&served, "/ingest", "one", &[("a.json", &rows)]).await.body, first.body);
    assert_eq!(served.raw_files().len(), 2, "nothing is left of what was sent again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_for_one_request() {
    let served = Served::new();
    let (rows, others) = (reports("07005", 1..3, 3), reports("07006", 1..3, 3));
    send(&served, "/ingest", "one", &[("a.json", &rows)]).await;
    for (path, name, rows) in
        [("/ingest", "a.json", &others), ("/ingest", "b.json", &rows), ("/ingest?to=raw", "a.json", &rows)]
    {
        let told = send(&served, path, "one", &[(name, rows)]).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {name}");
        assert_eq!(told.body["field"], "Idempotency-Key", "{}", told.text);
    }
    assert_eq!(served.raw_files().len(), 2);
    assert_eq!(send(&served, "/ingest", "two", &[("a.json", &others)]).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_under_way_is_not_begun_again() {
    let served = Served::new();
    let held = served.lake.lock("another", |_| ()).expect("locked");
    let rows = reports("07005", 1..3, 3);
    let files = [("a.json", rows.as_str())];
    let request = upload("/ingest", &files).header("idempotency-key", "one").body(form(&files)).expect("a request");
    let first = tokio::spawn(served.ask(request));
    // It has its key before it has its job.
    while served.get("/v1/jobs").await.body["jobs"].as_array().is_none_or(Vec::is_empty) {
        tokio::task::yield_now().await;
    }
    let told = send(&served, "/ingest", "one", &files).await;
    assert_eq!(told.status, StatusCode::CONFLICT, "{}", told.text);
    drop(held);
    assert_eq!(first.await.expect("ended").expect("an answer").status(), StatusCode::OK);
    assert_eq!(send(&served, "/ingest", "one", &files).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_that_lasts_is_an_answer_and_one_that_passes_is_none() {
    let served = Served::with(|settings| settings.wait_for_writer = Duration::from_millis(30));
    let refused = send(&served, "/ingest", "bad", &[("a.txt", "nothing")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let again = send(&served, "/ingest", "bad", &[("a.txt", "nothing")]).await;
    assert_eq!((again.status, &again.body), (refused.status, &refused.body));
    assert_eq!(again.headers["content-type"], "application/problem+json");
    let rows = reports("07005", 1..3, 3);
    let held = served.lake.lock("another", |_| ()).expect("locked");
    assert_eq!(send(&served, "/ingest", "good", &[("a.json", &rows)]).await.status, StatusCode::CONFLICT);
    drop(held);
    assert_eq!(send(&served, "/ingest", "good", &[("a.json", &rows)]).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_under_a_key_is_started_once() {
    let served = Served::new();
    let post = async |to: &str| {
        let body = format!(r#"{{"from":"2013-01-01","to":"{to}","steps":["stage"]}}"#);
        let request =
            Request::post("/v1/runs").header("content-type", "application/json").header("idempotency-key", "one");
        served.send(request.body(Body::from(body)).expect("a request")).await
    };
    let (first, again, other) = (post("2013-01-02").await, post("2013-01-02").await, post("2013-01-03").await);
    assert_eq!((again.status, &again.body["id"]), (StatusCode::ACCEPTED, &first.body["id"]));
    assert_eq!(again.headers["location"], first.headers["location"]);
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(served.get("/v1/runs").await.body["runs"].as_array().expect("runs").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_forgotten_when_they_are_too_many_or_old() {
    let served = Served::with(|settings| settings.answers_kept = 3);
    let rows = reports("07005", 1..3, 3);
    for key in ["a", "b", "c", "d", "e"] {
        send(&served, "/ingest?to=raw", key, &[("a.json", &rows)]).await;
    }
    let kept = std::fs::read_dir(served.lake.folder().join("answers")).expect("a folder").count();
    assert_eq!(kept, 3);
    // Forgotten, so that it may ask for something else.
    assert_eq!(send(&served, "/ingest", "a", &[("a.json", &rows)]).await.status, StatusCode::OK);
    let served = Served::with(|settings| settings.answers_kept_for = Duration::ZERO);
    send(&served, "/ingest?to=raw", "a", &[("a.json", &rows)]).await;
    assert_eq!(send(&served, "/ingest", "a", &[("a.json", &rows)]).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_none_is_refused() {
    let served = Served::new();
    for key in ["", " ", &"x".repeat(256)] {
        let told = send(&served, "/ingest", key, &[("a.json", &reports("07005", 1..3, 3))]).await;
        assert_eq!((told.status, &told.body["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &"Idempotency-Key".into()));
    }
}
