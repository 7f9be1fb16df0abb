//! Progress on a terminal: bars and lines on standard error, nothing where that is not a terminal.

use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::Global;

/// Where progress is drawn.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    bars: MultiProgress,
}

impl Progress {
    /// Progress as the options want it: none under `--quiet` and `--json`.
    pub(crate) fn new(global: &Global) -> Self {
        let target = match global.quiet || global.json {
            true => ProgressDrawTarget::hidden(),
            // Hidden by itself where standard error is no terminal.
            false => ProgressDrawTarget::stderr(),
        };
        Self { bars: MultiProgress::with_draw_target(target) }
    }

    /// A bar that counts bytes.
    pub(crate) fn bytes(&self, what: &str, total: Option<u64>) -> ProgressBar {
        self.add(what, total, "{spinner} {msg:28!} {bytes:>12} {wide_bar} {binary_bytes_per_sec:>14}")
    }

    /// A bar that counts things.
    pub(crate) fn things(&self, what: &str, total: Option<u64>) -> ProgressBar {
        self.add(what, total, "{spinner} {msg:28!} {human_pos:>12} {wide_bar} {per_sec:>14}")
    }

    fn add(&self, what: &str, total: Option<u64>, template: &str) -> ProgressBar {
        let bar = match total {
            Some(total) => ProgressBar::new(total),
            None => ProgressBar::no_length(),
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = self.bars.add(bar.with_style(style).with_message(what.to_owned()));
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }

    /// Says a line above the bars; on standard error also where there are no bars.
    pub(crate) fn say(&self, text: &str) {
        self.bars.suspend(|| crate::output::note(text));
    }
}
