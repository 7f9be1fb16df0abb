//! How fetch behaves towards the providers: whom to ask, how patiently, how politely.

use std::time::Duration;

use source::Provider;
use weather::Time;

/// Where a provider's files are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upstream {
    /// The provider.
    pub provider: Provider,
    /// The base address of its files.
    pub base: String,
}

/// The settings of fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The providers, the preferred one first.
    pub upstreams: Vec<Upstream>,
    /// What the requests say of who asks.
    pub user_agent: String,
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long a provider may send nothing.
    pub read_timeout: Duration,
    /// How many downloads run at once.
    pub downloads_at_once: usize,
    /// When and how often a download is tried again.
    pub retry: Retry,
}

/// When and how often a download is tried again after a passing trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// How many attempts in all, at least 1.
    pub attempts_max: u32,
    /// The wait after the first attempt; it doubles with each further one.
    pub delay_base: Duration,
    /// The longest wait fetch chooses itself.
    pub delay_max: Duration,
    /// The longest wait a provider may ask for with `Retry-After`; who asks for more is not asked again in this run.
    pub retry_after_max: Duration,
}

impl Default for Settings {
    /// Both providers at their public addresses, Météo-France first.
    fn default() -> Self {
        let upstream = |provider: Provider| Upstream { provider, base: provider.default_base().into() };
        Self {
            upstreams: vec![upstream(Provider::MeteoFrance), upstream(Provider::OpenDataSoft)],
            user_agent: concat!("meteolake/", env!("CARGO_PKG_VERSION"), " (+", env!("CARGO_PKG_REPOSITORY"), ")")
                .into(),
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(60),
            downloads_at_once: 3,
            retry: Retry::default(),
        }
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts_max: 5,
            delay_base: Duration::from_secs(1),
            delay_max: Duration::from_secs(60),
            retry_after_max: Duration::from_secs(120),
        }
    }
}

impl Retry {
    /// How long to wait after `attempts` attempts; `None` where it was tried often enough, or the provider asks for
    /// more patience than there is. `chance` is a random number in [0, 1).
    ///
    /// Half of the wait is fixed and half is chance, so that many lakes that failed together do not come back
    /// together.
    pub(super) fn wait(&self, attempts: u32, asked: Option<Duration>, chance: f64) -> Option<Duration> {
        if attempts >= self.attempts_max {
            return None;
        }
        let doublings = attempts.saturating_sub(1).min(31);
        let longest = self.delay_base.saturating_mul(1 << doublings).min(self.delay_max);
        let chosen = longest.mul_f64(0.5 + 0.5 * chance.clamp(0.0, 1.0));
        match asked {
            Some(asked) if asked > self.retry_after_max => None,
            Some(asked) => Some(asked.max(chosen)),
            None => Some(chosen),
        }
    }
}

/// The wait a `Retry-After` header asks for: a number of seconds or an HTTP date; `None` for anything else.
pub(super) fn retry_after(header: &str, now: Time) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(header).ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    let now = Duration::from_secs(u64::try_from(now.unix()).ok()?);
    Some(until.saturating_sub(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RETRY: Retry = Retry {
        attempts_max: 5,
        delay_base: Duration::from_secs(1),
        delay_max: Duration::from_secs(3),
        retry_after_max: Duration::from_secs(120),
    };

    #[test]
    fn waits_double_up_to_the_longest() {
        let waits = [1, 2, 3, 4].map(|attempts| RETRY.wait(attempts, None, 1.0));
        assert_eq!(waits, [1, 2, 3, 3].map(|seconds| Some(Duration::from_secs(seconds))));
        assert_eq!(RETRY.wait(5, None, 1.0), None);
    }

    #[test]
    fn chance_shortens_a_wait_by_at_most_half() {
        assert_eq!(RETRY.wait(1, None, 0.0), Some(Duration::from_millis(500)));
        assert_eq!(RETRY.wait(1, None, 0.5), Some(Duration::from_millis(750)));
    }

    #[test]
    fn the_provider_is_obeyed_within_reason() {
        let asked = |seconds| RETRY.wait(1, Some(Duration::from_secs(seconds)), 1.0);
        assert_eq!(asked(0), Some(Duration::from_secs(1)));
        assert_eq!(asked(120), Some(Duration::from_secs(120)));
        assert_eq!(asked(121), None);
    }

    #[test]
    fn a_great_number_of_attempts_does_not_overflow() {
        let retry = Retry { attempts_max: u32::MAX, delay_max: Duration::MAX, ..RETRY };
        assert!(retry.wait(1_000_000, None, 0.5).is_some());
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = Time::from_civil(2015, 10, 21, 7, 28, 0).expect("a time");
        assert_eq!(retry_after("120", now), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:28:30 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:00:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
        assert_eq!(retry_after("-1", now), None);
    }
}
