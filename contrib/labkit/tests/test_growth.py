import unittest

from benchkit.growth import Allowed, growth, table


class AGrowth(unittest.TestCase):
    def test_what_warms_up_and_stays_is_flat(self):
        found = growth("MB", [80, 110, 118, 119, 120, 121, 119, 120], Allowed(8, 0.06))
        self.assertFalse(found.grown)
        self.assertEqual(118.5, found.early)

    def test_what_goes_on_growing_is_named(self):
        found = growth("MB", [80, 90, 100, 110, 120, 130, 140, 150], Allowed(8, 0.06))
        self.assertTrue(found.grown)
        self.assertEqual((105.0, 145.0, 8), (found.early, found.late, found.allowed))

    def test_one_spike_is_no_growth(self):
        self.assertFalse(growth("threads", [16, 16, 16, 16, 16, 16, 16, 90, 16, 16, 17, 16], Allowed(6)).grown)

    def test_too_few_rounds_say_nothing(self):
        self.assertIsNone(growth("MB", [1, 2, 3], Allowed(1)))

    def test_a_table_has_a_column_for_each_key(self):
        self.assertEqual("  n  MB\n  1  80\n500   7", table([{"n": 1, "MB": 80.2}, {"n": 500, "MB": 7.4}]))


if __name__ == "__main__":
    unittest.main()
