"""Where everything of the lab lives: folders, ports, addresses. Nothing outside of these is written."""

import json
import os
import secrets
from dataclasses import dataclass

from .nodes import Node
from .releases import Release

STATE = "/var/lib/nova-docker-net-lab"
RUN = "/run/nova-docker-net-lab"
CACHE = "/var/cache/nova-docker-net-lab"
LOCK = "/run/nova-docker-net-lab.lock"

# Below the range of ephemeral ports, away from the standard ones of the same services.
PORTS = {
    "keystone": 15000,
    "glance": 19292,
    "placement": 18778,
    "nova-api": 18774,
    "neutron": 19696,
    "nova-serialproxy": 16083,
    "dashboard": 18080,
    "rabbitmq": 15673,
    "rabbitmq-dist": 15674,
    "epmd": 14369,
    "memcached": 21211,
}

ADDRESS = "127.0.0.1"
REGION = "RegionOne"
PHYSICAL_NETWORK = "physnet1"
VLAN_RANGE = "100:299"
INTEGRATION_BRIDGE = "br-int"
PROVIDER_BRIDGE = "br-provider"


@dataclass(frozen=True)
class Lab:
    """One control plane; every path is derived from the state folder."""

    release: Release
    state: str = STATE
    run: str = RUN
    cache: str = CACHE

    def path(self, *parts):
        return os.path.join(self.state, *parts)

    def etc(self, *parts):
        return self.path("etc", *parts)

    def log(self, service):
        return self.path("log", service + ".log")

    @property
    def mysql_socket(self):
        return os.path.join(self.run, "mysqld.sock")

    @property
    def rabbit_url(self):
        return f"rabbit://openstack:{self.secret('rabbitmq')}@{ADDRESS}:{PORTS['rabbitmq']}/"

    def url(self, service):
        suffix = {"keystone": "/v3", "nova-api": "/v2.1"}.get(service, "")
        return f"http://{ADDRESS}:{PORTS[service]}{suffix}"

    def database_url(self, database):
        return (f"mysql+pymysql://openstack:{self.secret('mysql')}@localhost/{database}"
                f"?charset=utf8&unix_socket={self.mysql_socket}")

    def secret(self, name):
        """Passwords are made once per lab and stay in a file only root can read."""
        path, names = self.path("secrets.json"), ("admin", "demo", "mysql", "rabbitmq", "nova", "neutron", "glance", "placement",
                                                  "metadata", "dashboard")
        known = {}
        try:
            with open(path, encoding="utf-8") as source:
                known = json.load(source)
            return known[name]
        except (FileNotFoundError, KeyError):
            if name not in names:
                raise
            # A lab may have been made before one of the names was thought of: what it has stays.
            os.makedirs(self.state, mode=0o755, exist_ok=True)
            with open(os.open(path + ".new", os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w",
                      encoding="utf-8") as target:
                json.dump({**{each: secrets.token_hex(16) for each in names}, **known}, target, indent=2)
            os.replace(path + ".new", path)
            return self.secret(name)


@dataclass(frozen=True)
class NodeLayout:
    """One compute node of the lab."""

    lab: Lab
    node: Node

    def path(self, *parts):
        return self.lab.path("nodes", self.node.name, *parts)

    def run(self, *parts):
        return os.path.join(self.lab.run, self.node.name, *parts)

    def service(self, name):
        return f"{name}.{self.node.name}"

    @property
    def docker_socket(self):
        return self.run("docker.sock")

    @property
    def containerd_socket(self):
        return self.run("containerd", "containerd.sock")

    @property
    def ovs_run(self):
        return self.run("openvswitch")

    @property
    def ovsdb_socket(self):
        return self.run("openvswitch", "db.sock")

    @property
    def service_run(self):
        """[docker] run_dir of the compute service: namespaces and the files nova-runc reads."""
        return self.run("nova-docker-net")

    @property
    def nova_conf(self):
        return self.path("etc", "nova.conf")
