//! What quality control says of one value.

use std::fmt;

macro_rules! flags {
    ($($name:ident $code:literal $text:literal $meaning:literal;)*) => {
        /// The flag of one value, with the codes of QARTOD (IOC Manuals and Guides 54, volume 3).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Flag {
            $(#[doc = $meaning] $name = $code,)*
        }

        impl Flag {
            /// All of them, by code.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The flag with this code.
            pub const fn from_code(code: u8) -> Option<Self> {
                match code {
                    $($code => Some(Self::$name),)*
                    _ => None,
                }
            }

            /// Its name in documents and options; stable.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What it says, in words.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

flags! {
    Good 1 "good" "At least one test was made on the value and none hit it";
    NotEvaluated 2 "not_evaluated" "No test could be made: what the value would be compared with is missing";
    Suspect 3 "suspect" "Unusual or at odds with another value: it goes into aggregates and is counted";
    Fail 4 "fail" "Cannot be: it keeps its place and its flag and stays out of aggregates";
    Missing 9 "missing" "There is no value";
}

impl Flag {
    /// Its code: 1, 2, 3, 4 or 9.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The worse of two flags of one value.
    ///
    /// From best to worst: not evaluated, good, suspect, fail, missing. A test made says more than one not made, and
    /// a missing value is missing whatever a test says.
    #[must_use]
    pub const fn worst(self, other: Self) -> Self {
        if self.rank() >= other.rank() { self } else { other }
    }

    const fn rank(self) -> u8 {
        match self {
            Self::NotEvaluated => 0,
            Self::Good => 1,
            Self::Suspect => 2,
            Self::Fail => 3,
            Self::Missing => 4,
        }
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_qartod_and_found_again() {
        assert_eq!(Flag::ALL.iter().map(|flag| flag.code()).collect::<Vec<_>>(), [1, 2, 3, 4, 9]);
        for code in 0..=u8::MAX {
            assert_eq!(Flag::from_code(code).map_or(code, Flag::code), code);
        }
        assert_eq!(Flag::from_code(0), None);
    }

    #[test]
    fn the_worst_flag_wins_in_any_order() {
        for a in Flag::ALL {
            assert_eq!(a.worst(*a), *a);
            for b in Flag::ALL {
                assert_eq!(a.worst(*b), b.worst(*a));
                for c in Flag::ALL {
                    assert_eq!(a.worst(*b).worst(*c), a.worst(b.worst(*c)));
                }
            }
        }
        assert_eq!(Flag::Suspect.worst(Flag::Fail), Flag::Fail);
        assert_eq!(Flag::NotEvaluated.worst(Flag::Good), Flag::Good);
    }
}
