//! One CSV file a city.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{Format, Lake, Object, Selection, heads, station, text, time, warm};

fn files(folder: &Path) -> BTreeMap<String, String> {
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry.expect("listed");
        let content = fs::read_to_string(entry.path()).expect("read");
        (entry.file_name().into_string().expect("a name"), content)
    };
    fs::read_dir(folder).expect("listed").map(read).collect()
}

#[test]
fn every_city_has_its_own_file_under_a_safe_and_unique_name() {
    let lake = Lake::memory();
    let long = "x".repeat(300);
    let names = [("AA1", "Nord"), ("AA2", "NORD"), ("AA3", "🌧"), ("..", "../../etc"), ("AA4", &long)];
    let mut ids = vec!["07005", "07117", "unheard"];
    ids.extend(names.map(|(id, _)| id));
    let of = |id: &&str| [warm(id, time(1, 31, 0), 1), warm(id, time(2, 1, 0), 2)];
    let observations = ids.iter().flat_map(of).collect();
    let names = names.map(|(id, name)| (id, name.to_owned())).to_vec();
    lake.stage("a", 4, Object { observations, names, ..Object::default() });

    let folder = lake.folder.path().join("cities/2013");
    let report = lake.exporter().observations_per_city(&Selection::default(), &folder).expect("exported");
    let written = files(&folder);
    let cut = format!("{}-AA4.csv", "x".repeat(100));
    let expected = [
        "ATTRIBUTION.txt",
        "abbeville.csv",
        "etc.csv",
        "nord-AA1.csv",
        "nord-AA2.csv",
        "ploumanac_h.csv",
        "station-AA3.csv",
        "station-unheard.csv",
        &cut,
    ];
    assert_eq!(written.keys().map(String::as_str).collect::<Vec<_>>(), expected);
    assert_eq!(heads(&written["nord-AA2.csv"], 3), ["AA2,2013-01-31T00:00:00Z,0.1", "AA2,2013-02-01T00:00:00Z,0.2"]);
    assert_eq!(written["ATTRIBUTION.txt"], format!("{}\n", report.total.attribution));
    assert_eq!((report.total.rows, report.files.len()), (16, 8));
    let last = report.files.last().expect("a file");
    assert_eq!((last.station_id.as_str(), last.city.as_str(), last.rows), ("unheard", "unheard", 2));
}

#[test]
fn a_city_s_file_is_the_export_of_its_station() {
    let lake = Lake::memory();
    let observations = ["07005", "07015"].into_iter().flat_map(|id| [1, 2].map(|month| warm(id, time(month, 5, 3), 7)));
    lake.observe("a", observations.collect());
    let folder = lake.folder.path().join("cities");
    lake.exporter().observations_per_city(&Selection::default(), &folder).expect("exported");
    let selection = Selection { stations: vec![station("07015")], ..Selection::default() };
    let alone = text(lake.observations(&selection, Format::Csv));
    assert!(files(&folder).into_values().any(|content| content == alone));
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let lake = Lake::memory();
    let file = lake.folder.path().join("file");
    fs::write(&file, "").expect("written");
    let error = lake.exporter().observations_per_city(&Selection::default(), &file).expect_err("refused");
    assert!(error.to_string().contains("file"), "{error}");
    assert!(error.next_step().is_some());
}
