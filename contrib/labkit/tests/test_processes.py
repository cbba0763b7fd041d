import json
import os
import tempfile
import unittest

from labkit import processes
from labkit.errors import LabError
from labkit.layout import Lab, NodeLayout
from labkit.nodes import Node
from labkit.processes import Processes
from labkit.releases import ZED


class Supervision(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        top = self.folder.name
        self.lab = Lab(ZED, os.path.join(top, "state"), os.path.join(top, "run"), os.path.join(top, "cache"))
        self.processes = Processes(self.lab)

    def tearDown(self):
        for name in self.processes.names():
            self.processes.stop(name)
        self.folder.cleanup()

    def test_started_found_again_and_stopped_with_its_children(self):
        self.assertTrue(self.processes.start("it", ["/bin/sh", "-c", "sleep 1000 & echo child $!; wait"]))
        self.assertFalse(self.processes.start("it", ["/bin/false"]), "it runs already")
        self.processes.wait_ready("it", lambda: "child" in self.log())
        child = int(self.log().split("child ")[-1].split()[0])
        self.assertEqual(self.processes.pid("it"), Processes(self.lab).pid("it"))
        self.assertTrue(self.processes.stop("it"))
        self.assertIsNone(self.processes.pid("it"))
        self.assertIsNone(processes.start_time(child))
        self.assertEqual([], self.processes.names())

    def log(self):
        with open(self.lab.log("it"), encoding="utf-8") as source:
            return source.read().split("\n", 1)[1]

    def test_a_pid_taken_by_another_process_is_not_ours(self):
        self.processes.start("it", ["/bin/sleep", "1000"])
        path = os.path.join(self.processes.folder, "it.json")
        with open(path, encoding="utf-8") as source:
            record = json.load(source)
        self.addCleanup(processes.signal_group, record["pid"], 9)
        with open(path, "w", encoding="utf-8") as target:
            json.dump({**record, "start": record["start"] - 1}, target)
        self.assertIsNone(self.processes.pid("it"))
        self.assertFalse(self.processes.stop("it"))
        self.assertIsNotNone(processes.start_time(record["pid"]), "another's process was stopped")

    def test_a_service_that_ends_is_an_error_that_names_its_log(self):
        self.processes.start("it", ["/bin/sh", "-c", "echo gone >&2; exit 1"])
        with self.assertRaisesRegex(LabError, "ended while it was starting") as caught:
            self.processes.wait_ready("it", lambda: False)
        self.assertEqual(self.lab.log("it"), caught.exception.log)

    def test_a_failing_command_shows_its_last_lines(self):
        with self.assertRaisesRegex(LabError, "code 3:\nno such thing"):
            processes.run(["/bin/sh", "-c", "echo no such thing; exit 3"])

    def test_secrets_are_made_once_and_only_for_root(self):
        first = self.lab.secret("admin")
        self.assertEqual(first, Lab(ZED, self.lab.state, self.lab.run, self.lab.cache).secret("admin"))
        self.assertEqual(0o600, os.stat(self.lab.path("secrets.json")).st_mode & 0o777)

    def test_unix_sockets_fit_into_a_socket_address(self):
        node = NodeLayout(Lab(ZED), Node("node1"))
        for path in (node.docker_socket, node.containerd_socket, node.ovsdb_socket, node.lab.mysql_socket):
            self.assertLess(len(path), 108)
