//! Run: fetch, stage and curate for a range of days.

use serde::Serialize;

use crate::curate::CurateReport;
use crate::fetch::FetchReport;
use crate::stage::StageReport;

/// What a run did, arrow by arrow; `None` where it did not come to it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RunReport {
    /// The fetch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fetch: Option<FetchReport>,
    /// The staging.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageReport>,
    /// The curating.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub curate: Option<CurateReport>,
}
