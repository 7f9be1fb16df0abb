//! Errors of the storage say in which raw zone they happened.

use crate::{Error, Result};

/// Adds the address of the zone to an error; its kind and what to do about it stay.
pub(super) trait InZone<T> {
    /// With the zone at `location` named.
    fn in_zone(self, location: &str) -> Result<T>;
}

impl<T, E: Into<Error>> InZone<T> for std::result::Result<T, E> {
    fn in_zone(self, location: &str) -> Result<T> {
        self.map_err(|error| {
            let cause: Error = error.into();
            let error = Error::new(cause.kind(), format!("raw zone {location}: {cause}"));
            let error = match cause.next_step() {
                Some(hint) => error.hint(hint),
                None => error,
            };
            error.because(cause)
        })
    }
}
