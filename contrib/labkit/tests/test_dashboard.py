import importlib.util
import io
import os
import tempfile
import unittest
from contextlib import redirect_stdout
from unittest import mock

from labkit import cli, dashboard, packages, services, settings
from labkit.errors import LabError
from labkit.layout import PORTS, Lab, NodeLayout
from labkit.nodes import NODES
from labkit.releases import ZED


class Dashboard(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.top = self.folder.name
        self.lab = Lab(ZED, os.path.join(self.top, "state"), os.path.join(self.top, "run"), os.path.join(self.top, "cache"))

    def write(self, *parts, text=""):
        path = os.path.join(self.top, *parts)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as target:
            target.write(text)

    def test_its_settings_are_python_and_name_the_labs_services(self):
        settings.dashboard(self.lab, self.top, "/somewhere/static")
        path = os.path.join(self.top, "local_settings.py")
        spec = importlib.util.spec_from_file_location("local_settings", path)
        found = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(found)
        self.assertEqual("SERIAL", found.CONSOLE_TYPE)
        self.assertEqual("SAMEORIGIN", found.X_FRAME_OPTIONS, "or the console's frame stays empty")
        self.assertEqual(self.lab.url("keystone"), found.OPENSTACK_KEYSTONE_URL)
        self.assertEqual(f"127.0.0.1:{PORTS['memcached']}", found.CACHES["default"]["LOCATION"])
        self.assertEqual(0, os.stat(path).st_mode & 0o007, "the secret key is in it")

    def test_the_package_is_linked_but_for_what_leads_to_etc(self):
        for name in ("settings.py", "templates/page.html", "local/local_settings.py", "local/enabled/_9001.py"):
            self.write("packaged", *name.split("/"), text="theirs")
        own = os.path.join(self.top, "own")
        for _ in range(2):
            dashboard.link_package(own, os.path.join(self.top, "packaged"))
        self.assertTrue(os.path.islink(os.path.join(own, "settings.py")))
        self.assertTrue(os.path.exists(os.path.join(own, "templates", "page.html")))
        self.assertEqual(["__init__.py", "enabled"], sorted(os.listdir(os.path.join(own, "local"))))
        self.assertEqual(["__init__.py"], os.listdir(os.path.join(own, "local", "enabled")))
        self.assertTrue(os.path.exists(os.path.join(self.top, "packaged", "local", "enabled", "_9001.py")), "links are removed, not followed")

    def test_it_listens_on_a_port_of_the_layout_and_finds_the_labs_settings(self):
        service = dashboard.service(self.lab)
        self.assertIn(f"127.0.0.1:{PORTS['dashboard']}", service.command)
        self.assertTrue(service.environment["PYTHONPATH"].startswith(self.lab.state))
        self.assertEqual(len(PORTS), len(set(PORTS.values())))

    def test_without_a_lab_nothing_is_installed(self):
        with self.assertRaises(LabError) as refused, mock.patch.object(packages, "install") as install:
            dashboard.start(self.lab)
        self.assertIn("lab up", str(refused.exception))
        install.assert_not_called()

    def test_up_does_without_its_packages(self):
        self.assertNotIn("openstack-dashboard", ZED.packages.values())
        self.assertEqual(["openstack-dashboard"], sorted(set(ZED.optional["dashboard"].values())))

    def test_a_lab_made_before_it_gets_a_key_and_keeps_its_passwords(self):
        self.write("state", "secrets.json", text='{"admin": "kept"}')
        self.assertTrue(self.lab.secret("dashboard"))
        self.assertEqual("kept", self.lab.secret("admin"))
        self.assertEqual(self.lab.secret("dashboard"), self.lab.secret("dashboard"))
        with self.assertRaises(KeyError):
            self.lab.secret("no such name")

    def test_it_has_a_command_of_its_own(self):
        with self.assertRaises(LabError) as refused:
            services.find(self.lab, NodeLayout(self.lab, NODES["node1"]), dashboard.NAME)
        self.assertIn("lab dashboard", str(refused.exception))

    def test_status_shows_it_and_its_absence_is_no_fault(self):
        os.makedirs(self.lab.run)
        shown = io.StringIO()
        with redirect_stdout(shown), mock.patch.object(cli.Processes, "pid", lambda _, name: None if name == dashboard.NAME else 1), \
                mock.patch.object(cli, "health", return_value="yes"):
            self.assertEqual(0, cli.status(self.lab))
        self.assertRegex(shown.getvalue(), rf"dashboard +not running +{PORTS['dashboard']} +-")


if __name__ == "__main__":
    unittest.main()
