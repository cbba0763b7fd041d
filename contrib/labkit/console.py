"""Progress on the terminal, step by step with times."""

import sys
import threading
import time

_lock = threading.Lock()
_began = time.monotonic()
quiet = False


def elapsed():
    return time.monotonic() - _began


def step(subject, text, since=None):
    took = f" ({time.monotonic() - since:.1f} s)" if since is not None else ""
    say(f"[{elapsed():6.1f}] {subject:<24} {text}{took}")


def say(text=""):
    with _lock:
        if not quiet:
            print(text, flush=True)


def complain(text):
    with _lock:
        print(text, file=sys.stderr, flush=True)
