//! Climate tables: months, years, normals, anomalies, records, spells and the thermal index, one file a table.
//!
//! - Months, years and records are made of the partial results that the curated zone keeps of each month; the days are
//!   not read. A month or a year is given whole where one of its days is asked for.
//! - Normals, anomalies, spells and the thermal index are made of climatological days, one station at a time.
//!
//! What the values mean is in [`weather::climate`], which years are taken in [`climate`](crate::climate).

mod anomalies;
mod normals;
mod periods;
mod records;
mod spells;
mod thermal;
mod walk;

use weather::climate::YearSpan;
use zone::Result;

use super::record::{Column, Record};
use super::table::Table;
use super::{ExportReport, Exporter, Format, Output, Selection, What};

/// The columns of a climate table; none of another.
pub(super) fn columns(what: What) -> Vec<Column> {
    match what {
        What::Monthly => periods::PeriodRow::<false>::columns(),
        What::Yearly => periods::PeriodRow::<true>::columns(),
        What::Normals => normals::NormalsRow::columns(),
        What::Anomalies => anomalies::AnomalyRow::columns(),
        What::Records => records::RecordRow::columns(),
        What::Spells => spells::SpellRow::columns(),
        What::ThermalIndex => weather::climate::ThermalDay::columns(),
        _ => Vec::new(),
    }
}

impl Exporter<'_> {
    /// Writes months: `station_id`, `city`, `month`, `days_in_month`, then every
    /// [`Column`](weather::climate::Column) by its name; sorted by station and month. Blocks.
    ///
    /// # Errors
    /// The zone's, and those of `out` and the scratch file.
    pub fn monthly(&self, selection: &Selection, format: Format, out: Output<'_>) -> Result<ExportReport> {
        periods::months(self, selection, format, out)
    }

    /// Writes years, each its months merged: as [`monthly`](Self::monthly), with `year` and `days_in_year`. Blocks.
    ///
    /// # Errors
    /// The zone's, and those of `out` and the scratch file.
    pub fn yearly(&self, selection: &Selection, format: Format, out: Output<'_>) -> Result<ExportReport> {
        periods::years(self, selection, format, out)
    }

    /// Writes normals: `station_id`, `city`, `period` (years asked for), `period_held`, `scale` (`month`, `year`,
    /// `day`), `month`, `calendar_day`, `element`, `mean`, `p10`, `p50`, `p90`, `years`; sorted by station, scale and
    /// date. Of the selection only the stations count. Blocks.
    ///
    /// # Errors
    /// The zone's, and those of `out` and the scratch file.
    pub fn normals(
        &self,
        selection: &Selection,
        period: Option<YearSpan>,
        format: Format,
        out: Output<'_>,
    ) -> Result<ExportReport> {
        normals::export(self, selection, period, format, out)
    }

    /// Writes months and days against their normals: `station_id`, `city`, `period` (years of the normals),
    /// `period_held`, `scale` (`month`, `day`), `time`, `element`, `value`, `normal_mean`, `anomaly`,
    /// `percent_of_normal` (of monthly rainfall totals alone), `p10`, `p90`, `years`; sorted by station, scale and
    /// time. A month is given whole where one of its days is selected. Blocks.
    ///
    /// # Errors
    /// The zone's, and those of `out` and the scratch file.
    pub fn anomalies(
        &self,
        selection: &Selection,
        period: Option<YearSpan>,
        format: Format,
        out: Output<'_>,
    ) -> Result<ExportReport> {
        anomalies::export(self, selection, period, format, out)
    }

    /// Writes records of the months selected: `station_id`, `city`, `scale` (`all_time`, `month`), `month`, `element`,
    /// `side`, `value`, `unit`, `first`, `last`, `days`; sorted by station and month. Blocks.
    ///
    /// # Errors
    /// The zone's, and those of `out` and the scratch file.
    pub fn records(&self, selection: &Selection, format: Format, out: Output<'_>) -> Result<ExportReport> {
        records::export(self, selection, format, out)
    }

    /// Writes the spells that have a day in the range selected: `station_id`, `city`, `period`, `period_held`, `kind`,
    /// `index`, `start`, `end`, `days`, `peak`, `peak_day`, `peak_days`; sorted by station and start. Blocks.
    ///
    /// # Errors
    /// The zone's, and those of `out` and the scratch file.
    pub fn spells(
        &self,
        selection: &Selection,
        period: Option<YearSpan>,
        format: Format,
        out: Output<'_>,
    ) -> Result<ExportReport> {
        spells::export(self, selection, period, format, out)
    }

    /// Writes the national thermal index: `day`, `thermal_index`, `stations`, `stations_expected`, `is_complete`; in
    /// order of days. Its stations are those of the official list: of the selection only the days count. Blocks.
    ///
    /// # Errors
    /// The zone's, and those of `out` and the scratch file.
    pub fn thermal_index(&self, selection: &Selection, format: Format, out: Output<'_>) -> Result<ExportReport> {
        thermal::export(self, selection, format, out)
    }
}
