"""What goes wrong in the lab, told to the operator."""


class LabError(Exception):
    """Something the operator can act on; `log` names the file whose last lines explain it."""

    def __init__(self, message, log=None):
        super().__init__(message)
        self.log = log


def tail(path, lines=15):
    """The last lines of a log; lines that speak of errors come first when there are any."""
    try:
        with open(path, encoding="utf-8", errors="replace") as source:
            text = source.read()[-200_000:].splitlines()
    except OSError as error:
        return [f"(cannot read {path}: {error.strerror})"]
    words = ("ERROR", "CRITICAL", "Traceback", "error:", "Error:", "fatal")
    bad = [line for line in text if any(word in line for word in words)]
    return (bad[-lines // 2:] + ["..."] if bad else []) + text[-lines:]
