//! What a command prints: results on standard output, everything else on standard error.

use std::fmt::Display;
use std::io::{self, Write};

use serde::Serialize;

use crate::error::CommandError;

/// Prints a line of a result.
///
/// # Errors
/// If standard output cannot be written.
pub(crate) fn line(text: impl Display) -> Result<(), CommandError> {
    writeln!(io::stdout().lock(), "{text}").map_err(|error| CommandError::output("standard output", error))
}

/// Prints a result as JSON.
///
/// # Errors
/// If standard output cannot be written.
pub(crate) fn json(value: &impl Serialize) -> Result<(), CommandError> {
    let text = serde_json::to_string_pretty(value).map_err(|error| CommandError::output("JSON", error.into()))?;
    line(text)
}

/// Tells something on standard error. Where that is closed there is nobody to tell.
pub(crate) fn note(text: impl Display) {
    drop(writeln!(io::stderr().lock(), "{text}"));
}

/// A number with its thousands set apart: 14,719.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of bytes for people.
pub(crate) fn bytes(count: u64) -> String {
    indicatif::HumanBytes(count).to_string()
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!([0, 999, 1_000, 14_719, 1_000_000].map(thousands), ["0", "999", "1,000", "14,719", "1,000,000"]);
    }
}
