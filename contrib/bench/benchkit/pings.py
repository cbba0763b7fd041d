"""Echo requests every 10 ms from inside a network namespace: how many get no answer?

Run as a program inside the namespace it sends until its standard input ends, and prints what it counted.
"""

import json
import os
import select
import socket
import struct
import subprocess
import sys
import time

INTERVAL = 0.01
# Longer than any delay that is not a loss.
LAST_ANSWER = 1.0
ECHO_REQUEST, ECHO_REPLY = 8, 0


class Pings:
    """`with Pings(namespace, address) as pings: ...`, then `pings.sent` and `pings.lost`."""

    def __init__(self, namespace, address):
        self.namespace, self.address = namespace, address
        self.sent = self.lost = None

    def __enter__(self):
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            ["/usr/bin/nsenter", f"--net={self.namespace}", sys.executable, "-B", os.path.realpath(__file__), self.address],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_):
        output, _ = self.process.communicate(timeout=60)
        found = json.loads(output)
        self.sent, self.lost = found["sent"], found["lost"]


def checksum(packet):
    total = sum(struct.unpack(f"!{len(packet) // 2}H", packet))
    total = (total >> 16) + (total & 0xffff)
    return ~(total + (total >> 16)) & 0xffff


def echo_request(identifier, number):
    payload = bytes(32)
    header = struct.pack("!BBHHH", ECHO_REQUEST, 0, 0, identifier, number)
    return struct.pack("!BBHHH", ECHO_REQUEST, 0, checksum(header + payload), identifier, number) + payload


def ping(address, ended):
    """Sends until `ended()`; returns the numbers sent, and those answered."""
    identifier = os.getpid() & 0xffff
    sent, answered = 0, set()
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as peer:
        def take(until):
            while (left := until - time.monotonic()) > 0:
                if select.select([peer], [], [], left)[0]:
                    packet = peer.recv(256)
                    kind, _, _, whose, number = struct.unpack_from("!BBHHH", packet, (packet[0] & 15) * 4)
                    if kind == ECHO_REPLY and whose == identifier:
                        answered.add(number)

        due = time.monotonic()
        while not ended():
            peer.sendto(echo_request(identifier, sent & 0xffff), (address, 0))
            sent += 1
            due += INTERVAL
            take(due)
        take(time.monotonic() + LAST_ANSWER)
    return sent, answered


def main():
    sent, answered = ping(sys.argv[1], lambda: bool(select.select([sys.stdin], [], [], 0)[0]))
    print(json.dumps({"sent": sent, "lost": sent - len(answered)}))


if __name__ == "__main__":
    main()
