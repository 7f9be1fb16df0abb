//! Tables: the four headers, quotes, and what a bad line does.

use source::Layout;
use weather::{Coordinate, Milli, Variable};

use crate::support::{accepted, read};

const MONTHLY: &str = "numer_sta;date;pmer;t;rr3;n;\n";

#[test]
fn a_monthly_file_is_read() {
    let sink =
        accepted(format!("{MONTHLY}07005;20130101000000;100290;281.650000;-0.100000;101;\n"), Layout::MonthlyCsv);
    let report = &sink.rows[0].observation;
    assert_eq!((report.station.as_str(), report.time.to_string().as_str()), ("07005", "2013-01-01T00:00:00Z"));
    assert_eq!(report.get(Variable::AirTemperature), Some(Milli::new(8_500)));
    assert!(report.is_trace(Variable::PrecipitationAmount3h));
    assert_eq!(sink.rows[0].name, None);
}

#[test]
fn a_yearly_file_is_read_by_the_names_of_its_columns() {
    let text = "new;validity_time;t;name;insert_time;lat;lon;geo_id_wmo\r\n\
                ?;2026-01-01T00:00:00Z;270.45;BORDEAUX-MERIGNAC;2026-01-01T00:02:31Z;44.830667;-0.691333;07510\r\n\
                ?;2024-01-01T00:00:00Z;;BORDEAUX-MERIGNAC;;44.830667;-0.691333;07510\r\n";
    let sink = accepted(text, Layout::YearlyCsv);
    assert_eq!(sink.rows[0].insert_time, Some("2026-01-01T00:02:31Z".parse().expect("a time")));
    assert_eq!(sink.rows[0].name.as_deref(), Some("BORDEAUX-MERIGNAC"));
    assert_eq!(sink.rows[0].longitude.map(Coordinate::millionths), Some(-691_333));
    assert_eq!(sink.rows[0].observation.get(Variable::AirTemperature), Some(Milli::new(-2_700)));
    assert_eq!(sink.rows[1].insert_time, None);
}

#[test]
fn a_labelled_export_is_read_with_its_codes_and_local_times() {
    let text = "\u{feff}ID OMM station;Date;Température;Temps présent;Coordonnees;Nom;Temps présent;Température (°C)\n\
                07690;2023-07-01T02:00:00+02:00;294.05;1;43.648833, 7.209;NICE;\"Nuages; puis pluie\";20.9\n\
                07690;2023-01-01T01:00:00+01:00;;;;\"L\"\"ANSE\";;\n";
    let sink = accepted(text, Layout::ExportCsv);
    let report = &sink.rows[0].observation;
    assert_eq!(report.time.to_string(), "2023-07-01T00:00:00Z");
    assert_eq!(report.get(Variable::AirTemperature), Some(Milli::new(20_900)));
    assert_eq!(report.get(Variable::PresentWeatherCode), Some(Milli::new(1_000)));
    assert_eq!(sink.rows[0].latitude.map(Coordinate::millionths), Some(43_648_833));
    assert_eq!(sink.rows[1].observation.time.to_string(), "2023-01-01T00:00:00Z");
    assert_eq!(sink.rows[1].name.as_deref(), Some("L\"ANSE"));
    assert_eq!(sink.rows[1].observation.get(Variable::AirTemperature), None);
}

#[test]
fn an_export_under_short_names_is_told_from_the_archive() {
    let text = "numer_sta,date,t,nom\n7005,2013-01-01T00:00:00+00:00,281.65,ABBEVILLE\n";
    let sink = accepted(text, Layout::ExportCsv);
    assert_eq!(sink.rows[0].observation.station.as_str(), "07005");
}

#[test]
fn a_header_alone_has_no_rows() {
    assert_eq!(accepted(MONTHLY, Layout::MonthlyCsv).rows, []);
    assert_eq!(accepted(MONTHLY.trim_end(), Layout::MonthlyCsv).rows, []);
}

#[test]
fn each_bad_line_is_a_reject_with_its_place_and_the_rest_is_read() {
    let text = format!(
        "{MONTHLY}07005;20130101000000;mq;281.65;0;mq;\n\
         07005;20130230000000;mq;281.65;0;mq;\n\
         07005;20130101030000;mq;28l.65;0;mq;\n\
         {long};20130101030000;mq;281.65;0;mq;\n\
         07005;20130101030000;mq;281.65;0;mq;mq;mq;\n\
         07005;20130101030000;mq\n\
         ;20130101030000;mq;281.65;0;mq;\n\
         07005;10660101030000;mq;281.65;0;mq;\n\
         \n\
         07005;20130101060000;mq;281.65;0;mq;\n",
        long = "7".repeat(300)
    );
    let (sink, report) = read(text).expect("a table");
    assert_eq!((report.rows, report.accepted, report.rejected), (9, 2, 7));
    assert_eq!(sink.rows[1].row, 9);
    let told: Vec<(u64, Option<&str>)> = sink.rejects.iter().map(|r| (r.row, r.column.as_deref())).collect();
    assert_eq!(
        told,
        [(2, Some("date")), (3, Some("t")), (4, Some("numer_sta")), (5, None), (6, None), (7, None), (8, None)]
    );
    let reasons: Vec<&str> = sink.rejects.iter().map(|reject| reject.reason.as_str()).collect();
    for (reason, said) in reasons.iter().zip([
        "calendar",
        "`28l.65` is not a number",
        "300 characters",
        "9 fields, the header has 7",
        "3 fields",
        "no station id",
        "1066-01-01T03:00:00Z is not between",
    ]) {
        assert!(reason.contains(said), "{reason}");
    }
    assert_eq!(sink.rejects[1].text, "07005;20130101030000;mq;28l.65;0;mq;");
}

#[test]
fn the_empty_last_column_may_be_left_out() {
    for text in ["numer_sta;date;t\n07005;20130101000000;281.65;\n", "numer_sta;date;t;\n07005;20130101000000;281.65\n"]
    {
        assert_eq!(accepted(text, Layout::MonthlyCsv).rows.len(), 1, "{text}");
    }
    let (_, report) = read("numer_sta;date;t\n07005;20130101000000;281.65;x\n").expect("a table");
    assert_eq!(report.rejected, 1);
}

#[test]
fn a_name_that_is_not_utf8_is_a_reject() {
    let mut text = b"lat;lon;geo_id_wmo;name;validity_time;t\n".to_vec();
    text.extend_from_slice(b"1;2;07005;ORL\xc9ANS;2013-01-01T00:00:00Z;280\n1;2;07005;X;2013-01-01T03:00:00Z;280\n");
    let (sink, report) = read(text).expect("a table");
    assert_eq!((report.accepted, report.rejected), (1, 1));
    assert_eq!(sink.rejects[0].column.as_deref(), Some("name"));
}

#[test]
fn an_open_quote_costs_its_line_only() {
    let text = "numer_sta;date;t;nom\n07005;2013-01-01T00:00:00Z;280;\"ABB\n07005;2013-01-01T03:00:00Z;280;NICE\n";
    let (sink, report) = read(text).expect("a table");
    assert_eq!((report.accepted, report.rejected), (1, 1));
    assert!(sink.rejects[0].reason.contains("quote"), "{}", sink.rejects[0].reason);
    assert_eq!(sink.rejects[0].row, 1);
}

#[test]
fn a_line_of_megabytes_is_one_reject() {
    let text = format!("{MONTHLY}{}\n07005;20130101060000;mq;281.65;0;mq;\n", "x".repeat(5_000_000));
    let (sink, report) = read(text).expect("a table");
    assert_eq!((report.accepted, report.rejected), (1, 1));
    assert!(sink.rejects[0].reason.contains("larger"));
    assert!(sink.rejects[0].text.len() < 5_000 && sink.rejects[0].text.contains("of 5000000 bytes]"));
}

#[test]
fn files_put_one_after_the_other_are_read_with_each_its_header() {
    let text = format!(
        "{MONTHLY}07005;20130101000000;mq;281.65;0;mq;\n{MONTHLY}07005;20130201000000;mq;281.65;0;mq;\n\
                        numer_sta;t;date\n07005;280;20130301000000\n"
    );
    let sink = accepted(text, Layout::MonthlyCsv);
    assert_eq!(sink.rows.len(), 3);
    assert_eq!(sink.rows[2].observation.get(Variable::AirTemperature), Some(Milli::new(6_850)));
}
