//! Snow on the ground, fresh snow and the state of the ground.

use weather::Variable;

use super::phenomena::SNOW_BELOW;
use super::rain::Fallen;
use super::{Report, Sky};
use crate::simulate::random::{Purpose, nearest};
use crate::simulate::site::{Group, Site};

impl Site {
    /// Depth of snow, cm: a slow function of season and spells of cold, since depth has no memory here.
    fn snow_depth(&self, hour: i64) -> i32 {
        let climate = &self.climate;
        let spell = climate.swing_c * self.area.smooth(Purpose::Snow, hour, 240);
        let mean_c = climate.mean_c + climate.season_c * self.summer(hour) + spell;
        let snowiness = 0.5 + 0.5 * self.own.smooth(Purpose::Snow, hour, 500);
        nearest((1.0 - mean_c) * 9.0 * snowiness).clamp(0, 300)
    }
}

impl Report<'_> {
    /// Reports snow and the state of the ground; the fresh snow in cm, for what is said of it elsewhere.
    pub(super) fn snow(&mut self, sky: Sky, fallen: Fallen) -> i32 {
        let hour = self.moment.hour;
        let depth_cm = self.site.snow_depth(hour);
        if self.presence.has(Group::SnowDepth) {
            self.set(Variable::SurfaceSnowThickness, depth_cm * 10);
        }
        if self.presence.has(Group::GroundState) {
            let pick = self.site.own.up_to(Purpose::Ground, hour, 5) as i32;
            let bare = if fallen.tenths > 0 {
                1
            } else if sky.temperature < 0 {
                4
            } else {
                pick % 3
            };
            let state = if depth_cm > 0 { 11 + pick % 4 } else { bare };
            self.set_whole(Variable::GroundStateCode, state);
        }
        // A millimetre of water makes a centimetre of snow.
        let fresh_cm = if sky.temperature < SNOW_BELOW { fallen.tenths / 10 } else { 0 };
        if self.presence.has(Group::FreshSnow) {
            self.set(Variable::ThicknessOfSnowfallAmount, fresh_cm * 10);
            let hours = if self.moment.hour_of_day % 6 == 0 { 6 } else { 3 };
            self.set_whole(Variable::SnowfallPeriod, -hours);
        }
        fresh_cm
    }
}
