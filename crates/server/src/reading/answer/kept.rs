//! Answers that were made before, by what they are of: the lake's state, the request and the form.
//!
//! A name that has the state in it is never of old content, so nothing must be forgotten when the lake changes; what is not
//! asked for any more goes when room is needed.

use std::collections::HashMap;
use std::sync::Mutex;

use axum::http::HeaderMap;
use bytes::Bytes;

use super::super::lock;

/// An answer's headers and body.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Answers, as many as fit into some bytes.
pub(crate) struct Answers {
    bytes_max: usize,
    state: Mutex<State>,
}

/// Two generations: what is asked for moves to the young one, and the old one goes as a whole.
#[derive(Default)]
struct State {
    young: HashMap<String, Kept>,
    old: HashMap<String, Kept>,
    young_bytes: usize,
}

impl Answers {
    /// Room for this many bytes of bodies.
    pub(crate) fn new(bytes_max: usize) -> Self {
        Self { bytes_max, state: Mutex::default() }
    }

    /// The answer of this name.
    pub(crate) fn get(&self, name: &str) -> Option<Kept> {
        let mut state = lock(&self.state);
        if let Some(kept) = state.young.get(name) {
            return Some(kept.clone());
        }
        let kept = state.old.remove(name)?;
        self.put(&mut state, name.to_owned(), kept.clone());
        Some(kept)
    }

    /// Keeps an answer, unless it is too large to be kept with others.
    pub(crate) fn keep(&self, name: String, kept: Kept) {
        if kept.body.len() <= self.bytes_max / 16 {
            self.put(&mut lock(&self.state), name, kept);
        }
    }

    fn put(&self, state: &mut State, name: String, kept: Kept) {
        // Names and headers take some room as well.
        let bytes = kept.body.len() + 1_024;
        if state.young_bytes + bytes > self.bytes_max / 2 {
            state.old = std::mem::take(&mut state.young);
            state.young_bytes = 0;
        }
        state.young_bytes += bytes;
        if let Some(before) = state.young.insert(name, kept) {
            state.young_bytes -= before.body.len() + 1_024;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(bytes: usize) -> Kept {
        Kept { headers: HeaderMap::new(), body: Bytes::from(vec![0; bytes]) }
    }

    #[test]
    fn what_is_asked_for_stays_and_the_rest_makes_room() {
        let answers = Answers::new(64 << 10);
        answers.keep("asked".to_owned(), kept(2_000));
        answers.keep("not asked".to_owned(), kept(2_000));
        for number in 0..100 {
            assert!(answers.get("asked").is_some(), "{number}");
            answers.keep(number.to_string(), kept(2_000));
        }
        assert!(answers.get("not asked").is_none());
        let state = lock(&answers.state);
        let bytes: usize = state.young.values().chain(state.old.values()).map(|kept| kept.body.len()).sum();
        assert!(bytes <= 64 << 10, "{bytes}");
    }

    #[test]
    fn one_that_leaves_no_room_for_others_is_not_kept() {
        let answers = Answers::new(64 << 10);
        answers.keep("large".to_owned(), kept(5_000));
        assert!(answers.get("large").is_none());
    }
}
