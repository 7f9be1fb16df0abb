//! Values as text, without an allocation a value: millions of them are written.

use std::fmt::Write;

use weather::{Day, Milli, Time};

/// Writes times and days. It remembers the last day: rows in order of time share theirs with their neighbours.
#[derive(Default)]
pub(super) struct Calendar {
    day: Option<Day>,
    text: String,
}

impl Calendar {
    /// Appends `2013-01-31`.
    pub(super) fn push_day(&mut self, day: Day, buffer: &mut Vec<u8>) {
        if self.day != Some(day) {
            self.text.clear();
            // A String takes everything.
            let _ = write!(self.text, "{day}");
            self.day = Some(day);
        }
        buffer.extend_from_slice(self.text.as_bytes());
    }

    /// Appends `2013-01-31T03:00:00Z`.
    pub(super) fn push_time(&mut self, time: Time, buffer: &mut Vec<u8>) {
        self.push_day(time.day(), buffer);
        let second = time.second_of_day();
        for (before, number) in [(b'T', second / 3_600), (b':', second / 60 % 60), (b':', second % 60)] {
            buffer.extend_from_slice(&[before, digit(number / 10), digit(number)]);
        }
        buffer.push(b'Z');
    }
}

/// The last digit of a number that is not negative.
fn digit(number: i64) -> u8 {
    b'0' + (number % 10) as u8
}

/// Appends the shortest decimal, as [`Milli`] shows itself.
#[inline]
pub(super) fn push_number(value: Milli, buffer: &mut Vec<u8>) {
    if value.thousandths() < 0 {
        buffer.push(b'-');
    }
    let magnitude = u64::from(value.thousandths().unsigned_abs());
    push_count(magnitude / 1000, buffer);
    let fraction = (magnitude % 1000) as i64;
    if fraction != 0 {
        let digits = [b'.', digit(fraction / 100), digit(fraction / 10), digit(fraction)];
        let zeros = usize::from(fraction % 10 == 0) + usize::from(fraction % 100 == 0);
        buffer.extend_from_slice(&digits[..4 - zeros]);
    }
}

/// Appends a whole number.
#[inline]
pub(super) fn push_count(mut count: u64, buffer: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (count % 10) as u8;
        count /= 10;
        if count == 0 {
            break;
        }
    }
    buffer.extend_from_slice(&digits[start..]);
}

/// Appends `true` or `false`.
pub(super) fn push_flag(flag: bool, buffer: &mut Vec<u8>) {
    buffer.extend_from_slice(if flag { b"true" } else { b"false" });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use weather::{Milli, Time};

    use super::{Calendar, push_count, push_number};

    fn text(push: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut buffer = Vec::new();
        push(&mut buffer);
        String::from_utf8(buffer).expect("text")
    }

    #[test]
    fn the_calendar_forgets_the_day_when_it_changes() {
        let mut calendar = Calendar::default();
        for seconds in [0, 86_399, 86_400, 0, -1] {
            let time = Time::from_unix(seconds);
            assert_eq!(text(|buffer| calendar.push_time(time, buffer)), time.to_string());
        }
    }

    proptest! {
        #[test]
        fn numbers_are_as_they_show_themselves(thousandths in any::<i32>()) {
            let value = Milli::new(thousandths);
            prop_assert_eq!(text(|buffer| push_number(value, buffer)), value.to_string());
        }

        #[test]
        fn counts_are_as_they_show_themselves(count in any::<u64>()) {
            prop_assert_eq!(text(|buffer| push_count(count, buffer)), count.to_string());
        }

        // Years 1 to 9999, which is more than the parsers let in.
        #[test]
        fn times_are_as_they_show_themselves(seconds in -62_135_596_800_i64..253_402_300_800) {
            let time = Time::from_unix(seconds);
            prop_assert_eq!(text(|buffer| Calendar::default().push_time(time, buffer)), time.to_string());
        }
    }
}
