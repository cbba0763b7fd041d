"""Which tests run: the two APIs of compute, less the excluded ones, each with its reason."""

import os
import re

HERE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
EVERYTHING = [r"^tempest\.api\.compute\.", r"^tempest\.scenario\.test_(minimum_basic|server_basic_ops|server_advanced_ops|server_multinode|"
              r"shelve_instance|snapshot_pattern|aggregates_basic_ops|network_basic_ops|network_advanced_server_ops)"]


def lines(name):
    """(regular expression, comment) of every line of a list."""
    found = []
    with open(os.path.join(HERE, name), encoding="utf-8") as source:
        for line in source:
            text, _, comment = line.partition("#")
            if text.strip():
                found.append((text.strip(), comment.strip()))
    return found


def excluded():
    """The excluded tests; one without a reason is a mistake in the list."""
    found = lines("excluded.txt")
    for expression, reason in found:
        re.compile(expression)
        if not reason:
            raise ValueError(f"excluded.txt: {expression} has no reason")
    return found


def included(subset):
    return [expression for expression, _ in lines("subset.txt")] if subset else EVERYTHING
