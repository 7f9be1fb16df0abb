//! The two ways observations are dated: `20130101000000` in UTC, and ISO 8601 with its offset.
//!
//! By hand, since it is done once a row and a general parser costs more than the rest of the row.

use std::fmt;

use weather::Time;

/// Why a text is not the time of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateError {
    /// Neither of the two forms.
    Form,
    /// An ISO time that does not say its offset from UTC.
    NoOffset,
    /// The right form, but no such day or hour (2013-02-30).
    NoSuchTime,
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "is not a time (20130131060000 or 2013-01-31T06:00:00Z)",
            Self::NoOffset => "does not say its offset from UTC (Z or +01:00)",
            Self::NoSuchTime => "does not exist in the calendar",
        })
    }
}

/// The instant a text names; fractions of a second are dropped.
#[inline]
pub(crate) fn parse(text: &[u8]) -> Result<Time, DateError> {
    match text {
        [_, _, _, _, b'-', ..] => iso(text),
        _ if text.len() == 14 => compact(text),
        _ => Err(DateError::Form),
    }
}

fn compact(text: &[u8]) -> Result<Time, DateError> {
    civil([number(text, 0, 4)?, two(text, 4)?, two(text, 6)?, two(text, 8)?, two(text, 10)?, two(text, 12)?])
}

fn iso(text: &[u8]) -> Result<Time, DateError> {
    let separators = [(7, b'-'), (13, b':')];
    let day_ends = matches!(text.get(10), Some(b'T' | b't' | b' '));
    if !day_ends || separators.iter().any(|(at, byte)| text.get(*at) != Some(byte)) {
        return Err(DateError::Form);
    }
    let (second, rest) = seconds(text.get(16..).ok_or(DateError::Form)?)?;
    let time = civil([number(text, 0, 4)?, two(text, 5)?, two(text, 8)?, two(text, 11)?, two(text, 14)?, second])?;
    Ok(Time::from_unix(time.unix() - offset(rest)?))
}

/// The seconds of `:30.250`, none of an empty text, and what follows them.
fn seconds(text: &[u8]) -> Result<(u32, &[u8]), DateError> {
    let Some((b':', rest)) = text.split_first() else {
        return Ok((0, text));
    };
    let second = two(rest, 0)?;
    let rest = rest.get(2..).unwrap_or_default();
    let Some((b'.' | b',', fraction)) = rest.split_first() else {
        return Ok((second, rest));
    };
    let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 { Err(DateError::Form) } else { Ok((second, &fraction[digits..])) }
}

/// Seconds east of UTC of `Z`, `+02:00`, `+0200` or `+02`.
fn offset(text: &[u8]) -> Result<i64, DateError> {
    let (sign, text) = match text {
        [] => return Err(DateError::NoOffset),
        [b'Z' | b'z'] => return Ok(0),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return Err(DateError::Form),
    };
    let minutes = match text {
        [_, _] => 0,
        [_, _, _, _] => two(text, 2)?,
        [_, _, b':', _, _] => two(text, 3)?,
        _ => return Err(DateError::Form),
    };
    let hours = two(text, 0)?;
    if hours > 23 || minutes > 59 {
        return Err(DateError::NoSuchTime);
    }
    Ok(sign * (i64::from(hours) * 3_600 + i64::from(minutes) * 60))
}

fn civil([year, month, day, hour, minute, second]: [u32; 6]) -> Result<Time, DateError> {
    // Four digits always fit.
    let year = i32::try_from(year).map_err(|_| DateError::Form)?;
    Time::from_civil(year, month, day, hour, minute, second).ok_or(DateError::NoSuchTime)
}

#[inline]
fn two(text: &[u8], at: usize) -> Result<u32, DateError> {
    number(text, at, 2)
}

#[inline]
fn number(text: &[u8], at: usize, digits: usize) -> Result<u32, DateError> {
    let mut value = 0;
    for byte in text.get(at..at + digits).ok_or(DateError::Form)? {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return Err(DateError::Form);
        }
        value = value * 10 + u32::from(digit);
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn utc(text: &str) -> Result<String, DateError> {
        parse(text.as_bytes()).map(|time| time.to_string())
    }

    #[test]
    fn both_forms_are_read() {
        for text in [
            "20130101030000",
            "2013-01-01T03:00:00Z",
            "2013-01-01 03:00Z",
            "2013-01-01T03:00:00.123456+00:00",
            "2013-01-01T05:00:00+02:00",
            "2013-01-01T05:00:00+0200",
            "2013-01-01T05:00:00+02",
            "2012-12-31T23:30:00-03:30",
        ] {
            assert_eq!(utc(text).as_deref(), Ok("2013-01-01T03:00:00Z"), "{text}");
        }
    }

    #[test]
    fn days_and_hours_that_do_not_exist_are_said_so() {
        for text in [
            "20130230000000",
            "2013-02-30T00:00:00Z",
            "2013-01-01T24:00:00Z",
            "20131301000000",
            "2013-01-01T00:00:00+25:00",
        ] {
            assert_eq!(utc(text), Err(DateError::NoSuchTime), "{text}");
        }
        assert_eq!(utc("20160229000000").as_deref(), Ok("2016-02-29T00:00:00Z"));
    }

    #[test]
    fn a_local_time_without_offset_is_refused() {
        assert_eq!(utc("2013-01-01T03:00:00"), Err(DateError::NoOffset));
        assert_eq!(utc("2013-01-01T03:00"), Err(DateError::NoOffset));
    }

    #[test]
    fn other_texts_are_no_times() {
        for text in [
            "",
            "2013",
            "2013-01-01",
            "201301010000",
            "2013010100000x",
            "2013-01-01T03:00:00.Z",
            "2013-01-01T03:00:00+1",
            "01/01/2013 03:00:00",
        ] {
            assert_eq!(utc(text), Err(DateError::Form), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_second_is_read_back(seconds in -60_000_000_000_i64..250_000_000_000, hours in -12_i64..=14) {
            let time = Time::from_unix(seconds);
            let iso = time.to_string();
            prop_assert_eq!(parse(iso.as_bytes()), Ok(time));
            let compact: String = iso.chars().filter(char::is_ascii_digit).collect();
            prop_assert_eq!(parse(compact.as_bytes()), Ok(time));
            let local = Time::from_unix(seconds + hours * 3_600).to_string().replace('Z', "");
            let sign = if hours < 0 { '-' } else { '+' };
            prop_assert_eq!(parse(format!("{local}{sign}{:02}:00", hours.abs()).as_bytes()), Ok(time));
        }

        #[test]
        fn no_text_panics(text in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = parse(&text);
        }
    }
}
