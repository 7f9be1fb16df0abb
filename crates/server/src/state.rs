//! What the handlers work with: the lake's parts, made once by the application and shared by all requests.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use pipeline::{Cancel, Zones};
use weather::Time;
use weather::quality::Control;

use crate::manners::Access;
use crate::manners::keys::Keys;
use crate::manners::metrics::Metrics;
use crate::reading::Reading;
use crate::serve::Settings;
use crate::writing::Writing;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Time + Send + Sync>;

/// Makes an id that no other call makes.
pub type NewId = Arc<dyn Fn() -> String + Send + Sync>;

/// The parts of a lake that requests need.
pub struct Parts {
    /// The zones.
    pub zones: Zones,
    /// Quality control with the limits of the settings.
    pub control: Control,
    /// How clients are treated.
    pub settings: Settings,
    /// The API keys.
    pub keys: Keys,
    /// What may be done without one.
    pub access: Access,
    /// What is counted.
    pub metrics: Metrics,
    /// The wish that the server should stop.
    pub stopping: Cancel,
    /// Everything that writes.
    pub writing: Writing,
    /// Tells the time.
    pub clock: Clock,
    /// Names requests.
    pub new_id: NewId,
}

/// The parts, shared; cheap to clone.
#[derive(Clone)]
pub struct Api {
    parts: Arc<Parts>,
    /// What readers keep between requests.
    pub(crate) reading: Arc<Reading>,
}

impl Api {
    /// An API over a lake.
    pub fn new(parts: Parts) -> Self {
        Self { parts: Arc::new(parts), reading: Arc::default() }
    }
}

impl Deref for Api {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").field("zones", &self.parts.zones).finish_non_exhaustive()
    }
}
