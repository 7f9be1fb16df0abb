//! What a fetch tells while it runs. How it is shown is not known here.

use std::time::Duration;

use super::DownloadReport;

/// Takes what happens, from several downloads in turn; it must not block.
pub type Progress<'a> = &'a (dyn Fn(Event<'_>) + Send + Sync);

/// Something that happened. `url` tells downloads apart, `name` is for people.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// The downloads are known.
    Planned {
        /// How many; failures may add others.
        downloads: usize,
    },
    /// A download begins.
    Started {
        /// Its address.
        url: &'a str,
        /// The file's name.
        name: &'a str,
    },
    /// Bytes arrived.
    Received {
        /// The download's address.
        url: &'a str,
        /// Bytes so far, those of an earlier attempt or run included; may fall when a file had to be begun again.
        bytes: u64,
        /// Bytes in all, where the provider says so.
        bytes_total: Option<u64>,
    },
    /// An attempt failed and there will be another one.
    Waiting {
        /// The download's address.
        url: &'a str,
        /// The file's name.
        name: &'a str,
        /// How long until then.
        delay: Duration,
        /// What happened, for people.
        reason: &'a str,
    },
    /// A download ended.
    Ended {
        /// What came of it.
        report: &'a DownloadReport,
    },
    /// Something people should know; it is in the report's messages too.
    Said {
        /// The message.
        message: &'a str,
    },
}
