//! What stations report, and how often: measured, not invented.
//!
//! Of a thousand reports of January 2013, how many held each group of values, by region and hour (00, 03 … 21 UTC).
//! The hours are habits of a region (tn12 at 06 and 18 UTC in metropolitan France, at 00 and 12 in the Antilles);
//! rates between 0 and 1000 are mostly stations with and without an observer or an instrument, so a station's rank
//! decides first and the single report little. Sea-level pressure counts only stations below 750 m.

use weather::StationId;

/// Values that come and go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulate) enum Group {
    AirTemperature,
    Humidity,
    Wind,
    SeaLevelPressure,
    StationPressure,
    Tendency3h,
    Tendency24h,
    Gust,
    Gust10min,
    Visibility,
    PresentWeather,
    CloudCover,
    CloudBase,
    PastWeather,
    LowClouds,
    CloudTypes,
    Layer1,
    Layer2,
    Layer3,
    Layer4,
    Minimum12h,
    Maximum12h,
    Minimum24h,
    Maximum24h,
    GroundMinimum,
    SnowDepth,
    GroundState,
    FreshSnow,
    Rain1h,
    Rain3h,
    Rain6h,
    Rain12h,
    Rain24h,
    Phenomenon1,
    Phenomenon2,
    Phenomenon3,
    Phenomenon4,
}

const GROUPS: usize = Group::Phenomenon4 as usize + 1;

/// Reports per mille that hold a group, at the eight hours.
pub(in crate::simulate) type Rates = [[u16; 8]; GROUPS];

/// Where a station is, as far as its habits go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulate) enum Region {
    Metropolitan,
    SaintPierre,
    Antilles,
    Guyane,
    IndianOcean,
    TerreAdelie,
}

impl Region {
    /// The region of a station, by its WMO block.
    pub(super) fn of(id: StationId) -> Self {
        match id.as_bytes() {
            [b'7', b'1', ..] => Self::SaintPierre,
            [b'7', b'8', ..] => Self::Antilles,
            [b'8', b'1', ..] => Self::Guyane,
            [b'8', b'9', ..] => Self::TerreAdelie,
            [b'6', b'1' | b'7', ..] => Self::IndianOcean,
            _ => Self::Metropolitan,
        }
    }

    /// How often its stations report what.
    pub(in crate::simulate) const fn rates(self) -> &'static Rates {
        match self {
            Self::Metropolitan => &METROPOLITAN,
            Self::SaintPierre => &SAINT_PIERRE,
            Self::Antilles => &ANTILLES,
            Self::Guyane => &GUYANE,
            Self::IndianOcean => &INDIAN_OCEAN,
            Self::TerreAdelie => &TERRE_ADELIE,
        }
    }
}

static METROPOLITAN: Rates = [
    [999, 998, 999, 998, 999, 998, 999, 999],         // AirTemperature
    [999, 998, 999, 998, 999, 998, 999, 999],         // Humidity
    [998, 998, 997, 998, 999, 998, 999, 999],         // Wind
    [999, 998, 999, 998, 999, 998, 999, 999],         // SeaLevelPressure
    [1000, 999, 1000, 1000, 1000, 999, 1000, 1000],   // StationPressure
    [1000, 999, 1000, 1000, 1000, 999, 1000, 1000],   // Tendency3h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Tendency24h
    [998, 997, 997, 997, 998, 997, 998, 999],         // Gust
    [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000], // Gust10min
    [817, 851, 880, 876, 882, 878, 871, 818],         // Visibility
    [865, 871, 974, 968, 975, 971, 919, 865],         // PresentWeather
    [637, 683, 888, 867, 879, 869, 756, 678],         // CloudCover
    [576, 603, 807, 834, 867, 866, 719, 616],         // CloudBase
    [224, 194, 539, 621, 625, 622, 402, 334],         // PastWeather
    [231, 233, 651, 661, 677, 679, 425, 319],         // LowClouds
    [255, 270, 690, 692, 692, 688, 443, 336],         // CloudTypes
    [231, 233, 610, 617, 631, 633, 396, 319],         // Layer1
    [86, 78, 221, 265, 301, 305, 181, 142],           // Layer2
    [8, 10, 34, 48, 52, 58, 46, 34],                  // Layer3
    [0, 0, 1, 0, 1, 1, 0, 1],                         // Layer4
    [0, 0, 999, 0, 0, 0, 995, 0],                     // Minimum12h
    [0, 0, 999, 0, 0, 0, 995, 0],                     // Maximum12h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Minimum24h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Maximum24h
    [0, 0, 881, 0, 0, 0, 0, 0],                       // GroundMinimum
    [306, 321, 751, 195, 201, 204, 268, 309],         // SnowDepth
    [74, 77, 770, 114, 100, 85, 67, 68],              // GroundState
    [164, 190, 482, 480, 470, 466, 277, 251],         // FreshSnow
    [998, 995, 999, 995, 998, 997, 999, 1000],        // Rain1h
    [998, 993, 999, 992, 993, 993, 995, 996],         // Rain3h
    [994, 0, 0, 0, 988, 0, 0, 0],                     // Rain6h
    [0, 0, 991, 0, 0, 0, 985, 0],                     // Rain12h
    [0, 0, 929, 0, 0, 0, 0, 0],                       // Rain24h
    [998, 997, 999, 1000, 1000, 999, 998, 999],       // Phenomenon1
    [998, 997, 997, 997, 998, 997, 998, 999],         // Phenomenon2
    [190, 241, 552, 543, 544, 538, 338, 276],         // Phenomenon3
    [4, 6, 23, 27, 29, 28, 13, 4],                    // Phenomenon4
];

static SAINT_PIERRE: Rates = [
    [1000, 968, 1000, 1000, 1000, 1000, 1000, 1000],  // AirTemperature
    [1000, 968, 1000, 1000, 1000, 1000, 1000, 1000],  // Humidity
    [1000, 968, 1000, 1000, 1000, 1000, 1000, 1000],  // Wind
    [1000, 968, 1000, 1000, 1000, 1000, 1000, 1000],  // SeaLevelPressure
    [1000, 968, 1000, 1000, 1000, 1000, 1000, 1000],  // StationPressure
    [1000, 968, 1000, 1000, 1000, 1000, 1000, 1000],  // Tendency3h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Tendency24h
    [1000, 968, 1000, 1000, 1000, 1000, 1000, 1000],  // Gust
    [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000], // Gust10min
    [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000], // Visibility
    [1000, 935, 968, 1000, 1000, 1000, 1000, 1000],   // PresentWeather
    [935, 903, 935, 1000, 1000, 1000, 935, 1000],     // CloudCover
    [903, 935, 935, 1000, 967, 1000, 1000, 1000],     // CloudBase
    [258, 97, 0, 867, 867, 931, 742, 900],            // PastWeather
    [290, 97, 0, 867, 867, 931, 742, 900],            // LowClouds
    [323, 129, 0, 867, 867, 931, 742, 900],           // CloudTypes
    [290, 97, 0, 867, 867, 931, 742, 900],            // Layer1
    [97, 65, 0, 400, 400, 345, 290, 400],             // Layer2
    [0, 0, 0, 0, 0, 34, 0, 33],                       // Layer3
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Layer4
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Minimum12h
    [0, 0, 0, 0, 0, 0, 968, 0],                       // Maximum12h
    [0, 0, 1000, 0, 0, 0, 968, 0],                    // Minimum24h
    [0, 0, 1000, 0, 0, 0, 0, 0],                      // Maximum24h
    [0, 0, 968, 0, 0, 0, 0, 0],                       // GroundMinimum
    [742, 806, 645, 967, 933, 966, 903, 967],         // SnowDepth
    [419, 194, 774, 800, 800, 897, 742, 933],         // GroundState
    [290, 97, 0, 833, 833, 897, 710, 867],            // FreshSnow
    [1000, 968, 1000, 1000, 1000, 1000, 968, 1000],   // Rain1h
    [1000, 935, 968, 967, 967, 931, 968, 1000],       // Rain3h
    [1000, 0, 0, 0, 933, 0, 0, 0],                    // Rain6h
    [0, 0, 935, 0, 0, 0, 935, 0],                     // Rain12h
    [0, 0, 903, 0, 0, 0, 0, 0],                       // Rain24h
    [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000], // Phenomenon1
    [1000, 968, 1000, 1000, 1000, 1000, 1000, 1000],  // Phenomenon2
    [613, 484, 355, 867, 867, 897, 806, 900],         // Phenomenon3
    [161, 0, 0, 367, 300, 483, 323, 333],             // Phenomenon4
];

static ANTILLES: Rates = [
    [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000], // AirTemperature
    [1000, 1000, 1000, 1000, 1000, 1000, 1000, 989],  // Humidity
    [976, 978, 978, 968, 968, 1000, 989, 978],        // Wind
    [988, 1000, 1000, 1000, 1000, 1000, 1000, 989],   // SeaLevelPressure
    [259, 326, 319, 333, 333, 330, 333, 303],         // StationPressure
    [976, 1000, 1000, 1000, 1000, 1000, 1000, 989],   // Tendency3h
    [388, 402, 363, 376, 333, 363, 366, 416],         // Tendency24h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Gust
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Gust10min
    [729, 674, 681, 667, 667, 670, 667, 685],         // Visibility
    [729, 674, 681, 667, 667, 670, 667, 685],         // PresentWeather
    [694, 489, 440, 441, 634, 604, 634, 674],         // CloudCover
    [718, 620, 571, 591, 656, 670, 667, 685],         // CloudBase
    [624, 304, 286, 247, 602, 549, 602, 618],         // PastWeather
    [624, 304, 286, 247, 613, 549, 602, 618],         // LowClouds
    [624, 304, 286, 247, 613, 549, 602, 618],         // CloudTypes
    [624, 304, 286, 247, 613, 549, 602, 618],         // Layer1
    [318, 174, 110, 118, 247, 242, 247, 270],         // Layer2
    [47, 11, 11, 11, 54, 22, 32, 34],                 // Layer3
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Layer4
    [729, 0, 0, 0, 667, 0, 0, 0],                     // Minimum12h
    [729, 0, 0, 0, 0, 0, 667, 0],                     // Maximum12h
    [0, 0, 681, 0, 0, 0, 667, 0],                     // Minimum24h
    [0, 0, 681, 0, 667, 0, 0, 0],                     // Maximum24h
    [0, 0, 286, 0, 0, 0, 0, 0],                       // GroundMinimum
    [0, 0, 0, 0, 0, 0, 0, 0],                         // SnowDepth
    [0, 0, 0, 0, 0, 0, 0, 0],                         // GroundState
    [0, 0, 0, 0, 0, 0, 0, 0],                         // FreshSnow
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Rain1h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Rain3h
    [729, 0, 681, 0, 667, 0, 667, 0],                 // Rain6h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Rain12h
    [729, 0, 681, 0, 667, 0, 333, 0],                 // Rain24h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Phenomenon1
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Phenomenon2
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Phenomenon3
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Phenomenon4
];

static GUYANE: Rates = [
    [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000], // AirTemperature
    [1000, 1000, 1000, 1000, 983, 1000, 1000, 1000],  // Humidity
    [957, 982, 982, 982, 991, 983, 983, 983],         // Wind
    [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000], // SeaLevelPressure
    [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000], // StationPressure
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Tendency3h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Tendency24h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Gust
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Gust10min
    [270, 274, 274, 277, 267, 270, 270, 267],         // Visibility
    [270, 274, 274, 277, 267, 270, 270, 267],         // PresentWeather
    [174, 159, 230, 214, 259, 252, 270, 259],         // CloudCover
    [252, 248, 257, 259, 267, 270, 270, 267],         // CloudBase
    [0, 0, 0, 0, 190, 209, 235, 216],                 // PastWeather
    [0, 0, 0, 0, 198, 209, 235, 216],                 // LowClouds
    [0, 0, 9, 0, 198, 209, 235, 216],                 // CloudTypes
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Layer1
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Layer2
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Layer3
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Layer4
    [0, 0, 0, 0, 983, 0, 0, 0],                       // Minimum12h
    [983, 0, 0, 0, 0, 0, 0, 0],                       // Maximum12h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Minimum24h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Maximum24h
    [0, 0, 274, 0, 0, 0, 0, 0],                       // GroundMinimum
    [0, 0, 0, 0, 0, 0, 0, 0],                         // SnowDepth
    [0, 0, 0, 0, 0, 0, 0, 0],                         // GroundState
    [0, 0, 0, 0, 0, 0, 0, 0],                         // FreshSnow
    [70, 71, 71, 62, 78, 70, 70, 69],                 // Rain1h
    [1000, 1000, 1000, 1000, 983, 1000, 1000, 1000],  // Rain3h
    [1000, 0, 1000, 0, 0, 0, 983, 0],                 // Rain6h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Rain12h
    [0, 0, 0, 0, 974, 0, 0, 0],                       // Rain24h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Phenomenon1
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Phenomenon2
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Phenomenon3
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Phenomenon4
];

static INDIAN_OCEAN: Rates = [
    [989, 1000, 1000, 1000, 1000, 993, 993, 993], // AirTemperature
    [967, 978, 985, 989, 989, 982, 982, 982],     // Humidity
    [996, 1000, 1000, 989, 1000, 996, 996, 1000], // Wind
    [971, 974, 982, 985, 989, 982, 978, 978],     // SeaLevelPressure
    [389, 404, 388, 413, 390, 409, 382, 396],     // StationPressure
    [0, 0, 0, 0, 0, 0, 0, 0],                     // Tendency3h
    [495, 444, 168, 517, 477, 453, 476, 527],     // Tendency24h
    [527, 530, 538, 528, 545, 507, 545, 513],     // Gust
    [0, 0, 0, 0, 0, 0, 0, 0],                     // Gust10min
    [222, 333, 326, 328, 321, 207, 113, 113],     // Visibility
    [335, 337, 333, 336, 332, 225, 225, 225],     // PresentWeather
    [215, 330, 322, 325, 321, 203, 113, 62],      // CloudCover
    [222, 333, 322, 325, 321, 203, 113, 80],      // CloudBase
    [145, 326, 311, 314, 303, 192, 109, 11],      // PastWeather
    [215, 326, 319, 317, 310, 192, 109, 11],      // LowClouds
    [215, 326, 319, 317, 310, 192, 109, 11],      // CloudTypes
    [215, 326, 319, 317, 310, 192, 109, 11],      // Layer1
    [109, 196, 176, 192, 184, 130, 69, 7],        // Layer2
    [29, 70, 51, 44, 47, 36, 36, 4],              // Layer3
    [4, 7, 7, 0, 4, 4, 4, 0],                     // Layer4
    [0, 0, 963, 0, 0, 0, 0, 0],                   // Minimum12h
    [0, 0, 0, 0, 0, 0, 960, 0],                   // Maximum12h
    [0, 0, 0, 0, 0, 0, 0, 0],                     // Minimum24h
    [0, 0, 0, 0, 0, 0, 0, 0],                     // Maximum24h
    [0, 0, 560, 0, 0, 0, 0, 0],                   // GroundMinimum
    [0, 0, 0, 0, 0, 0, 0, 0],                     // SnowDepth
    [0, 0, 0, 0, 0, 0, 0, 0],                     // GroundState
    [0, 0, 0, 0, 0, 0, 0, 0],                     // FreshSnow
    [455, 463, 465, 450, 466, 449, 462, 458],     // Rain1h
    [0, 574, 0, 557, 0, 562, 0, 571],             // Rain3h
    [956, 0, 0, 0, 960, 0, 0, 0],                 // Rain6h
    [0, 0, 0, 0, 0, 0, 956, 0],                   // Rain12h
    [0, 0, 960, 0, 0, 0, 0, 0],                   // Rain24h
    [527, 530, 538, 528, 545, 507, 545, 513],     // Phenomenon1
    [458, 463, 469, 450, 466, 449, 462, 462],     // Phenomenon2
    [0, 96, 106, 100, 101, 87, 11, 0],            // Phenomenon3
    [0, 0, 0, 0, 0, 0, 0, 0],                     // Phenomenon4
];

static TERRE_ADELIE: Rates = [
    [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000], // AirTemperature
    [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000], // Humidity
    [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000], // Wind
    [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000], // SeaLevelPressure
    [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000], // StationPressure
    [1000, 1000, 935, 968, 1000, 1000, 1000, 1000],   // Tendency3h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Tendency24h
    [355, 233, 258, 226, 233, 172, 310, 276],         // Gust
    [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000], // Gust10min
    [968, 933, 968, 935, 933, 0, 69, 931],            // Visibility
    [968, 933, 968, 935, 933, 0, 0, 0],               // PresentWeather
    [968, 933, 968, 935, 933, 0, 69, 931],            // CloudCover
    [968, 900, 968, 871, 867, 0, 69, 897],            // CloudBase
    [968, 933, 968, 935, 933, 0, 0, 0],               // PastWeather
    [968, 900, 968, 871, 867, 0, 0, 0],               // LowClouds
    [968, 900, 968, 871, 867, 0, 0, 0],               // CloudTypes
    [968, 900, 968, 871, 867, 0, 69, 931],            // Layer1
    [774, 667, 742, 645, 700, 0, 34, 793],            // Layer2
    [129, 67, 0, 0, 0, 0, 34, 34],                    // Layer3
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Layer4
    [1000, 0, 0, 0, 1000, 0, 0, 0],                   // Minimum12h
    [1000, 0, 0, 0, 1000, 0, 0, 0],                   // Maximum12h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Minimum24h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Maximum24h
    [0, 0, 226, 0, 0, 0, 0, 0],                       // GroundMinimum
    [0, 0, 0, 0, 0, 0, 0, 0],                         // SnowDepth
    [0, 0, 0, 0, 0, 0, 0, 0],                         // GroundState
    [0, 0, 0, 0, 0, 0, 0, 0],                         // FreshSnow
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Rain1h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Rain3h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Rain6h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Rain12h
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Rain24h
    [355, 233, 258, 258, 233, 172, 310, 276],         // Phenomenon1
    [161, 133, 129, 129, 100, 103, 172, 138],         // Phenomenon2
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Phenomenon3
    [0, 0, 0, 0, 0, 0, 0, 0],                         // Phenomenon4
];
