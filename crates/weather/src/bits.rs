//! Things with stable names: sets of named bits, which are what a day's record says besides numbers, and enumerations.
//!
//! One macro each, so that every such set or list is stored, named and found again the same way. The marks of a report
//! are not here: theirs have no names and are looked up by variable.

macro_rules! named {
    ($(#[$about:meta])* $name:ident { $($variant:ident $text:literal $meaning:literal;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = $meaning] $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name in documents; stable.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// What it is, in words.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }

            /// The one with this name.
            pub fn by_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

macro_rules! bits {
    ($(#[$about:meta])* $set:ident { $($name:ident $bit:literal $text:literal $meaning:literal;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
        pub struct $set(u8);

        impl $set {
            $(#[doc = $meaning] pub const $name: Self = Self(1 << $bit);)*

            /// Every one there is, with its name; the names are stable.
            pub const NAMED: &[(Self, &'static str)] = &[$((Self::$name, $text),)*];

            /// Those in these bits; bits without a meaning are kept and have no name.
            pub const fn from_bits(bits: u8) -> Self {
                Self(bits)
            }

            /// The bits.
            pub const fn bits(self) -> u8 {
                self.0
            }

            /// Whether all of `other` are there.
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// These and `other`'s.
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
                Self::NAMED.iter().filter(move |(one, _)| self.contains(*one)).map(|(_, name)| *name)
            }
        }
    };
}

pub(crate) use {bits, named};

#[cfg(test)]
mod tests {
    use crate::Phenomena;

    #[test]
    fn bits_are_kept_apart_and_named() {
        let snow = Phenomena::default().with(Phenomena::SNOW);
        assert!(!snow.contains(Phenomena::FOG) && snow.contains(Phenomena::SNOW));
        assert_eq!(snow.names().collect::<Vec<_>>(), ["snow"]);
        assert_eq!(Phenomena::from_bits(snow.bits()), snow);
    }

    #[test]
    fn nothing_is_empty_and_a_bit_without_a_name_is_not() {
        let nameless = Phenomena::from_bits(1 << 7);
        assert!(Phenomena::default().is_empty() && !nameless.is_empty());
        assert_eq!(nameless.names().count(), 0);
    }
}
