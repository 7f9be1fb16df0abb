//! Writing over HTTP, against the real binary: uploads of every size and kind, many at once, and kills in between.

mod bulk;
mod hostile;
mod killed;
mod together;

use std::io::Write;
use std::net::TcpStream;

use super::client::{Answer, Server};

const BOUNDARY: &str = "the-boundary";

/// The head of a request that uploads so many bytes of a form.
fn head(address: &str, length: u64, headers: &str) -> String {
    format!(
        "POST {address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {length}\r\n\r\n"
    )
}

/// What comes before a file in a form.
fn opening(name: &str) -> String {
    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n")
}

/// What comes after the last file.
fn closing() -> String {
    format!("\r\n--{BOUNDARY}--\r\n")
}

/// Begins an upload of one file: all but its answer is sent.
fn send(server: &Server, address: &str, headers: &str, name: &str, content: &[u8]) -> std::io::Result<TcpStream> {
    let (opening, closing) = (opening(name), closing());
    let length = (opening.len() + content.len() + closing.len()) as u64;
    let mut stream = server.connect();
    stream.write_all(head(address, length, headers).as_bytes())?;
    stream.write_all(opening.as_bytes())?;
    stream.write_all(content)?;
    stream.write_all(closing.as_bytes())?;
    Ok(stream)
}

/// Uploads one file.
fn upload(server: &Server, address: &str, name: &str, content: &[u8]) -> Answer {
    Answer::read(send(server, address, "", name, content).expect("sent"))
}

fn json(answer: &Answer) -> serde_json::Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {answer:?}"))
}

/// Waits for a job's last event and gives the job.
fn over(server: &Server, job: &str) -> serde_json::Value {
    let events = server.get(&format!("{job}/events"));
    assert!(matches!(events.status, 200 | 204), "{events:?}");
    json(&server.get(job))
}
