import contextlib
import io
import os
import tempfile
import threading
import unittest

from toxcompat.environments import published
from toxcompat.results import Result, from_last_line, from_trx
from toxcompat.session import Session

TRX = """<?xml version="1.0" encoding="utf-8"?>
<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>{}</Results></TestRun>"""
PASSED = '<UnitTestResult testName="A" outcome="Passed" />'
SKIPPED = '<UnitTestResult testName="B" outcome="NotExecuted"><Output><ErrorInfo><Message>needs root: missing</Message></ErrorInfo></Output></UnitTestResult>'
FAILED = '<UnitTestResult testName="C" outcome="Failed"><Output><ErrorInfo><Message>1 is not 2</Message></ErrorInfo></Output></UnitTestResult>'


class Beside(unittest.TestCase):
    """Work beside the suites."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        said = contextlib.redirect_stdout(io.StringIO())
        said.__enter__()
        self.addCleanup(said.__exit__, None, None, None)
        self.session = Session(folder.name, ["pep8"])

    def test_each_is_done_once_and_its_result_is_there(self):
        done = []
        for _ in range(2):
            self.session.beside("format", lambda: done.append(1) or Result("format", passed=1))
        self.assertTrue(self.session.ended("format").passed)
        self.assertEqual([1], done)

    def test_what_cannot_run_fails_and_hides_no_other_result(self):
        def broken():
            raise RuntimeError("dotnet is not in PATH")

        self.session.beside("format", broken)
        self.session.beside("publish", lambda: self.session.record(Result("publish", passed=1)))
        self.session.all_ended()
        self.assertFalse(self.session.ended("format").passed)
        self.assertEqual([("format", 1), ("publish", 0)], [(each.name, each.failed) for each in self.session.results])

    def test_the_end_of_the_run_lets_nothing_more_begin(self):
        began, goes_on, done = threading.Event(), threading.Event(), []
        self.session.beside("format", lambda: began.set() or goes_on.wait())
        began.wait()
        self.session.beside("publish", lambda: done.append(1))
        self.session.clean_up()
        goes_on.set()
        self.session.worker.shutdown()
        self.assertEqual([], done)


class LeftLab(unittest.TestCase):
    """What an earlier run has left of a lab."""

    def asked(self, *rows):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            os.mkdir(os.path.join(folder, "contrib"))
            lab, calls = os.path.join(folder, "contrib", "lab"), os.path.join(folder, "calls")
            with open(lab, "w", encoding="utf-8") as target:
                target.write(f"#!/bin/sh\necho \"$*\" >> {calls}\n[ $1 = status ] || exit 0\n" + "".join(f"echo '{row}'\n" for row in rows) + "exit 3\n")
            os.chmod(lab, 0o755)
            self.assertTrue(published(Session(folder, ["functional"])).passed)
            with open(calls, encoding="utf-8") as source:
                return source.read().splitlines()

    def test_one_without_processes_goes_before_the_service_is_published(self):
        rows = ("SERVICE PID PORT HEALTHY", "keystone not running 15000 -", "compute.node1 not running -")
        self.assertEqual(["status", "down", "compute publish"], self.asked(*rows))
        self.assertEqual(["status", "down", "compute publish"], self.asked("the lab is down"))

    def test_one_that_runs_stays(self):
        self.assertEqual(["status", "compute publish"], self.asked("keystone 4711 15000 no", "neutron not running 19696 -"))


class Results(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.log = self.file("log", "the output\n")

    def file(self, name, text):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as target:
            target.write(text)
        return path

    def trx(self, *results, code=0):
        result = from_trx("suite", self.file("r.trx", TRX.format("".join(results))), code, self.log, 1.0)
        return result.passed, result.failed, result.skipped, "\n".join(result.details)

    def test_counts(self):
        passed, failed, skipped, details = self.trx(PASSED, PASSED, SKIPPED, FAILED, code=1)
        self.assertEqual((2, 1, 1), (passed, failed, skipped))
        self.assertIn("1 is not 2", details)
        self.assertIn("needs root", details)

    def test_a_bad_exit_code_without_a_failed_test_is_a_crash(self):
        self.assertEqual((1, 1, 0), self.trx(PASSED, code=134)[:3])

    def test_an_empty_suite_fails(self):
        self.assertEqual((0, 1, 0), self.trx()[:3])

    def test_no_results_file_is_a_crash(self):
        result = from_trx("suite", os.path.join(self.folder.name, "none"), -9, self.log, 1.0)
        self.assertEqual(1, result.failed)
        self.assertIn("the output", "\n".join(result.details))

    def test_a_cut_results_file_is_a_crash(self):
        result = from_trx("suite", self.file("cut.trx", TRX[:80]), 1, self.log, 1.0)
        self.assertEqual(1, result.failed)

    def test_a_script_is_counted_by_its_last_line(self):
        result = from_last_line("script", 1, self.file("out", "FAIL one\n3 passed, 1 failed, 2 skipped\n"), 1.0)
        self.assertEqual((3, 1, 2), (result.passed, result.failed, result.skipped))

    def test_a_script_without_that_line_crashed(self):
        self.assertEqual(1, from_last_line("script", 0, self.log, 1.0).failed)
