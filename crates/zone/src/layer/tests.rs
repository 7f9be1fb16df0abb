//! A patient zone around one that loses half of its calls passes the suites; and what patience does not do.

use std::sync::Arc;
use std::time::Duration;

use super::fault::{Fault, Moment};
use super::{Policy, Retry};
use crate::Kind;
use crate::curated::{CuratedZone, MemoryCurated};
use crate::staging::{MemoryStaging, StagingZone};
use crate::store::Attempts;

fn policy(max: u32) -> Policy {
    let attempts = Attempts { max, delay_base: Duration::ZERO, delay_max: Duration::ZERO };
    Policy::new(attempts, Arc::new(|| 0.0))
}

/// Half of the calls go without an answer, some before they did anything and some after, in no regular order.
fn half(call: u64) -> Option<Moment> {
    let mixed = call.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    match (mixed ^ (mixed >> 29)) >> 62 {
        0 => Some(Moment::After),
        1 => Some(Moment::Before),
        _ => None,
    }
}

fn staging() -> Retry<Fault<dyn StagingZone>> {
    Retry::new(Arc::new(Fault::new(Arc::new(MemoryStaging::default()) as _, half)), policy(60))
}

fn curated() -> Retry<Fault<dyn CuratedZone>> {
    Retry::new(Arc::new(Fault::new(Arc::new(MemoryCurated::default()) as _, half)), policy(60))
}

mod patient_staging {
    crate::staging::conformance::staging_zone_conformance!(conformance, async || super::staging());
}

mod patient_curated {
    crate::curated::conformance::curated_zone_conformance!(conformance, async || super::curated());
}

mod patient_raw {
    use std::sync::Arc;

    use async_trait::async_trait;

    use super::{half, policy};
    use crate::layer::Retry;
    use crate::layer::fault::Fault;
    use crate::raw::RawZone;
    use crate::raw::conformance::Fixture;
    use crate::raw::tests::Memory;

    /// A patient zone over one in memory that loses calls.
    struct Patient(Memory);

    #[async_trait]
    impl Fixture for Patient {
        fn zone(&self) -> Arc<dyn RawZone> {
            Arc::new(Retry::new(Arc::new(Fault::new(self.0.zone(), half)), policy(60)))
        }

        async fn replace(&self, path: &str, content: Option<&[u8]>) {
            self.0.replace(path, content).await;
        }

        async fn files(&self) -> Vec<String> {
            self.0.files().await
        }
    }

    crate::raw::conformance::raw_zone_conformance!(Patient(Memory::fresh()));
}

#[tokio::test]
async fn patience_has_an_end() {
    let zone = Fault::new(Arc::new(MemoryStaging::default()), |_| Some(Moment::Before));
    let zone = Arc::new(zone);
    let error = Retry::new(zone.clone(), policy(4)).revision().await.expect_err("never answers");
    assert_eq!(error.kind(), Kind::Unavailable);
    assert_eq!(zone.calls(), 4);
}
