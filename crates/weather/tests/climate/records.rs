//! Records: by calendar day, by month and of all time.

use proptest::prelude::*;
use weather::Milli;
use weather::climate::{CalendarDay, Element, Extreme, Records, Side, by_month};

use crate::days::{date, station, temperatures, winter};

#[test]
fn a_record_has_its_dates() {
    let days = [("2020-02-29", -4_000), ("2024-02-29", -4_000), ("2024-02-28", -9_000), ("2023-02-28", -2_000)]
        .map(|(day, tn)| temperatures(date(day), tn, 5_000));
    let records = Records::of(&days);
    let leap = records.day(CalendarDay::LEAP, Element::Tn, Side::Low).expect("a record");
    assert_eq!(
        (leap.value, leap.first, leap.last, leap.days),
        (Milli::new(-4_000), date("2020-02-29"), date("2024-02-29"), 2)
    );
    let coldest = Some(Extreme::of(Milli::new(-9_000), date("2024-02-28")));
    assert_eq!(records.month(2, Element::Tn, Side::Low), coldest);
    assert_eq!(records.all_time(Element::Tn, Side::Low), coldest);
    assert_eq!(records.month(3, Element::Tn, Side::Low), None);
    assert_eq!((records.month(0, Element::Tn, Side::Low), records.month(13, Element::Tn, Side::Low)), (None, None));
    assert_eq!(records.all_time(Element::Tx, Side::High).map(|record| record.days), Some(4));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn records_are_as_brute_force_has_them(days in winter()) {
        let records = Records::of(&days);
        for element in Element::ALL {
            let low = days.iter().filter_map(|day| day.get(*element)).min();
            prop_assert_eq!(records.all_time(*element, Side::Low).map(|record| record.value), low);
            for day in &days {
                let (record, value) = (records.day(CalendarDay::of(day.day), *element, Side::High), day.get(*element));
                prop_assert_eq!(record, value.map(|value| Extreme::of(value, day.day)));
            }
        }
    }

    #[test]
    fn records_add_up(days in winter(), place in any::<proptest::sample::Index>()) {
        let (one, other) = days.split_at(place.index(days.len() + 1));
        let whole = Records::of(&days);
        prop_assert_eq!(&Records::of(one).merge(&Records::of(other)), &whole);
        prop_assert_eq!(&Records::of(other).merge(&Records::of(one)), &whole);
    }

    #[test]
    fn months_know_their_records(days in winter()) {
        let whole = Records::of(&days);
        let months = by_month(station(), days).expect("each day once");
        let from_months = Records::of_months(months.values());
        for (element, side) in Element::ALL.iter().flat_map(|element| Side::ALL.iter().map(move |side| (*element, *side))) {
            prop_assert_eq!(from_months.all_time(element, side), whole.all_time(element, side));
            for month in 1..=12 {
                prop_assert_eq!(from_months.month(month, element, side), whole.month(month, element, side));
            }
        }
    }
}
