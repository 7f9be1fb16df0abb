//! Present and past weather, and the special phenomena, all codes.

use weather::Variable;

use super::rain::Fallen;
use super::{Report, Sky};
use crate::simulate::random::Purpose;
use crate::simulate::site::Group;

/// Below this temperature, tenths of °C, what falls is snow.
pub(super) const SNOW_BELOW: i32 = 12;

// The special phenomena are the groups 9SSss of WMO table 3778 without their 9.

/// Group 907: the period of the next group, which is ten minutes.
const PERIOD_OF_TEN_MINUTES: i32 = 710;

/// Group 911: the highest gust of the period; its speed in m/s is added.
const GUST: i32 = 1_100;

/// Group 931: depth of fresh snow; its cm are added.
const FRESH_SNOW: i32 = 3_100;

impl Report<'_> {
    /// Reports present weather (table 4677) and past weather (table 4561).
    pub(super) fn weather(&mut self, sky: Sky, fallen: Fallen) {
        let pick = self.site.own.up_to(Purpose::Weather, self.moment.hour, 99) as i32;
        if self.presence.has(Group::PresentWeather) {
            let raining = self.site.rain_of(self.moment.hour, 1);
            self.set_whole(Variable::PresentWeatherCode, present(sky, fallen, raining, pick));
        }
        if self.presence.has(Group::PastWeather) {
            let (first, second) = past(sky, fallen, pick);
            self.set_whole(Variable::PastWeatherCode1, first);
            self.set_whole(Variable::PastWeatherCode2, second);
        }
    }

    /// Reports the special phenomena: the gust, and the fresh snow where it is measured.
    pub(super) fn phenomena(&mut self, gust_knots: i32, fresh_snow_cm: i32) {
        if self.presence.has(Group::Phenomenon1) {
            self.set_whole(Variable::SpecialPhenomenonCode1, PERIOD_OF_TEN_MINUTES);
        }
        if self.presence.has(Group::Phenomenon2) {
            self.set_whole(Variable::SpecialPhenomenonCode2, GUST + (gust_knots * 514 + 500) / 1000);
        }
        let fresh_snow = FRESH_SNOW + fresh_snow_cm.min(99);
        if self.presence.has(Group::Phenomenon3) {
            self.set_whole(Variable::SpecialPhenomenonCode3, fresh_snow);
        }
        if self.presence.has(Group::Phenomenon4) {
            self.set_whole(Variable::SpecialPhenomenonCode4, fresh_snow);
        }
    }
}

fn present(sky: Sky, fallen: Fallen, last_hour: Fallen, pick: i32) -> i32 {
    let snow = sky.temperature < SNOW_BELOW;
    if last_hour.tenths > 0 || last_hour.trace {
        let heavy = last_hour.tenths >= 20;
        return match (snow, heavy, pick) {
            (false, true, 95..) => 95,
            (false, true, 80..) => 81,
            (true, true, _) => 73,
            (false, true, _) => 63,
            (true, false, _) => {
                if pick < 70 {
                    71
                } else {
                    70
                }
            }
            (false, false, ..20) => 51,
            (false, false, 20..50) => 60,
            (false, false, 50..90) => 61,
            (false, false, _) => 80,
        };
    }
    if sky.fog {
        return [45, 45, 44, 47, 49][pick as usize % 5];
    }
    match (fallen.tenths > 0, snow) {
        (true, true) => 22,
        (true, false) => {
            if pick < 60 {
                21
            } else {
                25
            }
        }
        _ if sky.visibility_m < 5_000 => 10,
        _ => [0, 0, 0, 0, 2, 2, 2, 2, 1, 3][pick as usize % 10],
    }
}

fn past(sky: Sky, fallen: Fallen, pick: i32) -> (i32, i32) {
    let covered = if sky.moisture > 0.35 { 2 } else { i32::from(sky.moisture > -0.8) };
    if fallen.tenths > 0 {
        let fell = match (sky.temperature < SNOW_BELOW, pick) {
            (true, _) => 7,
            (false, 97..) => 9,
            (false, 65..) => 8,
            (false, ..15) => 5,
            (false, _) => 6,
        };
        return (fell, if pick % 3 == 0 && fell > 5 { 6.min(fell) } else { covered.max(1) });
    }
    if sky.fog { (4, covered) } else { (covered, covered) }
}
