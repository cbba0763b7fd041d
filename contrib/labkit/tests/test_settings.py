import configparser
import os
import tempfile
import unittest

from labkit import settings
from labkit.layout import Lab, NodeLayout
from labkit.nodes import Node
from labkit.releases import ZED


class Configuration(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        top = self.folder.name
        self.node = NodeLayout(Lab(ZED, os.path.join(top, "state"), os.path.join(top, "run")), Node("node7"))

    def read(self, path):
        parser = configparser.RawConfigParser(default_section="none")
        parser.read(path)
        return parser

    def test_the_compute_gets_its_host_broker_docker_and_switch(self):
        settings.nova_compute(self.node)
        conf = self.read(self.node.nova_conf)
        self.assertEqual("node7", conf["DEFAULT"]["host"])
        self.assertEqual(self.node.lab.rabbit_url, conf["DEFAULT"]["transport_url"])
        self.assertEqual(f"unix://{self.node.docker_socket}", conf["docker"]["host_url"])
        self.assertEqual(f"unix:{self.node.ovsdb_socket}", conf["os_vif_ovs"]["ovsdb_connection"])
        self.assertFalse(conf.has_section("database"), "a compute has no database access")
        for section in ("keystone_authtoken", "neutron", "placement", "service_user", "glance"):
            self.assertEqual("nova", conf[section]["username"])

    def test_a_file_with_passwords_is_not_for_everyone(self):
        settings.nova_compute(self.node)
        self.assertEqual(0, os.stat(self.node.nova_conf).st_mode & 0o007)

    def test_lists_become_repeated_options_and_booleans_words(self):
        path = os.path.join(self.folder.name, "x.conf")
        settings.write(path, {"a": {"multi": ["1", "2"], "flag": True}})
        with open(path, encoding="utf-8") as source:
            self.assertEqual("[a]\nmulti = 1\nmulti = 2\nflag = true\n", source.read())

    def test_neutron_and_its_agent_agree_on_the_provider_network(self):
        settings.neutron_agent(self.node, "netdev")
        conf = self.read(self.node.path("etc", "neutron-agent.conf"))
        self.assertEqual("physnet1:br-provider", conf["ovs"]["bridge_mappings"])
        self.assertEqual("netdev", conf["ovs"]["datapath_type"])
        self.assertEqual("node7", conf["DEFAULT"]["host"])
