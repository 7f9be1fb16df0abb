//! Clouds: cover, base, types and layers, with the codes for a sky that cannot be seen.

use weather::{Marks, Variable};

use super::{Report, Sky};
use crate::simulate::random::{Purpose, nearest};
use crate::simulate::site::Group;

/// Total cover in per cent for 0 to 8 eighths, as published.
const PERCENT_OF_OKTAS: [i32; 9] = [0, 10, 25, 40, 50, 60, 75, 90, 100];

/// Cover, in eighths, above which the middle and high clouds are hidden.
const HIDING_OKTAS: i32 = 6;

/// Heights of the cloud base as classes publish them, m.
const BASES_M: [i32; 10] = [80, 150, 250, 450, 800, 1_250, 1_750, 2_250, 3_500, 8_000];

const LAYERS: [[Variable; 3]; 4] = [
    [Variable::CloudLayer1Amount, Variable::CloudLayer1TypeCode, Variable::CloudLayer1BaseHeight],
    [Variable::CloudLayer2Amount, Variable::CloudLayer2TypeCode, Variable::CloudLayer2BaseHeight],
    [Variable::CloudLayer3Amount, Variable::CloudLayer3TypeCode, Variable::CloudLayer3BaseHeight],
    [Variable::CloudLayer4Amount, Variable::CloudLayer4TypeCode, Variable::CloudLayer4BaseHeight],
];

impl Report<'_> {
    /// Reports the clouds.
    pub(super) fn clouds(&mut self, sky: Sky) {
        if sky.fog && sky.visibility_m < 700 {
            return self.hidden_sky();
        }
        let eighths = 7.6 + 9.0 * sky.moisture + 2.2 * self.site.own.smooth(Purpose::Cloud, self.moment.hour, 4);
        let oktas = nearest(eighths).clamp(0, 8);
        if self.presence.has(Group::CloudCover) {
            self.set_whole(Variable::CloudAreaFraction, PERCENT_OF_OKTAS[oktas as usize]);
        }
        let shape = self.site.own.bits(Purpose::Cloud, self.moment.hour);
        let low = (oktas - (shape % 4 / 3) as i32).max(0);
        if oktas > 0 && self.presence.has(Group::LowClouds) {
            self.set_whole(Variable::LowCloudAmount, low);
        }
        let base = self.base(sky, shape);
        if oktas > 0 && self.presence.has(Group::CloudBase) {
            self.set_whole(Variable::CloudBaseHeight, BASES_M[base]);
        }
        if self.presence.has(Group::CloudTypes) {
            self.types(oktas, low, shape);
        }
        if oktas > 0 {
            self.layers(oktas, BASES_M[base]);
        }
    }

    /// Cover 101, 9 eighths, and the types that say "not visible".
    fn hidden_sky(&mut self) {
        if self.presence.has(Group::CloudCover) {
            self.observation.marks = self.observation.marks.with(Marks::SKY_NOT_VISIBLE);
            if self.presence.has(Group::LowClouds) {
                self.set_whole(Variable::LowCloudAmount, 9);
            }
        }
        if self.presence.has(Group::CloudTypes) {
            self.set_whole(Variable::LowCloudTypeCode, 62);
            self.set_whole(Variable::MiddleCloudTypeCode, 61);
            self.set_whole(Variable::HighCloudTypeCode, 60);
        }
    }

    /// The class of the base: low in damp air.
    fn base(&self, sky: Sky, shape: u64) -> usize {
        let driest = sky.temperature - sky.dew_point;
        let class = driest / 12 + (shape >> 8) as i32 % 3 + 1;
        (class as usize).min(BASES_M.len() - 1)
    }

    fn types(&mut self, oktas: i32, low: i32, shape: u64) {
        let pick = |from: i32, shift: u32| from + ((shape >> shift) % 10) as i32;
        let hidden = oktas > HIDING_OKTAS && low == oktas;
        self.set_whole(Variable::LowCloudTypeCode, if low == 0 { 30 } else { pick(30, 16) });
        self.set_whole(Variable::MiddleCloudTypeCode, if hidden { 61 } else { pick(20, 24) });
        self.set_whole(Variable::HighCloudTypeCode, if hidden { 60 } else { pick(10, 32) });
    }

    /// Up to four layers, each higher than the one below.
    fn layers(&mut self, oktas: i32, base_m: i32) {
        let first = self.presence.rate(Group::Layer1);
        if first == 0 || !self.presence.has(Group::Layer1) {
            return;
        }
        let depth = self.site.own.up_to(Purpose::Layer, self.moment.hour, u32::from(first) - 1) as u16;
        let deeper = [Group::Layer2, Group::Layer3, Group::Layer4];
        let count = 1 + deeper.iter().filter(|group| depth < self.presence.rate(**group)).count();
        let shape = self.site.own.bits(Purpose::Layer, self.moment.hour ^ i64::MIN);
        let mut height_m = base_m;
        for (number, [amount, kind, height]) in LAYERS.into_iter().take(count).enumerate() {
            let bits = shape >> (number * 16);
            // The lowest layer is a few clouds or covers all that is covered.
            let eighths = if bits % 8 < 4 { oktas } else { 1 + (bits % 8) as i32 - 4 };
            self.set_whole(amount, eighths.min(oktas));
            // 59 says that the type cannot be told, for dark or for fog.
            let type_code = if bits >> 4 & 0x7F == 0 { 59 } else { (bits >> 4) as i32 & 0x7FF };
            self.set_whole(kind, if type_code == 59 { 59 } else { type_code % 10 });
            self.set_whole(height, height_m / 30 * 30);
            height_m += 300 + 30 * (bits >> 11 & 0x1F) as i32;
        }
    }
}
