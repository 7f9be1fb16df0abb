//! Servers that are not there, do not know us, or go away: what people are told, and that a write comes through.

use super::*;
use crate::conformance::Proxy;
use crate::curated::MemoryCurated;

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

/// A proxy before the test server, and the address of a database by way of it.
async fn by_proxy(databases: &Databases) -> (Proxy, Url) {
    let mut address = databases.address();
    let host = (address.host_str().expect("a host").to_owned(), address.port().expect("a port"));
    let upstream = tokio::net::lookup_host(host).await.expect("an address").next().expect("an address");
    let proxy = Proxy::start(upstream).await;
    address.set_host(Some("127.0.0.1")).expect("a host");
    address.set_port(Some(proxy.address().port())).expect("a port");
    address.query_pairs_mut().append_pair("directConnection", "true");
    (proxy, address)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_and_a_read_come_through_while_connections_are_cut() {
    let Some(databases) = Databases::new() else { return };
    let (mut proxy, address) = by_proxy(&databases).await;
    let (zone, twin) = (zone_at(&address), MemoryCurated::default());
    zone.check().await.expect("it answers");
    proxy.cut_every(Duration::from_millis(300));
    for revision in 1..=6 {
        let days = days(&["07005", "07015"], 4, revision * 1_000);
        for zone in [&zone as &dyn CuratedZone, &twin] {
            write(zone, days.clone(), i64::from(revision)).await.expect("written");
        }
        assert_eq!(told(&zone).await, told(&twin).await);
    }
    assert!(proxy.accepted() > 2, "{} connections: none was cut", proxy.accepted());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_away_midway_is_unavailable_and_the_next_write_makes_it_good() {
    let Some(databases) = Databases::new() else { return };
    let (proxy, mut address) = by_proxy(&databases).await;
    address.query_pairs_mut().append_pair("serverSelectionTimeoutMS", "500");
    let (zone, twin) = (zone_at(&address), MemoryCurated::default());
    for zone in [&zone as &dyn CuratedZone, &twin] {
        write(zone, days(&["07005"], 4, 0), 1).await.expect("written");
    }
    let proxy = std::sync::Arc::new(proxy);
    let leaving = proxy.clone();
    let meanwhile = std::iter::from_fn(move || {
        leaving.refuse(true);
        leaving.cut_all();
        None
    });
    let days_then_nothing = years(days(&["07005"], 4, 1_000)).chain(meanwhile);
    let error = zone.write(Box::new(days_then_nothing), mark("s", 2), NOW).await.expect_err("it went away");
    assert_eq!(error.kind(), Kind::Unavailable, "{error}");
    proxy.refuse(false);
    for zone in [&zone as &dyn CuratedZone, &twin] {
        write(zone, days(&["07005"], 4, 2_000), 2).await.expect("written");
    }
    assert_eq!(told(&zone).await, told(&twin).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connected_zone_shows_its_address_and_no_password() {
    let Some(databases) = Databases::new() else { return };
    let zone = databases.zone();
    zone.check().await.expect("it answers");
    let secret = databases.server.password().expect("the test server has a password").to_owned();
    let shown = format!("{zone:?}");
    assert!(shown.contains("mongodb://127.0.0.1") && !shown.contains(&secret), "{shown}");
}

#[test]
fn refusals_say_whose_they_are_and_what_to_do() {
    use super::errors::told_by_code;
    for (code, kind, hint) in [
        (13, Kind::Invalid, "readWrite"),
        (18, Kind::Invalid, "authSource"),
        (121, Kind::Invalid, "collMod"),
        (238, Kind::Unsupported, "4.4"),
        (10_107, Kind::Unavailable, "again"),
        (14_031, Kind::Unavailable, "room"),
        (11_000, Kind::Conflict, "another process"),
    ] {
        let error = told_by_code("WeatherStats in mongodb://db.example/curated", code, "no");
        assert_eq!(error.kind(), kind, "{code}");
        assert!(error.to_string().contains("mongodb://db.example/curated"), "{error}");
        assert!(error.next_step().is_some_and(|step| step.contains(hint)), "{code}: {error:?}");
    }
}
