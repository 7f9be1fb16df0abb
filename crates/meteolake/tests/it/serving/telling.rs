//! What the server tells of itself: logs and traces, and no secret in either.

use std::io::{Read, Write};
use std::net::TcpListener;

use super::client::Server;
use crate::support::TestLake;

const LOCAL: [&str; 2] = ["--listen", "127.0.0.1:0"];

#[test]
fn each_request_is_a_line_of_json_without_secrets() {
    let lake = TestLake::new();
    let server = Server::start_with(&lake, &[&LOCAL[..], &["--log-format", "json"]].concat(), &[]);
    let headers = [("Authorization", "Bearer k3y-of-somebody"), ("X-Request-Id", "mine-1")];
    assert_eq!(server.ask("GET", "/health?token=s3cret", &headers).status, 401);
    let said = server.stop();
    let lines: Vec<serde_json::Value> = said.err.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let line = lines.iter().find(|line| line["id"] == "mine-1").unwrap_or_else(|| panic!("no line: {said:?}"));
    assert_eq!((&line["method"], &line["route"], &line["status"]), (&"GET".into(), &"/health".into(), &401.into()));
    assert!(line["ms"].as_f64().is_some_and(|ms| ms >= 0.0), "{line}");
    for secret in ["k3y-of-somebody", "s3cret"] {
        assert!(!said.err.contains(secret), "{said:?}");
    }
}

#[test]
fn other_commands_log_no_requests_and_take_the_form_too() {
    let lake = TestLake::new();
    let said = lake.run(&["doctor", "--log-format", "json"]);
    assert_eq!((said.status, said.err.as_str()), (0, ""));
    assert_eq!(lake.run(&["doctor", "--log-format", "xml"]).status, 2);
}

#[test]
fn traces_go_to_the_collector_that_the_settings_name() {
    let collector = TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = format!("http://{}", collector.local_addr().expect("an address"));
    let taken = std::thread::spawn(move || take(&collector));
    let lake = TestLake::new();
    let server = Server::start_with(&lake, &LOCAL, &[("METEOLAKE_SERVE_OTLP_ENDPOINT", &endpoint)]);
    assert_eq!(server.ask("GET", "/livez", &[("X-Request-Id", "traced-1")]).status, 200);
    // Traces are sent some at a time; the last ones when it stops.
    let said = server.stop();
    assert_eq!(said.status, 0, "{said:?}");
    let (head, body) = taken.join().expect("a request");
    assert!(head.starts_with("POST /v1/traces HTTP/1.1"), "{head}");
    for text in ["meteolake", "/livez", "traced-1"] {
        assert!(String::from_utf8_lossy(&body).contains(text), "`{text}` is not in the trace");
    }
}

/// Takes one request as a collector does, and says that all is well.
fn take(collector: &TcpListener) -> (String, Vec<u8>) {
    let (mut stream, _) = collector.accept().expect("a connection");
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let count = stream.read(&mut piece).expect("read");
        assert!(count > 0, "the request broke off");
        bytes.extend_from_slice(&piece[..count]);
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        let body = &bytes[end + 4..];
        if length.is_some_and(|length: usize| body.len() >= length) {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").expect("answered");
            return (head, body.to_vec());
        }
    }
}

#[test]
fn a_collector_that_is_not_there_keeps_nobody_from_serving() {
    let lake = TestLake::new();
    for endpoint in ["http://127.0.0.1:1", "not an address"] {
        let server = Server::start_with(&lake, &LOCAL, &[("METEOLAKE_SERVE_OTLP_ENDPOINT", endpoint)]);
        assert_eq!(server.get("/livez").status, 200);
        assert_eq!(server.stop().status, 0);
    }
}
