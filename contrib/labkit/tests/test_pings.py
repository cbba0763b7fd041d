"""benchkit/pings.py: what it sends is what a kernel answers."""

import struct
import unittest

from benchkit.pings import checksum, echo_request


class PingsTest(unittest.TestCase):
    def test_a_request_is_an_echo_request_with_its_number(self):
        kind, code, _, identifier, number = struct.unpack_from("!BBHHH", echo_request(0xbeef, 0xffff))
        self.assertEqual((kind, code, identifier, number), (8, 0, 0xbeef, 0xffff))

    def test_the_checksum_over_all_of_a_packet_is_zero(self):
        for number in (0, 1, 0x1234, 0xffff):
            self.assertEqual(checksum(echo_request(0xbeef, number)), 0)
