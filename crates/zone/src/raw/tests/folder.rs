//! What only a folder has: renames, the object store's temporary files, folders that cannot be written.

use std::os::unix::fs::MetadataExt;

use bytes::Bytes;
use weather::Time;

use super::super::conformance::Fixture;
use super::super::{ObjectFacts, ObjectKind, ObjectRawZone, receive};
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

#[tokio::test]
async fn a_commit_renames_and_does_not_copy() {
    let folder = Folder::fresh();
    let mut upload = folder.zone().begin().await.expect("begins");
    upload.write(Bytes::from_static(b"numer_sta")).await.expect("writes");
    let incoming = upload.finish().await.expect("finishes");
    let inode = |file: &str| std::fs::metadata(folder.path().join(file)).expect("a file").ino();
    let before = inode(incoming.path.as_ref());
    let object = folder.zone().commit(incoming, facts()).await.expect("commits").object.sha256.to_string();
    assert_eq!(inode(&format!("objects/{}/{object}", &object[..2])), before);
    assert_eq!(folder.files().await.len(), 2);
}

#[tokio::test]
async fn the_same_bytes_again_do_not_touch_the_kept_file() {
    let folder = Folder::fresh();
    let mut inodes = Vec::new();
    for _ in 0..2 {
        let incoming = receive(&*folder.zone(), futures::stream::iter([Ok(Bytes::from_static(b"same"))])).await;
        let put = folder.zone().commit(incoming.expect("receives"), facts()).await.expect("commits");
        let name = put.object.sha256.to_string();
        let file = folder.path().join(format!("objects/{}/{name}", &name[..2]));
        inodes.push(std::fs::metadata(file).expect("a file").ino());
    }
    assert_eq!(inodes[0], inodes[1]);
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
