//! What goes wrong between us and a storage server, and what is said of it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use object_store::ObjectStoreExt;
use object_store::path::Path;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;
use uuid::Uuid;
use weather::Time;
use weather::quality::Control;

use super::{Attempts, Options, Store};
use crate::conformance::{Proxy, bucket, bucket_options, server, server_detail};
use crate::raw::{ObjectFacts, ObjectKind, ObjectRawZone, RawZone};
use crate::staging::{BatchBuilder, DeltaStaging, StagingZone};
use crate::{Error, Kind, Result};

/// Impatient: what fails here fails for good.
fn impatient(mut options: Options) -> Options {
    options.attempts = Attempts { max: 2, delay_base: Duration::ZERO, delay_max: Duration::ZERO };
    options
}

fn at(address: &str, options: Options) -> Store {
    Store::open(&Url::parse(address).expect("an address"), &impatient(options)).expect("a store")
}

fn with(pairs: &[(&str, &str)]) -> Options {
    let mut options = bucket_options();
    options.s3.extend(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    options
}

fn raw(store: &Store) -> ObjectRawZone {
    ObjectRawZone::bucket(store.clone(), &std::env::temp_dir())
}

fn facts() -> ObjectFacts {
    ObjectFacts {
        kind: ObjectKind::Observations,
        name: "a".into(),
        source: "upload".into(),
        url: None,
        fetch_time: Time::from_unix(0),
        media_type: None,
        etag: None,
        last_modified: None,
    }
}

/// What the raw and the staging zone say when they are to write.
async fn refusals(store: &Store) -> [Error; 2] {
    let empty = BatchBuilder::new(&std::env::temp_dir(), 1).finish().expect("a batch");
    let staging = DeltaStaging::bucket(store.clone(), Control::standard());
    [
        raw(store).begin().await.expect_err("refused"),
        staging.stage(Arc::new(empty), Time::from_unix(0)).await.expect_err("refused"),
    ]
}

fn hint(error: &Error) -> &str {
    error.next_step().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_names_the_setting_and_is_not_repeated() {
    let Some(url) = server("s3") else { return };
    let store = at(url.as_str(), with(&[("secret_access_key", "hunter2")]));
    for error in refusals(&store).await {
        assert_eq!(error.kind(), Kind::Invalid, "{error}");
        assert!(hint(&error).contains("AWS_SECRET_ACCESS_KEY"), "{error}: {}", hint(&error));
        assert!(!format!("{error}{error:?}").contains("hunter2"), "{error:?}");
    }
    let findings = store.examine(Time::from_unix(0), false).await;
    let failed: Vec<_> =
        findings.iter().filter(|finding| finding.outcome.is_err()).map(|finding| finding.what).collect();
    assert!(failed.contains(&"credentials") && !failed.contains(&"answers"), "{findings:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_unavailable() {
    let port = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address").port();
    let endpoint = format!("http://127.0.0.1:{port}");
    let mut options = with(&[("endpoint", &endpoint), ("access_key_id", "k"), ("secret_access_key", "s")]);
    options.s3.insert("region".into(), "us-east-1".into());
    let store = at("s3://bucket/x", options);
    for error in refusals(&store).await {
        assert_eq!(error.kind(), Kind::Unavailable, "{error}");
        assert!(hint(&error).contains("storage.s3.endpoint"), "{error}: {}", hint(&error));
    }
    assert!(store.examine(Time::from_unix(0), false).await[0].outcome.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_http_must_be_allowed() {
    let options = with(&[
        ("allow_http", "false"),
        ("endpoint", "http://127.0.0.1:9"),
        ("access_key_id", "k"),
        ("secret_access_key", "s"),
    ]);
    for error in refusals(&at("s3://bucket/x", options)).await {
        assert!(hint(&error).contains("storage.s3.allow_http"), "{error}: {}", hint(&error));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_bucket_is_made_only_where_that_is_allowed() {
    if server("s3").is_none() {
        return;
    }
    let address = format!("s3://meteolake-{}/a", Uuid::new_v4());
    let mut forbidden = bucket_options();
    forbidden.create_bucket = false;
    let store = at(&address, forbidden);
    for error in refusals(&store).await {
        assert_eq!(error.kind(), Kind::NotFound, "{error}");
        assert!(
            hint(&error).contains("aws s3 mb") && hint(&error).contains("storage.create_bucket"),
            "{}",
            hint(&error)
        );
    }
    assert_eq!(raw(&store).usage().await.expect("reads as empty").objects, 0);
    let store = at(&address, bucket_options());
    store.ready_for_tables().await.expect("made");
    assert!(
        store
            .examine(Time::from_unix(0), true)
            .await
            .iter()
            .filter(|finding| finding.what != "clock")
            .all(|f| f.outcome.is_ok())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_is_found() {
    let Some(store) = bucket() else { return };
    let findings = store.examine(Time::from_unix(0), true).await;
    let clock = findings.iter().find(|finding| finding.what == "clock").expect("a clock");
    assert!(clock.outcome.as_ref().is_err_and(|error| error.to_string().contains("behind")), "{clock:?}");
}

/// The test server behind a proxy.
async fn through_a_proxy() -> Option<(Proxy, Store)> {
    let mut url = server("s3")?;
    let endpoint = Url::parse(&server_detail("s3", "endpoint")?).expect("an address");
    let upstream: SocketAddr = endpoint.socket_addrs(|| None).expect("resolved")[0];
    let proxy = Proxy::start(upstream).await;
    url.set_path(&format!("test/{}", Uuid::new_v4()));
    let mut options = with(&[("endpoint", &format!("http://{}", proxy.address()))]);
    options.attempts = Attempts { max: 8, delay_base: Duration::from_millis(5), delay_max: Duration::from_millis(50) };
    Some((proxy, Store::open(&url, &options).expect("a store")))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_outlives_connections_that_are_cut() {
    let Some((mut proxy, store)) = through_a_proxy().await else { return };
    let zone = raw(&store);
    let mut upload = zone.begin().await.expect("begins");
    proxy.cut_every(Duration::from_millis(300));
    for number in 0..20_u8 {
        upload.write(Bytes::from(vec![number; 1 << 20])).await.expect("writes");
    }
    let incoming = upload.finish().await.expect("finishes");
    let kept = zone.commit(incoming, facts()).await.expect("keeps");
    zone.verify(kept.object.sha256).await.expect("as it was");
    assert!(proxy.accepted() > 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_went_away_is_found_again() {
    let Some((proxy, store)) = through_a_proxy().await else { return };
    let staging = DeltaStaging::bucket(store, Control::standard());
    staging.check().await.expect("answers");
    proxy.refuse(true);
    proxy.cut_all();
    assert_eq!(staging.check().await.expect_err("gone").kind(), Kind::Unavailable);
    proxy.refuse(false);
    staging.check().await.expect("answers again");
}

/// A server that keeps nothing and says yes to every request, whatever its conditions.
async fn says_yes() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = vec![0; 1 << 16];
                while client.read(&mut request).await.is_ok_and(|read| read > 0) {
                    let list = request.starts_with(b"GET");
                    let body = if list {
                        "<ListBucketResult></ListBucketResult>"
                    } else {
                        "<DeleteResult><Deleted><Key>x</Key></Deleted></DeleteResult>"
                    };
                    let head = format!("HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: {}\r\n\r\n", body.len());
                    drop(client.write_all(format!("{head}{body}").as_bytes()).await);
                }
            });
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_ignores_conditions_is_refused_for_tables_and_not_for_raw() {
    let endpoint = format!("http://{}", says_yes().await);
    let options = with(&[("endpoint", &endpoint), ("access_key_id", "k"), ("secret_access_key", "s")]);
    let store = at("s3://bucket/x", options);
    assert!(!store.ready().await.expect("answers").conditional_put);
    let error = store.ready_for_tables().await.expect_err("refused");
    assert_eq!(error.kind(), Kind::Unsupported);
    assert!(error.to_string().contains("If-None-Match") && hint(&error).contains("raw zone may stay"), "{error}");
    raw(&store).check().await.expect("raw may stay");
    let told: Vec<Result<()>> =
        store.examine(Time::from_unix(0), true).await.into_iter().map(|finding| finding.outcome.map(drop)).collect();
    assert!(told.iter().any(|outcome| outcome.as_ref().is_err_and(|error| error.kind() == Kind::Unsupported)));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_puts_of_one_new_name_let_one_through() {
    let Some(store) = bucket() else { return };
    store.ready().await.expect("answers");
    let path = Path::from("once");
    let put = || async {
        let mode = object_store::PutMode::Create;
        store.inside().put_opts(&path, b"x".as_slice().into(), mode.into()).await
    };
    let puts = futures::future::join_all((0..16).map(|_| put())).await;
    assert_eq!(puts.iter().filter(|put| put.is_ok()).count(), 1);
    store.inside().delete(&path).await.expect("deleted");
}
