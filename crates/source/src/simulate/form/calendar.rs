//! Times as text, quickly: the date of a day is formatted once and kept.

use std::io::Write as _;

use weather::{Day, Time};

use super::digits;

const DATE_LENGTH: usize = 10;

const SECONDS_PER_HOUR: i64 = 3_600;

/// Writes times; remembers the dates of the last two days, since reports are published up to a day late.
#[derive(Debug)]
pub(super) struct Calendar {
    kept: [(Day, [u8; DATE_LENGTH]); 2],
}

impl Calendar {
    pub(super) fn new() -> Self {
        let day = Day::from_epoch_days(0);
        Self { kept: [(day, date(day)); 2] }
    }

    /// Writes `20130131060000`.
    pub(super) fn compact(&mut self, out: &mut Vec<u8>, time: Time) {
        let date = self.date(time.day());
        out.extend(date.iter().filter(|byte| **byte != b'-'));
        let [hours, minutes, seconds] = clock(time);
        digits::two(out, hours);
        digits::two(out, minutes);
        digits::two(out, seconds);
    }

    /// Writes `2013-01-31T06:00:00`, without an offset.
    pub(super) fn iso(&mut self, out: &mut Vec<u8>, time: Time) {
        out.extend_from_slice(&self.date(time.day()));
        for (separator, number) in [b'T', b':', b':'].into_iter().zip(clock(time)) {
            out.push(separator);
            digits::two(out, number);
        }
    }

    fn date(&mut self, day: Day) -> [u8; DATE_LENGTH] {
        if let Some((_, text)) = self.kept.iter().find(|(kept, _)| *kept == day) {
            return *text;
        }
        let text = date(day);
        self.kept = [(day, text), self.kept[0]];
        text
    }
}

fn date(day: Day) -> [u8; DATE_LENGTH] {
    let mut text = [b'0'; DATE_LENGTH];
    // A year of five digits would be cut; there is no such archive.
    let _ = write!(text.as_mut_slice(), "{day}");
    text
}

fn clock(time: Time) -> [i64; 3] {
    let second = time.second_of_day();
    [second / SECONDS_PER_HOUR, second / 60 % 60, second % 60]
}

/// Hours of Paris ahead of UTC: 2 from the last Sunday of March to that of October, both at 01 UTC, else 1.
pub(super) fn paris_offset_hours(time: Time) -> i64 {
    let year = time.day().year();
    let change = |month| Day::from_civil(year, month, 31).map(|last| last.plus_days(-weekday(last)).at_hour(1));
    match (change(3), change(10)) {
        (Some(spring), Some(autumn)) if spring <= time && time < autumn => 2,
        _ => 1,
    }
}

/// Days since Sunday. 1970-01-01 was a Thursday.
fn weekday(day: Day) -> i32 {
    (day.epoch_days() + 4).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        text.parse().expect("a time")
    }

    #[test]
    fn times_are_written_in_both_forms() {
        let (mut out, mut calendar) = (Vec::new(), Calendar::new());
        calendar.compact(&mut out, time("2013-01-31T06:05:09Z"));
        out.push(b' ');
        calendar.iso(&mut out, time("2013-02-01T18:00:00Z"));
        assert_eq!(out, b"20130131060509 2013-02-01T18:00:00");
    }

    #[test]
    fn kept_dates_stay_right() {
        let mut calendar = Calendar::new();
        for hour in 0..2_000 {
            let mut out = Vec::new();
            let time = Time::from_unix((hour * 7 % 100 + hour) * 3_600);
            calendar.iso(&mut out, time);
            assert_eq!(format!("{}Z", String::from_utf8(out).expect("ASCII")), time.to_string());
        }
    }

    #[test]
    fn paris_changes_its_clocks_as_the_law_says() {
        for (text, hours) in [
            ("2023-03-26T00:59:59Z", 1),
            ("2023-03-26T01:00:00Z", 2),
            ("2023-10-29T00:59:59Z", 2),
            ("2023-10-29T01:00:00Z", 1),
            ("2013-01-01T00:00:00Z", 1),
            ("2024-03-31T01:00:00Z", 2),
        ] {
            assert_eq!(paris_offset_hours(time(text)), hours, "{text}");
        }
    }
}
