//! What only a folder has: renames, the object store's temporary files, folders that cannot be written.

use std::os::unix::fs::MetadataExt;

use bytes::Bytes;
use weather::Time;

use super::super::conformance::Fixture;
use super::super::{ObjectFacts, ObjectKind, ObjectRawZone, Put};
use super::Folder;

fn facts() -> ObjectFacts {
    ObjectFacts {
        kind: ObjectKind::Observations,
        name: "synop.csv".into(),
        source: "upload".into(),
        url: None,
        fetch_time: Time::from_unix(0),
        media_type: None,
        etag: None,
        last_modified: None,
    }
}

/// Uploads bytes and says the inode of the upload's file before they are kept.
async fn put(folder: &Folder, bytes: &'static [u8]) -> (u64, Put) {
    let mut upload = folder.zone().begin().await.expect("begins");
    upload.write(Bytes::from_static(bytes)).await.expect("writes");
    let incoming = upload.finish().await.expect("finishes");
    let inode = inode(folder, incoming.path.as_ref());
    (inode, folder.zone().commit(incoming, facts()).await.expect("commits"))
}

fn inode(folder: &Folder, file: &str) -> u64 {
    std::fs::metadata(folder.path().join(file)).expect("a file").ino()
}

fn object_file(put: &Put) -> String {
    let name = put.object.sha256.to_string();
    format!("objects/{}/{name}", &name[..2])
}

#[tokio::test]
async fn a_commit_renames_and_does_not_copy() {
    let folder = Folder::fresh();
    let (before, put) = put(&folder, b"numer_sta").await;
    assert_eq!(inode(&folder, &object_file(&put)), before);
    assert_eq!(folder.files().await.len(), 2);
}

#[tokio::test]
async fn the_same_bytes_again_do_not_touch_the_kept_file() {
    let folder = Folder::fresh();
    let (first, _) = put(&folder, b"same").await;
    let (_, again) = put(&folder, b"same").await;
    assert_eq!(inode(&folder, &object_file(&again)), first);
}

#[tokio::test]
async fn a_sweep_deletes_what_a_killed_process_leaves() {
    let folder = Folder::fresh();
    let unfinished = "incoming/5f0c0f0e-0000-4000-8000-000000000000#1";
    let sidecar = "objects/ab/cd.json#12";
    let foreign = "objects/ab/notes#draft.txt";
    for file in [unfinished, sidecar, foreign] {
        folder.replace(file, Some(b"half")).await;
    }
    assert_eq!(folder.zone().sweep(Time::from_unix(0)).await.expect("sweeps"), 0);
    assert_eq!(folder.zone().sweep(Time::from_unix(4_102_444_800)).await.expect("sweeps"), 2);
    assert_eq!(folder.files().await, [foreign]);
}

#[tokio::test]
async fn a_file_in_place_of_the_folder_is_told() {
    let folder = Folder::fresh();
    folder.replace("raw", Some(b"not a folder")).await;
    let path = folder.path().join("raw");
    let error = ObjectRawZone::folder(&path).expect_err("is a file");
    assert!(error.to_string().contains(&path.display().to_string()), "{error}");
}

#[tokio::test]
async fn check_names_the_zone_that_cannot_be_written() {
    let folder = Folder::fresh();
    folder.replace("incoming", Some(b"in the way")).await;
    let error = folder.zone().check().await.expect_err("cannot be written");
    assert!(error.to_string().contains(&folder.path().display().to_string()), "{error}");
    assert!(error.next_step().is_some());
}
