//! Refused rows.

use weather::Time;

use super::{Event, Exporter, Format, Lake, Object, Selection, day, text, time, warm};
use zone::raw::ObjectId;

fn lake_with_rejects(lake: Lake) -> Lake {
    let observations = vec![warm("07005", time(1, 1, 0), 1)];
    let late = [(2, None, "the row is cut", "a,b"), (9, Some("t"), "not a number: `x`", "07005;\"x\"\n")];
    lake.stage("late", 9, Object { observations, rejects: late.to_vec(), ..Object::default() });
    lake.stage("none", 5, Object::default());
    lake.stage("early, of 2013", 3, Object { rejects: vec![(1, Some("date"), "no date", "")], ..Object::default() });
    lake
}

#[test]
fn they_come_by_fetch_then_row_with_the_name_of_their_file() {
    let (early, late) = (ObjectId::of(b"early, of 2013"), ObjectId::of(b"late"));
    let expected = format!(
        "object,name,row,column,reason,text\n\
         {early},\"early, of 2013.csv\",1,date,no date,\n\
         {late},late.csv,2,,the row is cut,\"a,b\"\n\
         {late},late.csv,9,t,not a number: `x`,\"07005;\"\"x\"\"\n\"\n"
    );
    for lake in [Lake::memory(), Lake::delta()].map(lake_with_rejects) {
        let mut out = Vec::new();
        let report = lake.exporter().rejects(Format::Csv, &mut out).expect("exported");
        assert_eq!(text(out), expected);
        assert_eq!(report.rows, 3);
    }
}

#[test]
fn the_attribution_has_the_day_of_the_last_fetch() {
    let lake = lake_with_rejects(Lake::memory());
    let report = lake.exporter().rejects(Format::Csv, &mut Vec::new()).expect("exported");
    let day = Time::from_civil(2013, 2, 9, 0, 0, 0).expect("a date").day();
    let expected = format!("Source: Météo-France, Licence Ouverte 2.0 (Etalab), last update {day}");
    assert_eq!(report.attribution, expected);
    let path = report.write_attribution_beside(&lake.folder.path().join("out.csv")).expect("written");
    assert_eq!(path, lake.folder.path().join("out.csv.attribution.txt"));
    assert_eq!(std::fs::read_to_string(path).expect("read"), format!("{expected}\n"));
}

#[test]
fn progress_tells_what_is_planned_read_and_written() {
    let lake = lake_with_rejects(Lake::memory());
    let heard = std::sync::Mutex::new([0; 3]);
    let hear = |event| {
        let mut heard = heard.lock().expect("not poisoned");
        match event {
            Event::Planned { rows } => heard[0] += rows,
            Event::Read { rows } => heard[1] += rows,
            Event::Written { rows } => heard[2] += rows,
        }
    };
    let exporter = Exporter::new(&lake.zones, lake.runtime.handle(), &hear);
    exporter.rejects(Format::Csv, &mut Vec::new()).expect("exported");
    assert_eq!(*heard.lock().expect("not poisoned"), [3, 3, 3]);
}

#[test]
fn only_objects_of_the_range_date_the_attribution() {
    let lake = Lake::memory();
    for (name, fetched, month) in [("a", 3, 1), ("b", 9, 2)] {
        lake.stage(
            name,
            fetched,
            Object { observations: vec![warm("07005", time(month, 5, 0), 1)], ..Object::default() },
        );
    }
    let last_update = |from, to| {
        let selection = Selection { from, to, ..Selection::default() };
        let report = lake.exporter().observations(&selection, Format::Csv, &mut Vec::new()).expect("exported");
        report.attribution.rsplit(' ').next().map(str::to_owned)
    };
    assert_eq!(last_update(None, None).as_deref(), Some("2013-02-09"));
    assert_eq!(last_update(None, Some(day(2013, 2, 4))).as_deref(), Some("2013-02-03"));
    assert_eq!(last_update(Some(day(2013, 1, 6)), None).as_deref(), Some("2013-02-09"));
    assert_eq!(last_update(Some(day(2014, 1, 1)), None).as_deref(), Some("(Etalab)"));
}
