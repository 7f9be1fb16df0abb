//! A commit whose answer was lost is found to be ours, and one of somebody else is not.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema};

use super::{Change, Place, Table, TableSpec, statistics};
use crate::Kind;

fn spec() -> TableSpec {
    let fields = vec![Field::new("x", DataType::Int64, false), Field::new("part", DataType::Utf8, false)];
    TableSpec { name: "lost", schema: Arc::new(Schema::new(fields)), partitions: &["part"] }
}

/// A change that adds a file of this name under a mark.
async fn adding(table: &Table, name: &str) -> Change {
    let file = table.write(name, &[("part", "a")], Vec::new(), statistics(0, &[]), 1).await.expect("written");
    Change { add: vec![file], marks: vec![("mark".to_owned(), 7)], time_ms: 1, ..Change::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_we_committed_before_is_done_and_what_others_did_is_a_conflict() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = url::Url::from_directory_path(folder.path()).expect("an address");
    let site = Place::new(&url, "staging").expect("a place").site(&spec()).expect("a site");
    let mut first = Table::open_or_create(&site, spec()).await.expect("made");
    let mut again = Table::open(&site, spec()).await.expect("opened").expect("there");
    let mut other = Table::open(&site, spec()).await.expect("opened").expect("there");
    let change = adding(&first, "ours").await;
    let same = Change { add: change.add.clone(), marks: change.marks.clone(), time_ms: 1, ..Change::default() };
    first.commit(change).await.expect("committed");
    again.commit(same).await.expect("it was ours");
    assert_eq!((again.version(), again.files().expect("files").len()), (first.version(), 1));
    let theirs = adding(&other, "theirs").await;
    assert_eq!(other.commit(theirs).await.expect_err("too late").kind(), Kind::Conflict);
}
