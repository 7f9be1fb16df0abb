//! The wish that work should end at its next safe point.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;
use zone::{Error, Kind};

/// The wish that work should end at its next safe point: between two commits. Clones are the same wish.
#[derive(Debug, Clone, Default)]
pub struct Cancel {
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    wished: AtomicBool,
    told: Notify,
}

impl Cancel {
    /// Wishes it. There is no way back.
    pub fn cancel(&self) {
        self.state.wished.store(true, Ordering::Release);
        self.state.told.notify_waiters();
    }

    /// Whether it was wished.
    pub fn is_cancelled(&self) -> bool {
        self.state.wished.load(Ordering::Acquire)
    }

    /// Waits until it is wished.
    pub async fn cancelled(&self) {
        let told = self.state.told.notified();
        tokio::pin!(told);
        // Listens first and looks then: a wish between the two is heard.
        told.as_mut().enable();
        if !self.is_cancelled() {
            told.await;
        }
    }

    /// The error that makes work stop that was cancelled.
    pub(crate) fn error() -> Error {
        Error::new(Kind::Unavailable, "cancelled; what was committed before stays").hint("start it again to go on")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_wish_is_heard_before_and_while_one_waits() {
        let cancel = Cancel::default();
        let waiting = tokio::spawn({
            let cancel = cancel.clone();
            async move { cancel.cancelled().await }
        });
        tokio::task::yield_now().await;
        cancel.clone().cancel();
        waiting.await.expect("heard");
        cancel.cancelled().await;
        assert!(cancel.is_cancelled());
    }
}
