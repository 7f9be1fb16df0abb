//! Precipitation: hourly amounts, and the sums of 3, 6, 12 and 24 hours that agree with them to the tenth.

use weather::{Marks, Variable};

use super::Report;
use crate::simulate::random::{Purpose, nearest};
use crate::simulate::site::{Group, Site};

/// How much moisture below that of rain leaves a trace.
const TRACE_BAND: f64 = 0.05;

/// What fell in some hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Fallen {
    /// Tenths of a millimetre.
    pub(super) tenths: i32,
    /// Whether a trace, too little to measure, fell in any of the hours.
    pub(super) trace: bool,
}

impl Site {
    /// What fell in the hour before a full hour. The gauge tips at 0.2 mm.
    fn rain_of_hour(&self, hour: i64) -> Fallen {
        let excess = self.moisture(hour) - self.climate.rain_above;
        if excess < -TRACE_BAND {
            return Fallen::default();
        }
        let strength = 0.4 + 1.2 * self.own.unit(Purpose::Shower, hour);
        let tips = nearest(self.climate.rain_tenths * excess * (0.5 + 2.0 * excess) * strength / 2.0).max(0);
        Fallen { tenths: tips * 2, trace: tips == 0 }
    }

    /// What fell in the `hours` before a full hour.
    pub(super) fn rain_of(&self, hour: i64, hours: i64) -> Fallen {
        (0..hours).map(|back| self.rain_of_hour(hour - back)).fold(Fallen::default(), |sum, fallen| Fallen {
            tenths: sum.tenths + fallen.tenths,
            trace: sum.trace || fallen.trace,
        })
    }
}

impl Report<'_> {
    /// Reports precipitation; what fell in the last 3 hours, for what is said of it elsewhere.
    pub(super) fn rain(&mut self) -> Fallen {
        let hour = self.moment.hour;
        let last_hour = self.site.rain_of(hour, 1);
        let before = self.site.rain_of(hour - 1, 2);
        let fallen = Fallen { tenths: last_hour.tenths + before.tenths, trace: last_hour.trace || before.trace };
        self.amount(Group::Rain1h, Variable::PrecipitationAmount1h, last_hour);
        self.amount(Group::Rain3h, Variable::PrecipitationAmount3h, fallen);
        for (group, variable, hours) in [
            (Group::Rain6h, Variable::PrecipitationAmount6h, 6),
            (Group::Rain12h, Variable::PrecipitationAmount12h, 12),
            (Group::Rain24h, Variable::PrecipitationAmount24h, 24),
        ] {
            if self.presence.has(group) {
                self.amount(group, variable, self.site.rain_of(hour, hours));
            }
        }
        fallen
    }

    fn amount(&mut self, group: Group, variable: Variable, fallen: Fallen) {
        if !self.presence.has(group) {
            return;
        }
        self.set_tenths(variable, fallen.tenths);
        if fallen.tenths == 0
            && fallen.trace
            && let Some(mark) = Marks::trace_of(variable)
        {
            self.observation.marks = self.observation.marks.with(mark);
        }
    }
}
