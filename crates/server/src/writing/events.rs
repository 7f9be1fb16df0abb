//! What a job tells, in order, for those who listen: each event has an id, so that who was cut off goes on after it.
//!
//! Progress is a whole picture each time: of one arrow's only the newest is kept, so a job tells only so much however
//! long it goes on, and a slow listener misses nothing but pictures that are out of date.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::job::{Job, Progress};
use super::live::Live;

/// Events kept. Without progress there are a handful: states, and the end.
const KEPT: usize = 64;

/// The place of an event: the attempt of the job, then a number from 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EventId {
    attempt: u32,
    number: u64,
}

/// An event and its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Numbered {
    pub(crate) id: EventId,
    pub(crate) event: Event,
}

/// What a job tells.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    /// Its state changed.
    State(Box<Job>),
    /// It has come so far.
    Progress(Progress),
    /// It is over; nothing follows.
    End(Box<Job>),
}

/// The events of a job.
#[derive(Debug, Default)]
pub(super) struct Log {
    events: VecDeque<Numbered>,
    last: EventId,
}

impl Log {
    /// The events of an attempt, which come after those of the attempts before it.
    pub(super) fn of_attempt(attempt: u32) -> Self {
        Self { events: VecDeque::new(), last: EventId { attempt, number: 0 } }
    }

    pub(super) fn push(&mut self, event: Event) {
        let outdated = matches!((self.events.back().map(|last| &last.event), &event),
            (Some(Event::Progress(last)), Event::Progress(next)) if last.arrow == next.arrow);
        if outdated {
            self.events.pop_back();
        }
        if self.events.len() == KEPT {
            self.events.pop_front();
        }
        self.last.number += 1;
        self.events.push_back(Numbered { id: self.last, event });
    }

    /// The number of the next event.
    pub(super) const fn next_number(&self) -> u64 {
        self.last.number + 1
    }

    /// The events after a place, in order.
    pub(super) fn after(&self, place: EventId) -> Vec<Numbered> {
        self.events.iter().filter(|event| event.id > place).cloned().collect()
    }
}

/// A listener to one job.
pub(crate) struct Subscription {
    live: Option<Arc<Live>>,
    waiting: VecDeque<Numbered>,
    last: EventId,
}

impl Subscription {
    /// To a job that waits or goes on; `None` where all was told.
    pub(crate) fn live(live: Arc<Live>, last: EventId) -> Option<Self> {
        let all_told = live.job().state.is_over() && live.log_after(last).is_empty();
        (!all_told).then_some(Self { live: Some(live), waiting: VecDeque::new(), last })
    }

    /// To a job that is over: only its end is left to tell. `None` where that was told.
    pub(crate) fn over(job: Job, last: EventId) -> Option<Self> {
        let id = EventId { attempt: job.attempts, number: job.last_event };
        let end = Numbered { id, event: Event::End(Box::new(job)) };
        (last < id).then_some(Self { live: None, waiting: [end].into(), last })
    }

    /// The next event; `None` after the end.
    pub(crate) async fn next(&mut self) -> Option<Numbered> {
        if self.waiting.is_empty() {
            self.waiting = self.live.as_ref()?.events_after(self.last).await.into();
        }
        let next = self.waiting.pop_front()?;
        self.last = next.id;
        if matches!(next.event, Event::End(_)) {
            self.live = None;
        }
        Some(next)
    }
}

impl Event {
    /// Its name in the stream.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::State(_) => "state",
            Self::Progress(_) => "progress",
            Self::End(_) => "end",
        }
    }

    /// Its data in the stream.
    pub(crate) fn data(&self) -> serde_json::Result<String> {
        match self {
            Self::State(job) | Self::End(job) => serde_json::to_string(job),
            Self::Progress(progress) => serde_json::to_string(progress),
        }
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.attempt, self.number)
    }
}

impl FromStr for EventId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (attempt, number) = text.split_once('-').ok_or(())?;
        Ok(Self { attempt: attempt.parse().map_err(drop)?, number: number.parse().map_err(drop)? })
    }
}
