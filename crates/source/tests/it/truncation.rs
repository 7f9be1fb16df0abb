//! Inputs cut at every position: what came before the cut is delivered, the rest is one reject that says so.

use crate::support::{Collected, gzip, read};

const RECORDS: [&str; 3] = [
    r#"{"numer_sta": "07005", "date": "2013-01-01T00:00:00+00:00", "nom": "A\"}", "t": 281.65}"#,
    r#"{"numer_sta": "07015", "date": "2013-01-01T00:00:00+00:00", "coordonnees": {"lon": 1, "lat": 2}}"#,
    r#"{"numer_sta": "07020", "date": "2013-01-01T00:00:00+00:00", "t": null}"#,
];

fn assert_cut(text: &[u8], length: usize, delivered: usize, whole: &Collected) {
    let Ok((sink, report)) = read(&text[..length]) else {
        // Too little to tell what it is.
        assert_eq!(delivered, 0, "cut at {length}");
        return;
    };
    assert_eq!(report.accepted, delivered as u64, "cut at {length}");
    assert_eq!(sink.rows[..], whole.rows[..delivered]);
    assert_eq!(report.rejected, 1, "cut at {length}: {:?}", sink.rejects);
    assert!(sink.rejects[0].reason.contains("truncated"), "{}", sink.rejects[0].reason);
}

fn assert_json(before: &str, between: &str, after: &str) {
    let text = format!("{before}{}{after}", RECORDS.join(between));
    let (whole, _) = read(&text).expect("records");
    assert_eq!((whole.rows.len(), whole.rejects.len()), (3, 0));
    let last = text.trim_end().len();
    let ends: Vec<usize> = RECORDS.iter().map(|record| text.find(record).expect("there") + record.len()).collect();
    for length in 1..last {
        assert_cut(text.as_bytes(), length, ends.iter().filter(|end| **end <= length).count(), &whole);
    }
}

#[test]
fn json_arrays() {
    assert_json("[", ",", "]");
    assert_json("[\n ", ",\n ", "\n]\n");
}

#[test]
fn json_inside_an_object() {
    assert_json("{\"total_count\": 3, \"results\": [", ", ", "]}");
    assert_json("{\"records\": [", ", ", "], \"facets\": [{\"a\": \"}\"}]}");
}

#[test]
fn json_lines() {
    let text = RECORDS.join("\n");
    let (whole, _) = read(&text).expect("records");
    let ends: Vec<usize> = RECORDS.iter().map(|record| text.find(record).expect("there") + record.len()).collect();
    for length in 1..text.len() {
        // Between two lines nothing shows that more was meant to come.
        if !ends.contains(&length) && !ends.contains(&(length - 1)) {
            assert_cut(text.as_bytes(), length, ends.iter().filter(|end| **end <= length).count(), &whole);
        }
    }
}

#[test]
fn tables() {
    let header = "numer_sta;date;t;\n";
    let line = "07005;20130101000000;281.65;\n";
    let text = format!("{header}{}", line.repeat(3));
    let (whole, _) = read(&text).expect("a table");
    for length in header.len() + 1..text.len() {
        let inside = (length - header.len()) % line.len();
        // A line that only lacks its line feed is whole.
        if inside != 0 && inside < line.len() - 1 {
            assert_cut(text.as_bytes(), length, (length - header.len()) / line.len(), &whole);
        }
    }
}

#[test]
fn gzip_cut_anywhere() {
    let line = "07005;20130101000000;281.65;\n";
    let texts =
        [format!("numer_sta;date;t;\n{}", line.repeat(20)), format!("[{}]", RECORDS.join(",")), RECORDS.join("\n")];
    for text in texts {
        let packed = gzip(text.as_bytes());
        let (whole, _) = read(&packed).expect("an object");
        for length in 2..packed.len() {
            match read(&packed[..length]) {
                Ok((sink, report)) => {
                    assert_eq!(report.rejected, 1, "cut at {length}: {:?}", sink.rejects);
                    assert!(sink.rejects[0].reason.contains("truncated"), "{}", sink.rejects[0].reason);
                    assert_eq!(sink.rows[..], whole.rows[..sink.rows.len()]);
                }
                Err(error) => assert!(error.to_string().contains("truncated"), "{error}"),
            }
        }
    }
}

#[test]
fn damaged_gzip_delivers_what_came_before() {
    let line = "07005;20130101000000;281.65;\n";
    let mut packed = gzip(format!("numer_sta;date;t;\n{}", line.repeat(20)).as_bytes());
    let crc = packed.len() - 8;
    packed[crc] ^= 1;
    let (sink, report) = read(&packed).expect("a table");
    assert_eq!((report.accepted, report.rejected), (20, 1));
    assert!(sink.rejects[0].reason.contains("damaged"), "{}", sink.rejects[0].reason);
}
