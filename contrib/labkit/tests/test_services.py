import os
import tempfile
import unittest

from labkit import control, processes, services
from labkit.errors import LabError
from labkit.layout import Lab, NodeLayout
from labkit.nodes import NODES
from labkit.processes import Processes
from labkit.releases import ZED


class OneService(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        top = self.folder.name
        self.lab = Lab(ZED, os.path.join(top, "state"), os.path.join(top, "run"), os.path.join(top, "cache"))
        self.node = NodeLayout(self.lab, NODES["node1"])

    def test_what_status_shows_can_be_acted_on(self):
        self.assertEqual("rabbitmq", services.find(self.lab, self.node, "rabbitmq").name)
        for name in ("dockerd", "containerd", "ovsdb", "vswitchd", "neutron-agent"):
            self.assertTrue(callable(services.find(self.lab, self.node, self.node.service(name))))

    def test_another_name_is_refused_with_those_there_are(self):
        with self.assertRaises(LabError) as refused:
            services.find(self.lab, self.node, "compute.node1")
        self.assertIn("lab compute", str(refused.exception))
        self.assertIn("nova-conductor", str(refused.exception))

    def test_only_docker_can_keep_its_containers(self):
        with self.assertRaises(LabError) as refused:
            services.act(self.lab, self.node, "start", "rabbitmq", live_restore=True)
        self.assertIn("--live-restore", str(refused.exception))

    def test_an_option_reaches_a_service_of_the_control_plane(self):
        changed = services.with_option(control.nova_api(self.lab), "reclaim_instance_interval=60")
        self.assertEqual("60", changed.environment["OS_DEFAULT__RECLAIM_INSTANCE_INTERVAL"])
        self.assertEqual("0", services.with_option(changed, "api.max_limit=0").environment["OS_API__MAX_LIMIT"])
        for name, option in (("nova-api", "reclaim_instance_interval"), (self.node.service("dockerd"), "debug=true")):
            with self.assertRaises(LabError) as refused:
                services.act(self.lab, self.node, "start", name, options=[option])
            self.assertIn("--option", str(refused.exception))

    def test_killed_and_started_again(self):
        running = Processes(self.lab)
        running.start("it", ["/bin/sh", "-c", "trap '' TERM; sleep 1000 & wait; sleep 1000"])
        pid = running.pid("it")
        self.assertTrue(running.kill("it"))
        self.assertIsNone(processes.start_time(pid))
        self.assertFalse(running.kill("it"), "it is gone")
        self.assertEqual("answers", control.start(running, control.Service("it", ["/bin/sleep", "1000"])))
        self.assertTrue(running.stop("it"))


if __name__ == "__main__":
    unittest.main()
