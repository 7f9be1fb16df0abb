//! The keys of a record that we keep, found by their bytes.

use std::collections::HashMap;

use crate::opendatasoft;
use crate::row::{Field, synop};

/// What a key stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    /// What its value holds.
    pub(super) field: Field,
    /// Its name, for rejects; empty for ignored keys.
    pub(super) name: &'static str,
}

/// The known keys.
#[derive(Debug)]
pub(super) struct Keys(HashMap<&'static [u8], Key>);

impl Keys {
    pub(super) fn new() -> Self {
        let measured = synop::COLUMNS.iter().map(|column| (column.name, Field::Measured(*column)));
        let described = opendatasoft::FIELDS.iter().copied();
        Self(described.chain(measured).map(|(name, field)| (name.as_bytes(), Key { field, name })).collect())
    }

    /// What this key stands for; an unknown one is ignored.
    pub(super) fn find(&self, name: &[u8]) -> Key {
        self.0.get(name).copied().unwrap_or(Key { field: Field::Ignored, name: "" })
    }
}
