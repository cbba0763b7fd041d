import threading
import unittest

from labkit import console, tasks
from labkit.errors import LabError
from labkit.tasks import Task

console.quiet = True


class TaskOrder(unittest.TestCase):
    def test_a_task_runs_after_those_it_names(self):
        seen = []
        tasks.run([Task("c", lambda: seen.append("c"), ("a", "b")), Task("b", lambda: seen.append("b"), ("a",)),
                   Task("a", lambda: seen.append("a"))])
        self.assertEqual(["a", "b", "c"], seen)

    def test_independent_tasks_run_at_once(self):
        barrier = threading.Barrier(2, timeout=20)
        tasks.run([Task("a", lambda: barrier.wait() and None), Task("b", lambda: barrier.wait() and None)])

    def test_the_first_failure_is_raised_and_nothing_that_needs_it_runs(self):
        seen = []

        def fail():
            raise LabError("broken")

        with self.assertRaisesRegex(LabError, "broken"):
            tasks.run([Task("a", fail), Task("b", lambda: seen.append("b"), ("a",))])
        self.assertEqual([], seen)

    def test_a_name_outside_the_list_counts_as_done(self):
        seen = []
        tasks.run([Task("a", lambda: seen.append("a"), ("not there",))])
        self.assertEqual(["a"], seen)

    def test_a_circle_is_an_error(self):
        with self.assertRaisesRegex(AssertionError, "wait for each other"):
            tasks.run([Task("a", lambda: None, ("b",)), Task("b", lambda: None, ("a",))])
