//! Who is let in, and how keys are made and forgotten.

use super::client::Server;
use crate::support::TestLake;

const EVERYWHERE: [&str; 2] = ["--listen", "0.0.0.0:0"];
const READING: &str = "/health";
const ADMINISTERING: &str = "/v1/keys";

fn key(lake: &TestLake, name: &str, role: &str) -> String {
    lake.ok(&["keys", "add", name, "--role", role]).trim().to_owned()
}

#[test]
fn beyond_this_machine_it_does_not_start_without_keys() {
    let said = TestLake::new().run(&["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(said.status, 2, "{said:?}");
    for word in ["keys add", "--open"] {
        assert!(said.err.contains(word), "`{word}` is missing in {said:?}");
    }
}

#[test]
fn beyond_this_machine_reading_needs_a_key() {
    let lake = TestLake::new();
    let reader = key(&lake, "reader", "read");
    let server = Server::start_with(&lake, &EVERYWHERE, &[]);
    assert_eq!((&server.told["open_reading"], &server.told["open_writing"]), (&false.into(), &false.into()));
    assert_eq!(server.get(READING).status, 401);
    assert_eq!(server.get_with(READING, &reader).status, 200);
    assert_eq!(server.get_with(READING, "mlk_0").status, 401);
    assert_eq!(server.get("/livez").status, 200);
}

#[test]
fn a_server_said_to_be_open_is_open_for_reading_alone() {
    let lake = TestLake::new();
    let by_flag = Server::start_with(&lake, &[&EVERYWHERE[..], &["--open"]].concat(), &[]);
    let by_setting = Server::start_with(&lake, &EVERYWHERE, &[("METEOLAKE_SERVE_OPEN", "true")]);
    for server in [by_flag, by_setting] {
        assert_eq!(server.get(READING).status, 200);
        assert_eq!(server.get(ADMINISTERING).status, 401);
        assert_eq!(server.ask("POST", "/ingest", &[("Content-Length", "0")]).status, 401);
    }
}

#[test]
fn on_this_machine_pages_of_other_sites_change_nothing() {
    let lake = TestLake::new();
    key(&lake, "reader", "read");
    let server = Server::start(&lake);
    let answer = server.ask("DELETE", "/v1/keys/reader", &[("Origin", "https://example.org")]);
    assert_eq!(answer.status, 403, "{answer:?}");
    assert_eq!(server.ask("DELETE", "/v1/keys/reader", &[]).status, 204);
}

#[test]
fn a_key_is_shown_once_and_kept_as_its_hash() {
    let lake = TestLake::new();
    let made = key(&lake, "airflow", "write");
    assert!(made.starts_with("mlk_") && made.len() == 68, "{made}");
    assert_ne!(key(&lake, "other", "write"), made);
    let kept = std::fs::read_to_string(lake.path().join("keys.json")).expect("read");
    let list = lake.ok(&["keys", "list"]);
    for text in [&kept, &list, &lake.ok(&["keys", "list", "--json"])] {
        assert!(text.contains("airflow") && !text.contains(&made[4..]), "{text}");
    }
    let said = lake.run(&["keys", "add", "airflow"]);
    assert!(said.status == 1 && said.err.contains("hint:"), "{said:?}");
    assert_eq!(lake.run(&["keys", "add", "x", "--role", "owner"]).status, 2);
}

#[test]
fn a_running_server_learns_of_keys_that_come_and_go() {
    let lake = TestLake::new();
    key(&lake, "first", "read");
    let server = Server::start_with(&lake, &EVERYWHERE, &[]);
    let admin = key(&lake, "admin", "admin");
    assert_eq!(server.get_with(ADMINISTERING, &admin).status, 200);
    lake.ok(&["keys", "remove", "admin"]);
    assert_eq!(server.get_with(ADMINISTERING, &admin).status, 401);
    assert_eq!(lake.run(&["keys", "remove", "admin"]).status, 1);
}
