//! `kill -9` in the middle of uploads and jobs, then the server again.

use zone::Lake;

use super::*;
use crate::support::TestLake;
use crate::support::upstream::Upstream;

const KILLS: u64 = 12;

/// Files whose days overlap.
fn files(lake: &TestLake) -> Vec<Vec<u8>> {
    let file = |number: u32| {
        let (from, to) = (format!("2025-01-{:02}", 1 + number), format!("2025-01-{:02}", 12 + number));
        let path = lake.simulate(&format!("{number}.json"), &["--stations", "6", "--from", &from, "--to", &to]);
        std::fs::read(path).expect("read")
    };
    (0..6).map(file).collect()
}

#[test]
fn uploads_killed_at_any_moment_lose_and_double_nothing() {
    let whole = TestLake::new();
    let files = files(&whole);
    let server = Server::start(&whole);
    let start = std::time::Instant::now();
    for file in &files {
        assert_eq!(upload(&server, "/ingest", "a.json", file).status, 200);
    }
    let duration = start.elapsed();
    server.stop();
    let lake = TestLake::new();
    for kill in 0..KILLS {
        let server = Server::start(&lake);
        let streams: Vec<_> = files.iter().map(|file| send(&server, "/ingest", "", "a.json", file)).collect();
        // The moments are spread over the time that all of it takes.
        std::thread::sleep(duration.mul_f64(kill as f64 / KILLS as f64));
        server.signal("KILL");
        server.end();
        drop(streams);
    }
    let server = Server::start(&lake);
    for file in &files {
        assert_eq!(upload(&server, "/ingest", "a.json", file).status, 200);
    }
    let jobs = json(&server.get("/v1/jobs?limit=500"));
    let jobs = jobs["jobs"].as_array().expect("jobs").clone();
    for job in &jobs {
        let job = over(&server, job["links"]["self"].as_str().expect("an address"));
        assert_eq!(job["state"], "done", "{job}");
    }
    let begun_again = jobs.iter().filter(|job| job["attempts"].as_u64() > Some(1)).count();
    println!("{KILLS} kills, {} jobs, {begun_again} of them begun again", jobs.len());
    server.stop();
    assert!(lake.exports() == whole.exports());
    assert_eq!(lake.json(&["status"])["raw_objects"], files.len());
    lake.ok(&["verify"]);
}

#[test]
fn a_run_that_was_killed_is_run_again_and_says_so() {
    let (upstream, lake) = (Upstream::start(4), TestLake::new());
    let start = || {
        let mut command = lake.command(&["serve", "--json", "--listen", "127.0.0.1:0"]);
        upstream.point(&mut command);
        Server::run(command)
    };
    let server = start();
    let body = r#"{"from":"2024-12-30","to":"2025-01-02"}"#;
    let opened = Lake::open(&lake.path()).expect("opened").expect("a lake");
    let held = opened.lock("the test", |_| ()).expect("locked");
    let mut stream = server.connect();
    let head = format!(
        "POST /v1/runs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("sent");
    let answer = Answer::read(stream);
    assert_eq!(answer.status, 202, "{answer:?}");
    let job = json(&answer)["links"]["self"].as_str().expect("an address").to_owned();
    // It has fetched when the list of stations and both archives are there, and cannot write while we hold the lock.
    while json(&server.get(&job))["progress"]["downloads_done"].as_u64() < Some(3) {
        std::thread::yield_now();
    }
    server.signal("KILL");
    server.end();
    drop(held);
    let server = start();
    let ended = over(&server, &job);
    assert_eq!((&ended["state"], &ended["attempts"]), (&"done".into(), &2.into()), "{ended}");
    assert!(ended["note"].as_str().expect("a note").contains("begun again"), "{ended}");
    let run = json(&server.get(ended["links"]["run"].as_str().expect("an address")));
    assert_eq!(run["state"], "done", "{run}");
    assert!(
        run["report"]["fetch"]["downloads"].as_array().expect("downloads").iter().all(|d| d["outcome"] == "unchanged"),
        "{run}"
    );
    assert!(run["report"]["stage"]["total"]["accepted"].as_u64() > Some(0), "{run}");
}

#[test]
fn runs_of_the_command_line_and_of_the_server_are_listed_together() {
    let (upstream, lake) = (Upstream::start(4), TestLake::new());
    let mut command = lake.command(&["run", "-q", "--from", "2024-12-30", "--to", "2025-01-02"]);
    upstream.point(&mut command);
    assert!(command.status().expect("started").success());
    let server = Server::start(&lake);
    let runs = json(&server.get("/v1/runs"));
    let run = &runs["runs"][0];
    assert_eq!(
        (&run["state"], &run["from"], &run["to"]),
        (&"done".into(), &"2024-12-30".into(), &"2025-01-02".into()),
        "{runs}"
    );
    assert!(run["report"]["curate"]["changed"].as_u64() > Some(0), "{run}");
}
