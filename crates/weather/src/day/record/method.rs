//! How a value came about: the route taken, and what the reports of the day disagree on.

use crate::bits::bits;

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

bits! {
    /// What the reports of a day disagree on, one bit each. The value of the route taken stands all the same.
    Notes {
        RR12_ABOVE_RR24 0 "rr12_above_rr24" "A 12 hour amount is above the 24 hour amount that holds it.";
        RR24_UNLIKE_SUM_RR3 1 "rr24_unlike_sum_rr3" "The 24 hour amount and the sum of the eight 3 hour amounts are 0.5 mm or more apart.";
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
}
