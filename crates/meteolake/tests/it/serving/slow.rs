//! Clients that keep the server waiting, and heads that never end.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::client::Server;
use crate::support::TestLake;

const SLOW_CLIENTS: usize = 1_000;
const REQUEST: &[u8] = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// Sends a byte a second on each connection until the server has cut all of them.
fn drip(mut streams: Vec<TcpStream>) {
    for byte in REQUEST {
        streams.retain_mut(|stream| stream.write_all(&[*byte]).is_ok());
        if streams.is_empty() {
            return;
        }
        // This is how slow the clients are.
        std::thread::sleep(Duration::from_secs(1));
    }
    panic!("{} slow connections were never cut", streams.len());
}

#[test]
fn a_thousand_slow_clients_hurt_nobody_and_are_cut() {
    rlimit::increase_nofile_limit(u64::MAX).expect("room for connections");
    let lake = TestLake::new();
    // The one client that is not slow asks as often as it can.
    let settings = [("METEOLAKE_SERVE_HEADER_TIMEOUT_S", "2"), ("METEOLAKE_SERVE_REQUESTS_PER_SECOND", "0")];
    let server = Server::start_with(&lake, &["--listen", "127.0.0.1:0"], &settings);
    let slow: Vec<TcpStream> = (0..SLOW_CLIENTS).map(|_| server.connect()).collect();
    let cut = AtomicBool::new(false);
    let answered = std::thread::scope(|scope| {
        scope.spawn(|| {
            drip(slow);
            cut.store(true, Ordering::Release);
        });
        let mut answered = 0;
        while !cut.load(Ordering::Acquire) {
            assert_eq!(server.get("/livez").status, 200);
            answered += 1;
        }
        answered
    });
    println!("{answered} requests were answered beside {SLOW_CLIENTS} slow clients");
    assert!(answered > 0);
    // That a connection has ended the server learns a moment after its client: none of the slow ones is left open.
    let is_alone = |_| server.get("/metrics").body.contains("meteolake_http_connections 1\n");
    assert!((0..1_000).any(is_alone), "{}", server.get("/metrics").body);
}

#[test]
fn a_connection_that_says_nothing_is_cut() {
    let lake = TestLake::new();
    let settings = [("METEOLAKE_SERVE_HEADER_TIMEOUT_S", "0.2")];
    let server = Server::start_with(&lake, &["--listen", "127.0.0.1:0"], &settings);
    let mut silent = server.connect();
    let mut said = Vec::new();
    match silent.read_to_end(&mut said) {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
    }
}

#[test]
fn a_head_without_end_is_refused() {
    let lake = TestLake::new();
    let server = Server::start(&lake);
    let mut stream = server.connect();
    let head = format!("GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Long: {}\r\n\r\n", "a".repeat(1 << 20));
    // The server answers before all is sent, and then hangs up: what of it arrives depends on the moment.
    drop(stream.write_all(head.as_bytes()));
    let mut said = Vec::new();
    drop(stream.read_to_end(&mut said));
    assert!(said.is_empty() || said.starts_with(b"HTTP/1.1 431 "), "{}", String::from_utf8_lossy(&said));
    assert_eq!(server.get("/livez").status, 200);
}
