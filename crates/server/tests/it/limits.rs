//! How much at once, how long, how often.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use tokio::sync::Notify;

use crate::support::{Answer, Mood, Served, Staging};

#[tokio::test]
async fn an_answer_that_takes_too_long_is_given_up() {
    let served = Served::with(|parts| {
        parts.zones.staging = Arc::new(Staging::that(Mood::Silent));
        parts.settings.request_timeout = Duration::from_millis(20);
    });
    served.get("/health").await.is_problem(504, "timed-out");
}

#[tokio::test]
async fn requests_beyond_the_room_are_told_to_come_again_and_probes_are_not() {
    let (asked, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let served = Arc::new(Served::with(|parts| {
        let mood = Mood::Waits { asked: asked.clone(), go: go.clone() };
        parts.zones.staging = Arc::new(Staging::that(mood));
        parts.settings.requests_at_once = 1;
    }));
    let first = tokio::spawn({
        let served = served.clone();
        async move { served.get("/health").await }
    });
    asked.notified().await;
    let answer = served.get("/metrics").await;
    answer.is_problem(503, "overloaded");
    assert_eq!(answer.header("retry-after"), "1");
    assert_eq!(served.get("/livez").await.status, 200);
    go.notify_one();
    assert_eq!(first.await.expect("answered").status, 200);
    assert_eq!(served.get("/metrics").await.status, 200);
}

async fn from(served: &Served, client: &str) -> Answer {
    let client: SocketAddr = client.parse().expect("an address");
    let request = Request::builder().uri("/livez").extension(ConnectInfo(client));
    served.send(request.body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn a_client_that_asks_too_often_is_told_when_to_come_again() {
    let served = Served::with(|parts| {
        parts.settings.requests_per_second = 1;
        parts.settings.requests_burst = 2;
    });
    for _ in 0..2 {
        assert_eq!(from(&served, "192.0.2.1:1000").await.status, 200);
    }
    let answer = from(&served, "192.0.2.1:2000").await;
    let problem = answer.is_problem(429, "rate-limited");
    assert_eq!((answer.header("retry-after"), &problem["retry_after_s"]), ("1", &1.into()));
    assert_eq!(from(&served, "192.0.2.2:1000").await.status, 200, "another client");
}

#[tokio::test]
async fn who_has_a_key_is_counted_by_it_and_who_tries_keys_by_the_address() {
    let served = Served::with(|parts| {
        parts.settings.requests_per_second = 1;
        parts.settings.requests_burst = 1;
    });
    served.key("reader", server::Role::Read);
    let with_key = async |client: &str, key: &str| {
        let client: SocketAddr = client.parse().expect("an address");
        let request = Request::builder().uri("/metrics").header("x-api-key", key).extension(ConnectInfo(client));
        served.send(request.body(Body::empty()).expect("a request")).await.status.as_u16()
    };
    assert_eq!(with_key("192.0.2.1:1", "reader").await, 200);
    assert_eq!(with_key("192.0.2.2:1", "reader").await, 429, "the same key from elsewhere");
    assert_eq!(with_key("192.0.2.3:1", "guess-1").await, 401);
    assert_eq!(with_key("192.0.2.3:1", "guess-2").await, 429);
}
