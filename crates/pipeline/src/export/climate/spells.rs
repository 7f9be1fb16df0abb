//! Warm and cold spells: each with its days, its peak, and the years its limits are made of.

use weather::StationId;
use weather::climate::{Spell, YearSpan};
use zone::Result;
use zone::curated::DayRequest;

use super::super::record::{Column, ColumnKind, Record, Value};
use super::{ExportReport, Exporter, Format, Output, Selection, Table, walk};
use crate::climate::{StationClimate, spell_kind_name};

pub(super) struct SpellRow<'a> {
    station: StationId,
    city: &'a str,
    period: YearSpan,
    held: Option<YearSpan>,
    spell: Spell,
}

impl Record for SpellRow<'_> {
    fn columns() -> Vec<Column> {
        vec![
            Column::required("station_id", ColumnKind::Text),
            Column::required("city", ColumnKind::Text),
            Column::required("period", ColumnKind::Text),
            Column::nullable("period_held", ColumnKind::Text),
            Column::required("kind", ColumnKind::Text),
            Column::required("index", ColumnKind::Text),
            Column::required("start", ColumnKind::Day),
            Column::required("end", ColumnKind::Day),
            Column::required("days", ColumnKind::Count),
            Column::required("peak", ColumnKind::Number),
            Column::required("peak_day", ColumnKind::Day),
            Column::required("peak_days", ColumnKind::Count),
        ]
    }

    fn values(&self, each: &mut impl FnMut(Value<'_>)) {
        let Spell { kind, start, end, peak } = self.spell;
        each(Value::Text(self.station.as_str()));
        each(Value::Text(self.city));
        each(Value::Text(&self.period.to_string()));
        each(Value::text(self.held.map(|held| held.to_string()).as_deref()));
        each(Value::Text(spell_kind_name(kind)));
        each(Value::Text(kind.code()));
        each(Value::Day(start));
        each(Value::Day(end));
        each(Value::Count(self.spell.days().into()));
        each(Value::Number(peak.value));
        each(Value::Day(peak.first));
        each(Value::Count(peak.days.into()));
    }
}

pub(super) fn export(
    exporter: &Exporter<'_>,
    selection: &Selection,
    period: Option<YearSpan>,
    format: Format,
    out: Output<'_>,
) -> Result<ExportReport> {
    let mut table = Table::begin::<SpellRow<'_>>(exporter, selection, format, out)?;
    // The limits, and the spells at the ends of the range, need the days outside it.
    let request = DayRequest { from: None, to: None, ..selection.days() };
    let written = walk::days(exporter, &request, |station, days| {
        let climate = StationClimate::new(station, days, period)?;
        let Some(spells) = climate.spells() else { return Ok(()) };
        let city = table.city(station);
        let is_wanted = |spell: &Spell| {
            selection.from.is_none_or(|from| spell.end >= from) && selection.to.is_none_or(|to| spell.start <= to)
        };
        let wanted = spells.list.into_iter().filter(is_wanted);
        let (period, held) = (spells.asked, spells.held);
        table.rows(station, wanted.map(|spell| SpellRow { station, city: &city, period, held, spell }))
    });
    table.finish(selection, written)
}
