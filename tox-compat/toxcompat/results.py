"""What suites report: TRX files, last lines, coverage."""

import os
import re
import xml.etree.ElementTree as xml
from dataclasses import dataclass, field

TRX = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"


@dataclass
class Result:
    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    details: list = field(default_factory=list)

    def line(self):
        word = "FAIL" if self.failed else "ok  "
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{word} {self.name}: {self.passed} passed, {self.failed} failed{skipped} ({self.seconds:.1f} s)"


def from_trx(name, path, code, log, seconds):
    """Counts of one `dotnet test`. Without a complete TRX, or with a bad exit code that no test explains, it crashed."""
    result = Result(name, seconds=seconds)
    try:
        root = xml.parse(path).getroot()
    except (OSError, xml.ParseError) as error:
        result.failed = 1
        result.details = [f"the suite crashed (exit code {code}, {error})", _end(log)]
        return result
    for each in root.iter(TRX + "UnitTestResult"):
        outcome = each.get("outcome")
        if outcome == "Passed":
            result.passed += 1
        elif outcome in ("NotExecuted", "Inconclusive"):
            result.skipped += 1
            result.details.append(f"skipped {each.get('testName')}: {_message(each)}")
        else:
            result.failed += 1
            result.details.append(f"FAILED {each.get('testName')}\n{_message(each)}")
    if code != 0 and result.failed == 0:
        result.failed = 1
        result.details += [f"the suite crashed: exit code {code} though no test failed", _end(log)]
    if result.passed + result.failed + result.skipped == 0:
        result.failed = 1
        result.details += ["the suite holds no test", _end(log)]
    return result


def from_last_line(name, code, log, seconds):
    """Counts of a script that ends with `N passed, N failed, N skipped`."""
    with open(log, encoding="utf-8", errors="replace") as source:
        lines = source.read().strip().splitlines() or [""]
    found = re.fullmatch(r"(\d+) passed, (\d+) failed, (\d+) skipped", lines[-1])
    if not found:
        return Result(name, failed=1, seconds=seconds, details=[f"the suite crashed (exit code {code})", _end(log)])
    result = Result(name, *(int(each) for each in found.groups()), seconds=seconds)
    result.details = [line for line in lines if line.startswith("FAIL")]
    if code != 0 and result.failed == 0:
        result.failed = 1
    return result


def coverage(paths, repository):
    """Covered and coverable lines per project of src/, over all suites together."""
    lines = {}
    for path in paths:
        root = xml.parse(path).getroot()
        folders = [each.text or "" for each in root.iter("source")]
        for each in root.iter("class"):
            name = each.get("filename", "")
            full = next((os.path.join(folder, name) for folder in folders
                         if os.path.exists(os.path.join(folder, name))), name)
            relative = os.path.relpath(full, repository)
            if not relative.startswith("src/") or "/obj/" in relative:
                continue
            for line in each.iter("line"):
                key = (relative.split("/")[1], relative, int(line.get("number")))
                lines[key] = lines.get(key, False) or int(line.get("hits")) > 0
    totals = {}
    for (project, _, _), hit in lines.items():
        covered, all_lines = totals.get(project, (0, 0))
        totals[project] = (covered + hit, all_lines + 1)
    return totals


def _message(each):
    text = each.findtext(f"{TRX}Output/{TRX}ErrorInfo/{TRX}Message") or ""
    stack = each.findtext(f"{TRX}Output/{TRX}ErrorInfo/{TRX}StackTrace") or ""
    return "\n".join((text.strip().splitlines() + stack.strip().splitlines())[:25])


def _end(log, lines=30):
    with open(log, encoding="utf-8", errors="replace") as source:
        return "\n".join(source.read().splitlines()[-lines:]) + f"\n(all of it: {log})"
