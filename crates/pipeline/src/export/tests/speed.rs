use super::{Format, Lake, Selection, station};
use std::time::Instant;
use weather::{Milli, Observation, Time, Variable};

fn hwm() -> String {
    std::fs::read_to_string("/proc/self/status")
        .unwrap()
        .lines()
        .filter(|l| l.starts_with("VmHWM") || l.starts_with("VmRSS"))
        .collect::<Vec<_>>()
        .join(" ")
}

struct Sink(u64);
impl std::io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
#[ignore]
fn speed() {
    let lake = Lake::delta();
    let mut seed = 1u64;
    let mut rnd = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    let first = Time::from_civil(2010, 1, 1, 0, 0, 0).unwrap();
    for part in 0..10 {
        let mut rows = Vec::new();
        for s in 0..200 {
            for step in 0..8 * 122 {
                let mut o = Observation::new(
                    station(&format!("{:05}", 7000 + s)),
                    first.plus_hours(3 * (part * 8 * 122 + step)),
                );
                for (i, v) in Variable::ALL.iter().enumerate() {
                    let r = rnd();
                    if i < 18 || r % 100 < 30 {
                        let t = if v.unit().is_whole() { (r >> 8) % 100 * 1000 } else { (r >> 8) % 10_000 * 100 };
                        o.set(*v, Some(Milli::new(t as i32 - if i == 0 { 500_000 } else { 0 })));
                    }
                }
                rows.push(o);
            }
        }
        lake.observe(&format!("part {part}"), rows);
    }
    println!("staged {}", hwm());
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let start = Instant::now();
    let mut n = 0;
    for m in lake.runtime.block_on(lake.zones.staging.months()).unwrap() {
        for c in lake.runtime.block_on(lake.zones.staging.read(m.month, Default::default())).unwrap() {
            n += c.unwrap().observations.len();
        }
    }
    println!("scan alone {n} rows {:?} {}", start.elapsed(), hwm());
    let start = Instant::now();
    for _ in 0..20 {
        lake.runtime.block_on(lake.zones.staging.months()).unwrap();
    }
    println!("table open {:?}", start.elapsed() / 20);
    for memory in [32usize << 20, usize::MAX] {
        for format in Format::ALL {
            std::fs::write("/proc/self/clear_refs", "5").unwrap();
            let mut out = Sink(0);
            let start = Instant::now();
            let report =
                lake.exporter().memory_bytes(memory).observations(&Selection::default(), *format, &mut out).unwrap();
            let t = start.elapsed();
            println!(
                "{format} memory {memory}: {} rows {} bytes {t:?} {:.0} rows/s {}",
                report.rows,
                out.0,
                report.rows as f64 / t.as_secs_f64(),
                hwm()
            );
        }
    }
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let start = Instant::now();
    let report = lake.exporter().observations_per_city(&Selection::default(), &lake.folder.path().join("c")).unwrap();
    println!("per city {} {:?} {}", report.total.rows, start.elapsed(), hwm());
}
