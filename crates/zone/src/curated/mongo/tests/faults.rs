//! Servers that are not there, do not know us, or go away: what people are told, and that a write comes through.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_told_without_it() {
    let Some(databases) = Databases::new() else { return };
    let mut address = databases.address();
    address.set_password(Some("not-the-secret")).expect("a password");
    address.set_username("somebody").expect("a user");
    let zone = zone_at(&address);
    for error in [
        zone.check().await.expect_err("refused"),
        write(&zone, january(&["07005"], 0), 1).await.expect_err("refused"),
        zone.examine(NOW).await.remove(0).outcome.expect_err("refused"),
    ] {
        assert_eq!(error.kind(), Kind::Invalid, "{error}");
        assert!(error.to_string().contains("user name or the password"), "{error}");
        assert!(!format!("{error:?}").contains("not-the-secret"), "{error:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_unavailable_with_its_address() {
    // A port that was free a moment ago.
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
    let address = format!("mongodb://jo:secret@127.0.0.1:{port}/weather?serverSelectionTimeoutMS=100");
    let zone = MongoCurated::new(&Url::parse(&address).expect("a URL")).expect("a zone");
    let error = zone.check().await.expect_err("nobody there");
    assert_eq!(error.kind(), Kind::Unavailable);
    let text = error.to_string();
    assert!(text.contains(&format!("mongodb://127.0.0.1:{port}/weather")) && text.contains("refused"), "{text}");
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn examining_asks_everything_and_leaves_nothing() {
    let Some(databases) = Databases::new() else { return };
    let zone = databases.zone();
    let findings = zone.examine(NOW).await;
    let answer = |what: &str| {
        let finding = findings.iter().find(|finding| finding.what == what);
        finding.unwrap_or_else(|| panic!("no {what}")).outcome.as_ref().map_err(ToString::to_string)
    };
    assert!(answer("answers").is_ok_and(|answer| answer.starts_with("mongodb://127.0.0.1")), "{findings:?}");
    assert_eq!(answer("may make collections, write and remove"), Ok(&"yes".to_owned()));
    assert!(answer("version").is_ok_and(|version| version.contains("MongoDB")), "{findings:?}");
    // The time given is years ago.
    assert!(answer("clock").is_err_and(|clock| clock.contains("ahead of this machine's")), "{findings:?}");
    let names = zone.server.database().await.expect("a database").list_collection_names().await.expect("names");
    assert_eq!(names, Vec::<String>::new());
}
