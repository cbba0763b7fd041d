import os
import tempfile
import unittest

from toxcompat.results import from_last_line, from_trx

TRX = """<?xml version="1.0" encoding="utf-8"?>
<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>{}</Results></TestRun>"""
PASSED = '<UnitTestResult testName="A" outcome="Passed" />'
SKIPPED = '<UnitTestResult testName="B" outcome="NotExecuted"><Output><ErrorInfo><Message>needs root: missing</Message></ErrorInfo></Output></UnitTestResult>'
FAILED = '<UnitTestResult testName="C" outcome="Failed"><Output><ErrorInfo><Message>1 is not 2</Message></ErrorInfo></Output></UnitTestResult>'


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
