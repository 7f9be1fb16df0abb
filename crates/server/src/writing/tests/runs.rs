//! Runs: started, refused, remembered.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use super::*;

async fn post(served: &Served, body: &str) -> Told {
    let request =
        Request::post("/v1/runs").header("content-type", "application/json").body(Body::from(body.to_owned()));
    served.send(request.expect("a request")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_a_job_and_is_remembered_with_its_report() {
    let served = Served::new();
    served.upload("/ingest?to=raw", &[("a.json", &reports("07005", 1..5, 3))]).await;
    let told = post(&served, r#"{"from":"2013-01-01","to":"2013-01-31","steps":["curate","stage"]}"#).await;
    assert_eq!(told.status, StatusCode::ACCEPTED, "{}", told.text);
    let id = told.body["id"].as_str().expect("an id").to_owned();
    assert_eq!(told.body["links"]["run"], format!("/v1/runs/{id}"));
    assert_eq!(served.over_of(&id).await["state"], "done");
    let run = served.get(&format!("/v1/runs/{id}")).await.body;
    assert_eq!((&run["state"], &run["steps"]), (&"done".into(), &serde_json::json!(["stage", "curate"])), "{run}");
    assert_eq!(run["report"]["stage"]["total"]["accepted"], 32);
    assert!(run["report"]["curate"]["changed"].as_u64().expect("days") > 0 && run["ended_time"].is_string(), "{run}");
    let listed = served.get("/v1/runs").await.body;
    assert_eq!(listed["runs"], serde_json::json!([run]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_reads_and_computes_again_if_asked() {
    let served = Served::new();
    served.upload("/ingest", &[("a.json", &reports("07005", 1..5, 3))]).await;
    for (again, rows) in [("false", 0), ("true", 32)] {
        let body = format!(r#"{{"from":"2013-01-01","to":"2013-01-31","steps":["stage","curate"],"again":{again}}}"#);
        let id = post(&served, &body).await.body["id"].as_str().expect("an id").to_owned();
        served.over_of(&id).await;
        let run = served.get(&format!("/v1/runs/{id}")).await.body;
        assert_eq!(run["report"]["stage"]["total"]["rows"], rows, "{run}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_run_is_named() {
    let served = Served::new();
    let wrong = [
        (r#"{"from":"2013-01-01","to":"soon"}"#, "to"),
        (r#"{"from":"2013-13-01","to":"2013-01-02"}"#, "from"),
        (r#"{"from":"2013-01-02","to":"2013-01-01"}"#, "to"),
        (r#"{"from":"2013-01-01","to":"2013-01-02","source":"nasa"}"#, "source"),
        (r#"{"from":"2013-01-01","to":"2013-01-02","steps":[]}"#, "steps"),
        (r#"{"from":"2013-01-01","to":"2013-01-02","steps":["dance"]}"#, "steps[0]"),
        (r#"{"from":"2013-01-01","to":"2013-01-02","form":1}"#, "form"),
    ];
    for (body, field) in wrong {
        let told = post(&served, body).await;
        assert_eq!(
            (told.status, &told.body["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &field.into()),
            "{body}: {}",
            told.text
        );
    }
    assert_eq!(post(&served, "{").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(served.get("/v1/runs").await.body["runs"], serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_fails_says_why_as_a_problem() {
    let served = Served::new();
    // No provider serves a day before there were any.
    let told = post(&served, r#"{"from":"1700-01-01","to":"1700-01-02"}"#).await;
    let id = told.body["id"].as_str().expect("an id").to_owned();
    let job = served.over_of(&id).await;
    assert_eq!((&job["state"], &job["error"]["status"]), (&"failed".into(), &422.into()), "{job}");
    let run = served.get(&format!("/v1/runs/{id}")).await.body;
    assert_eq!((&run["state"], &run["error"]["kind"]), (&"failed".into(), &"invalid".into()), "{run}");
}
