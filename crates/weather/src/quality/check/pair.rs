//! What two values of one report say together.
//!
//! Which of the two is wrong is not known, so both are suspect. But where one has failed the blame is on that one: a
//! temperature is not suspect because its dew point is 62 °C.

use super::Judge;
use crate::quality::station::Pair;
use crate::quality::table::Relation;
use crate::quality::{Against, Flag};
use crate::{Milli, Variable};

pub(super) fn check(judge: &mut Judge<'_>, pair: &Pair) {
    for (place, report) in judge.reports.iter().enumerate() {
        if let (Some(first), Some(second)) = (report.get(pair.first), report.get(pair.second)) {
            let holds = holds(pair.relation, first, second);
            for (variable, other) in judged(judge, place, pair) {
                if holds {
                    judge.made(place, variable);
                } else {
                    judge.hit(place, variable, pair.test, Flag::Suspect, Against::Variable(other));
                }
            }
        }
    }
}

/// The values that the comparison says something of, each with the other.
fn judged(judge: &Judge<'_>, place: usize, pair: &Pair) -> impl Iterator<Item = (Variable, Variable)> + use<> {
    let (first, second) = (pair.first, pair.second);
    let failed = (judge.has_failed(place, first), judge.has_failed(place, second));
    let (judges_first, judges_second) = match (pair.relation, failed) {
        (Relation::SignOfCode, _) => (true, false),
        (_, (false, false)) => (true, true),
        (_, failed) => failed,
    };
    let first = judges_first.then_some((pair.first, second));
    first.into_iter().chain(judges_second.then_some((second, pair.first)))
}

fn holds(relation: Relation, first: Milli, second: Milli) -> bool {
    match relation {
        Relation::AtMost => first <= second,
        Relation::ZeroWithZero => first != Milli::ZERO || second == Milli::ZERO,
        Relation::SignOfCode => has_sign_of(first, second),
    }
}

/// Whether a tendency has the sign of its code; a tendency of 0 goes with every code, because it is rounded.
///
/// Codes 0 to 3 say higher than or as high as three hours ago, 5 to 8 lower or as low. Code 4 says steady, which is
/// no sign: with it the last digit of the tendency goes up and down.
fn has_sign_of(tendency: Milli, code: Milli) -> bool {
    match code.thousandths() {
        0..=3_000 => tendency >= Milli::ZERO,
        5_000..=8_000 => tendency <= Milli::ZERO,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_says_the_sign_of_the_tendency() {
        for (code, falling, steady, rising) in [
            (0, false, true, true),
            (3, false, true, true),
            (4, true, true, true),
            (5, true, true, false),
            (8, true, true, false),
            (9, true, true, true),
        ] {
            let allowed = |tendency| has_sign_of(Milli::new(tendency), Milli::new(code * 1000));
            assert_eq!((allowed(-100), allowed(0), allowed(100)), (falling, steady, rising), "code {code}");
        }
    }

    #[test]
    fn zero_asks_for_zero_in_one_direction_only() {
        let holds = |first, second| holds(Relation::ZeroWithZero, Milli::new(first), Milli::new(second));
        assert!(holds(0, 0) && holds(10_000, 0) && holds(10_000, 2_000));
        assert!(!holds(0, 2_000));
    }
}
