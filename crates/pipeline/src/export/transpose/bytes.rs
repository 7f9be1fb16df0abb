//! Rows as bytes: fixed parts in little endian, and slots of which most are often empty.

/// The slots that one word tells the presence of.
const SLOTS_PER_WORD: usize = 64;

/// Appends slots: for each 64 a word with a bit for each that has a value, then those values.
pub(in crate::export) fn put_slots(bytes: &mut Vec<u8>, slots: impl Iterator<Item = Option<i32>>) {
    let mut slots = slots.peekable();
    while slots.peek().is_some() {
        let start = bytes.len();
        bytes.extend_from_slice(&[0; 8]);
        let mut present = 0_u64;
        for (bit, slot) in slots.by_ref().take(SLOTS_PER_WORD).enumerate() {
            if let Some(value) = slot {
                present |= 1 << bit;
                bytes.extend_from_slice(&value.to_le_bytes());
            }
        }
        bytes[start..start + 8].copy_from_slice(&present.to_le_bytes());
    }
}

/// Bytes that are read off the front.
pub(in crate::export) struct Bytes<'a> {
    left: &'a [u8],
}

impl<'a> Bytes<'a> {
    pub(in crate::export) fn new(bytes: &'a [u8]) -> Self {
        Self { left: bytes }
    }

    pub(in crate::export) fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// The next `N` bytes; `None` if there are fewer.
    pub(in crate::export) fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, left) = self.left.split_first_chunk()?;
        self.left = left;
        Some(*taken)
    }

    /// A text after its length.
    pub(in crate::export) fn take_text(&mut self) -> Option<&'a str> {
        let length = usize::from_le_bytes(self.take()?);
        let (text, left) = self.left.split_at_checked(length)?;
        self.left = left;
        std::str::from_utf8(text).ok()
    }

    /// Calls `each` with the place and value of every slot that has one, of `count` slots.
    pub(in crate::export) fn take_slots(&mut self, count: usize, mut each: impl FnMut(usize, i32)) -> Option<()> {
        for first in (0..count).step_by(SLOTS_PER_WORD) {
            let mut present = u64::from_le_bytes(self.take()?);
            while present != 0 {
                let slot = first + present.trailing_zeros() as usize;
                let value = i32::from_le_bytes(self.take()?);
                if slot >= count {
                    return None;
                }
                each(slot, value);
                present &= present - 1;
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Bytes, put_slots};

    proptest! {
        #[test]
        fn slots_are_read_back(slots in proptest::collection::vec(proptest::option::of(any::<i32>()), 0..200)) {
            let mut bytes = Vec::new();
            put_slots(&mut bytes, slots.iter().copied());
            let mut read = vec![None; slots.len()];
            let mut left = Bytes::new(&bytes);
            left.take_slots(slots.len(), |slot, value| read[slot] = Some(value)).expect("whole");
            prop_assert!(left.is_empty());
            prop_assert_eq!(read, slots);
        }

        #[test]
        fn other_bytes_are_none_or_some_and_never_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let mut left = Bytes::new(&bytes);
            let _ = left.take_text();
            let _ = left.take_slots(100, |slot, _| assert!(slot < 100));
        }
    }
}
