//! The lake at one moment: the revisions of its zones, and what is known of its stations and objects at them.

use std::collections::BTreeMap;
use std::sync::Arc;

use weather::{Month, Station, StationId, slug};
use zone::curated::MonthRequest;
use zone::raw::ObjectId;
use zone::staging::{MonthSummary, Receipt, Registry};
use zone::{Error, Result};

use super::answer::validity::short_hash;
use super::lock;
use crate::problem::{Problem, ProblemType};
use crate::state::Api;

/// Longest name that is looked for.
const NAME_BYTES_MAX: usize = 256;

/// The lake at one moment. What is read afterwards is of this moment or a later one.
#[derive(Clone)]
pub(crate) struct View {
    /// The revision of the curated zone.
    pub(crate) curated: i64,
    /// What staging knows.
    pub(crate) ledger: Arc<Ledger>,
}

/// What staging knows at a revision besides its rows.
pub(crate) struct Ledger {
    /// Which zone it is, and its revision.
    key: (String, i64),
    pub(crate) receipts: Vec<Receipt>,
    pub(crate) registry: Registry,
    pub(crate) months: Vec<MonthSummary>,
    /// Every station that the zone can have rows of, by id.
    pub(crate) stations: Vec<Station>,
    names: String,
}

/// The stations with climatological days, each with its first and last month and how many there are.
pub(crate) type Held = BTreeMap<StationId, (Month, Month, u32)>;

impl View {
    /// The lake as it is now.
    ///
    /// # Errors
    /// The zones'.
    pub(crate) async fn of(api: &Api) -> Result<Self> {
        let zones = &api.zones;
        let (identity, staging, curated) =
            futures::try_join!(zones.staging.identity(), zones.staging.revision(), zones.curated.revision())?;
        let key = (identity, staging);
        let known = lock(&api.reading.ledger).clone().filter(|ledger| ledger.key == key);
        let ledger = match known {
            Some(ledger) => ledger,
            None => Ledger::load(api, key).await?,
        };
        Ok(Self { curated, ledger })
    }

    /// Names everything that the lake holds at this moment.
    pub(crate) fn state(&self) -> String {
        let (identity, staging) = &self.ledger.key;
        format!("{identity}/{staging}/{}", self.curated)
    }

    /// Which staging zone it is.
    pub(crate) fn identity(&self) -> &str {
        &self.ledger.key.0
    }

    /// Names what is known of the names of stations.
    pub(crate) fn names(&self) -> &str {
        &self.ledger.names
    }

    /// The stations with days.
    ///
    /// # Errors
    /// The curated zone's.
    pub(crate) async fn held(&self, api: &Api) -> Result<Arc<Held>> {
        let state = self.state();
        if let Some((_, held)) = lock(&api.reading.held).as_ref().filter(|(of, _)| *of == state) {
            return Ok(held.clone());
        }
        let mut held = Held::new();
        for partial in api.zones.curated.months(MonthRequest::default()).await? {
            let month = partial.month();
            let (first, last, count) = held.entry(partial.station()).or_insert((month, month, 0));
            (*first, *last, *count) = (month.min(*first), month.max(*last), *count + 1);
        }
        let held = Arc::new(held);
        *lock(&api.reading.held) = Some((state, held.clone()));
        Ok(held)
    }

    /// The station with this id, name or slug, in any case; of several with one name the one that the lake holds days of.
    ///
    /// # Errors
    /// A problem that names `field`: there is none, or there are several.
    pub(crate) async fn station(&self, api: &Api, text: &str, field: &str) -> std::result::Result<Station, Problem> {
        // A slug would pass them over.
        let is_name = text.len() <= NAME_BYTES_MAX && !text.chars().any(char::is_control);
        let named = if is_name { self.ledger.named(text) } else { Vec::new() };
        let (one, other) = match named[..] {
            [] => return Err(self.unknown(api, text, field).await),
            [one] => return Ok(one.clone()),
            [one, other, ..] => (one, other),
        };
        let held = self.held(api).await?;
        let with_days: Vec<&Station> = named.iter().copied().filter(|station| held.contains_key(&station.id)).collect();
        let (one, other) = match with_days[..] {
            [] => (one, other),
            [one] => return Ok(one.clone()),
            [one, other, ..] => (one, other),
        };
        let what = format!("`{text}` is the name of several stations, among them {} and {}", one.id, other.id);
        Err(Problem::field(field, what).hint("name the station by its id"))
    }

    /// Why there is no station of this name, with the nearest names.
    async fn unknown(&self, api: &Api, text: &str, field: &str) -> Problem {
        let shown: String = text.chars().take(80).collect();
        let (zones, ledger, name) = (api.zones.clone(), self.ledger.clone(), shown.clone());
        let runtime = tokio::runtime::Handle::current();
        let finding = tokio::task::spawn_blocking(move || {
            pipeline::climate::find(zones.curated.as_ref(), &runtime, &ledger.registry, &name).err()
        });
        let hint = finding.await.ok().flatten().and_then(|error| error.next_step().map(str::to_owned));
        let problem = Problem::new(ProblemType::NotFound, format!("there is no station `{shown}`"));
        let problem = Problem { field: Some(field.to_owned()), ..problem };
        problem.hint(hint.unwrap_or_else(|| "/v1/stations lists the stations".to_owned()))
    }
}

impl Ledger {
    /// Reads the ledger of a zone at this revision or a later one.
    async fn load(api: &Api, mut key: (String, i64)) -> Result<Arc<Self>> {
        let zone = &api.zones.staging;
        loop {
            let (receipts, months) = futures::try_join!(zone.receipts(), zone.months())?;
            let now = futures::try_join!(zone.identity(), zone.revision())?;
            // Somebody staged meanwhile: the two may be of different revisions.
            if now != key {
                key = now;
                continue;
            }
            let registry = Registry::new(&receipts);
            let known = registry.known().iter().cloned();
            let stations: BTreeMap<_, _> =
                known.chain(registry.learned()).map(|station| (station.id, station)).collect();
            let stations: Vec<Station> = stations.into_values().collect();
            let names = short_hash(&format!("{stations:?}"));
            let ledger = Self { key, receipts, registry, months, stations, names };
            let ledger = Arc::new(ledger);
            *lock(&api.reading.ledger) = Some(ledger.clone());
            return Ok(ledger);
        }
    }

    /// The stations with this id, name or slug.
    pub(crate) fn named(&self, text: &str) -> Vec<&Station> {
        let by_id = text.trim().parse::<StationId>().ok();
        if let Some(station) = self.stations.iter().find(|station| Some(station.id) == by_id) {
            return vec![station];
        }
        let slug = slug(text);
        self.stations.iter().filter(|station| !slug.is_empty() && station.slug() == slug).collect()
    }

    /// The receipt of an object.
    pub(crate) fn receipt(&self, id: ObjectId) -> Option<&Receipt> {
        self.receipts.iter().find(|receipt| receipt.object == id)
    }
}

/// Runs what blocks on a thread that may.
///
/// # Errors
/// Its own; `Invalid` if it panicked.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let stopped = |error| Error::new(zone::Kind::Invalid, format!("reading stopped: {error}"));
    tokio::task::spawn_blocking(work).await.map_err(stopped)?
}
