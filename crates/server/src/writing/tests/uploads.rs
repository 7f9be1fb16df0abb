//! Uploads: what is taken, what is refused, and that what is refused leaves nothing.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use futures::stream;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_answered_with_its_account() {
    let served = Served::new();
    let rows = reports("07005", 1..5, 3).replacen("t\":276.15", "t\":\"warm\"", 1);
    let told = served.upload("/ingest", &[("a.json", &rows)]).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text);
    let total = &told.body["stage"]["total"];
    assert_eq!(
        (&total["rows"], &total["accepted"], &total["rejected"]),
        (&32.into(), &31.into(), &1.into()),
        "{total}"
    );
    assert!(told.body["curate"]["changed"].as_u64().expect("days") >= 8, "{}", told.text);
    assert!(told.body["seconds"].as_f64().expect("seconds") > 0.0);
    let object = told.body["files"][0]["object"].as_str().expect("an object");
    assert_eq!(told.body["rejects"][0], format!("/v1/rejects?object={object}"));
    assert_eq!(told.body["files"][0]["created"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_sent_again_changes_nothing_and_has_the_same_account() {
    let served = Served::new();
    let rows = reports("07005", 1..3, 3);
    let first = served.upload("/ingest", &[("a.json", &rows)]).await;
    let before = served.contents().await;
    let again = served.upload("/ingest-fast", &[("b.json", &rows)]).await;
    assert_eq!((again.status, &again.body["files"][0]["created"]), (StatusCode::OK, &false.into()));
    assert_eq!(again.body["stage"], first.body["stage"]);
    assert_eq!(again.body["curate"]["changed"], 0);
    assert_eq!(served.contents().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_as_far_as_is_asked() {
    let served = Served::new();
    let rows = reports("07005", 1..3, 3);
    let raw = served.upload("/ingest?to=raw", &[("a.json", &rows)]).await;
    assert_eq!((raw.status, raw.body.get("stage"), raw.body.get("job")), (StatusCode::OK, None, None));
    let staged = served.upload("/ingest?to=staging", &[("a.json", &rows)]).await;
    assert_eq!((&staged.body["stage"]["total"]["accepted"], staged.body.get("curate")), (&16.into(), None));
    let wrong = served.upload("/ingest?to=mars", &[("a.json", &rows)]).await;
    assert_eq!(
        (wrong.status, &wrong.body["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &"to".into()),
        "{}",
        wrong.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_without_observations_is_named_and_leaves_nothing() {
    let served = Served::new();
    let told = served.upload("/ingest", &[("page.html", "<html>sorry</html>")]).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.body["detail"].as_str().expect("a detail").starts_with("page.html: "), "{}", told.text);
    assert_eq!(told.headers["content-type"], "application/problem+json");
    assert!(told.body["hint"].is_string());
    assert_eq!(served.raw_files(), Vec::<PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_files_the_good_ones_are_taken_and_the_bad_ones_named() {
    let served = Served::new();
    let rows = reports("07005", 1..3, 3);
    let told = served.upload("/ingest", &[("bad.txt", "nothing"), ("good.json", &rows)]).await;
    assert_eq!(told.status, StatusCode::MULTI_STATUS, "{}", told.text);
    assert_eq!(told.body["failed"][0]["name"], "bad.txt");
    assert_eq!(told.body["files"][0]["name"], "good.json");
    assert_eq!(told.body["stage"]["total"]["accepted"], 16);
    assert_eq!(served.raw_files().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_files_that_disagree_the_one_named_later_wins() {
    let contents = async |first, second| {
        let served = Served::new();
        let files = [("a.json", reports("07005", 1..3, first)), ("b.json", reports("07005", 1..3, second))];
        let files = files.each_ref().map(|(name, rows)| (*name, rows.as_str()));
        assert_eq!(served.upload("/ingest", &files).await.status, StatusCode::OK);
        served.contents().await
    };
    let (one, other) = (contents(1, 2).await, contents(2, 1).await);
    assert!(one.contains("[2000,") && !one.contains("[1000,"), "{one}");
    assert!(other.contains("[1000,") && !other.contains("[2000,"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_upload_is_told_apart() {
    let served = Served::new();
    let json = Request::post("/ingest").header("content-type", "application/json").body(Body::from("[]"));
    assert_eq!(served.send(json.expect("a request")).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let none = served.upload("/ingest", &[]).await;
    assert_eq!((none.status, &none.body["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &"file".into()), "{}", none.text);
    let other = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"x\"\r\n\r\n1\r\n--{BOUNDARY}--\r\n");
    let other = served.send(upload("/ingest", &[]).body(Body::from(other)).expect("a request")).await;
    assert_eq!((other.status, &other.body["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &"x".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_above_the_limit_is_refused_and_leaves_nothing() {
    let served = Served::with(|settings| settings.upload_bytes_max = 2_000);
    let rows = reports("07005", 1..2, 3);
    assert_eq!(served.upload("/ingest?to=raw", &[("small.json", &rows)]).await.status, StatusCode::OK);
    let kept = served.raw_files();
    // The first file would fit: nothing of an upload that is too large is kept.
    let more = reports("07006", 1..9, 3);
    let told = served.upload("/ingest", &[("first.json", "[]"), ("large.json", &more)]).await;
    assert_eq!(told.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", told.text);
    assert!(told.body["detail"].as_str().expect("a detail").contains("2000 bytes"), "{}", told.text);
    let announced = upload("/ingest", &[]).header("content-length", 9_000_000).body(Body::empty());
    assert_eq!(served.send(announced.expect("a request")).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(served.raw_files(), kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let served = Served::new();
    let whole = form(&[("a.json", &reports("07005", 1..9, 3)), ("b.json", &reports("07006", 1..9, 3))]);
    let whole = whole.collect().await.expect("bytes").to_bytes().to_vec();
    // In the head of a part, in a file, between files, in the last boundary.
    let second = whole.windows(6).position(|window| window == b"b.json").expect("the second file");
    for end in [20, 300, second, second + 100, whole.len() - 20] {
        let told =
            served.send(upload("/ingest", &[]).body(in_pieces(whole[..end].to_vec(), 64)).expect("a request")).await;
        assert_eq!(told.status, StatusCode::BAD_REQUEST, "{end}: {}", told.text);
        assert_eq!(served.raw_files(), Vec::<PathBuf>::new(), "{end}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_leaves_takes_all_it_sent_with_it() {
    let served = Served::new();
    let whole = form(&[("a.json", &reports("07005", 1..9, 3)), ("b.json", &reports("07006", 1..9, 3))]);
    let mut beginning = whole.collect().await.expect("bytes").to_bytes().to_vec();
    beginning.truncate(beginning.len() - 100);
    let (arrived, has_arrived) = tokio::sync::oneshot::channel();
    // All but the end arrives, then nothing more, and the client waits.
    let body = stream::once(async { Ok::<_, std::io::Error>(beginning) }).chain(stream::once(async move {
        arrived.send(()).expect("told");
        futures::future::pending().await
    }));
    let request = upload("/ingest", &[]).body(Body::from_stream(body)).expect("a request");
    let answering = tokio::spawn(served.ask(request));
    has_arrived.await.expect("arrived");
    answering.abort();
    assert!(answering.await.expect_err("aborted").is_cancelled());
    // The place for an upload is free again when all is tidied up.
    let all = u32::try_from(served.settings.uploads_at_once).expect("few");
    drop(served.writing.uploads.acquire_many(all).await.expect("free"));
    eventually(|| served.raw_files().is_empty()).await;
    assert_eq!(served.zones.raw.sweep(Time::from_unix(i64::from(u32::MAX))).await.expect("swept"), 0);
}

/// Deleting is left to other threads: waits until it is done; if it never is, the test hangs and says so.
async fn eventually(is: impl Fn() -> bool) {
    while !is() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_stalls_is_given_up() {
    let served = Served::with(|settings| settings.upload_idle = Duration::from_millis(20));
    let beginning = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n[");
    let body = stream::once(async { Ok::<_, std::io::Error>(beginning) }).chain(stream::pending());
    let told = served.send(upload("/ingest", &[]).body(Body::from_stream(body)).expect("a request")).await;
    assert_eq!(told.status, StatusCode::REQUEST_TIMEOUT);
    eventually(|| served.raw_files().is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_a_path_is_a_label() {
    let served = Served::new();
    let told = served.upload("/ingest?to=raw", &[("../../../../tmp/x.json", &reports("07005", 1..2, 3))]).await;
    assert_eq!(told.body["files"][0]["name"], "x.json", "{}", told.text);
    assert!(!served.folder.path().join("x.json").exists());
}
