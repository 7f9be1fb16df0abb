//! The real archive of January 2013, read for tests: all reports, by station.
//!
//! Floats and a dictionary, and nothing of the project's own parsers, so that a test of the domain fails for the
//! domain's sake. Needs python3 to unzip; says "skipped" without it or without the archive.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use weather::{Marks, Milli, Observation, StationId, Time, Unit, Variable};

const ARCHIVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/synop/synop.201301.csv.gz");
const UNZIP: &str = "import gzip, sys; sys.stdout.buffer.write(gzip.open(sys.argv[1]).read())";

const COLUMNS: [(&str, Variable); 28] = [
    ("t", Variable::AirTemperature),
    ("td", Variable::DewPointTemperature),
    ("u", Variable::RelativeHumidity),
    ("pmer", Variable::AirPressureAtMeanSeaLevel),
    ("pres", Variable::SurfaceAirPressure),
    ("tend", Variable::TendencyOfAirPressure3h),
    ("cod_tend", Variable::PressureTendencyCode),
    ("dd", Variable::WindFromDirection),
    ("ff", Variable::WindSpeed),
    ("raf10", Variable::WindSpeedOfGust10min),
    ("rafper", Variable::WindSpeedOfGust),
    ("rr1", Variable::PrecipitationAmount1h),
    ("rr3", Variable::PrecipitationAmount3h),
    ("rr6", Variable::PrecipitationAmount6h),
    ("rr12", Variable::PrecipitationAmount12h),
    ("rr24", Variable::PrecipitationAmount24h),
    ("tn12", Variable::AirTemperatureMin12h),
    ("tn24", Variable::AirTemperatureMin24h),
    ("tx12", Variable::AirTemperatureMax12h),
    ("tx24", Variable::AirTemperatureMax24h),
    ("vv", Variable::VisibilityInAir),
    ("n", Variable::CloudAreaFraction),
    ("ww", Variable::PresentWeatherCode),
    ("w1", Variable::PastWeatherCode1),
    ("w2", Variable::PastWeatherCode2),
    ("ht_neige", Variable::SurfaceSnowThickness),
    ("ssfrai", Variable::ThicknessOfSnowfallAmount),
    ("perssfrai", Variable::SnowfallPeriod),
];

/// What a python program prints; `None`, with the reason said, where it or the archive is not there.
pub(crate) fn python(arguments: &[&str]) -> Option<String> {
    if !Path::new(ARCHIVE).exists() {
        println!("skipped: {ARCHIVE} is not there");
        return None;
    }
    let Ok(output) = Command::new("python3").args(arguments).arg(ARCHIVE).output() else {
        println!("skipped: python3 is not there");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("text"))
}

fn convert(variable: Variable, value: f64) -> Milli {
    let converted = match variable.unit() {
        Unit::Celsius => value - 273.15,
        Unit::Hectopascal => value / 100.0,
        // Published in tenths.
        Unit::Hour => value / 10.0,
        _ => value,
    };
    Milli::from_f64(converted).expect("a value that fits")
}

fn parse_time(text: &str) -> Time {
    let part = |from: usize, to: usize| text[from..to].parse::<u32>().expect("digits");
    Time::from_civil(part(0, 4) as i32, part(4, 6), part(6, 8), part(8, 10), part(10, 12), part(12, 14))
        .expect("a real time")
}

fn parse_report(header: &[&str], line: &str) -> Observation {
    let row: BTreeMap<_, _> = header.iter().copied().zip(line.split(';')).collect();
    let mut report = Observation::new(row["numer_sta"].parse().expect("a valid id"), parse_time(row["date"]));
    for (name, variable) in COLUMNS {
        let Ok(value) = row[name].parse::<f64>() else { continue };
        if variable == Variable::CloudAreaFraction && value == 101.0 {
            report.marks = report.marks.with(Marks::SKY_NOT_VISIBLE);
            continue;
        }
        match Marks::trace_of(variable).filter(|_| value == -0.1) {
            Some(mark) => {
                report.marks = report.marks.with(mark);
                report.set(variable, Some(Milli::ZERO));
            }
            None => report.set(variable, Some(convert(variable, value))),
        }
    }
    report
}

/// The reports of the month, by station and in time order.
pub(crate) fn month() -> Option<BTreeMap<StationId, Vec<Observation>>> {
    let csv = python(&["-c", UNZIP])?;
    let mut lines = csv.lines();
    let header: Vec<_> = lines.next().expect("a header").split(';').collect();
    let mut stations: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for report in lines.map(|line| parse_report(&header, line)) {
        stations.entry(report.station).or_default().push(report);
    }
    for reports in stations.values_mut() {
        reports.sort_by_key(|report| report.time);
    }
    Some(stations)
}
