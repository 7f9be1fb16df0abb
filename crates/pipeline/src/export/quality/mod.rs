//! What days and stations are worth noting for: extreme events, and report cards.

pub(super) mod events;
pub(super) mod station_months;
