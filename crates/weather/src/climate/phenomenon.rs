//! The phenomena whose days are counted over months and years: one line each.
//!
//! A day counts where the phenomenon was seen. Beside each count stands the number of days on which it would have been:
//! an automatic station reports no thunder, and "not observed" is not "none".

use crate::Phenomena;

macro_rules! phenomena {
    ($($name:ident $bit:ident $column:literal $mensq:literal $meaning:literal;)*) => {
        /// A weather phenomenon of a day, as months and years count it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Phenomenon {
            $(#[doc = $meaning] $name,)*
        }

        impl Phenomenon {
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// All of them, in the order of columns.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name, the one it has among [`Phenomena`]: `freezing_rain`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $column,)* }
            }

            /// Its bit.
            pub const fn bit(self) -> Phenomena {
                match self { $(Self::$name => Phenomena::$bit,)* }
            }

            /// What the days it is counted on are called.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }

            const fn mensq(self) -> &'static str {
                match self { $(Self::$name => $mensq,)* }
            }
        }
    };
}

phenomena! {
    Fog FOG "fog" "NBJBROU" "Days with fog";
    Thunderstorm THUNDERSTORM "thunderstorm" "NBJORAG" "Days with a thunderstorm";
    Snow SNOW "snow" "NBJNEIG" "Days with snow";
    FreezingRain FREEZING_RAIN "freezing_rain" "" "Days with freezing rain";
    Hail HAIL "hail" "NBJGREL" "Days with hail";
}

impl Phenomenon {
    /// Its place in [`Phenomenon::ALL`].
    #[inline]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The column of Météo-France's monthly file (MENSQ) that counts its days, if there is one.
    pub const fn official(self) -> Option<&'static str> {
        if self.mensq().is_empty() { None } else { Some(self.mensq()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phenomenon_of_a_day_is_counted_under_its_own_name() {
        let counted: Vec<_> = Phenomenon::ALL.iter().map(|one| (one.bit(), one.name())).collect();
        assert_eq!(counted, Phenomena::NAMED);
        assert!(Phenomenon::ALL.iter().enumerate().all(|(place, one)| one.index() == place));
    }
}
