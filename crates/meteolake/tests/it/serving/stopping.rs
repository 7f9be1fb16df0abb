//! How it starts, and how it stops.

use std::io::{Read, Write};

use super::client::{Answer, Server};
use crate::support::{TestLake, text};

#[test]
fn it_says_where_it_listens_and_stops_in_peace() {
    for signal in ["TERM", "INT"] {
        let lake = TestLake::new();
        let server = Server::start(&lake);
        let answer = server.get("/health");
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(answer.head.contains("x-request-id: "), "{answer:?}");
        server.signal(signal);
        let said = server.end();
        assert_eq!(said.status, 0, "{said:?}");
        assert!(said.err.contains("stopped"), "{said:?}");
    }
}

#[test]
fn a_connection_that_asks_nothing_does_not_keep_it_from_stopping() {
    let lake = TestLake::new();
    // Longer than any test waits: an idle connection that held the server would show.
    let settings = [("METEOLAKE_SERVE_SHUTDOWN_TIMEOUT_S", "3600"), ("METEOLAKE_SERVE_HEADER_TIMEOUT_S", "3600")];
    let server = Server::start_with(&lake, &["--listen", "127.0.0.1:0"], &settings);
    let mut idle = server.connect();
    idle.write_all(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    let mut begin = [0; 15];
    idle.read_exact(&mut begin).expect("an answer");
    assert_eq!(&begin, b"HTTP/1.1 200 OK");
    assert_eq!(server.stop().status, 0);
}

#[test]
fn what_cannot_end_is_cut_off_when_the_time_is_up() {
    let lake = TestLake::new();
    let settings = [("METEOLAKE_SERVE_SHUTDOWN_TIMEOUT_S", "0.1"), ("METEOLAKE_SERVE_HEADER_TIMEOUT_S", "3600")];
    let server = Server::start_with(&lake, &["--listen", "127.0.0.1:0"], &settings);
    let mut half = server.connect();
    half.write_all(b"GET /livez HTTP/1.1\r\nHost: loc").expect("sent");
    assert_eq!(server.get("/livez").status, 200);
    assert_eq!(server.stop().status, 0);
}

#[test]
fn a_port_that_is_taken_is_told_with_what_to_do() {
    let lake = TestLake::new();
    let server = Server::start(&lake);
    let taken = server.told["url"].as_str().and_then(|url| url.strip_prefix("http://")).expect("an address");
    let said = lake.run(&["serve", "--listen", taken]);
    assert_eq!(said.status, 1, "{said:?}");
    assert!(said.err.contains(taken) && said.err.contains("--listen"), "{said:?}");
}

#[test]
fn what_is_no_address_and_what_is_no_limit_are_wrong_usage() {
    let lake = TestLake::new();
    let said = lake.run(&["serve", "--listen", "here"]);
    assert!(said.status == 2 && said.err.contains("`here`"), "{said:?}");
    let file = lake.write("wrong.toml", "[serve]\nconnections_max = 0\n");
    let said = lake.run(&["serve", "--listen", "127.0.0.1:0", "--config", text(&file)]);
    assert!(said.status == 2 && said.err.contains("serve.connections_max"), "{said:?}");
}

#[test]
fn a_client_that_asks_too_often_is_told_when_to_come_again() {
    let lake = TestLake::new();
    let settings = [("METEOLAKE_SERVE_REQUESTS_PER_SECOND", "1"), ("METEOLAKE_SERVE_REQUESTS_BURST", "2")];
    let server = Server::start_with(&lake, &["--listen", "127.0.0.1:0"], &settings);
    // A slow machine gives back a request now and then: not as many as are asked here.
    let answers: Vec<Answer> = (0..50).map(|_| server.get("/livez")).collect();
    let refused = answers.iter().find(|answer| answer.status == 429).expect("one that is refused");
    assert!(refused.head.contains("retry-after: 1"), "{refused:?}");
    assert!(refused.body.contains("/docs/errors/rate-limited"), "{refused:?}");
    assert_eq!(answers[0].status, 200);
}
