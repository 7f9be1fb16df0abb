//! The wish that the server should stop, heard by everything that runs in it.

use std::sync::Arc;

use tokio::sync::watch;

/// The wish that the server should stop. Clones are the same wish.
#[derive(Debug, Clone)]
pub struct Stop {
    wished: Arc<watch::Sender<bool>>,
}

impl Default for Stop {
    fn default() -> Self {
        Self { wished: Arc::new(watch::Sender::new(false)) }
    }
}

impl Stop {
    /// Wishes it. There is no way back.
    pub fn cancel(&self) {
        self.wished.send_replace(true);
    }

    /// Whether it was wished.
    pub fn is_cancelled(&self) -> bool {
        *self.wished.borrow()
    }

    /// Waits until it is wished.
    pub async fn cancelled(&self) {
        // The sender is ours: waiting ends with the wish alone.
        drop(self.wished.subscribe().wait_for(|wished| *wished).await);
    }
}
