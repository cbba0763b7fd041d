"""Whether something that is looked at again and again grows."""

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Allowed:
    """How much a median may be above an earlier one and still count as flat."""

    amount: float
    share: float = 0.0

    def above(self, value):
        return max(self.amount, value * self.share)


@dataclass(frozen=True)
class Growth:
    """The median of the second quarter of a series beside that of the last: the first is warming up."""

    name: str
    early: float
    late: float
    allowed: float

    @property
    def grown(self):
        return self.late - self.early > self.allowed


def growth(name, series, allowed):
    """None for a series that is too short to have quarters."""
    quarter = len(series) // 4
    if quarter == 0:
        return None
    early = statistics.median(series[quarter:2 * quarter])
    return Growth(name, early, statistics.median(series[-quarter:]), allowed.above(early))


def table(rows):
    """Rows of the same keys, one under the other."""
    columns = list(rows[0])
    cells = [columns] + [[f"{row[name]:.0f}" if isinstance(row[name], float) else str(row[name]) for name in columns] for row in rows]
    widths = [max(len(line[index]) for line in cells) for index in range(len(columns))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths)) for line in cells)
