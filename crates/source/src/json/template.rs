//! What the next key of a record will be: records of one file have the same keys in the same order.
//!
//! The text between two values (comma, white space, key, colon) is learnt from one record and compared as a whole in
//! the next ones, which costs less than scanning it and looking the key up. A wrong guess costs the comparison.

use super::keys::Key;
use super::scan::Cursor;

/// More keys than any record has; beyond, nothing is learnt.
const SLOTS_MAX: usize = 256;
/// Longer texts between values are not learnt.
const LEAD_BYTES_MAX: usize = 256;
/// How far ahead a key is looked for when some were left out.
const AHEAD: usize = 8;
/// How often the order is learnt anew in files that do not keep to it.
const LESSONS: u32 = 4;

#[derive(Debug)]
struct Slot {
    lead: Box<[u8]>,
    name: Box<[u8]>,
    key: Key,
}

/// The keys of a record in their order, as far as they are known.
#[derive(Debug)]
pub(super) struct Template {
    slots: Vec<Slot>,
    next: usize,
    misses: usize,
    learning: bool,
    lessons: u32,
}

impl Template {
    pub(super) const fn new() -> Self {
        Self { slots: Vec::new(), next: 0, misses: 0, learning: true, lessons: LESSONS }
    }

    /// A record starts.
    pub(super) fn rewind(&mut self) {
        self.next = 0;
        self.misses = 0;
        if self.learning {
            self.slots.clear();
        }
    }

    /// If the expected key comes next, steps over it to its value.
    #[inline]
    pub(super) fn predict(&mut self, cursor: &mut Cursor<'_>) -> Option<Key> {
        let slot = self.slots.get(self.next)?;
        if !cursor.bytes[cursor.at..].starts_with(&slot.lead) {
            return None;
        }
        self.next += 1;
        cursor.at += slot.lead.len();
        Some(slot.key)
    }

    /// A key came that was not expected; `lead` is all that stands between the values around it.
    pub(super) fn met(&mut self, lead: &[u8], name: &[u8], key: Key) {
        if self.learning {
            if self.slots.len() < SLOTS_MAX && lead.len() <= LEAD_BYTES_MAX {
                self.slots.push(Slot { lead: lead.into(), name: name.into(), key });
                self.next = self.slots.len();
            }
            return;
        }
        self.misses += 1;
        let ahead = self.slots.iter().skip(self.next).take(AHEAD).position(|slot| *slot.name == *name);
        if let Some(left_out) = ahead {
            self.next += left_out + 1;
        }
    }

    /// A record ended well.
    pub(super) fn settle(&mut self) {
        let poor = self.misses * 2 > self.slots.len();
        self.learning = !self.learning && poor && self.lessons > 0;
        if self.learning {
            self.lessons -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::Field;

    const KEY: Key = Key { field: Field::Ignored, name: "" };

    /// Goes through a record as the reader does; how many of its keys were predicted.
    fn predicted(template: &mut Template, keys: &[&str]) -> usize {
        template.rewind();
        let hits = keys.iter().filter(|name| {
            let lead = format!(",\"{name}\":");
            let hit = template.predict(&mut Cursor::new(lead.as_bytes(), 0)).is_some();
            if !hit {
                template.met(lead.as_bytes(), name.as_bytes(), KEY);
            }
            hit
        });
        let hits = hits.count();
        template.settle();
        hits
    }

    #[test]
    fn a_shape_is_known_after_one_record() {
        let mut template = Template::new();
        assert_eq!(predicted(&mut template, &["a", "b", "c"]), 0);
        assert_eq!(predicted(&mut template, &["a", "b", "c"]), 3);
    }

    #[test]
    fn a_key_left_out_costs_only_one_miss() {
        let mut template = Template::new();
        predicted(&mut template, &["a", "b", "c", "d", "e"]);
        assert_eq!(predicted(&mut template, &["a", "c", "d", "e"]), 3);
    }

    #[test]
    fn another_shape_is_learnt_anew_but_not_forever() {
        let mut template = Template::new();
        predicted(&mut template, &["a", "b"]);
        predicted(&mut template, &["x", "y"]);
        assert_eq!(predicted(&mut template, &["x", "y"]), 0, "this record is the lesson");
        assert_eq!(predicted(&mut template, &["x", "y"]), 2);
        for _ in 0..10 {
            predicted(&mut template, &["a", "b"]);
            predicted(&mut template, &["x", "y"]);
            predicted(&mut template, &["p", "q"]);
        }
        assert!(!template.learning);
    }
}
