//! A server on a free port, and a client that writes and reads every byte itself.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::support::{Said, TestLake};

/// After that a test gives up on an answer: longer than any limit that a test sets.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server, killed in the end.
pub(crate) struct Server {
    child: Option<Child>,
    /// Reads its log as it comes: a server whose log nobody reads stands still once the pipe is full.
    log: Option<JoinHandle<Vec<u8>>>,
    /// What it said when it began to listen.
    pub(crate) told: serde_json::Value,
    port: u16,
}

/// What it answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Server {
    /// Serves a lake on a free port of this machine.
    pub(crate) fn start(lake: &TestLake) -> Self {
        Self::start_with(lake, &["--listen", "127.0.0.1:0"], &[])
    }

    /// Serves with arguments and settings in the environment.
    pub(crate) fn start_with(lake: &TestLake, arguments: &[&str], settings: &[(&str, &str)]) -> Self {
        let mut command = lake.command(&[&["serve", "--json"], arguments].concat());
        command.envs(settings.iter().copied());
        Self::run(command)
    }

    /// Runs a command that serves and says so in JSON.
    pub(crate) fn run(mut command: Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("started");
        let mut stderr = child.stderr.take().expect("a pipe");
        let log = std::thread::spawn(move || {
            let mut log = Vec::new();
            stderr.read_to_end(&mut log).expect("its log");
            log
        });
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("a pipe")).read_line(&mut line).expect("a line");
        if line.is_empty() {
            let output = Output { stderr: log.join().expect("read"), ..child.wait_with_output().expect("ended") };
            panic!("it did not start: {:?}", Said::of(output));
        }
        let told: serde_json::Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let port = told["url"].as_str().and_then(|url| url.rsplit(':').next()).and_then(|port| port.parse().ok());
        Self { child: Some(child), log: Some(log), port: port.expect("a port"), told }
    }

    /// A connection.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("connected");
        stream.set_read_timeout(Some(PATIENCE)).expect("set");
        stream
    }

    /// Asks on a connection of its own.
    pub(crate) fn ask(&self, method: &str, address: &str, headers: &[(&str, &str)]) -> Answer {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!("{method} {address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
        let mut stream = self.connect();
        stream.write_all(head.as_bytes()).expect("sent");
        Answer::read(stream)
    }

    /// Asks with `GET`.
    pub(crate) fn get(&self, address: &str) -> Answer {
        self.ask("GET", address, &[])
    }

    /// Asks with `GET` and a key.
    pub(crate) fn get_with(&self, address: &str, key: &str) -> Answer {
        self.ask("GET", address, &[("Authorization", &format!("Bearer {key}"))])
    }

    /// The peak of its resident memory so far, in bytes.
    #[cfg(target_os = "linux")]
    pub(crate) fn peak_bytes(&self) -> u64 {
        let status = format!("/proc/{}/status", self.child.as_ref().expect("runs").id());
        let status = std::fs::read_to_string(status).expect("its status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1_024
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.as_ref().expect("runs").id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().expect("kill").success());
    }

    /// Waits until it ends by itself.
    pub(crate) fn end(mut self) -> Said {
        let output = self.child.take().expect("runs").wait_with_output().expect("ended");
        let log = self.log.take().expect("runs").join().expect("read");
        Said::of(Output { stderr: log, ..output })
    }

    /// Stops it in peace.
    pub(crate) fn stop(self) -> Said {
        self.signal("TERM");
        self.end()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

impl Answer {
    /// Reads an answer to the end of the connection.
    pub(crate) fn read(mut stream: TcpStream) -> Self {
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("an answer");
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Self { status, head: head.to_lowercase(), body: body.to_owned() }
    }
}
