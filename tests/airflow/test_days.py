"""The days of a run."""

import unittest
from datetime import date

from datalake.days import covered, day

RUN_DAY = date(2025, 2, 1)
NO_RANGE = {"from": None, "to": None, "late_days": 3}


class DaysOfARun(unittest.TestCase):
    def test_a_first_run_covers_yesterday_and_the_late_window(self):
        self.assertEqual(covered(NO_RANGE, RUN_DAY, None), (date(2025, 1, 28), date(2025, 1, 31)))

    def test_a_run_reaches_back_to_the_last_success(self):
        first, _ = covered(NO_RANGE, RUN_DAY, date(2025, 1, 10))
        self.assertEqual(first, date(2025, 1, 7))

    def test_an_old_run_repeated_covers_its_own_days(self):
        self.assertEqual(covered(NO_RANGE, RUN_DAY, date(2025, 6, 1)), (date(2025, 1, 28), date(2025, 1, 31)))

    def test_a_range_is_taken_as_it_is_given(self):
        given = NO_RANGE | {"from": "2013-01-01", "to": "2013-01-31"}
        self.assertEqual(covered(given, RUN_DAY, None), (date(2013, 1, 1), date(2013, 1, 31)))

    def test_a_range_without_end_ends_yesterday(self):
        self.assertEqual(covered(NO_RANGE | {"from": "2025-01-05"}, RUN_DAY, None)[1], date(2025, 1, 31))

    def test_a_range_that_ends_before_it_begins_is_refused(self):
        with self.assertRaisesRegex(ValueError, "from 2025-01-02 is after to 2025-01-01"):
            covered(NO_RANGE | {"from": "2025-01-02", "to": "2025-01-01"}, RUN_DAY, None)

    def test_only_one_way_to_write_a_day_is_taken(self):
        others = ["20250101", "2025-W01-1", "2025-1-1", "2025-02-30", "٢٠٢٥-٠١-٠١", "2025-01-01\n", "--to", 1]
        for text in others:
            with self.subTest(text), self.assertRaisesRegex(ValueError, "^from is "):
                day(text, "from")
