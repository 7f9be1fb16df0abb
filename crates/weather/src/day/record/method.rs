//! How a value came about: the route taken, and what the reports of the day disagree on.

macro_rules! methods {
    ($($name:ident $text:literal $meaning:literal;)*) => {
        /// The way a value was reached, for the metrics that have several.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Method {
            $(#[doc = $meaning] $name,)*
        }

        impl Method {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in columns and documents; stable.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What it is, in words.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

methods! {
    Reports "reports" "The lowest or highest reported temperature of [00, 24) UTC";
    Tn12 "tn12" "The lower of the two 12 hour minima that make the station's day";
    Tx12 "tx12" "The higher of the two 12 hour maxima that make the station's day";
    Rr24 "rr24" "The 24 hour amount reported at the end of the window";
    SumRr3 "sum_rr3" "The sum of eight 3 hour amounts";
    SumRr6 "sum_rr6" "The sum of four 6 hour amounts";
    SumRr12 "sum_rr12" "The sum of two 12 hour amounts";
}

impl Method {
    /// The method with this name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|method| method.name() == name)
    }
}

/// What the reports of a day disagree on, one bit each. The value of the route taken stands all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Notes(u8);

impl Notes {
    /// A 12 hour amount is above the 24 hour amount that holds it.
    pub const RR12_ABOVE_RR24: Self = Self(1);

    /// The 24 hour amount and the sum of the eight 3 hour amounts are 0.5 mm or more apart.
    pub const RR24_UNLIKE_SUM_RR3: Self = Self(1 << 1);

    /// Every note there is, with its name.
    pub const NAMED: &[(Self, &'static str)] =
        &[(Self::RR12_ABOVE_RR24, "rr12_above_rr24"), (Self::RR24_UNLIKE_SUM_RR3, "rr24_unlike_sum_rr3")];

    /// The notes in these bits.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// The bits.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether every note of `other` is there.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// These notes and `other`'s.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The names of those there are.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMED.iter().filter(move |(note, _)| self.contains(*note)).map(|(_, name)| *name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn method_names_are_unique_and_found_again() {
        for method in Method::ALL {
            assert_eq!(Method::by_name(method.name()), Some(*method));
        }
        assert_eq!(Method::by_name("rr1"), None);
    }

    #[test]
    fn notes_are_kept_apart() {
        let notes = Notes::default().with(Notes::RR24_UNLIKE_SUM_RR3);
        assert!(!notes.contains(Notes::RR12_ABOVE_RR24));
        assert_eq!(notes.names().collect::<Vec<_>>(), ["rr24_unlike_sum_rr3"]);
        assert!(Notes::default().is_empty());
        assert_eq!(Notes::from_bits(notes.bits()), notes);
    }
}
