//! The reference of settings as `docs/configuration.md` has it: made here, compared there.

use std::fmt::Write as _;
use std::fs;

use toml::{Table, Value};

use super::{Settings, variable_of};

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");

/// What each setting is.
const MEANINGS: &[(&str, &str)] = &[
    ("lake", "The lake's folder; `--lake DIR` wins over it"),
    ("zones.raw", "Address of the raw zone (`file://…`, `s3://…`, `gs://…`, `az://…`); empty for a folder in the lake"),
    (
        "zones.staging",
        "Address of the staging zone (`file://…`, `s3://…`, `gs://…`, `az://…`); empty for a folder in the lake",
    ),
    (
        "zones.curated",
        "Address of the curated zone (`file://…`, `s3://…`, `gs://…`, `az://…`); empty for a folder in the lake",
    ),
    ("storage.create_bucket", "Whether an S3 bucket is made where it is missing"),
    ("storage.attempts_max", "How often a remote zone is asked before it counts as unavailable"),
    ("storage.retry_delay_base_s", "Seconds before the second try; doubled for each one after it"),
    ("storage.retry_delay_max_s", "The longest wait between tries, in seconds"),
    ("storage.timeout_s", "Seconds to wait for an answer of a bucket; 0 for 30, and 5 for the connection"),
    ("storage.s3.endpoint", "Address of the S3 server; empty for `AWS_ENDPOINT_URL`, the profile's, or AWS"),
    ("storage.s3.region", "Region of the bucket; empty for `AWS_REGION`, the profile's, or `us-east-1`"),
    (
        "storage.s3.path_style",
        "Whether the bucket stands in the path (`server/bucket`) and not in the name (`bucket.server`)",
    ),
    ("storage.s3.allow_http", "Whether an endpoint may be `http://`, which encrypts nothing"),
    (
        "storage.s3.profile",
        "Profile of `~/.aws` to take credentials from; empty for the environment's, then `AWS_PROFILE` or `default`",
    ),
    ("fetch.order", "The order in which `--source auto` tries the providers"),
    ("fetch.meteofrance_base", "Where Météo-France's archive is"),
    ("fetch.opendatasoft_base", "Where OpenDataSoft is"),
    ("fetch.connect_timeout_s", "Seconds to wait for a connection"),
    ("fetch.read_timeout_s", "Seconds to wait for more bytes"),
    ("fetch.downloads_at_once", "Downloads at the same time"),
    ("fetch.attempts_max", "How often a download is tried"),
    ("fetch.retry_delay_base_s", "Seconds before the second try; doubled for each one after it"),
    ("fetch.retry_delay_max_s", "The longest wait between tries, in seconds"),
    ("fetch.retry_after_max_s", "The longest wait that a provider may ask for, in seconds"),
    ("stage.rows_in_memory", "Rows kept in memory before they go to scratch files; a row takes about 400 bytes"),
    ("stage.rows_per_commit", "Rows in one transaction"),
    ("curate.workers", "Threads that compute; 0 for one a core"),
    ("serve.listen", "Where the server listens; port 0 takes a free one; `--listen ADDRESS` wins over it"),
    ("serve.open", "Whether everyone may read who can reach the server; also `--open`"),
    ("serve.connections_max", "Connections at the same time; more wait until one ends"),
    ("serve.requests_at_once", "Requests answered at the same time; more are answered with 503"),
    ("serve.header_timeout_s", "Seconds a client may take to send the head of a request"),
    ("serve.request_timeout_s", "Seconds an answer may take to begin; uploads and runs have limits of their own"),
    ("serve.write_timeout_s", "Seconds a client may take nothing of an answer that waits for it"),
    ("serve.shutdown_timeout_s", "Seconds that running requests may take to end when the server stops"),
    ("serve.requests_per_second", "Requests of one client in a second, on average; 0 for no limit"),
    ("serve.requests_burst", "Requests of one client at once"),
    ("serve.body_bytes_max", "Bytes of a request's body that is not an upload"),
    ("serve.cors_origins", "Sites whose pages may read the answers, as `https://example.org`; `*` for all"),
    ("serve.upload_bytes_max", "Bytes of files in one upload"),
    ("serve.upload_files_max", "Files in one upload"),
    ("serve.upload_idle_s", "Seconds an upload may send nothing"),
    ("serve.uploads_at_once", "Uploads received at the same time, each with up to 24 MiB of memory; more wait"),
    ("serve.wait_for_writer_s", "Seconds a request waits for its turn to write"),
    ("serve.jobs_kept", "Jobs remembered that are over"),
    ("serve.runs_kept", "Runs remembered"),
    ("serve.answers_kept", "Answers to requests with an `Idempotency-Key` remembered"),
    ("serve.answers_kept_for_s", "Seconds they are remembered"),
    (
        "serve.otlp_endpoint",
        "Address of an OTLP collector that takes traces over HTTP, as `http://localhost:4318`; empty for none",
    ),
    ("quality.limits", "Limits of stations of their own, see below; in the settings file only"),
];

const OPENING: &str = "# Configuration

Every setting has a default. The settings file wins over it, the environment over the file, and the command line over all. The file is
`meteolake.toml` in the working folder, or the one that `--config FILE` or `METEOLAKE_CONFIG` names; `fetch.order` stands in it as
`order` under `[fetch]`. `meteolake config` shows the settings in force and where each comes from. A setting that does not exist, or
is of the wrong type, is refused with its name and place.

| setting | default | environment | what it is |
|---|---|---|---|
";

const LIMITS: &str = "
## Quality control: limits of a station's own

Each `[[quality.limits]]` puts its limits in the place of the standard ones of [quality control](quality-control.md), for one station,
test and variable:

```toml
";

const EXAMPLE: &str = r#"# Foehn: greater steps over 1, 2, 3, 6 and 12 hours.
[[quality.limits]]
station = "07607"
test = "step"
variable = "air_temperature"
steps = [8, 10, 12, 15, 25]

# A range for the whole year. A suspect limit that is left out is the fail limit.
[[quality.limits]]
station = "07591"
test = "gross_range"
variable = "air_temperature"
fail_low = -40
suspect_low = -25
suspect_high = 38
fail_high = 45

# An unchanged value is suspect after so many reports, or so many days (1 to 14). `above = 0.5` looks at greater values only.
[[quality.limits]]
station = "61976"
test = "persistence"
variable = "wind_speed"
reports = 48
days = 10
above = 0.5

# No such test on this variable at this station.
[[quality.limits]]
station = "67005"
test = "calm_with_speed"
variable = "wind_from_direction"
off = true
"#;

const ENDING: &str = "```

Numbers are in the unit of the variable. Limits hold for what is staged from then on; `meteolake stage --again`, then
`meteolake curate`, bring what is there up to date.
";

fn reference() -> String {
    let table = Table::try_from(Settings::default()).expect("a table");
    let mut text = OPENING.to_owned();
    rows(&table, "", &mut text);
    text + LIMITS + EXAMPLE + ENDING
}

fn rows(table: &Table, prefix: &str, text: &mut String) {
    for (key, value) in table {
        let name = format!("{prefix}{key}");
        if let Value::Table(section) = value {
            rows(section, &format!("{name}."), text);
            continue;
        }
        let meaning = MEANINGS.iter().find(|(other, _)| *other == name).map(|(_, meaning)| meaning);
        let meaning = meaning.unwrap_or_else(|| panic!("`{name}` has no meaning here"));
        let variable = variable_of(&name).map_or_else(String::new, |variable| format!("`{variable}`"));
        writeln!(text, "| `{name}` | `{value}` | {variable} | {meaning} |").expect("written");
    }
}

#[test]
fn the_committed_reference_is_up_to_date() {
    let committed = fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(
        committed == reference(),
        "docs/configuration.md is stale: cargo test -p meteolake --bin meteolake -- --ignored write_the_reference"
    );
}

#[test]
#[ignore = "writes docs/configuration.md"]
fn write_the_reference() {
    fs::write(COMMITTED, reference()).expect("docs can be written");
}

#[test]
fn every_meaning_is_of_a_setting() {
    let text = reference();
    for (name, _) in MEANINGS {
        assert!(text.contains(&format!("| `{name}` |")), "{name}");
    }
}

#[test]
fn the_example_is_taken() {
    let mut table = Table::try_from(Settings::default()).expect("a table");
    let given: Table = EXAMPLE.parse().expect("TOML");
    super::merge(&mut table, given, COMMITTED.as_ref(), "", &mut super::Origins::new()).expect("known settings");
    let settings: Settings = table.try_into().expect("settings");
    assert_eq!(settings.quality.overrides().expect("limits that fit").iter().count(), 4);
}
